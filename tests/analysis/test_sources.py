"""The ledger: mentions of one source are one entry, and every sentence that rests on somebody is in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from reportedly.analysis.sources import ledger, rests_on, summarise
from reportedly.analysis.types import Attributed, Sentence, SourceType, Span

from tests.analysis.builders import THRESHOLDS, judged

Line = tuple[str, dict[str, SourceType]] | Sentence


def entries(*lines: Line, context: int = 0) -> list[tuple[str, str, tuple[int, ...]]]:
    """The ledger of an article whose sentences are blocks of their own; the first `context` ones are not counted."""
    sentences, texts = [], {}
    for number, line in enumerate(lines):
        text = "x" * line.end if isinstance(line, Sentence) else line[0]
        texts[str(number)] = text
        sentence = line if isinstance(line, Sentence) else judged(text, line[1])
        sentences.append(_in_block(sentence, str(number)))
    found = ledger(sentences[context:], texts, THRESHOLDS, context=sentences[:context])
    for source in found:
        assert [p.block for p in source.places] == [str(n + context) for n in source.sentences]
    return [(s.type, s.name, s.sentences) for s in found]


def _in_block(sentence: Sentence, block: str) -> Sentence:
    return replace(sentence, block=block)


def said(source: str, source_type: SourceType) -> Line:
    return f"{source} said it would rain.", {source: source_type}


def carried(source_type: SourceType) -> Sentence:
    return judged("It would rain.", rests_on=[source_type], carried_over=True)


def nobody() -> Sentence:
    return judged("It rained.")


@pytest.mark.parametrize(
    "mentions",
    [
        ["Finance Minister Ana Ruiz", "Ruiz", "Ms. Ruiz", "Minister Ruiz", "Ana Ruiz"],
        ["Ruiz", "Finance Minister Ana Ruiz"],
        ["union secretary Tom Abara", "Abara", "he", "Mr. Abara"],
        ["Pavel Renn, a spokesman for the authority", "the spokesman", "Renn"],
        ["A spokesman for the authority, Pavel Renn", "Renn", "he"],
        ["Dr. Lena Hartwig, the authority’s director", "Hartwig", "she", "the director"],
        ["Senator John B. Doe Jr. (R-Orsk)", "Doe", "the senator"],
        ["The Orsk Valley Gazette", "the Gazette", "the Orsk Valley Gazette"],
        ["a report by the Vellmouth Audit Office", "the report"],
        ["Police", "police"],
        ["the company", "The company", "it"],
        ["The Bank of Orsk", "the Bank of Orsk", "the bank"],
    ],
)
def test_mentions_of_one_named_source_are_one_entry_under_its_longest_name(mentions: list[str]) -> None:
    longest = max((m for m in mentions if m not in {"he", "she", "it"}), key=len)
    everywhere = tuple(range(len(mentions)))
    assert entries(*(said(m, "named") for m in mentions)) == [("named", longest, everywhere)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Carver", "Hilde Carver"),
        ("Mr. Carver", "Mrs. Carver"),
        ("the Labour Department", "the Justice Department"),
        ("the University of Orsk", "the University of Vellmouth"),
        ("Ruiz", "Ruiz’s campaign"),
        ("Ruiz", "Ruiz and Sollas"),
        ("police in Vellmouth", "Vellmouth"),
        ("the court", "the company"),
    ],
)
def test_different_named_sources_stay_apart(one: str, other: str) -> None:
    assert entries(said(one, "named"), said(other, "named")) == [("named", one, (0,)), ("named", other, (1,))]


def test_a_last_name_that_two_people_share_goes_to_the_latest() -> None:
    found = entries(*(said(n, "named") for n in ("Bill Carver", "Hilde Carver", "Carver", "Bill Carver", "Carver")))
    assert found == [("named", "Bill Carver", (0, 3, 4)), ("named", "Hilde Carver", (1, 2))]


def test_he_and_she_find_the_source_that_they_can_stand_for() -> None:
    found = entries(*(said(n, "named") for n in ("Mr. Abara", "Mrs. Ruiz", "the company", "he", "she", "It")))
    assert found == [("named", "Mr. Abara", (0, 3)), ("named", "Mrs. Ruiz", (1, 4)), ("named", "the company", (2, 5))]


def test_a_pronoun_before_any_source_is_an_entry_of_its_own() -> None:
    assert entries(said("She", "named"), said("She", "named")) == [("named", "She", (0, 1))]


def test_the_official_and_carried_over_sentences_belong_to_the_latest_anonymous_source() -> None:
    found = entries(
        said("a senior port official", "anonymous"),
        said("The official", "anonymous"),
        carried("anonymous"),
        said("two people close to the board", "anonymous"),
        said("They", "anonymous"),
        said("the people", "anonymous"),
        said("the official", "anonymous"),
        nobody(),
    )
    assert found == [
        ("anonymous", "a senior port official", (0, 1, 2, 6)),
        ("anonymous", "two people close to the board", (3, 4, 5)),
    ]


def test_another_official_is_another_source() -> None:
    found = entries(said("an official", "anonymous"), said("another official", "anonymous"))
    assert [name for _, name, _ in found] == ["an official", "another official"]


def test_types_are_not_mixed() -> None:
    found = entries(
        said("Ana Ruiz", "named"), said("an official", "anonymous"), said("she", "named"), said("Critics", "vague")
    )
    assert found == [("named", "Ana Ruiz", (0, 2)), ("anonymous", "an official", (1,)), ("vague", "Critics", (3,))]


def test_why_a_source_wants_no_name_is_no_part_of_its_name() -> None:
    source = "A port official, who spoke on condition of anonymity because the talks are private"
    assert entries(said(source, "anonymous")) == [("anonymous", "A port official", (0,))]


def test_one_crowd_is_one_entry_and_agentless_reports_are_one_without_a_name() -> None:
    agentless = judged("It is seen as a joke.", rests_on=["vague"])
    found = entries(said("Critics", "vague"), agentless, said("critics", "vague"), agentless, said("Experts", "vague"))
    assert found == [("vague", "Critics", (0, 2)), ("vague", "", (1, 3)), ("vague", "Experts", (4,))]


def test_a_carried_over_sentence_with_nothing_before_it_has_an_entry_without_a_name() -> None:
    assert entries(carried("named")) == [("named", "", (0,))]


def test_the_scores_decide_where_a_span_says_otherwise() -> None:
    sentence = judged("Sources said so.", {"Sources": "named"})
    sentence.scores.update(named_source=0.1, anonymous_source=0.9)
    assert entries(sentence)[0][0] == "anonymous"
    sentence.scores.update(anonymous_source=0.1)
    assert entries(sentence) == []


def test_a_sentence_is_counted_once_for_a_source_that_it_names_twice() -> None:
    assert entries(("Ana Ruiz said that Ruiz agreed.", {"Ana Ruiz": "named", "Ruiz agreed": "named"}))
    text = "Ana Ruiz said what Ms. Ruiz always says."
    assert entries((text, {"Ana Ruiz": "named", "Ms. Ruiz": "named"})) == [("named", "Ana Ruiz", (0,))]


def test_a_source_that_the_model_cut_in_two_is_one_and_scraps_are_none() -> None:
    text = "The union secretary Tom Abara, who asked for calm, said it was private."
    assert entries(
        (text, {"The union": "named", "secretary Tom Abara": "named", "who": "named", "private": "named"})
    ) == [("named", "The union secretary Tom Abara", (0,))]
    text = "A spokesman for the authority, Pavel Renn, rejected that, and so did Ruiz."
    assert entries((text, {"A spokesman for the authority": "named", "Pavel Renn": "named", "Ruiz": "named"})) == [
        ("named", "A spokesman for the authority, Pavel Renn", (0,)),
        ("named", "Ruiz", (0,)),
    ]
    text = "Governor Anselm Quill was silent, but an aide said he was not amused."
    assert entries((text, {"Governor Anselm Quill": "anonymous", "an aide": "anonymous"})) == [
        ("anonymous", "an aide", (0,))
    ]
    text = "A new report released by the Audit Office found a hole."
    assert entries((text, {"A new report": "named", "by the Audit Office": "named"})) == [
        ("named", "A new report released by the Audit Office", (0,))
    ]
    assert entries(("Who said so?", {"Who": "vague"})) == [("vague", "", (0,))]


def test_a_named_source_that_no_word_names_is_not_added_to_another() -> None:
    both = judged("The official added that no price was set.", {"The official": "anonymous"}, rests_on=["named"])
    found = entries(said("Ana Ruiz", "named"), both)
    assert [(kind, numbers) for kind, _, numbers in found] == [("named", (0,)), ("anonymous", (1,))]


def test_context_introduces_a_source_and_is_not_counted() -> None:
    lines = [said("a port official", "anonymous"), said("Ana Ruiz", "named"), said("The official", "anonymous")]
    assert entries(*lines, context=2) == [("anonymous", "a port official", (0,))]


def test_the_summary_counts_each_sentence_once_anonymous_before_vague_before_named() -> None:
    sentences = [
        judged("a", rests_on=["named", "anonymous"], flags=["anonymous_source", "hedged"]),
        judged("b", rests_on=["named", "vague"], flags=["vague_attribution"]),
        judged("c", rests_on=["named"]),
        judged("d", flags=["unsourced_claim"]),
        judged("e"),
    ]
    summary = summarise(sentences, THRESHOLDS)
    assert (summary.sentences, summary.flagged) == (5, 3)
    assert summary.by_flag == {"hedged": 1, "anonymous_source": 1, "vague_attribution": 1, "unsourced_claim": 1}
    assert summary.attributed == Attributed(named=1, anonymous=1, vague=1, none=2)
    assert summarise([], THRESHOLDS).sentences == 0


PIECES = ["the", "The", "a", "official", "officials", "Ruiz", "Ana", "Mr.", "Mrs.", "he", "she", "they", "it", "of"]
PIECES += ["and", ",", ".", "(", ")", "“", "’s", "12", "İ", "\x00", "Bank", "critics"]
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6).map(" ".join)
TYPES = st.sampled_from(["named", "anonymous", "vague"])


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, st.lists(TYPES, max_size=3), TYPES, st.booleans()), max_size=12))
def test_any_text_gives_a_ledger_that_holds_each_attributed_sentence(
    lines: list[tuple[str, list[SourceType], SourceType, bool]],
) -> None:
    sentences, texts = [], {}
    for number, (text, types, span_type, carried_over) in enumerate(lines):
        sentence = judged(text, rests_on=types, carried_over=carried_over, block=str(number))
        sentences.append(replace(sentence, spans=(Span("source", 0, len(text), source_type=span_type),)))
        texts[str(number)] = text
    found = ledger(sentences, texts, THRESHOLDS)
    assert found == ledger(sentences, texts, THRESHOLDS)
    for number, sentence in enumerate(sentences):
        types_found = {s.type for s in found if number in s.sentences}
        expected = set(rests_on(sentence.scores, THRESHOLDS))
        assert types_found in (expected, expected - {"named"} or expected)
    firsts = [s.sentences[0] for s in found]
    assert firsts == sorted(firsts)
    for source in found:
        assert list(source.sentences) == sorted(set(source.sentences))
