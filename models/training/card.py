"""metrics.json -> MODEL_CARD.md. Every number of the card comes from there or from config.json."""

from pathlib import Path
from typing import Any

from reportedly.analysis.encoder import Config
from reportedly.analysis.types import FLAGS

RANKING = ("average_precision", "calibration_error", "calibration_floor", "brier_skill")
SHOWN = (*FLAGS, "named_source", "attributed")

CARD = """# {name} {version}

Judges how the sentences of an English news article are sourced: hedged by the writer, resting on an anonymous source,
on a vague attribution, or an unsourced claim; with the words that show it. It never judges whether a sentence is true.

## What it is
A BERT encoder of 6 layers and 384 units that started from all-MiniLM-L6-v2 (Apache-2.0), reading windows of up to 256
tokens, with a head that judges sentences and a head that tags tokens, in one ONNX graph of {size:.1f} MB with int8
weights. Windows are run one at a time, so that a window's scores depend on that window only.

## What it was trained on
Articles labelled for this project from US politics, world press 2001 and 2002, BBC 2004 and 2005, BASIL and
Wikinews; {polnear} articles of PolNeAR (US politics 2015 and 2016; human source, cue and content spans, all flags
annotated by the project); {snippets} search snippets of sixteen outlets of 2019, annotated likewise; {own} articles
about fictional people and places that were written and annotated for this project, for the topics that the others
lack (models/training/data); and WikiWeasel (uncertain sentences of Wikipedia). LICENSE beside this card says what each
corpus allows. A network of the same kind learned first, and the model learned from the annotations and from what that
one said of the same sentences. A tenth of the labelled and PolNeAR articles was kept out of training and served for
calibration and thresholds. This run took {minutes} minutes on two cores.

## How good it is
Measured through `Analyzer` on the int8 file, on {sentences} sentences of {articles} articles ({data}) that served for
neither training nor calibration. In square brackets 95% intervals by bootstrap over articles.

**Macro F1 of the four flags {macro_f1:.3f}** [{macro_low:.3f}, {macro_high:.3f}]; word lists reach
{baseline_macro:.3f} [{baseline_low:.3f}, {baseline_high:.3f}].

{flags}

Calibration error is taken over the sentences scored 0.1 or more, in ten bins; beside it the error that the same scores
would have if each were exactly right, since few sentences in a bin hit their score by luck only. Brier skill is against
the base rate (a constant has 0). Spans by overlap: hedge cues F1 {hedge:.3f}, sources (where the sentence is
attributed) F1 {source:.3f}.

{beside}

### What each part is worth
On labelled/dev, with the thresholds of the shipped model.{ablation}

{variants}

### Sensitivities
{levels}

### By publisher (balanced)
{publishers}

## Known failures
- It knows English news prose. Other languages are refused; sermons, fiction, poems and code are out of its depth.
- An unsourced claim is a matter of degree: two annotators agree with F1 0.94, the model stays well below.
- Anonymous and vague are told apart by whether the writer could give a name. The model goes by wording, and errs where
  only the story as a whole would tell.
- A source that was introduced more than a few sentences before may be lost ("he" after a long digression).
- The articles it learned from are mostly political and up to twenty-five years old.

## Mistakes, kind by kind
Of {cases} short texts that were written to be hard, one for each of a kind (models/training/hard_cases.txt; about
people and places that do not exist), the model gets the last sentence of these {wrong} wrong:

{mistakes}

## Made with
`python3 build.py model --data DIR`, which writes this card; metrics.json holds every number.
"""

ABLATION = """ The ablation trained students on one
epoch of what is left, far less than the shipped model; each was calibrated for itself."""

BESIDE = """| beside the flags | |
| --- | --- |
| exact spans on polnear/dev: source, cue, content (F1) | {source:.3f}, {cue:.3f}, {content:.3f} |
| "uncertain" on held-out sentences of WikiWeasel (F1; the threshold from their other half) | {uncertain:.3f} |
| flag decisions that change when windows begin one to three sentences later | {flips:.2%} |
| 99th percentile of the change in probability | {p99:.3f} |"""


def _figure(value: float | list[float] | None) -> str:
    """A figure, or a mean and its 95th percentile, or nothing."""
    if isinstance(value, list):
        return "{:.3f} (95%: {:.3f})".format(*value)
    return "" if value is None else f"{value:.3f}"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(c) for c in cells) + " |"


def _variants(metrics: dict[str, Any]) -> list[str]:
    """The rows of the comparison of variants; the shipped model first."""
    balanced = metrics["levels"]["balanced"]
    columns = ("macro_f1", *FLAGS, "attributed", "average_precision")
    shipped = {row: balanced[row]["f1"] for row in (*FLAGS, "attributed")}
    shipped["macro_f1"] = balanced["macro_f1"]
    shipped["average_precision"] = sum(balanced[flag]["average_precision"] for flag in FLAGS) / len(FLAGS)
    groups = {"shipped": shipped} | metrics["variants"]
    groups |= {f"ablation: {name}": row for name, row in metrics["ablation"].items()}
    head = ("", "macro F1", *(f"`{flag}`" for flag in FLAGS), "attributed", "mean average precision")
    rows = [_row(*(f"{values[c]:.3f}" for c in columns)) for values in groups.values()]
    return [
        _row(*head),
        _row(*["---"] * len(head)),
        *(f"| {name} {row}" for name, row in zip(groups, rows, strict=True)),
    ]


def _mistakes(metrics: dict[str, Any]) -> list[str]:
    """The rows of the hard cases that are judged wrongly."""
    say = lambda flags: ", ".join(f"`{flag}`" for flag in flags) or "no flag"  # noqa: E731
    rows = [(m["kind"], m["text"], say(m["expected"]), say(m["found"])) for m in metrics["hard_cases"]["wrong"]]
    return [_row("kind", "text", "should be", "is"), _row(*["---"] * 4), *(_row(*row) for row in rows)]


def write_card(metrics: dict[str, Any], config: Config, out: Path) -> None:
    """Write MODEL_CARD.md into the model folder."""
    balanced = metrics["levels"]["balanced"]
    flags = [
        _row(
            "",
            "precision",
            "recall",
            "F1",
            "",
            "average precision",
            "calibration error",
            "by chance alone",
            "Brier skill",
            "word lists F1",
            "gold",
        ),
        _row(*["---"] * 11),
    ]
    for name in SHOWN:
        m = balanced[name]
        low, high = m["f1_interval"]
        rest = [_figure(m.get(key)) for key in RANKING]
        word = metrics["baseline"].get(name)
        flags.append(
            _row(
                f"`{name}`",
                *(f"{m[k]:.3f}" for k in ("precision", "recall", "f1")),
                f"[{low:.3f}, {high:.3f}]",
                *rest,
                f"{word['f1']:.3f}" if word else "",
                m["gold"],
            )
        )
    levels = [_row("", "flag", "threshold", "precision", "recall"), _row(*["---"] * 5)]
    for level, result in metrics["levels"].items():
        for flag in FLAGS:
            m = result[flag]
            levels.append(
                _row(
                    level,
                    f"`{flag}`",
                    f"{config.thresholds[level][flag]:.2f}",
                    f"{m['precision']:.3f}",
                    f"{m['recall']:.3f}",
                )
            )
    publishers = [_row("", "macro F1", "sentences"), _row(*["---"] * 3)]
    publishers += [_row(name, f"{p['macro_f1']:.3f}", p["sentences"]) for name, p in metrics["publishers"].items()]
    text = CARD.format(
        **metrics["annotated"],
        own=metrics["own"],
        beside=BESIDE.format(
            **metrics["beside"]["exact"], **metrics["beside"]["steadiness"], uncertain=metrics["beside"]["uncertain"]
        ),
        ablation=ABLATION if metrics["ablation"] else "",
        variants="\n".join(_variants(metrics)),
        cases=metrics["hard_cases"]["cases"],
        wrong=len(metrics["hard_cases"]["wrong"]),
        mistakes="\n".join(_mistakes(metrics)),
        name=metrics["model"]["name"],
        version=metrics["model"]["version"],
        size=metrics["size_bytes"] / 1e6,
        minutes=metrics["training_minutes"],
        sentences=metrics["sentences"],
        articles=metrics["articles"],
        data=metrics["data"],
        macro_f1=balanced["macro_f1"],
        macro_low=balanced["macro_f1_interval"][0],
        macro_high=balanced["macro_f1_interval"][1],
        baseline_macro=metrics["baseline"]["macro_f1"],
        baseline_low=metrics["baseline"]["macro_f1_interval"][0],
        baseline_high=metrics["baseline"]["macro_f1_interval"][1],
        hedge=metrics["spans"]["hedge_cue"],
        source=metrics["spans"]["source"],
        flags="\n".join(flags),
        levels="\n".join(levels),
        publishers="\n".join(publishers),
    )
    (out / "MODEL_CARD.md").write_text(text, "utf-8")
