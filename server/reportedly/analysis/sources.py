"""The ledger: who an article rests on, and which of its sentences rest on whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .names import BODY_NOUNS, PERSON_NOUNS, Gender, Mention, read, singular, sources_of
from .types import FLAGS, Attributed, Place, Sentence, Source, SourceType, Summary

#: The score that decides each type, in the order in which a sentence is counted.
SCORE_OF: dict[SourceType, str] = {
    "anonymous": "anonymous_source",
    "vague": "vague_attribution",
    "named": "named_source",
}
# How many entries back a pronoun or "the official" may reach; keeps the time linear.
_REACH = 50


def rests_on(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[SourceType, ...]:
    """The types of source that a sentence rests on, by its scores: anonymous before vague before named."""
    return tuple(t for t, score in SCORE_OF.items() if scores[score] >= thresholds[score])


def ledger(
    sentences: Sequence[Sentence],
    texts: Mapping[str, str],
    thresholds: Mapping[str, float],
    context: Sequence[Sentence] = (),
) -> tuple[Source, ...]:
    """The sources of an article, in the order in which they first appear.

    `sentences` in reading order; `texts` maps the id of every block to its text (KeyError when one is missing);
    offsets are code points. `context`: sentences read just before, which may introduce a source and are not counted.

    Only sentences that rest on somebody by their scores count. Mentions of one source are one entry under its longest
    name; "she", "the official" and carried-over sentences belong to the latest source that they can stand for. What
    rests on nobody who could be made out ("is seen as", "it was learned that") makes one entry of its type with the
    name "", which an interface shows as "nobody in particular".
    """
    book = _Book()
    for number, sentence in enumerate((*context, *sentences), -len(context)):
        for entry in book.resolve(sentence, texts[sentence.block], rests_on(sentence.scores, thresholds)):
            if number >= 0 and (not entry.sentences or entry.sentences[-1] != number):
                entry.sentences.append(number)
    counted = sorted((e for e in book.entries if e.sentences), key=lambda e: e.sentences[0])
    return tuple(
        Source(
            type=e.type,
            name=e.name,
            sentences=tuple(e.sentences),
            places=tuple(Place(sentences[n].block, sentences[n].start) for n in e.sentences),
        )
        for e in counted
    )


def summarise(sentences: Iterable[Sentence], thresholds: Mapping[str, float]) -> Summary:
    """Counts over `sentences`; each counts once in `attributed`, anonymous before vague before named."""
    total = flagged = 0
    by_flag: dict[str, int] = dict.fromkeys(FLAGS, 0)
    resting: dict[str, int] = {"named": 0, "anonymous": 0, "vague": 0, "none": 0}
    for sentence in sentences:
        total += 1
        flagged += bool(sentence.flags)
        for flag in sentence.flags:
            by_flag[flag] += 1
        types = rests_on(sentence.scores, thresholds)
        resting[types[0] if types else "none"] += 1
    return Summary(sentences=total, flagged=flagged, by_flag=by_flag, attributed=Attributed(**resting))


@dataclass(slots=True, eq=False)
class _Entry:
    """One source while the ledger is written. `known_as` holds the words by which it has been called."""

    type: SourceType
    name: str
    first: str = ""
    person: bool = False
    body: bool = False
    gender: Gender = ""
    known_as: set[str] = field(default_factory=set)
    sentences: list[int] = field(default_factory=list)
    latest: int = 0


class _Book:
    """All entries, and for each type the latest first, so that a later mention finds what it stands for."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self._clock = 0
        self._by_key: dict[tuple[SourceType, str], _Entry] = {}
        self._by_last: dict[tuple[SourceType, str], list[_Entry]] = {}
        self._recent: dict[SourceType, list[_Entry]] = {"named": [], "anonymous": [], "vague": []}

    def resolve(self, sentence: Sentence, text: str, types: Collection[SourceType]) -> list[_Entry]:
        """The entries that `sentence` rests on, made where they are new."""
        found: list[_Entry] = []
        if not types:
            return found
        strongest = max(types, key=lambda t: sentence.scores[SCORE_OF[t]])
        for span in sources_of(sentence.spans, text):
            # Where the span and the sentence's scores differ, the scores decide, as they do for the flags.
            kind = span.source_type if span.source_type in types else strongest
            found.append(self._mentioned(kind, read(text[span.start : span.end])))  # type: ignore[arg-type]
        for missing in types:
            # A named source that no word names beside one that is there is the model in two minds, not a second source.
            if not any(e.type == missing for e in found) and not (found and missing == "named"):
                found.append(self._unmentioned(missing, sentence))
        for entry in found:
            self._touch(entry)
        return found

    def _mentioned(self, kind: SourceType, mention: Mention) -> _Entry:
        if kind != "named" and mention.kind == "name":
            # "Republicans", "European Union diplomats": a crowd has no first and last name.
            mention = replace(mention, kind="phrase", first="")
        entry = self._find(kind, mention)
        if entry is None:
            entry = _Entry(kind, mention.shown)
            self.entries.append(entry)
            if mention.kind == "name":
                self._by_last.setdefault((kind, mention.last), []).append(entry)
        elif mention.kind in ("name", "phrase") and len(mention.shown) > len(entry.name):
            entry.name = mention.shown
        entry.first = entry.first or mention.first
        entry.gender = entry.gender or mention.gender
        entry.person = entry.person or bool(mention.first) or mention.last in PERSON_NOUNS
        entry.body = not entry.person and (entry.body or mention.last in BODY_NOUNS or _is_the_body(mention))
        entry.known_as |= {singular(w) for w in mention.words}
        if mention.kind != "pronoun":
            self._by_key[kind, mention.key] = entry
        return entry

    def _find(self, kind: SourceType, mention: Mention) -> _Entry | None:
        recent = self._recent[kind][: -_REACH - 1 : -1]
        if mention.kind == "pronoun":
            return next((e for e in recent if e.name and _stands_for(mention, e)), None)
        if mention.kind == "name":
            alike = self._by_last.get((kind, mention.last), [])[-_REACH:]
            same = [e for e in alike if _same_name(e, mention)]
            if same:
                return max(same, key=lambda e: e.latest)
        if mention.kind == "reference":
            noun = singular(mention.last)
            known = next((e for e in recent if noun in e.known_as and _agrees(e, mention)), None)
            if known is None and kind != "vague" and mention.last in PERSON_NOUNS:
                known = next((e for e in recent if e.person and _agrees(e, mention)), None)
            if known is not None:
                return known
        return self._by_key.get((kind, mention.key))

    def _unmentioned(self, kind: SourceType, sentence: Sentence) -> _Entry:
        """The source of a sentence that names none of this type: an earlier one, or nobody in particular."""
        agentless = kind == "vague" and not sentence.carried_over
        if not agentless and self._recent[kind]:
            return self._recent[kind][-1]
        entry = self._by_key.get((kind, ""))
        if entry is None:
            entry = self._by_key[kind, ""] = _Entry(kind, "")
            self.entries.append(entry)
        return entry

    def _touch(self, entry: _Entry) -> None:
        self._clock += 1
        entry.latest = self._clock
        recent = self._recent[entry.type]
        if not recent or recent[-1] is not entry:
            recent.append(entry)


def _agrees(entry: _Entry, mention: Mention) -> bool:
    return not (entry.gender and mention.gender and entry.gender != mention.gender)


def _stands_for(pronoun: Mention, entry: _Entry) -> bool:
    if pronoun.key in ("it", "its"):
        return not (entry.person or entry.gender)  # "it" is no person
    if pronoun.gender and entry.body:
        return False  # "she" is not "the Labour Department"
    return _agrees(entry, pronoun)


def _is_the_body(mention: Mention) -> bool:
    return mention.kind == "name" and mention.shown.lower().startswith("the ")


def _same_name(entry: _Entry, mention: Mention) -> bool:
    if entry.first and mention.first and entry.first != mention.first:
        return False
    return _agrees(entry, mention)
