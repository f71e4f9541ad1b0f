"""The server, which keeps no text, writes the same ledger as the analysis that has it."""

from pathlib import Path

from reportedly import Analyzer, Block

from tests.web.client import Client

ARTICLES = sorted((Path(__file__).parents[1] / "data").glob("*.txt"))


def test_the_ledger_of_an_article_is_that_of_the_analysis(client: Client) -> None:
    for file in ARTICLES:
        texts = file.read_text("utf-8").split("\n\n")
        expected = Analyzer().analyze_blocks([Block(str(n), text) for n, text in enumerate(texts)])
        answer = client.analyze(*texts, article="0123456789abcdef" + file.stem).json
        assert [(s["type"], s["name"], tuple(s["sentences"])) for s in answer["sources"]] == [
            (s.type, s.name, s.sentences) for s in expected.sources
        ]
