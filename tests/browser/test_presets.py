"""What the machine brings along: its language, and what whoever looks after it has preset."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.browser.chromium import CHROMIUMS, Chromium
from tests.browser.conftest import launch
from tests.browser.driver import Browser, find_browser
from tests.browser.firefox import Firefox
from tests.browser.pages_server import PageServer
from tests.browser.reading import explanation_of
from tests.browser.server import ReportedlyServer
from tests.browser.settings import open_options, stored

ADD_ON = "reportedly@reportedly"

# Extensions take their language from the browser's, when they start.
SPEAK_GERMAN = """Services.locale.availableLocales = ["de", "en-US"];
Services.locale.requestedLocales = ["de"];
const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
await (await AddonManager.getAddonByID(ext.id)).reload();
"""


def test_in_german_the_options_the_popup_and_the_reasons_are_german(
    reader: Browser, server: ReportedlyServer, pages: PageServer
) -> None:
    if reader.name != "firefox":
        pytest.skip("Chromium speaks only the languages that it is installed with")
    page = open_options(reader)
    pairing = stored(page, "pairing")
    page.close()
    german = launch("firefox")
    assert isinstance(german, Firefox)
    try:
        german.chrome(SPEAK_GERMAN)
        # The tests give the extension the same origin in every Firefox: the server knows it already.
        german.store({"serverPort": server.port, "pairing": pairing})
        options = open_options(german)
        assert options.evaluate("document.documentElement.lang") == "de"
        shown = options.text()
        assert "Wie viel markiert wird" in shown
        assert "__MSG" not in shown
        tab = german.open(pages.url("article.html"))
        german.press_toolbar_button(tab)
        tab.wait_for_marks()
        explained = explanation_of(tab, "familiar with the")
        assert "Ungenannte Quelle" in explained
        assert "„Two people familiar with the matter“" in explained
        assert "Wer genau liest, könnte fragen" in explained
        popup = german.popup(tab)
        popup.wait_until("document.body.innerText.includes('Sätzen sind markiert')", "the counts")
    finally:
        german.close()


PRESET: dict[str, object] = {"sensitivity": "strict", "quotedHedges": True, "paused": True}


def in_firefox(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Presets as Firefox takes them, from a folder of the person's."""
    place = folder / ".mozilla" / "managed-storage"
    place.mkdir(parents=True)
    # It passes on whatever stands there.
    data = {**PRESET, "serverPort": "nonsense"}
    manifest = {"name": ADD_ON, "description": "a school", "type": "storage", "data": data}
    (place / f"{ADD_ON}.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setenv("HOME", str(folder))


def in_chromium(folder: Path, monkeypatch: pytest.MonkeyPatch, extension: str) -> None:
    """Presets as Chromium takes them, from a folder of the system's: this Chromium sees another one in its place."""
    program = find_browser("REPORTEDLY_CHROMIUM", CHROMIUMS)
    system = next((Path(place) for place in ("/etc/chromium", "/etc/opt/chrome") if Path(place).is_dir()), None)
    if system is None or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip(
            "Chromium takes presets from the system's folder only, and this user cannot put another in its place"
        )
    managed = folder / "policies" / "managed"
    managed.mkdir(parents=True)
    policy = {"3rdparty": {"extensions": {extension: PRESET}}}
    (managed / "school.json").write_text(json.dumps(policy), encoding="utf-8")
    inside = f'mount --bind {shlex.quote(str(folder))} {system} && exec {shlex.quote(program)} "$@"'
    wrapper = folder / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec unshare --mount sh -c {shlex.quote(inside)} sh "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    monkeypatch.setenv("REPORTEDLY_CHROMIUM", str(wrapper))


def test_what_is_preset_is_the_default_and_a_person_can_choose_otherwise(
    reader: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(reader, Chromium):
        in_chromium(tmp_path, monkeypatch, reader.extension_id)
    else:
        in_firefox(tmp_path, monkeypatch)
    school = launch(reader.name)
    try:
        options = school.extension_page("options.html")
        options.wait_until("document.getElementById('sensitivity-strict')?.checked", "what is preset")
        checked = "[...document.querySelectorAll('#quoted, #paused')].map((box) => box.checked)"
        assert options.evaluate(checked) == [True, True]
        assert options.evaluate("document.getElementById('port').value") == "8477"
        options.click("#sensitivity-sensitive")
        options.wait_until("document.getElementById('sensitivity-sensitive').checked", "what the person chose")
        options.close()
        options = school.extension_page("options.html")
        options.wait_until("document.getElementById('sensitivity-sensitive')?.checked", "the choice to be kept")
        options.click_button("Reset")
        options.wait_until("document.getElementById('sensitivity-strict').checked", "what is preset, again")
    finally:
        school.close()
