"""Texts that are not news prose: whatever comes, spans are words of their sentence, and nothing absurd is marked."""

import random

import pytest
from reportedly import Analyzer
from reportedly.analysis.types import Analysis

from tests.articles import paragraphs

HEADLINES = """Harbour bridge opens in Tarnholm
Ferry line posts record loss
Six things to do on Tarn Island this weekend
Orbach re-elected mayor
Photos: the storm in pictures
Watch live: council meeting
Weather: rain until Friday
Skarne Line names new chief"""

TRANSCRIPT = """MODERATOR: Good evening, and welcome to the council chamber.
RUIZ: Thank you. I will be brief.
ORBACH: So will I.
MODERATOR: Mayor Orbach, why is the bridge two years late?
ORBACH: Because the ground was softer than anybody had been told.
(APPLAUSE)
RUIZ: That is not what the engineers say.
ORBACH: It is exactly what the engineers say."""

LIST = """Ingredients
- 200 g of flour
- two eggs
- a pinch of salt
1. Mix everything.
2. Bake for twenty minutes.
3. Serve warm."""

TWEETS = """@tarnferry the 7.40 is late AGAIN 😡😡 #ferry
RT @halden_news: bridge opens tmrw!! https://example.org/b
lol ok
@mayor_orbach may the 4th be with u 😂
"""

LONG = " and ".join(f"the ferry left pier {n} with {n + 3} cars on board" for n in range(1, 92)) + "."


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def sound(text: str, analysis: Analysis) -> None:
    """Spans lie in their sentence, on whole words, and are of a length that their kind can have."""
    longest = {"cue": 80, "source": 400, "hedge_cue": 60, "quoted_hedge_cue": 60}
    for s in analysis.sentences:
        for span in s.spans:
            words = text[span.start : span.end]
            assert s.start <= span.start < span.end <= s.end
            assert any(c.isalnum() for c in words), words
            assert words == words.strip(" ,"), words
            assert len(words) <= longest.get(span.kind, len(text)), (span.kind, words)
            assert not (text[span.start - 1 : span.start].isalnum() and words[0].isalnum()), words
            assert not (text[span.end : span.end + 1].isalnum() and words[-1].isalnum()), words


@pytest.mark.parametrize("text", [HEADLINES, TRANSCRIPT, LIST, TWEETS, LONG, "THE " + LONG.upper()])
def test_what_is_no_article_gets_sound_spans(analyzer: Analyzer, text: str):
    sound(text, analyzer.analyze(text))


@pytest.mark.parametrize("text", [HEADLINES, LIST, TWEETS])
def test_headlines_lists_and_tweets_are_hardly_marked(analyzer: Analyzer, text: str):
    analysis = analyzer.analyze(text)
    marked = [text[s.start : s.end] for s in analysis.sentences if s.flags]
    assert len(marked) <= len(analysis.sentences) // 4, marked


def test_a_sentence_of_a_thousand_words_is_one_sentence(analyzer: Analyzer):
    assert len(LONG.split()) >= 1000
    analysis = analyzer.analyze(LONG)
    assert len(analysis.sentences) == 1
    end = analyzer.analyze(LONG[:-1] + ", two officials said.")
    # The last of its pieces counts like the first.
    assert end.sentences[-1].scores["anonymous_source"] > 2 * analysis.sentences[0].scores["anonymous_source"]


def test_capitals_change_no_more_than_they_must(analyzer: Analyzer):
    text = "Two officials said a deal was close. Critics say the plan is doomed. It may rain on Friday."
    small, large = analyzer.analyze(text), analyzer.analyze(text.upper())
    assert [s.flags for s in large.sentences] == [s.flags for s in small.sentences]
    sound(text.upper(), large)


def test_an_article_without_paragraphs_is_read_like_one_with_them(analyzer: Analyzer):
    """Paragraphs tell something; without them the marks change here and there, and do not fall apart."""
    text = "\n\n".join(paragraphs(30, seed=4))
    flat = " ".join(text.split())
    sound(flat, analyzer.analyze(flat))
    with_them = [s.flags for s in analyzer.analyze(text).sentences]
    without = [s.flags for s in analyzer.analyze(flat).sentences]
    assert len(with_them) == len(without)
    assert sum(a != b for a, b in zip(with_them, without, strict=True)) <= len(with_them) // 6


def test_shuffled_words_are_answered(analyzer: Analyzer):
    words = " ".join(paragraphs(15, seed=9)).split()
    random.Random(1).shuffle(words)
    text = " ".join(words)
    sound(text, analyzer.analyze(text))
