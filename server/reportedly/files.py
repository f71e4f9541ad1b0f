"""Reads what a person hands over (a text, a saved web page, standard input) into blocks, or says why it cannot."""

import codecs
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from .analysis.types import Block
from .html import NoArticle, article_blocks, is_html

STANDARD_INPUT = "-"
#: A hundred times the longest article; a file above it was surely not meant. Bytes.
LARGEST = 20 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=|<\?xml[^>]{0,100}?encoding\s*=)\s*["']?\s*([\w.:-]{1,40})""", re.I
)


class Unreadable(Exception):
    """The input cannot be judged; `str(error)` is one line that says why, without the name of the file."""


@dataclass(frozen=True, slots=True)
class Document:
    """What was read. `name` as the person gave it; offsets of its analysis count into the texts of `blocks`.

    A text is one block "0", just as it stands in the file (without a byte order mark); a web page is the blocks of
    its article.
    """

    name: str
    blocks: tuple[Block, ...]
    is_html: bool

    @property
    def title(self) -> str:
        """What a person is told this is."""
        return title_of(self.name)


def title_of(name: str) -> str:
    """The name of a file as messages give it; "-" is standard input."""
    return "standard input" if name == STANDARD_INPUT else name


def read(name: str) -> Document:
    """Read the file `name`, or standard input for "-". Raises Unreadable."""
    data = _bytes(name)
    if not data.strip():
        raise Unreadable("it is empty")
    text = decode(data)
    if not text.strip():
        raise Unreadable("it is empty")
    if not is_html(name, text):
        return Document(name, (Block("0", text),), is_html=False)
    try:
        return Document(name, tuple(article_blocks(text)), is_html=True)
    except NoArticle:
        raise Unreadable("no article was found in this page") from None


def decode(data: bytes) -> str:
    """Bytes of a text or page as str: by byte order mark, as UTF-8, by declared charset, and last as Windows-1252.

    What decodes as UTF-8 is UTF-8, whatever a page declares: nothing else looks like it by chance.

    Raises Unreadable for what is no text in any of them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable("it is damaged: not the UTF text that its first bytes announce") from None
    if b"\x00" in data:
        raise Unreadable("this is a binary file, not a text or a web page")
    for encoding in filter(None, ("utf-8", _declared(data), "windows-1252")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = data.decode("latin-1")
    if sum((c < "\x20" and c not in "\t\n\r\f") or "\x7f" <= c < "\xa0" for c in text) > len(text) / 100:
        raise Unreadable("this is a binary file, not a text or a web page")
    return text


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    try:
        codec = codecs.lookup(match[1].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return None
    # Names like "zip" are codecs too, but no text.
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _bytes(name: str) -> bytes:
    try:
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except IsADirectoryError:
        raise Unreadable("this is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(f"it cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST // 1024 // 1024} MB")
    return data
