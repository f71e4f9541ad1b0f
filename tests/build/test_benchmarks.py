"""What the benchmarks say of their measurements."""

from pathlib import Path

import pytest

from benchmarks import first_mark, server, slices
from benchmarks.agreement import added, agreement, lost
from benchmarks.inside import operations
from benchmarks.report import write
from benchmarks.spread import Spread, collected

NAMES = (
    "again again_share cold crowd crowd_longest errors first hit_inside inserted_share peak python_share ready rest "
    "sessions status tokens turned_away warm"
)


def rounds(*names: str) -> list[dict[str, float]]:
    return [{name: float(n + 2) for name in (*NAMES.split(), *names)} for n in range(5)]


def test_ratios_are_taken_round_by_round() -> None:
    slow, fast = Spread((10.0, 30.0, 20.0)), Spread((5.0, 15.0, 10.0))
    assert slow.over(fast).values == (2.0, 2.0, 2.0)
    assert slow.say(1) == "20.0 (10.0 to 30.0)"


def test_what_one_round_lacks_is_left_out() -> None:
    assert set(collected([{"a": 1.0, "b": 1.0}, {"a": 2.0}])) == {"a"}


def test_the_page_says_what_could_not_be_measured_and_why(tmp_path: Path) -> None:
    write(collected(rounds()), ["spaCy cannot be measured: it is not there"], 30, 2, 0.1, tmp_path)
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert "- spaCy cannot be measured: it is not there" in page
    assert "| spaCy" not in page
    assert "ceiling" not in page


def test_the_page_has_a_row_for_each_that_was_measured(tmp_path: Path) -> None:
    write(collected(rounds("pytorch", "spacy", "fp32", "int8", "ceiling")), [], 30, 2, 0.1, tmp_path)
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert "| whole article, not seen before | 4,000 (2,000 to 6,000) | 1.00 (1.00 to 1.00) |" in page
    assert "| spaCy's small English pipeline |" in page
    assert "% of the ceiling" in page
    assert "could not be measured" not in page


@pytest.mark.parametrize(("load", "told"), [(0.2, False), (3.0, True)])
def test_the_page_says_when_the_machine_was_busy(tmp_path: Path, load: float, told: bool) -> None:
    write(collected(rounds()), [], 30, 2, load, tmp_path)
    assert ("Measure again" in (tmp_path / "performance.md").read_text("utf-8")) == told


def test_fewer_rounds_than_a_spread_needs_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["server", "--rounds", "4"])
    with pytest.raises(SystemExit) as end:
        server.main()
    assert end.value.code == 2
    assert "at least 5" in capsys.readouterr().err


def test_an_article_s_multiplications_are_counted() -> None:
    class OneWindow:
        ids = range(100)

    dense, attention = operations([OneWindow()])  # type: ignore[list-item]
    assert dense == pytest.approx(2 * 10.6e6 * 100 / 1e9, rel=0.01)
    assert attention == pytest.approx(6 * 2 * 2 * 384 * 100 * 100 / 1e9)


def test_agreement_counts_what_is_added_and_what_is_lost() -> None:
    text = "one two three four five six seven eight"
    found = agreement({"a": text, "b": text, "c": text}, {"a": text, "b": f"{text} nine", "c": ""})
    assert found.pages == {"a": (1.0, 1.0), "b": (5 / 6, 1.0), "c": (0.0, 0.0)}
    assert found.precision == (1 + 5 / 6) / 2  # a page on which nothing was found has nothing wrong
    assert found.recall == 2 / 3
    assert lost("Read it: one two three four. The end", "The end of it") == ["Read it: one two three four"]
    assert added("The end of it", "Read it: one two three four. The end") == ["Read it: one two three four"]


def test_without_the_saved_pages_the_way_to_the_first_mark_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REPORTEDLY_SHARED", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["first_mark", "--saved"])
    with pytest.raises(SystemExit, match="REPORTEDLY_SHARED"):
        first_mark.main()


def test_what_readability_takes_is_not_counted_as_ours() -> None:
    passes = [slices.Measure("readability", 20, 50), slices.Measure("readability", 200, 210)]
    assert slices.own(slices.Measure("read", 10, 100), passes) == 60
    assert slices.own(passes[0], passes) == 30
