"""The article inside an HTML page, as blocks of text. The browser extension has its own way; this is for files."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from .analysis.types import Block

_LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b|\s*<\?xml[^>]*>\s*<(?:!doc|html)", re.I | re.S
)
_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
# A page none of whose blocks has so many words is a menu or a picture, and no article.
_PARAGRAPH = 8
# Elements of the extractor's tree that hold other blocks rather than text of their own.
_CONTAINERS = {"body", "main", "list", "quote", "table", "row", "div"}
_LEFT_OUT = {"graphic"}


class NoArticle(Exception):
    """No article was found in the page."""


def is_html(name: str, text: str) -> bool:
    """Whether a file is a web page, by its name or by how its text begins."""
    return name.lower().endswith(_SUFFIXES) or bool(_LOOKS_LIKE_HTML.match(text[:5000]))


def article_blocks(markup: str) -> list[Block]:
    """The article of an HTML page: its paragraphs, headings and list items in reading order.

    Menus, comments and tables are left out. Ids are "0", "1", ...; white space is collapsed. Raises NoArticle when the
    page has none.
    """
    body = _extract(markup)
    texts = [text for text in _texts(body) if text] if body is not None else []
    if not any(len(text.split()) >= _PARAGRAPH for text in texts):
        raise NoArticle
    return [Block(str(number), text) for number, text in enumerate(texts)]


def _extract(markup: str) -> Any:
    # Loaded here: it takes a quarter of a second, and most texts are no page.
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        # They warn on standard error about pages that are merely empty; we say that in our own words.
        logging.getLogger(name).addHandler(logging.NullHandler())
    document = bare_extraction(
        markup, include_comments=False, include_tables=False, include_images=False, with_metadata=False
    )
    return None if document is None else document.body  # type: ignore[union-attr]


def _texts(element: Any) -> Iterator[str]:
    """The text of each block below `element`; text that stands loose in a container is a block of its own."""
    if element.tag in _LEFT_OUT:
        return
    if element.tag not in _CONTAINERS or not len(element):
        yield _collapse("".join(_pieces(element)))
        return
    loose = [element.text or ""]
    for child in element:
        if child.tag == "lb" or not isinstance(child.tag, str):
            loose.append(" " + (child.tail or ""))
            continue
        yield _collapse("".join(loose))
        yield from _texts(child)
        loose = [child.tail or ""]
    yield _collapse("".join(loose))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _CONTAINERS or child.tag in ("lb", "item", "p", "head", "cell"):
            yield " "
        if child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def _collapse(text: str) -> str:
    return " ".join(text.split())
