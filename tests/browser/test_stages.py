"""What our own work costs a page can be seen in its timeline, stage by stage, apart from the pass that is not ours."""

from itertools import pairwise

from tests.browser.driver import Browser, Tab
from tests.browser.test_changing import add_late

PARTS = ["copy", "readability", "cut", "find"]
MEASURES = """performance.getEntriesByType('measure').filter(({name}) => name.startsWith('reportedly-'))
  .map(({name, startTime, duration}) => [name.slice('reportedly-'.length), startTime, startTime + duration])"""


def inside(tab: Tab, whole: str) -> list[str]:
    """The stages that lie within the only measure of a stage, in order; asserts that no two of them overlap."""
    measures = tab.evaluate(MEASURES)
    [(start, end)] = [(start, end) for stage, start, end in measures if stage == whole]
    parts = sorted((s, e, stage) for stage, s, e in measures if stage != whole and start <= s and e <= end)
    assert [b for (_, a, _), (b, _, _) in pairwise(parts) if b < a] == []
    return [stage for _, _, stage in parts]


def test_each_stage_is_in_the_timeline_and_readability_by_itself(reader: Browser, article: Tab) -> None:
    reader.press_toolbar_button(article)
    article.wait_for_marks()
    assert inside(article, "read") == PARTS
    add_late(article, "article", "append")
    article.wait_until("performance.getEntriesByName('reportedly-renew').length", "the page to be read again")
    assert inside(article, "renew") == PARTS
    assert "mark" in {stage for stage, *_ in article.evaluate(MEASURES)}


def test_they_go_with_the_marks(reader: Browser, article: Tab) -> None:
    reader.press_toolbar_button(article)
    article.wait_for_marks()
    popup = reader.popup(article)
    popup.click_button("Clear")
    article.activate()
    article.wait_for_no_marks()
    article.wait_until(f"({MEASURES}).length === 0", "no measure of ours")
    popup.close()
