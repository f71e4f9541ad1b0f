"""Texts that break things: what Unicode allows, and what a page may hold."""

from hypothesis import strategies as st

HOSTILE = {
    "lone surrogates": "\ud800 said \udfff it \udc00\ud800.",
    "a pair in two halves": "He said \ud83d\ude00 it may rain.",
    "NUL and controls": "The mayor\x00 said\x07 it\x1b[31m may\x7f rain\x85.",
    "right to left": "قال المسؤول إن الجسر \u202emay open\u202c. The clerk said so.",
    "bidi isolates": "\u2066The clerk\u2069 \u200fsaid\u200e it may rain.",
    "zero width": "Of\u200bfi\u200ccials sa\u200did\ufeff it \u2060may rain.",
    "combining": "T\u0301h\u0308e\u0323 c\u0327l\u030cerk sa\u0310i\u0311d " + "a" + "\u0301" * 500 + " may rain.",
    "emoji sequences": "👩‍👩‍👧‍👦 said 🏳️‍🌈 may 👍🏽 rain 🇺🇳. 🧑🏿‍🚀 reportedly left.",
    "beyond the first plane": "𝒯𝒽ℯ 𝒸𝓁ℯ𝓇𝓀 𝓈𝒶𝒾𝒹 it may 𝓇𝒶𝒾𝓃. 𠜎𠜱 said so.",
    "lines of every kind": "One\r\nsaid\u2028it\u2029may\x0brain\x0c.\x1cIt\x1dmay.\x1e\x1f",
    "white space only within": " \u00a0\u2003\u3000The clerk\u00a0said\u2009it\u202fmay rain. \u1680",
    "no letters at all": "1234 !!! ... --- ??? 56,78 % §§ (((",
    "private use and unassigned": "\ue000\uf8ff said \U000f0000 it may \U0010ffff \ufffe\uffff rain.",
    "markup": "<script>alert(1)</script> &lt;b&gt; officials said </textarea><!-- ]]> it may rain.",
    "one letter": "a",
    "quotation marks": "“„‚‘’\"'«»‹› \"\"\"\" she said ''''",
    "full stops": "." * 3000,
    "long word": "x" * 20_000,
}

_WORDS = [
    "officials", "said", "the clerk", "reportedly", "may", "according to", "sources", "it is believed", "critics", "a",
    "bridge", "Low Haven", "told reporters", ".", ".", "?", ",", "”", "“", "\n", "\n\n", " ", " ", " ", "Mr.", "1.5",
]  # fmt: skip
_ODD = [
    "\u200d",
    "\u0301",
    "\u202e",
    "\u2069",
    "\x00",
    "\ufeff",
    "😀",
    "👩‍👧",
    "🇺🇳",
    "\ud83d",
    "\ude00",
    "ß",
    "ﬁ",
    "İ",
    "\r\n",
]

texts = st.one_of(
    st.text(st.characters(), max_size=300),
    st.lists(st.one_of(st.sampled_from(_WORDS), st.sampled_from(_ODD), st.text(st.characters(), max_size=3))).map(
        " ".join
    ),
    st.lists(st.sampled_from(_WORDS + _ODD), max_size=80).map("".join),
    st.sampled_from(sorted(HOSTILE.values())),
)
"""Any text: every character there is, halves of surrogate pairs too, among words that give marks."""


def whole(text: str) -> str:
    """The text as it arrives: halves that meet are one character, halves that do not are U+FFFD."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in joined)
