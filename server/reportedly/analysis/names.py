"""Reads the words of a source: is this a person's name, a pronoun, "the official", or a crowd?

Rules over spelling only, for English news. They serve the ledger, which has to tell that "Finance Minister Ana Ruiz",
"Ruiz" and "the minister" are one source; they judge nothing about a sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from .lexicon import ALONE, DOCUMENT, EVIDENCE, PRONOUN, RELATIVE, head_of, plain
from .types import Span

Kind = Literal["name", "pronoun", "reference", "phrase"]
Gender = Literal["f", "m", ""]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Longer names are cut in the ledger. Code points.
_LONGEST = 100
_DETERMINER = re.compile(r"(?:the|a|an|this|that|these|those|its|his|her|their|our)\s+", re.IGNORECASE)
# What a writer adds about a source is not part of its name.
_ASIDE = re.compile(
    r"[,(]?\s*\b(?:who|whom|whose|which|speaking|citing|asking|requesting|on (?:the )?condition|in an? (?:interview|"
    r"statement|e-?mail)|on \w+day)\b.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(r"(?:the|this|that|these|those)\s+(?:(?:former|same|latter|senior)\s+)?", re.IGNORECASE)
_SUFFIX = {"jr", "sr", "ii", "iii", "iv"}
_FEMALE = {"she", "mrs", "ms", "miss", "madam", "lady", "queen", "princess", "congresswoman", "spokeswoman"}
_MALE = {"he", "mr", "sir", "lord", "king", "prince", "congressman", "spokesman", "chairman"}
_FEMALE |= {"chairwoman", "businesswoman", "actress"}
#: Titles and offices that stand before a name and are no first name.
_TITLES = _listed(
    "mr mrs ms miss dr prof professor sir lord lady dame rev reverend pope father sister rabbi imam gen general col "
    "colonel capt captain lt lieutenant maj major sgt sergeant adm admiral sen senator rep representative congressman "
    "congresswoman gov governor mayor president vice deputy prime minister foreign finance interior defence defense "
    "health justice education secretary chancellor attorney ambassador judge chief king queen prince princess "
    "councillor councilman councilwoman commissioner director chairman chairwoman chair speaker leader candidate "
    "nominee spokesman spokeswoman spokesperson officer detective inspector coach editor reporter analyst economist "
    "comrade cde mp democrat republican labour conservative party former acting"
)
#: "the senator" stands for a person named before; each of these is held by many, so it is no name of its own.
PERSON_NOUNS = _listed(
    "official officials source sources person people man woman aide aides adviser advisers advisor advisors senator "
    "congressman congresswoman lawmaker representative minister mayor governor spokesman spokeswoman spokesperson "
    "director chairman chairwoman chair chief executive officer professor researcher scientist author economist "
    "analyst lawyer attorney prosecutor judge doctor nurse teacher candidate nominee leader diplomat envoy ambassador "
    "secretary commissioner coach player manager owner founder editor reporter writer witness resident student "
    "activist organizer organiser strategist operative politician businessman businesswoman actor actress singer "
    "billionaire democrat republican veteran detective sheriff general admiral colonel captain insider staffer "
    "employee worker insiders employees workers advisor staffers lawmakers diplomats witnesses nurses"
)


#: Heads of sources that are no person, so that "he" or "she" passes them by.
BODY_NOUNS = _listed(
    "administration agency authority bank board campaign case commission committee company council court department "
    "document firm government group indictment institute lawsuit magazine memo ministry newspaper office paper party "
    "petition poll police press report service statement study survey team union university website"
)
_GOES_ON = re.compile(r"(?:of|by|for|in|at|on|and|from|with|who)\b")
_COMMON = PERSON_NOUNS | _TITLES | {"critics", "experts", "some", "many", "police", "prosecutors", "authorities"}
_BRACKETS = re.compile(r"\([^)]*\)?")
_CUTS = {
    "of",
    "in",
    "at",
    "from",
    "with",
    "on",
    "for",
    "to",
    "who",
    "that",
    "which",
    "and",
    "or",
    "whose",
    "near",
    "by",
}
_INSIDE = {"of", "the", "de", "la", "van", "von", "der", "bin", "al", "el", "dos", "&"}


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of one source, read.

    `shown` is what the ledger shows. `key` is the same for two mentions of one phrase. For a name, `last` is the word
    it is found by and `first` the given name, if there is one; for anything else, `last` is its noun ("official").
    `words` are those by which the source may be called later ("the minister").
    """

    kind: Kind
    shown: str
    key: str
    last: str = ""
    first: str = ""
    gender: Gender = ""
    words: frozenset[str] = frozenset()


def read(source: str) -> Mention:
    """Read the words of a source. Never raises; words without a letter make a phrase of their own."""
    shown = _shown(source)
    words = _words(shown)
    key = " ".join(_words(_DETERMINER.sub("", plain(shown))))
    gender = _gender(words)
    if PRONOUN.fullmatch(plain(shown)):
        return Mention("pronoun", shown, key, gender=gender)
    name = _name(shown)
    if name:
        last, first = _last_and_first(name)
        if last:
            return Mention("name", shown, key, last, first, gender, frozenset(words))
    noun = _referred(plain(shown))
    if noun:
        return Mention("reference", shown, key, noun, gender=gender, words=frozenset([noun]))
    head = _words(head_of(plain(shown)))
    last = head[-1] if head else ""
    return Mention("phrase", shown, key, last, gender=gender, words=frozenset([last]))


def sources_of(spans: Iterable[Span], text: str) -> list[Span]:
    """The sources among the spans of a sentence, in order; `text` is what their offsets count into.

    The model now and then cuts one source in two or marks a scrap of one. Neighbours of one type are put together;
    "who" and spans without a letter are left out, and so is a scrap ("private") beside a proper source of its type.
    """
    found: list[Span] = []
    for span in sorted((s for s in spans if s.kind == "source"), key=lambda s: (s.start, s.end)):
        words = text[span.start : span.end]
        if not any(c.isalnum() for c in words) or RELATIVE.match(words):
            continue
        if found and found[-1].source_type == span.source_type and _continues(found[-1], span, text):
            found[-1] = replace(found[-1], end=max(span.end, found[-1].end))
        else:
            found.append(span)
    proper = {s.source_type for s in found if not _is_scrap(s, text)}
    return [s for s in found if s.source_type not in proper or not _is_scrap(s, text)]


def _continues(one: Span, other: Span, text: str) -> bool:
    between = text[one.end : other.start]
    if not between.strip():
        return True
    if _GOES_ON.match(text, other.start) and len(between.split()) == 1 and between.strip().isalnum():
        return True  # "a report | [released] | by the Audit Office"
    # "a spokesman for the authority, Pavel Renn"
    return between.strip() == "," and (
        read(text[one.start : one.end]).kind == "phrase" and bool(read(text[other.start : other.end]).first)
    )


def _is_scrap(span: Span, text: str) -> bool:
    words = plain(text[span.start : span.end]).split()
    if len(words) == 1:
        word = words[0].strip(".,;:“”\"'()")
        known = word.lower() in PERSON_NOUNS | BODY_NOUNS or word[:1].isupper()
        return not (known or any(p.fullmatch(word) for p in (ALONE, PRONOUN, DOCUMENT, EVIDENCE)))
    # A full name is not an unnamed source.
    return span.source_type != "named" and all(_capital(w) for w in words) and bool(read(" ".join(words)).first)


def singular(noun: str) -> str:
    """A noun without its plural ending, good enough to compare "officials" with "official"."""
    if noun == "people":
        return "person"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _shown(source: str) -> str:
    shown = " ".join(source.split()).strip(" ,;:.“”\"'‘[]")
    if shown.count("(") != shown.count(")"):
        shown = shown.strip("() ")
    shown = _ASIDE.sub("", shown, count=1).strip(" ,;:") or shown
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST].rsplit(" ", 1)[0] + "…"


def _words(text: str) -> list[str]:
    words = (w.strip(".,;:()[]“”\"'") for w in plain(text).lower().split())
    return [w.removesuffix("'s") for w in words if w]


def _gender(words: list[str]) -> Gender:
    for word in words:
        if word in _FEMALE:
            return "f"
        if word in _MALE:
            return "m"
    return ""


def _name(shown: str) -> list[str]:
    """The capitalised words of a person's or body's name, or [] where the source is no name.

    A full name between commas comes first: "a spokesman for the authority, Pavel Renn" is Pavel Renn.
    """
    parts = _BRACKETS.sub(" ", shown).split(",")
    full = next((p for p in parts if len(p.split()) > 1 and all(_capital(t) for t in p.split())), parts[0])
    tokens = _head(full)
    run: list[str] = []
    for token in reversed(tokens):
        if not (_capital(token) or (run and token.lower() in _INSIDE)):
            break
        run.insert(0, token)
    while run and (not _capital(run[0]) or run[0].lower() in {"the", "a", "an"}):
        run.pop(0)
    if len(run) == 1 and _words(run[0])[:1] and _words(run[0])[0] in _COMMON:
        return []  # "Officials", at the beginning of a sentence
    return run


def _head(part: str) -> list[str]:
    """The words up to the head noun; "of" goes on where a capital follows ("Bank of Orsk"). Two names are none."""
    tokens = part.split()
    for k, token in enumerate(tokens):
        if k and token.lower() in _CUTS:
            following = next((t for t in tokens[k + 1 :] if t.lower() != "the"), "")
            if token.lower() == "of" and _capital(following) and _capital(tokens[k - 1]):
                continue
            return [] if token.lower() in {"and", "or"} else tokens[:k]
    return tokens


def _capital(token: str) -> bool:
    bare = token.lstrip("(“\"'‘")
    return bool(bare) and (bare[0].isupper() or bare[0].isdigit())


def _last_and_first(name: list[str]) -> tuple[str, str]:
    words = _words(" ".join(name))
    while len(words) > 1 and words[-1] in _SUFFIX:
        words.pop()
    if not words or not words[-1][0].isalpha():
        return "", ""
    if "of" in words:
        return " ".join(words), ""  # a body: found by its whole name only
    first = words[-2] if len(words) > 1 else ""
    # An initial is no given name: "John B. Doe".
    if len(first) == 1 and len(words) > 2:
        first = words[-3]
    if words[-1] in BODY_NOUNS:
        return words[-1], first  # "the Labour Department" is not "the Justice Department"
    return words[-1], "" if first in _TITLES or len(first) <= 1 else first


def _referred(shown: str) -> str:
    """The noun of "the official" or "the former official", "" for a longer phrase."""
    match = _REFERENCE.match(shown)
    rest = _words(shown[match.end() :]) if match else []
    return rest[0] if len(rest) == 1 else ""
