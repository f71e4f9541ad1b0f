"""English is recognised, other languages are named, and doubt speaks for English."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportedly.analysis.language import detect, is_plainly_english

DATA = Path(__file__).parents[1] / "data"
ARTICLES = [p.read_text("utf-8") for p in sorted(DATA.glob("*.txt"))]
FOREIGN = {
    "fr": "Le ministre a déclaré mardi que la réforme serait présentée avant la fin de l'année, malgré les critiques.",
    "de": "Der Minister sagte am Dienstag, die Reform werde noch vor Jahresende vorgestellt, trotz aller Kritik.",
    "es": "El ministro dijo el martes que la reforma se presentará antes de fin de año, pese a las críticas.",
    "it": "Il ministro ha detto martedì che la riforma sarà presentata entro dicembre, nonostante le critiche.",
    "pt": "O ministro disse na terça-feira que a reforma será apresentada antes do fim do ano, apesar das críticas.",
    "nl": "De minister zei dinsdag dat de hervorming voor het einde van het jaar wordt gepresenteerd, ondanks kritiek.",
    "pl": "Minister powiedział we wtorek, że reforma zostanie przedstawiona przed końcem roku mimo krytyki.",
    "ru": "Министр заявил во вторник, что реформа будет представлена до конца года, несмотря на критику.",
    "ar": "قال الوزير يوم الثلاثاء إن الإصلاح سيعرض قبل نهاية العام رغم الانتقادات.",
    "zh": "部长周二表示，尽管有批评，改革将在年底前提出。",
    "ja": "大臣は火曜日、批判にもかかわらず、年末までに改革案を提示すると述べた。",
}


@pytest.mark.parametrize("text", ARTICLES)
def test_articles_are_english_also_in_capitals_and_after_blank_space(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text.upper()) == "en"
    assert detect("\n \t" * 50_000 + text) == "en"


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_other_languages_are_named(language: str, text: str) -> None:
    assert detect(text) == language
    assert detect(text.upper()) == language


@pytest.mark.parametrize("text", ["Mayor resigns", "Yes, of course.", "Who says so?", "DOCKS TO CLOSE"])
def test_short_english_gets_the_benefit_of_the_doubt(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize("text", ["Le ministre a dit non.", "Kein Kommentar dazu.", "Él no dijo nada más."])
def test_a_short_text_is_never_said_to_be_another_language(text: str) -> None:
    assert detect(text) in {"en", "und"}


@pytest.mark.parametrize("text", ["", " \n", "1,234 — 56%", "\x00\x1b[31m"[:2], "!?", "\ud800"])
def test_text_without_a_letter_is_undetermined(text: str) -> None:
    assert detect(text) == "und"


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_text_is_refused(text: str) -> None:
    assert detect(text)


def test_a_text_of_a_million_letters_is_judged_by_its_beginning() -> None:
    assert detect("a" * 1_000_000) in {"en", "und"}
    assert detect(ARTICLES[0] + FOREIGN["fr"] * 5000) == "en"


@pytest.mark.parametrize("text", FOREIGN.values())
def test_little_words_do_not_take_another_language_for_english(text: str) -> None:
    assert not is_plainly_english(" ".join([text] * 10))


def test_the_detector_is_loaded_only_for_a_text_in_doubt() -> None:
    code = (
        "import sys; from reportedly.analysis.language import detect; found = detect(sys.argv[1]);"
        "print(found, 'py3langid' in sys.modules)"
    )

    def found(text: str) -> str:
        return subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True).stdout.strip()

    assert [found(text) for text in (*ARTICLES, FOREIGN["nl"])] == ["en False", "en False", "nl True"]
