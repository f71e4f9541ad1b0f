"""Text that may go to a terminal: nothing that an article contains can move the cursor, colour or reorder a line."""

import re

# C0 and C1 controls (escape sequences begin with one) save the line feed and tab; line separators; the controls of
# bidirectional text, which make a line read other than it is; and halves of surrogate pairs, which cannot be encoded.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """`text` with every harmful character replaced by U+FFFD; as long as before, so that offsets still fit.

    Carriage returns become spaces, for they are usual at the ends of lines.
    """
    return _HARMFUL.sub("\ufffd", text.replace("\r", " "))


def one_line(text: str) -> str:
    """`printable`, with runs of white space collapsed: for names and messages."""
    return " ".join(printable(text).split())
