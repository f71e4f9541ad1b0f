"""Nothing harmful is left, and every offset still fits."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from reportedly.formats.printable import one_line, printable

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(st.characters(codec=None)))
def test_no_control_character_is_left_and_the_length_stays(text: str) -> None:
    clean = printable(text)
    assert len(clean) == len(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c not in "\n\t" for c in clean)
    assert not any(
        unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"} for c in clean
    )
    clean.encode()
    assert "\n" not in one_line(text)


def test_ordinary_text_stays_as_it_is() -> None:
    text = "“Café” – 👩‍🚒 naïve\tשלום مرحبا\n"
    assert printable(text) == text
