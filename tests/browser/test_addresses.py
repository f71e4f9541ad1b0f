"""Pages of public addresses: browsers keep them from this machine (Local Network Access), and marks come all the same.

The tests' pages come from 127.0.0.1 like everything here; the browser is told to take that address for a public one.
"""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Chromium
from tests.browser.conftest import BROWSERS, launch
from tests.browser.driver import Browser, MissingError
from tests.browser.firefox import Firefox
from tests.browser.impostor import Impostor
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.server import ReportedlyServer


def fetch_from(browser: Browser, url: str) -> list[str]:
    """Lets a page fetch from a server on this machine that refuses nothing: the requests that it got."""
    with Impostor() as anybody:
        tab = browser.open(url)
        fetching = f"fetch('http://127.0.0.1:{anybody.port}/v1/status', {{mode: 'no-cors'}}).catch(() => null)"
        # A browser may ask the person first; here nobody answers.
        tab.evaluate(f"Promise.race([{fetching}, new Promise((done) => setTimeout(done, 3000))]).then(() => null)")
        tab.close()
        return [request.path for request in anybody.seen]


@pytest.fixture(scope="module", params=BROWSERS)
def outside(request: pytest.FixtureRequest, server: ReportedlyServer, pages: PageServer) -> Iterator[Browser]:
    """Each browser, paired, taking the server of the pages for one on a public address."""
    address = f"127.0.0.1:{pages.port}"
    if request.param == "chromium":
        try:
            running: Browser = Chromium(extra=(f"--ip-address-space-overrides={address}=public",))
        except MissingError as missing:
            pytest.skip(f"chromium: {missing}")
    else:
        running = launch("firefox")
        assert isinstance(running, Firefox)
        running.chrome(f"Services.prefs.setStringPref('network.lna.address_space.public.override', '{address}');")
    try:
        pair(running, server)
        yield running
    finally:
        running.close()


def test_the_page_is_kept_from_this_machine_and_is_marked_all_the_same(outside: Browser, pages: PageServer) -> None:
    assert fetch_from(outside, pages.url("article.html")) == []
    tab = outside.open(pages.url("article.html"))
    outside.press_toolbar_button(tab)
    assert tab.wait_for_marks()
    tab.close()


def test_a_page_that_is_not_public_would_have_got_through(reader: Browser, pages: PageServer) -> None:
    assert fetch_from(reader, pages.url("article.html")) == ["/v1/status"]
