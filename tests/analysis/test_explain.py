"""Each flag has its reasons, the reasons point at words of the sentence, and their English reads well."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportedly.analysis.explain import reasons_for, render
from reportedly.analysis.types import FLAGS, Flag, Reason, Span

from tests.analysis.builders import span

ROOT = Path(__file__).parents[2]
CATALOGUE = json.loads((ROOT / "models/reportedly-en/reasons.json").read_text("utf-8"))
SOURCE = (ROOT / "server/reportedly/analysis/explain.py").read_text("utf-8") + (
    ROOT / "server/reportedly/analysis/lexicon.py"
).read_text("utf-8")


def explained(text: str, flag: Flag, *spans: Span, carried_over: bool = False) -> dict[str, list[str]]:
    """Code -> the words it points at."""
    reasons = reasons_for([flag], spans, text, carried_over)
    assert {r.flag for r in reasons} == {flag}
    return {r.code: [text[a:z] for a, z in r.words] for r in reasons}


@pytest.mark.parametrize(
    ("cue", "text", "code"),
    [
        ("may", "The board may close the docks.", "possibility"),
        ("could", "It could trigger a strike.", "possibility"),
        ("potential", "They looked at a potential buyer.", "possibility"),
        ("reportedly", "The board is reportedly considering a sale.", "hearsay"),
        ("alleged", "The alleged thief left town.", "hearsay"),
        ("likely", "A sale is likely this year.", "probability"),
        ("appears to", "The board appears to agree.", "probability"),
        ("is believed to", "The fire is believed to have started in the kitchen.", "belief"),
        ("is said to", "She is said to dislike boats.", "belief"),
        ("suggest", "Documents suggest the plant was warned.", "weak_report"),
        ("hinted", "A source hinted that money was short.", "weak_report"),
        ("unclear", "What happens next is unclear.", "open_question"),
        ("remains to be seen", "Whether it holds remains to be seen.", "open_question"),
        ("not been confirmed", "The sale has not been confirmed.", "open_question"),
        ("It’s not clear", "It’s not clear who paid.", "open_question"),
        ("slim", "The odds are slim.", "hedged_wording"),
    ],
)
def test_a_hedge_is_explained_by_its_cue(cue: str, text: str, code: str) -> None:
    assert explained(text, "hedged", span(text, "hedge_cue", cue)) == {code: [cue]}


@pytest.mark.parametrize(
    ("marked", "text", "code", "whole"),
    [
        ("said", "She is said to have agreed.", "belief", "is said to"),
        ("remains to be", "It remains to be seen whether it holds.", "open_question", "remains to be seen"),
        ("may or", "It may or may not rain.", "open_question", "may or may not"),
        ("appears,", "It appears, then, to be so.", "probability", "appears"),
    ],
)
def test_a_cue_of_which_a_part_is_marked_is_shown_whole(marked: str, text: str, code: str, whole: str) -> None:
    assert explained(text, "hedged", span(text, "hedge_cue", marked)) == {code: [whole]}


def test_scraps_beside_a_known_hedge_or_a_proper_source_are_left_out() -> None:
    text = "A senior official, who kept it private, said it remains to be seen."
    cues = [span(text, "hedge_cue", "it"), span(text, "hedge_cue", "remains")]
    assert explained(text, "hedged", *cues) == {"open_question": ["remains to be seen"]}
    sources = [
        span(text, "source", words, "anonymous", n) for n, words in enumerate(("A senior official,", "who", "private"))
    ]
    assert explained(text, "anonymous_source", *sources) == {"unnamed_person": ["A senior official"]}


def test_two_hedges_of_a_kind_are_one_reason_and_two_kinds_are_two() -> None:
    text = "It may or could happen, and is reportedly planned."
    cues = [span(text, "hedge_cue", word) for word in ("reportedly", "could", "may")]
    assert explained(text, "hedged", *cues) == {"hearsay": ["reportedly"], "possibility": ["may", "could"]}


def test_a_hedge_without_a_span_is_looked_for_outside_quotation_marks() -> None:
    text = "“We might leave,” she wrote; the town may agree."
    assert explained(text, "hedged") == {"possibility": ["may"]}
    assert explained("“We might leave,” she wrote.", "hedged") == {"hedged_wording": []}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("A senior port official", "unnamed_person"),
        ("one French envoy", "unnamed_person"),
        ("a person close to the board", "unnamed_person"),
        ("An aide to the governor of Orsk", "unnamed_person"),
        ("The official", "unnamed_person"),
        ("Two people familiar with the matter", "unnamed_group"),
        ("Officials briefed on the talks", "unnamed_group"),
        ("sources", "unnamed_group"),
        ("several nurses, who asked not to be named", "unnamed_group"),
        ("Internal documents seen by this newspaper", "unnamed_document"),
        ("A leaked letter", "unnamed_document"),
        ("a classified report", "unnamed_document"),
        ("She", "anonymous_carried_over"),
        ("they", "anonymous_carried_over"),
    ],
)
def test_an_anonymous_source_is_a_person_a_group_or_a_document(source: str, code: str) -> None:
    text = f"{source} told us that the price is agreed."
    found = explained(text, "anonymous_source", span(text, "source", source, "anonymous", 0))
    assert found == {code: [source]}


def test_a_carried_over_anonymous_source_has_its_own_reason() -> None:
    text = "The official added that no date was set."
    named_again = span(text, "source", "The official", "anonymous", 0)
    assert explained(text, "anonymous_source", named_again, carried_over=True) == {
        "anonymous_carried_over": ["The official"]
    }
    assert explained("No date was set.", "anonymous_source", carried_over=True) == {"anonymous_carried_over": []}
    assert explained("No date was set.", "anonymous_source") == {"unnamed_source": []}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("Critics", "unnamed_crowd"),
        ("Many in the capital", "unnamed_crowd"),
        ("Trump’s allies", "unnamed_crowd"),
        ("studies", "unidentified_evidence"),
        ("A growing body of evidence", "unidentified_evidence"),
        ("Recent polls", "unidentified_evidence"),
        ("They", "vague_carried_over"),
    ],
)
def test_a_vague_source_is_a_crowd_or_evidence(source: str, code: str) -> None:
    text = f"{source} say the plan is doomed."
    assert explained(text, "vague_attribution", span(text, "source", source, "vague", 0)) == {code: [source]}


def test_a_cue_without_a_source_is_agentless() -> None:
    text = "Ruiz said the plan was widely seen as a joke."
    spans = [
        span(text, "source", "Ruiz", "named", 0),
        span(text, "cue", "said", attribution=0),
        span(text, "cue", "widely seen as", attribution=1),
    ]
    assert explained(text, "vague_attribution", *spans) == {"agentless": ["was widely seen as"]}
    assert explained("There are fears that the ferry could go.", "vague_attribution") == {
        "agentless": ["There are fears"]
    }
    assert explained("It is so.", "vague_attribution", carried_over=True) == {"vague_carried_over": []}
    assert explained("It is so.", "vague_attribution") == {"vague_source": []}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("Traffic has fallen by 40 percent.", "claim_number", ["fallen", "40 percent"]),
        ("Most families have no car.", "claim_number", ["Most families"]),
        ("There was little love for the mayor in the early 1990s.", "claim_unsourced", []),
        ("The tunnel turned the quarter into a ghost town.", "claim_cause", ["turned the quarter into"]),
        ("The strike led to shortages.", "claim_cause", ["led to"]),
        ("It is the worst crisis the city has seen.", "claim_superlative", ["the worst crisis"]),
        ("The reform is unprecedented.", "claim_superlative", ["unprecedented"]),
        ("The plan will reshape the valley.", "claim_prediction", ["will"]),
        ("She had long coveted the office.", "claim_motive", ["had long coveted"]),
        ("The valley is a quiet place.", "claim_unsourced", []),
        ("On 14 May 2021 the valley was quiet.", "claim_unsourced", []),
    ],
)
def test_a_claim_is_explained_by_what_needs_a_source(text: str, code: str, words: list[str]) -> None:
    assert explained(text, "unsourced_claim") == {code: words}


def test_a_claim_is_not_looked_for_in_the_words_of_a_source() -> None:
    text = "Abara said 412 workers would stay, but the docks are the worst in the world."
    spans = [
        span(text, "source", "Abara", "named", 0),
        span(text, "cue", "said", attribution=0),
        span(text, "content", "412 workers would stay", attribution=0),
    ]
    assert explained(text, "unsourced_claim", *spans) == {"claim_superlative": ["the worst in"]}


def test_offsets_count_into_the_block_and_words_stay_inside_the_sentence() -> None:
    before = "It may rain. "
    text = before + "She could leave. It might snow."
    within = (len(before), len(before) + len("She could leave."))
    outside = Span("hedge_cue", 3, 6)
    assert reasons_for(["hedged"], [outside], text, False, within) == (
        Reason("hedged", "possibility", ((text.index("could"), text.index("could") + 5),)),
    )


SENTENCES = st.lists(
    st.sampled_from(["may", "critics", "said", "“", "”", '"', "40", "%", "İ", "👩‍🚒", "’", "\x00", " ", "will", "a"])
    | st.text(max_size=5),
    max_size=30,
).map("".join)
KINDS = st.sampled_from(["hedge_cue", "quoted_hedge_cue", "source", "cue", "content"])


@given(st.data(), SENTENCES, st.sets(st.sampled_from(FLAGS)), st.booleans())
def test_whatever_the_model_says_every_flag_is_explained(
    data: st.DataObject, text: str, flags: set[Flag], carried_over: bool
) -> None:
    place = st.integers(0, len(text))
    spans = [
        Span(data.draw(KINDS), start, end, source_type=data.draw(st.sampled_from(["named", "anonymous", "vague"])))
        for start, end in data.draw(st.lists(st.tuples(place, place), max_size=4))
    ]
    start, end = sorted((data.draw(place), data.draw(place)))
    reasons = reasons_for(sorted(flags), spans, text, carried_over, (start, end))
    assert {r.flag for r in reasons} == flags
    for reason in reasons:
        assert CATALOGUE["reasons"][reason.code]["flag"] == reason.flag
        assert list(reason.words) == sorted(set(reason.words))
        assert all(start <= a < z <= end for a, z in reason.words)
    explanations = render(reasons, text, CATALOGUE)
    assert set(explanations) == flags
    assert all(e.endswith("?") and "{" not in e.replace(text, "") for e in explanations.values() if "{" not in text)


def test_an_explanation_quotes_the_words_and_asks_one_question() -> None:
    text = "The board may or\n  may not sell."
    reasons = [
        Reason("hedged", "open_question", ((10, 26),)),
        Reason("hedged", "possibility", ((10, 13),)),
    ]
    assert render(reasons, text, CATALOGUE) == {
        "hedged": "With “may or may not”, the writer says that something is not settled or not confirmed. "
        "With “may”, the writer says that something is possible, not that it is so. "
        "A careful reader could ask: Who could settle it, and when?"
    }


def test_a_very_long_source_is_cut_in_its_explanation() -> None:
    text = "officials " * 40
    shown = render([Reason("anonymous_source", "unnamed_group", ((0, 400),))], text, CATALOGUE)["anonymous_source"]
    assert "officials…”" in shown
    assert len(shown) < 300


def test_every_code_that_is_given_stands_in_the_catalogue_and_none_is_idle() -> None:
    codes = set(CATALOGUE["reasons"])
    prefixes = (
        "possibility|hearsay|probability|belief|weak_report|open_question|hedged_wording|agentless|unidentified_\\w+"
    )
    given_ = set(re.findall(rf'"({prefixes}|(?:anonymous|vague|unnamed|claim)_\w+)"', SOURCE)) - set(FLAGS)
    assert given_ == codes


def test_the_catalogue_says_nothing_about_truth_and_protects_unnamed_sources() -> None:
    assert set(CATALOGUE["flags"]) == set(FLAGS)
    for code, entry in CATALOGUE["reasons"].items():
        assert entry["flag"] in FLAGS, code
        assert "{words}" in entry["text"] or code == "claim_unsourced", code
        assert "{words}" not in entry["text_without_words"], code
        assert entry["question"].endswith("?"), code
        for text in (entry["text"], entry["text_without_words"], entry["question"]):
            assert not re.search(r"\b(false|untrue|fake|lie|lying|wrong|misleading)\b", text, re.IGNORECASE), code
    assert "can be right" in CATALOGUE["flags"]["anonymous_source"]["meaning"]
    assert "never whether it is true" in CATALOGUE["note"]
