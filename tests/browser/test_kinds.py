"""Kinds of page: written from the right, with a strict policy, drawn anew, long, live, behind a paywall.

Most of them are judged by a server that keeps what it was sent: what leaves the browser is half of what is tested.
"""

import json
import re
from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.impostor import Answer, Impostor, Seen, as_json
from tests.browser.pages_server import PageServer
from tests.browser.reading import mark, marked_sentences, wait_for_explanation

ANALYZE = "/v1/analyze"

PAUSE = 1_800
"""Milliseconds in which a page that has changed has been looked at: longer than it is waited for, and sent."""

BOX = """(root) => {
  const {left, top, right, bottom} = root.querySelector(".box").getBoundingClientRect();
  return {left, top, right, bottom, ground: getComputedStyle(root.querySelector(".box")).backgroundColor};
}"""


def judged(seen: Seen) -> Answer:
    """An answer that marks every sentence with "reportedly" in it as hedged."""
    sentences = []
    for block in json.loads(seen.body)["blocks"]:
        for match in re.finditer(r"\S[^.]*\.", block["text"]):
            sentence = {"block": block["id"], "start": match.start(), "end": match.end(), "spans": [], "scores": {}}
            hedged = "reportedly" in match.group()
            reasons = [{"flag": "hedged", "code": "hedge", "words": []}] if hedged else []
            sentences.append({**sentence, "flags": ["hedged"] if hedged else [], "reasons": reasons})
    return as_json({"schema": 1, "offsets": "utf-16", "sentences": sentences, "sources": [], "summary": {}})


@pytest.fixture
def asked(liar: Impostor) -> Impostor:
    """The server, asked for nothing so far."""
    liar.answers = {ANALYZE: judged}
    liar.seen.clear()
    return liar


def requests(asked: Impostor) -> list[dict[str, list[dict[str, str]]]]:
    """The bodies of the requests to judge something."""
    return [json.loads(seen.body) for seen in asked.seen if seen.path == ANALYZE]


def texts(blocks: list[dict[str, str]]) -> list[str]:
    return [block["text"] for block in blocks]


def wait_for_marked(tab: Tab, sentences: int) -> None:
    """Waits until so many sentences are marked, in nodes that stand in the page."""
    tab.wait_until(
        f"""[...(CSS.highlights.get("reportedly-hedged") ?? [])].filter((range) =>
            range.startContainer.isConnected && !!String(range)).length === {sentences}""",
        f"{sentences} marked sentences",
    )


def pause(tab: Tab) -> None:
    tab.evaluate(f"new Promise((done) => setTimeout(() => done(1), {PAUSE}))")


@pytest.fixture
def story(browser: Browser, asked: Impostor, pages: PageServer) -> Iterator[Tab]:
    """The live blog, marked."""
    tab = browser.open(pages.url("live.html"))
    mark(browser, tab)
    assert len(requests(asked)) == 1
    yield tab
    tab.close()


@pytest.mark.parametrize("width", [1000, 360])
def test_a_page_from_right_to_left_is_marked_and_explained_in_the_window(
    browser: Browser, asked: Impostor, pages: PageServer, width: int
) -> None:
    tab = browser.open(pages.url("rtl.html"))
    tab.resize(width, 600)
    marks = marked_sentences(mark(browser, tab))
    assert marks == [
        "The port of Velmara (ميناء فلمارا) is reportedly to be closed for the winter, the ministry told the islands.",
        "The owners of المنارة reportedly want 1,250 more berths than they were granted in the spring.",
        "The islanders are reportedly against it.",
    ]
    for sentence in marks:
        browser.run_command("next-mark", tab)
        wait_for_explanation(tab)
        assert tab.highlights()["reportedly-current"] == [sentence]
        tab.evaluate("new Promise((done) => setTimeout(() => done(1), 200))")
        box = tab.explained(BOX)
        assert box["left"] >= 0, box
        assert box["top"] >= 0, box
        assert box["right"] <= tab.evaluate("document.documentElement.clientWidth + Math.max(0, scrollX)"), box
        assert box["bottom"] <= tab.evaluate("innerHeight"), box
        assert box["right"] - box["left"] > 100, box
    tab.close()


@pytest.mark.parametrize("policy", ["style-src 'none'", "require-trusted-types-for 'script'"])
def test_a_strict_policy_leaves_marks_and_explanation_as_they_are(
    browser: Browser, asked: Impostor, pages: PageServer, policy: str
) -> None:
    """Each policy by itself, the page's scripts running: the explanation stands by its sentence, with its styles."""
    pages.policies["live.html"] = policy
    try:
        tab = browser.open(pages.url("live.html"))
    finally:
        del pages.policies["live.html"]
    refused = (
        "(() => { try { document.createElement('i').innerHTML = '<b>'; return false; } catch { return true; } })()"
    )
    assert tab.evaluate(refused) == ("trusted" in policy)
    assert marked_sentences(mark(browser, tab)) != []
    line = "getComputedStyle(document.querySelector('article p'), '::highlight(reportedly-hedged)').textDecorationLine"
    assert tab.evaluate(line) == "underline"
    browser.run_command("next-mark", tab)
    assert "Hedged" in wait_for_explanation(tab)
    tab.evaluate("new Promise((done) => setTimeout(() => done(1), 200))")
    box = tab.explained(BOX)
    assert box["ground"] not in ("rgba(0, 0, 0, 0)", "transparent")
    place = "[...CSS.highlights.get('reportedly-current')][0].getBoundingClientRect()"
    top, bottom = tab.evaluate(f"((box) => [box.top, box.bottom])({place})")
    assert min(abs(box["bottom"] - top), abs(box["top"] - bottom)) < 40, (box, top, bottom)
    tab.close()


REDRAWN = {
    "innerHTML": "story.innerHTML = story.innerHTML",
    "node by node": """for (const old of [...story.querySelectorAll("p")]) {
        const next = document.createElement("p");
        for (const child of old.childNodes) next.append(child.cloneNode(true));
        old.replaceWith(next);
        await wait(120);
      }""",
    "text by text": """const walker = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      for (const node of nodes) { const { data } = node; node.data = ""; await wait(30); node.data = data; }""",
    "a skeleton first": """const children = [...story.childNodes].map((child) => child.cloneNode(true));
      story.replaceChildren();
      story.textContent = "Loading";
      await wait(1600);
      story.replaceChildren(...children);""",
}


@pytest.mark.parametrize("how", REDRAWN)
def test_what_is_known_is_not_sent_again_when_it_is_drawn_anew(story: Tab, asked: Impostor, how: str) -> None:
    before = story.highlights()
    assert len(marked_sentences(before)) == 3
    story.evaluate(
        f"""(async () => {{
          const story = document.querySelector("article");
          const wait = (time) => new Promise((done) => setTimeout(done, time));
          {REDRAWN[how]}
        }})().then(() => 1)"""
    )
    wait_for_marked(story, 3)
    pause(story)
    assert story.highlights() == before
    assert len(requests(asked)) == 1


def test_new_entries_of_a_live_blog_are_sent_alone_with_three_blocks_of_context(story: Tab, asked: Impostor) -> None:
    known = texts(requests(asked)[0]["blocks"])
    story.evaluate("(enter('A ferry reportedly ran aground on the sandbank off Corrin Island before the storm.'), 1)")
    wait_for_marked(story, 4)
    pause(story)
    [_, top] = requests(asked)
    assert [text[:7] for text in texts(top["blocks"])] == ["A ferry"]
    assert len(top["context"]) <= 3
    story.evaluate("(enter('The lifeboat has reportedly left the harbour with six people on board this time.', 5), 1)")
    wait_for_marked(story, 5)
    pause(story)
    [_, _, middle] = requests(asked)
    assert [text[:12] for text in texts(middle["blocks"])] == ["The lifeboat"]
    assert len(middle["context"]) == 3
    assert set(texts(middle["context"])) <= set(known)


def test_the_reader_far_down_gets_what_is_in_view_first(browser: Browser, asked: Impostor, pages: PageServer) -> None:
    tab = browser.open(pages.url("long.html"))
    tab.evaluate("(document.getElementById('p150').scrollIntoView({block: 'start', behavior: 'instant'}), 1)")
    seen = tab.evaluate(
        """[...document.querySelectorAll("article p")].filter((p) => {
          const box = p.getBoundingClientRect();
          return box.bottom > 0 && box.top < document.documentElement.clientHeight;
        }).map((p) => p.textContent)"""
    )
    mark(browser, tab)
    tab.wait_until(
        "[...CSS.highlights.get('reportedly-hedged')].some((range) => String(range).startsWith('Paragraph 1 '))",
        "the top to be marked in the end",
    )
    first, *later = requests(asked)
    first_texts = texts(first["blocks"])
    assert first_texts[: len(seen)] == seen
    ids = {block["id"]: block["text"] for block in first["blocks"]}
    assert [ids[str(name)] for name in first["priority"]] == seen
    assert len(first["context"]) == 3
    assert any("Paragraph 1 " in text for body in later for text in texts(body["blocks"]))
    sent = [text for body in [first, *later] for text in texts(body["blocks"])]
    assert len(sent) == len(set(sent)) == 220
    tab.close()


def test_of_a_paywall_only_the_stub_that_stands_there_is_judged(
    browser: Browser, asked: Impostor, pages: PageServer
) -> None:
    tab = browser.open(pages.url("paywall.html"))
    assert len(marked_sentences(mark(browser, tab))) == 1
    pause(tab)
    [body] = requests(asked)
    assert [text[:12] for text in texts(body["blocks"])] == ["The cathedra", "Bishop Orlan"]
    assert texts(body["blocks"]) == tab.evaluate(
        "[...document.querySelectorAll('article > .stub')].map((p) => p.textContent)"
    )
    assert "SECRET" not in asked.received()
    tab.close()


def test_the_counts_drop_what_a_live_page_has_removed(browser: Browser, story: Tab) -> None:
    """And take it up again when the page brings it back."""
    number = browser.tab_id(story)
    browser.wait_for_badge(story, "3")
    popup = browser.extension_page(f"popup.html?tab={number}")
    panel = browser.extension_page(f"panel.html?tab={number}")
    for change, left, judged_ones in (
        ("globalThis.gone = entries[1], gone.remove()", 2, 5),
        ("entries[0].before(gone)", 3, 7),
    ):
        story.activate()
        story.evaluate(f"((entries) => {{ {change}; return 1; }})([...document.querySelectorAll('article > section')])")
        wait_for_marked(story, left)
        browser.wait_for_badge(story, str(left))
        popup.activate()
        words = f"{left} of {judged_ones} sentences are marked"
        popup.wait_until(f"document.body.innerText.includes({words!r})", f"the popup to say {words!r}")
        assert popup.evaluate("document.querySelector('label[for], .flags label .count').innerText") == str(left)
        panel.activate()
        panel.wait_until(f"document.getElementById('status').textContent === {words!r}", f"the panel to say {words!r}")
        assert panel.evaluate("document.querySelectorAll('#findings .sentence').length") == left
    popup.close()
    panel.close()


def test_marks_come_back_each_time_a_page_clears_them_again(story: Tab) -> None:
    """A page that empties the registry whenever there is something in it: within two seconds, five times in a row."""
    before = story.highlights()
    back = story.evaluate(
        """(async () => {
          const times = [];
          for (let round = 0; round < 5; round += 1) {
            CSS.highlights.clear();
            const started = performance.now();
            while (!CSS.highlights.get("reportedly-hedged")?.size && performance.now() - started < 5000)
              await new Promise((done) => setTimeout(done, 20));
            times.push(performance.now() - started);
          }
          return times;
        })()"""
    )
    assert max(back) < 2_500, back
    assert story.highlights() == before


ROUTE = """(() => {
  history.pushState(null, "", "/another");
  const article = document.createElement("article");
  article.append(Object.assign(document.createElement("h1"), { textContent: "The harbour of Lowen" }));
  for (const text of [
    "The harbour of Lowen could possibly close next year, and it is unclear whether the boats will find another.",
    "Three people briefed on the plan said the owners had already given notice to the crews of all the boats.",
    "Harbour Master Jan Tilo said on Friday that he would publish the accounts of the harbour before the summer.",
  ]) article.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.querySelector("article").replaceWith(article);
  return 1;
})()"""


def test_another_route_is_left_alone_unless_it_is_asked_for(story: Tab, asked: Impostor) -> None:
    story.evaluate(ROUTE)
    story.wait_for_no_marks()
    pause(story)
    assert story.highlights() == {}
    assert len(requests(asked)) == 1
    assert "Lowen" not in asked.received()
