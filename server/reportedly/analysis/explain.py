"""The words a reader sees: for each flag of a sentence the reasons, and the reasons as English sentences.

The model has decided by then. This looks at its spans, helped out by the lexicon, to say what kind of hedge, source or
claim it is and to point at the words. The texts themselves stand in the model folder's reasons.json, so that the
extension can say the same in the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from .lexicon import (
    AGENTLESS,
    CLAIMS,
    DATE,
    DOCUMENT,
    EVIDENCE,
    HEDGES,
    PLURAL,
    PRONOUN,
    SEVERAL,
    head_of,
    plain,
)
from .names import sources_of
from .types import FLAGS, Flag, Reason, SourceType, Span

Words = tuple[int, int]

# A reader takes in two reasons for one flag, and a few words for each.
_MOST_REASONS = 2
_MOST_WORDS = 4
# Longer quotations of the sentence are cut in an explanation. Code points.
_LONGEST_QUOTE = 90
# A sentence longer than this is searched only so far; real ones are under 1,000. Code points.
_SEARCHED = 3000
_EDGES = set(" ,.;:“”\"'\u00a0")
_QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“"}


def reasons_for(
    flags: Sequence[Flag],
    spans: Sequence[Span],
    text: str,
    carried_over: bool,
    within: tuple[int, int] | None = None,
) -> tuple[Reason, ...]:
    """The reasons for each of `flags`: at least one and at most two, in the order of `FLAGS`.

    `text` is the block's text and `within` the [start, end) of the sentence in it (the whole text by default); spans
    and the words of the reasons are offsets into `text`, in code points. Words lie inside the sentence, are sorted
    and do not overlap; a reason may have none.
    """
    start, end = within or (0, len(text))
    found = _Finder(plain(text[start : min(end, start + _SEARCHED)]), start, end, flags, spans, carried_over)
    by_flag = {
        "hedged": found.hedged,
        "anonymous_source": found.anonymous,
        "vague_attribution": found.vague,
        "unsourced_claim": found.claim,
    }
    return tuple(
        Reason(flag, code, tuple(sorted({found.trimmed(w) for w in words})[:_MOST_WORDS]))
        for flag in FLAGS
        if flag in flags
        for code, words in list(by_flag[flag]().items())[:_MOST_REASONS]
    )


def render(reasons: Iterable[Reason], text: str, catalogue: Mapping[str, Any]) -> dict[str, str]:
    """The reasons as English, by flag: what was seen, and one question that a careful reader could ask next.

    `text` is the block's text, `catalogue` the content of reasons.json. Raises KeyError when the catalogue lacks a
    code. White space in quoted words is collapsed and long quotations are cut.
    """
    texts: dict[str, list[str]] = {}
    questions: dict[str, str] = {}
    for reason in reasons:
        entry = catalogue["reasons"][reason.code]
        if reason.words:
            sentence = entry["text"].replace("{words}", _quoted(reason.words, text, catalogue["words"]))
        else:
            sentence = entry["text_without_words"]
        texts.setdefault(reason.flag, []).append(sentence)
        questions.setdefault(reason.flag, catalogue["ask"].replace("{question}", entry["question"]))
    return {flag: " ".join([*sentences, questions[flag]]) for flag, sentences in texts.items()}


def _quoted(words: Sequence[Words], text: str, marks: Mapping[str, str]) -> str:
    shown = []
    for start, end in words:
        quote = " ".join(text[start:end].split())
        if len(quote) > _LONGEST_QUOTE:
            quote = quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
        quoted = marks["open"] + quote + marks["close"]
        if quoted not in shown:
            shown.append(quoted)
    return marks["between"].join(shown)


class _Finder:
    """Looks for reasons in one sentence. Each method gives code -> words, strongest reason first, never empty."""

    def __init__(
        self, sentence: str, start: int, end: int, flags: Sequence[Flag], spans: Sequence[Span], carried_over: bool
    ) -> None:
        self.sentence = sentence
        self.start = start
        self.end = end
        # A span without a letter or digit shows a reader nothing.
        self.spans = [s for s in spans if start <= s.start < s.end <= end and _has_word(self._words(s))]
        self.carried_over = carried_over
        moved = [replace(s, start=s.start - start, end=s.end - start) for s in self.spans]
        self.sources = [replace(s, start=s.start + start, end=s.end + start) for s in sources_of(moved, sentence)]
        self.both = {"anonymous_source", "vague_attribution"} <= set(flags)

    def hedged(self) -> dict[str, list[Words]]:
        cues = self._places("hedge_cue")
        known = self._known_hedges()
        reasons: dict[str, list[Words]] = {}
        for cue in cues:
            # The model may mark a part of the cue ("said" of "is said to"): the longest known one shows the whole.
            whole = max((k for k in known if _overlap(k[1], cue)), key=lambda k: k[1][1] - k[1][0], default=None)
            if whole is not None:
                code, (first, last) = whole
                reasons.setdefault(code, []).append((min(first, cue[0]), max(last, cue[1])))
        if not reasons and cues:
            return {"hedged_wording": cues}
        if not reasons:
            covered = [*self._in_quotes(), *self._places("quoted_hedge_cue")]
            free = [k for k in known if not any(_overlap(k[1], c) for c in covered)]
            reasons = {code: [words for c, words in free if c == code] for code, _ in free[:1]}
        return reasons or {"hedged_wording": []}

    def _known_hedges(self) -> list[tuple[str, Words]]:
        """Every known hedge in the sentence with its code, in the order of the lexicon."""
        return [(code, words) for code, pattern in HEDGES for words in self._matches(pattern, ())]

    def anonymous(self) -> dict[str, list[Words]]:
        reasons: dict[str, list[Words]] = {}
        for span in self._sources("anonymous", "vague"):
            reasons.setdefault(self._kind_of_anonymous(self._words(span)), []).append((span.start, span.end))
        if reasons:
            return reasons
        return {"anonymous_carried_over" if self.carried_over else "unnamed_source": self._lone_cues()}

    def vague(self) -> dict[str, list[Words]]:
        reasons: dict[str, list[Words]] = {}
        for span in self._sources("vague", "anonymous"):
            reasons.setdefault(_kind_of_vague(self._words(span)), []).append((span.start, span.end))
        if reasons:
            return reasons
        cues = self._lone_cues()
        if self.carried_over:
            return {"vague_carried_over": cues}
        known = self._matches(AGENTLESS, self._in_quotes())
        cues = [k for k in known if not cues or any(_overlap(k, c) for c in cues)] or cues
        return {"agentless": cues} if cues else {"vague_source": []}

    def claim(self) -> dict[str, list[Words]]:
        quoted = self._in_quotes()
        sourced = [*self._places("source"), *self._places("cue"), *self._places("content")]
        # What stands outside other people's words is the writer's; only where nothing is, look at the rest.
        for covered in ([*quoted, *sourced], quoted):
            reasons: dict[str, list[Words]] = {}
            for code, pattern in CLAIMS:
                hidden = [*covered, *self._dates()] if code == "claim_number" else covered
                words = self._matches(pattern, hidden)
                if words:
                    reasons[code] = words
            if reasons:
                return reasons
        return {"claim_unsourced": []}

    def trimmed(self, words: Words) -> Words:
        """`words` without the punctuation and space around them."""
        first, last = words[0] - self.start, words[1] - self.start
        while last - first > 1 and self.sentence[last - 1 : last] in _EDGES:
            last -= 1
        while last - first > 1 and self.sentence[first : first + 1] in _EDGES:
            first += 1
        return first + self.start, last + self.start

    def _of_kind(self, kind: str) -> list[Span]:
        return [s for s in self.spans if s.kind == kind]

    def _places(self, kind: str) -> list[Words]:
        return [(s.start, s.end) for s in self._of_kind(kind)]

    def _sources(self, own: SourceType, other: SourceType) -> list[Span]:
        """Sources of the flag's own type; where there are none, those of the other type if its flag is not raised."""
        mine = [s for s in self.sources if s.source_type == own]
        return mine or ([] if self.both else [s for s in self.sources if s.source_type == other])

    def _lone_cues(self) -> list[Words]:
        """Cues that no source belongs to: "has been described as"."""
        sourced = {s.attribution for s in self._of_kind("source") if s.attribution is not UNSET}
        return [
            (s.start, s.end) for s in self._of_kind("cue") if s.attribution is UNSET or s.attribution not in sourced
        ]

    def _words(self, span: Span) -> str:
        return self.sentence[span.start - self.start : span.end - self.start]

    def _matches(self, pattern: Any, covered: Sequence[Words]) -> list[Words]:
        found: list[Words] = []
        for match in pattern.finditer(self.sentence):
            first, last = match.start() + self.start, match.end() + self.start
            while last > first and self.sentence[last - self.start - 1] in " .,":
                last -= 1
            if first < last and not any(_overlap((first, last), c) for c in covered):
                found.append((first, last))
                if len(found) == _MOST_WORDS:
                    break
        return found

    def _dates(self) -> list[Words]:
        return [(m.start() + self.start, m.end() + self.start) for m in DATE.finditer(self.sentence)]

    def _in_quotes(self) -> list[Words]:
        """Stretches between quotation marks; one that is not closed runs to the end of the sentence."""
        stretches: list[Words] = []
        position = 0
        while position < len(self.sentence):
            closing = _QUOTES.get(self.sentence[position])
            if closing is None:
                position += 1
                continue
            close = self.sentence.find(closing, position + 1)
            last = len(self.sentence) if close < 0 else close + 1
            stretches.append((position + self.start, last + self.start))
            position = last
        return stretches

    def _kind_of_anonymous(self, source: str) -> str:
        if PRONOUN.match(source) or (self.carried_over and source.lower().startswith(("the ", "this ", "that "))):
            return "anonymous_carried_over"
        head = head_of(source)
        if DOCUMENT.fullmatch(head.split(" ")[-1]):
            return "unnamed_document"
        several = SEVERAL.match(source) or (
            PLURAL.fullmatch(head.split(" ")[-1]) and not source.lower().startswith(("a ", "an ", "one ", "another "))
        )
        return "unnamed_group" if several else "unnamed_person"


def _overlap(one: Words, other: Words) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _has_word(words: str) -> bool:
    return any(c.isalnum() for c in words)


def _kind_of_vague(source: str) -> str:
    if PRONOUN.match(source):
        return "vague_carried_over"
    return "unidentified_evidence" if EVIDENCE.search(head_of(source)) else "unnamed_crowd"
