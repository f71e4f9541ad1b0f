"""Something else on the server's port, or a server that answers nonsense: what the extension gives away, and says."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.impostor import Answer, Impostor, Seen, as_json
from tests.browser.pages_server import PageServer
from tests.browser.reading import HIGHLIGHT, MULTIPLE, marked_sentences, wait_for_explanation
from tests.browser.server import ReportedlyServer

TEXT = "regional government"
"""Words of the article: where they have arrived, text has been sent."""


@contextmanager
def pressed(browser: Browser, url: str) -> Iterator[tuple[Tab, Tab]]:
    """Opens a page, presses the button, and gives the page and its popup."""
    tab = browser.open(url)
    browser.press_toolbar_button(tab)
    popup = browser.popup(tab)
    yield tab, popup
    popup.close()
    tab.close()


NOBODY = ("The server is not running", "Something else answers")


def says(popup: Tab, words: str) -> None:
    popup.wait_until(f"document.body.innerText.includes({words!r})", f"the popup to say {words!r}")


def token(browser: Browser) -> str:
    page = browser.extension_page("popup.html?tab=0")
    found = page.evaluate(
        "(globalThis.browser ?? chrome).storage.local.get('pairing').then((all) => all.pairing.token)"
    )
    page.close()
    return str(found)


STRANGERS: dict[str, tuple[Answer | None, str]] = {
    "cannot prove itself": (None, "not the server you know"),
    "offers no proof": (
        as_json({"name": "reportedly", "version": "0.1.0", "api": 1, "state": "ready", "model": None}),
        "does not know this browser",
    ),
    "is a web page": ((200, "text/html", b"<!doctype html><title>Router</title>"), "Something else answers"),
    "is another API": (as_json({"name": "something", "api": 1}), "Something else answers"),
    "fails": ((500, "text/plain", b"no"), "Something else answers"),
    "is of another time": (as_json({"name": "reportedly", "api": 99, "state": "ready"}), "Something else answers"),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_on_the_port_gets_neither_token_nor_text(
    reader: Browser, server: ReportedlyServer, pages: PageServer, kind: str
) -> None:
    answer, message = STRANGERS[kind]
    secret = token(reader)
    server.stop()
    try:
        with Impostor(server.port) as impostor:
            if answer:
                impostor.answers["/v1/status"] = answer
            with pressed(reader, pages.url("article.html")) as (tab, popup):
                says(popup, message)
                assert tab.highlights() == {}
            received = impostor.received()
        assert "/v1/status" in received
        assert secret not in received
        assert "Authorization" not in received
        assert TEXT not in received
    finally:
        server.start()


def test_a_stranger_that_speaks_no_http_is_no_server(
    reader: Browser, server: ReportedlyServer, pages: PageServer
) -> None:
    server.stop()
    try:
        with socket.create_server(("127.0.0.1", server.port)) as listener:

            def greet() -> None:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff\r\n")

            threading.Thread(target=greet, daemon=True).start()
            try:
                with pressed(reader, pages.url("article.html")) as (tab, popup):
                    # Firefox may have read the greeting before the connection is reset, and take it for an answer.
                    either = [f"document.body.innerText.includes({words!r})" for words in NOBODY]
                    popup.wait_until(" || ".join(either), "the popup to say that this is no server")
                    assert tab.highlights() == {}
            finally:  # or the thread that waits in it would keep the port from the server
                listener.shutdown(socket.SHUT_RDWR)
    finally:
        server.start()


def analysis(sentences: list[dict[str, object]], **changes: object) -> Answer:
    return as_json({"schema": 1, "offsets": "utf-16", "sentences": sentences, "sources": [], "summary": {}, **changes})


def sentence(**changes: object) -> dict[str, object]:
    flags = ["hedged"]
    return {"block": "1", "start": 0, "end": 20, "flags": flags, "spans": [], "reasons": [], "scores": {}, **changes}


def good_block(seen: Seen) -> str:
    return str(json.loads(seen.body)["blocks"][0]["id"])


def on_good_block(**changes: object) -> Callable[[Seen], Answer]:
    return lambda seen: analysis([sentence(block=good_block(seen), **changes)])


NONSENSE: dict[str, Answer | Callable[[Seen], Answer]] = {
    "nothing": (200, "application/json", b""),
    "a web page": (200, "text/html", b"<!doctype html><p>Welcome"),
    "half an answer": (200, "application/json", b'{"schema": 1, "offsets": "utf-16", "sentences": [{"blo'),
    "null": (200, "application/json", b"null"),
    "no sentences": as_json({"schema": 1, "offsets": "utf-16"}),
    "another schema": analysis([], schema=2),
    "other offsets": analysis([], offsets="code-point"),
    "a sentence that is none": analysis([{"block": 7}]),
    "an unknown block": analysis([sentence(block="nowhere")]),
    "a place beyond the text": on_good_block(end=10**9),
    "a place before the text": on_good_block(start=-1),
    "a fraction": on_good_block(end=7.5),
    "a span outside its sentence": on_good_block(spans=[{"kind": "hedge_cue", "start": 30, "end": 40}]),
    "words that are none": on_good_block(reasons=[{"flag": "hedged", "code": "hedge", "words": ["<b>"]}]),
    "one good and one bad": lambda seen: analysis([sentence(block=good_block(seen)), sentence(block="nowhere")]),
    "an error without words": (400, "text/plain", b"?"),
}


# Every kind in one browser, one in the other: the code that looks at answers is the same.
KINDS = [("chromium", kind) for kind in NONSENSE] + [("firefox", "a place beyond the text")]


@pytest.mark.parametrize(("browser", "kind"), KINDS, indirect=["browser"], scope="session")
def test_an_answer_that_makes_no_sense_marks_nothing(
    browser: Browser, liar: Impostor, pages: PageServer, kind: str
) -> None:
    liar.answers = {"/v1/analyze": NONSENSE[kind]}
    with pressed(browser, pages.url("article.html")) as (tab, popup):
        says(popup, "makes no sense")
        assert tab.highlights() == {}


def as_lines(*lines: object) -> Answer:
    return 200, "application/x-ndjson", "".join(json.dumps(line) + "\n" for line in lines).encode()


def line(seen: Seen, nth: int, **changes: object) -> dict[str, object]:
    """A line that marks the beginning of a block."""
    block = json.loads(seen.body)["blocks"][nth]["id"]
    return {"block": block, "sentences": [sentence(block=block, **changes)]}


LAST = {"schema": 1, "offsets": "utf-16", "sources": [], "summary": {}, "thresholds": {}}

# What a stream may turn into, what the popup says then, and how many marks of its good lines stand.
STREAMS: dict[str, tuple[Callable[[Seen], Answer], str, int]] = {
    "good": (lambda seen: as_lines(line(seen, 0), line(seen, 1), LAST), "sentences are marked", 2),
    "nothing at all": (lambda _: as_lines(), "makes no sense", 0),
    "no end": (lambda seen: as_lines(line(seen, 0)), "makes no sense", 1),
    "an end of another schema": (lambda seen: as_lines(line(seen, 0), {**LAST, "schema": 2}), "makes no sense", 1),
    "a place beyond the text": (lambda seen: as_lines(line(seen, 0, end=10**9), LAST), "makes no sense", 0),
    "lines that are none": (lambda seen: as_lines(7, None, {"block": 3}, line(seen, 0), LAST), "is marked", 1),
    "an error at the end": (lambda seen: as_lines(line(seen, 0), {"error": {"code": "x"}}), "Something went wrong", 1),
}


@pytest.mark.parametrize("kind", STREAMS)
def test_an_answer_in_lines_is_believed_as_far_as_it_makes_sense(
    browser: Browser, liar: Impostor, pages: PageServer, kind: str
) -> None:
    answer, words, marks = STREAMS[kind]
    liar.answers = {"/v1/analyze": answer}
    with pressed(browser, pages.url("article.html")) as (tab, popup):
        says(popup, words)
        assert len(marked_sentences(tab.highlights())) == marks


def test_an_answer_that_breaks_off_is_asked_for_again_and_nothing_is_marked_twice(
    browser: Browser, liar: Impostor, pages: PageServer
) -> None:
    asked = 0

    def breaking_off(seen: Seen) -> Answer:
        nonlocal asked
        asked += 1
        if asked == 1:
            return as_lines(line(seen, 0), {"error": {"code": "stopping"}})
        return as_lines(line(seen, 0), line(seen, 1), LAST)

    liar.answers = {"/v1/analyze": breaking_off}
    with pressed(browser, pages.url("article.html")) as (tab, popup):
        says(popup, "2 of 2 sentences")
        assert asked == 2
        assert len(marked_sentences(tab.highlights())) == 2


REFUSALS: dict[int, str] = {
    401: "does not know this browser",
    403: "refused the request",
    413: "too long",
    422: "not in English",
    500: "Something went wrong",
}


@pytest.mark.parametrize("status", [403, 413, 422, 500])
def test_each_refusal_has_a_message_of_its_own(
    browser: Browser, liar: Impostor, pages: PageServer, status: int
) -> None:
    liar.answers = {"/v1/analyze": as_json({"error": {"code": "no", "message": "<b>no</b>"}}, status=status)}
    with pressed(browser, pages.url("article.html")) as (tab, popup):
        says(popup, REFUSALS[status])
        assert tab.highlights() == {}


def test_what_a_newer_server_may_add_does_no_harm(browser: Browser, liar: Impostor, pages: PageServer) -> None:
    def newer(seen: Seen) -> Answer:
        block = good_block(seen)
        reasons = [{"flag": "hedged", "code": "not_known_yet", "words": [[0, 4]]}]
        spans = [{"kind": "not_known_yet", "start": 0, "end": 4}]
        known = sentence(block=block, flags=["hedged", "not_known_yet"], reasons=reasons, spans=spans, more=1)
        return analysis([known, sentence(block=block, start=21, end=30, flags=["not_known_yet"])])

    liar.answers = {"/v1/analyze": newer}
    with pressed(browser, pages.url("article.html")) as (tab, _):
        tab.activate()
        marks = tab.wait_for_marks()
        assert [len(marks.get(name, [])) for name in [*HIGHLIGHT.values(), MULTIPLE]] == [1, 0, 0, 0, 0]


def test_words_of_the_page_stay_text_in_the_explanation(browser: Browser, liar: Impostor, pages: PageServer) -> None:
    def everything(seen: Seen) -> Answer:
        found = []
        for block in json.loads(seen.body)["blocks"]:
            words = [[0, len(block["text"])]]
            reasons = [{"flag": "anonymous_source", "code": "unnamed_person", "words": words}]
            end = len(block["text"])
            found.append(sentence(block=block["id"], end=end, flags=["anonymous_source"], reasons=reasons))
        return analysis(found)

    liar.answers = {"/v1/analyze": everything}
    with pressed(browser, pages.url("markup.html")) as (tab, _):
        tab.activate()
        tab.wait_for_marks()
        browser.run_command("next-mark", tab)
        assert "<img src=x onerror=" in wait_for_explanation(tab)
        assert tab.evaluate("document.documentElement.dataset.broken") is None
