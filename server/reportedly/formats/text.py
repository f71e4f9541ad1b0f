"""Text for a terminal: the article with its marks and reasons, the sources it rests on, and a line of figures.

Colour is never the only sign. A flagged sentence has its number, a letter for each flag and its reasons below; on a
terminal it is underlined and coloured, and the words that matter are bold.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from reportedly.analysis.sources import rests_on
from reportedly.analysis.types import FLAGS, Analysis, Flag, Sentence, Source
from reportedly.files import Document

from .printable import one_line, printable

LETTERS: dict[Flag, str] = {
    "hedged": "H",
    "anonymous_source": "A",
    "vague_attribution": "V",
    "unsourced_claim": "U",
}
_COLOURS: dict[Flag, str] = {
    "hedged": "yellow",
    "anonymous_source": "cyan",
    "vague_attribution": "magenta",
    "unsourced_claim": "red",
}
_RESTS_ON = {
    "named": "named sources",
    "anonymous": "unnamed ones",
    "vague": "nobody in particular",
    "none": "no source",
}
_NO_NAME = {
    "named": "a source named elsewhere",
    "anonymous": "an unnamed source",
    "vague": "nobody in particular",
}
# So many sentence numbers of one source are shown.
_MOST_NUMBERS = 15


def as_text(document: Document, analysis: Analysis, catalogue: Mapping[str, Any], console: Console) -> None:
    """Print the analysis of `document` to `console`. `catalogue` is the content of reasons.json."""
    titles = {flag: catalogue["flags"][flag]["title"] for flag in FLAGS}
    texts = {block.id: block.text for block in document.blocks}
    _print(console, Text(one_line(document.title), style="bold"))
    _print(console)
    previous: Sentence | None = None
    for number, sentence in enumerate(analysis.sentences, 1):
        text = texts[sentence.block]
        if previous is not None and _paragraph_between(previous, sentence, text):
            _print(console)
        margin = _margin(number, len(analysis.sentences), sentence.flags)
        _print(console, _marked(sentence, analysis, text), margin)
        for flag in sentence.flags:
            reason = f"{titles[flag]}: {one_line(sentence.explanations.get(flag, ''))}"
            letter = Text(LETTERS[flag], style=f"bold {_COLOURS[flag]}")
            _print(console, Text(reason, style="italic"), Text.assemble(" " * margin.cell_len, letter, " "))
        previous = sentence
    _print(console)
    _print_ledger(console, analysis.sources)
    _print(console, Text(_figures(analysis, titles)))
    _print(console, Text("  ").join(Text.assemble(_letter(flag), " ", titles[flag]) for flag in FLAGS))
    _print(console, Text(catalogue["note"], style="dim"))
    _print(console)


def _print(console: Console, text: Text | None = None, margin: Text | None = None) -> None:
    """Print `text` wrapped to the console's width, its first line behind `margin` and the others below it."""
    text, margin = text or Text(), margin or Text()
    width = max(console.width - margin.cell_len, 20)
    for line in text.wrap(console, width, overflow="fold") or [text]:
        line.rstrip()
        whole = Text.assemble(margin, line)
        whole.rstrip()
        console.print(whole, soft_wrap=True)
        margin = Text(" " * margin.cell_len)


def _letter(flag: Flag) -> Text:
    return Text(LETTERS[flag], style=f"bold {_COLOURS[flag]}")


def _margin(number: int, count: int, flags: Iterable[Flag]) -> Text:
    letters = Text.assemble(*(_letter(flag) for flag in flags))
    letters.pad_right(len(FLAGS) - len(letters))
    return Text.assemble((f"{number:>{len(str(count))}}", "dim"), " ", letters, " ")


def _paragraph_between(previous: Sentence, sentence: Sentence, text: str) -> bool:
    return previous.block != sentence.block or "\n" in text[previous.end : sentence.start]


def _marked(sentence: Sentence, analysis: Analysis, text: str) -> Text:
    words = printable(text[sentence.start : sentence.end]).replace("\n", " ").replace("\t", " ")
    marked = Text(words, style=f"underline {_COLOURS[sentence.flags[0]]}" if sentence.flags else "")
    strong = {"hedge_cue"} if "hedged" in sentence.flags else set()
    if rests_on(sentence.scores, analysis.thresholds):
        strong |= {"source", "cue"}
    for span in sentence.spans:
        if span.kind in strong:
            marked.stylize("bold", span.start - sentence.start, span.end - sentence.start)
    return marked


def _print_ledger(console: Console, sources: Sequence[Source]) -> None:
    if not sources:
        return
    _print(console, Text("Who says so? (kind, source, sentences)", style="bold"))
    for source in sources:
        numbers = ", ".join(str(n + 1) for n in source.sentences[:_MOST_NUMBERS])
        more = len(source.sentences) - _MOST_NUMBERS
        name = one_line(source.name) or _NO_NAME[source.type]
        where = f" ({numbers}{f' and {more} more' if more > 0 else ''})"
        _print(console, Text.assemble(name, (where, "dim")), Text(f"  {source.type:<10}"))
    _print(console)


def _figures(analysis: Analysis, titles: Mapping[Flag, str]) -> str:
    summary = analysis.summary
    flags = ", ".join(f"{titles[flag].lower()} {count}" for flag in FLAGS if (count := summary.by_flag[flag]))
    resting = ", ".join(f"{words} {getattr(summary.attributed, kind)}" for kind, words in _RESTS_ON.items())
    sentences = f"{summary.sentences} sentence{'' if summary.sentences == 1 else 's'}"
    return f"{sentences}, {summary.flagged} flagged{f': {flags}' if flags else ''}. They rest on: {resting}."
