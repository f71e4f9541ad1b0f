"""Which language a text is in, so that an English model does not judge a French page.

py3langid does the work (139 languages, one 5 MB file, nothing but numpy). Here is the policy around it: an English
model loses little by reading a stray foreign line, and a reader loses much when a short English one is refused, so
doubt speaks for English.

Most of what is sent is plainly English, and its little words say so: where they are frequent, nobody else is asked.
That takes a tenth of the time, and the detector's 75 MB are loaded only when a text is in doubt.
"""

import threading
from functools import cache, lru_cache
from typing import Protocol

# Enough to be sure of any language; keeps the time of a very long text bounded. Code points.
_SAMPLE = 4000
# Below either of these a text is short: a name, a headline, a fragment.
_SHORT_LETTERS = 40
_SHORT_WORDS = 8
# English this likely is taken for English: lists of names and results look foreign to any detector.
_ENGLISH = 0.1
_ENGLISH_IF_SHORT = 0.01
# Another language has to be this likely before it is named.
_SURE = 0.5
# English articles have 14 to 40 of these in a hundred words, pages in other languages at most 5. In fewer words than
# the second number it is a matter of luck.
_PLAINLY = 0.12
_ENOUGH_WORDS = 20
_LITTLE = (
    "the of and to that for with it by from his but have has were said this which they who not their had will would "
    "been its you she her after about more than when also there what could was are be can"
)
_LITTLE_WORDS = frozenset(_LITTLE.split())
# Varieties written much like English, or labels that are no language; news text is never "in" them.
_LEFT_OUT = {"pcm", "zxx"}

_loading = threading.Lock()


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect(text: str) -> str:
    """The ISO 639 code of the language of `text`, or "und" when unsure.

    Never raises. Text without a letter is "und". A short text (under 40 letters or 8 words) in Latin script is "en"
    where that is at all plausible and "und" otherwise, never another language. The first call for a text that is not
    plainly English loads the detector (about half a second).
    """
    # Collapsed, so that a page that opens with blank space is judged by its words.
    sample = " ".join(text.lstrip()[: 4 * _SAMPLE].split())[:_SAMPLE]
    if is_plainly_english(sample):
        return "en"
    letters = [c for c in sample if c.isalpha()]
    if not letters:
        return "und"
    if sum(c.isupper() for c in letters) > len(letters) / 2:
        # The detector knows lower-case text; agencies and old wires print headlines and whole reports in capitals.
        sample = sample.lower()
    best, likelihood, english = _likelihoods(sample)
    if best == "en" or english >= _ENGLISH:
        return "en"
    # Scripts other than Latin speak for themselves, and some of them put no spaces between words.
    latin = sum(c < "\u0250" for c in letters) > len(letters) / 2
    if latin and (len(letters) < _SHORT_LETTERS or len(sample.split()) < _SHORT_WORDS):
        return "en" if english >= _ENGLISH_IF_SHORT else "und"
    return best if likelihood >= _SURE else "und"


def is_plainly_english(text: str) -> bool:
    """Whether the little words of English are frequent enough in `text` to leave no doubt."""
    words = text.lower().split()
    found = sum(word in _LITTLE_WORDS for word in words)
    return len(words) >= _ENOUGH_WORDS and found >= _PLAINLY * len(words)


@lru_cache(maxsize=64)  # the same page is asked about more than once
def _likelihoods(sample: str) -> tuple[str, float, float]:
    """The likeliest language, its likelihood, and that of English, among the languages that news is written in."""
    # Left out here and not in the library, which would keep a second table of 27 MB for it.
    ranked = [(language, p) for language, p in _identifier().rank(sample) if language not in _LEFT_OUT]
    whole = sum(p for _, p in ranked) or 1.0
    best, likelihood = ranked[0]
    return best, likelihood / whole, dict(ranked).get("en", 0.0) / whole


def _identifier() -> _Identifier:
    # The lock keeps two first requests from loading the model twice at the same time.
    with _loading:
        return _load()


@cache
def _load() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
