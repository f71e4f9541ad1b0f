"""Only English is judged; a text in another language is told which one was found, and doubt speaks for the reader."""

import pytest

from tests.analysis.test_language import FOREIGN
from tests.web.client import Client

ENGLISH = "The harbour office said on Tuesday that the evening ferry may return, and that nobody had asked the crews."


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_named(client: Client, language: str) -> None:
    answer = client.analyze(FOREIGN[language], FOREIGN[language])
    assert (answer.status, answer.code) == (422, "not_english")
    assert answer.json["error"]["language"] == language
    assert language in answer.json["error"]["message"]
    assert FOREIGN[language] not in answer.json["error"]["message"]


def test_the_document_counts_and_not_one_of_its_paragraphs(client: Client) -> None:
    assert client.analyze(ENGLISH, FOREIGN["fr"], ENGLISH, ENGLISH).status == 200
    # A late paragraph alone would pass for another language; with what stands before it, it does not.
    later = {"blocks": [{"id": "9", "text": FOREIGN["fr"]}], "context": [{"id": "8", "text": ENGLISH * 3}]}
    assert client.as_machine("POST", "/v1/analyze", later).status == 200


@pytest.mark.parametrize("text", ["Kein Kommentar.", "Le ministre a dit non.", "1,234", "?!", "Ω", "Mayor resigns"])
def test_a_short_text_is_never_refused_for_its_language(client: Client, text: str) -> None:
    assert client.analyze(text).status == 200


def test_a_refused_text_leaves_its_article_as_it_was(client: Client) -> None:
    first = client.analyze(ENGLISH, article="mixed").json["summary"]
    assert client.analyze(FOREIGN["de"], FOREIGN["de"], article="mixed").status == 422
    assert client.analyze(ENGLISH, article="mixed").json["summary"] == first
