"""Reading texts and pages in whatever encoding they come."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportedly.files import Unreadable, decode, read
from reportedly.html import article_blocks, is_html

TEXT = "The café’s owner – “Zoë” – may sell."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("windows-1252"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    ],
)
def test_a_text_is_read_in_its_encoding(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize("charset", ["windows-1251", "iso-8859-2", "koi8-r"])
def test_a_page_is_read_in_the_charset_that_it_declares(charset: str) -> None:
    words = "Орск" if charset != "iso-8859-2" else "Łódź"
    page = f'<html><head><meta charset="{charset}"></head><body>{words}</body></html>'
    assert decode(page.encode(charset)) == page


@pytest.mark.parametrize("declared", ["windows-1251", "zip", "no-such-charset", "utf-16"])
def test_what_is_utf_8_is_read_as_utf_8_whatever_it_declares(declared: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={declared}">{TEXT}</html>'
    assert decode(page.encode()) == page


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_a_clear_refusal(data: bytes) -> None:
    try:
        text = decode(data)
    except Unreadable as error:
        text = str(error)
    assert text or not data.strip(b"\xef\xbb\xbf\xff\xfe\x00")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", "", True),
        ("A.HTM", "", True),
        ("-", "  <!-- saved --> <!DOCTYPE html><p>", True),
        ("-", '<?xml version="1.0"?>\n<html xmlns="x">', True),
        ("-", "<html lang=en>", True),
        ("a.txt", "<3 is what critics say", False),
        ("a.txt", "The <html> tag is old.", False),
    ],
)
def test_a_page_is_told_from_a_text(name: str, text: str, expected: bool) -> None:
    assert is_html(name, text) is expected


def test_a_text_keeps_every_character_so_that_offsets_fit_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbfOne.\r\n\r\n  Two.\n")
    document = read(str(file))
    assert [(b.id, b.text) for b in document.blocks] == [("0", "One.\r\n\r\n  Two.\n")]
    assert not document.is_html


def test_the_blocks_of_a_page_are_its_paragraphs_with_white_space_collapsed() -> None:
    page = """<html><body><article><h1>Docks   close</h1>
    <p>The board of Vellmouth met on <b>Tues</b>day<br>to discuss its future at&nbsp;length.</p>
    <blockquote><p>We have looked at every number twice, and then a third time.</p></blockquote>
    <ol><li>First item of the list here.</li><li>Second <i>item</i> of it.</li></ol>
    <p>The last paragraph says that the mayor has not yet commented on the matter.</p>
    </article></body></html>"""
    blocks = article_blocks(page)
    assert [b.text for b in blocks] == [
        "Docks close",
        "The board of Vellmouth met on Tuesday to discuss its future at length.",
        "We have looked at every number twice, and then a third time.",
        "First item of the list here.",
        "Second item of it.",
        "The last paragraph says that the mayor has not yet commented on the matter.",
    ]
    assert [b.id for b in blocks] == [str(n) for n in range(len(blocks))]


def test_saved_news_pages_have_an_article(shared: Path) -> None:
    for page in ("bbc-1", "cnn", "aclu", "guardian-1", "nytimes-1", "wapo-1"):
        source = shared / "pages" / page / "source.html"
        if source.is_file():
            words = sum(len(b.text.split()) for b in read(str(source)).blocks)
            assert words > 150, page
