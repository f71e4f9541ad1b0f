"""What a word list reaches: a hedge lexicon, a list of reporting verbs, and lists of unnamed sources.

The measure that the model has to beat. Each flag is a rule over the words of one sentence, without context.
"""

import re

_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")
_HEDGES = re.compile(
    r"\b(may|might|could|would|perhaps|possibl[ey]|probabl[ey]"
    r"|likely|unlikely|potential(ly)?|apparent(ly)?|seem(s|ed|ingly)?"
    r"|appear(s|ed)? to|suggest(s|ed|ing)?|hint(s|ed)?|indicat(e|es|ed)|impl(y|ies|ied)"
    r"|reportedly|alleged(ly)?|purported(ly)?"
    r"|presumabl[ey]|supposed(ly)?|suspected|unclear|remains to be seen|is (said|believed|thought) to)\b",
    re.I,
)
_SAYING = (
    r"(sa(y|ys|id|ying)|t(ell|ells|old)|add(s|ed)|claim(s|ed)?|argu(e|es|ed)|warn(s|ed)?|believe[sd]?|report(s|ed)?"
    r"|suggest(s|ed)?|announc(e|es|ed)|insist(s|ed)?|acknowledg(e|es|ed)|describe[sd]?|predict(s|ed)?|according to)"
)
_ATTRIBUTED = re.compile(rf"\b{_SAYING}\b", re.I)
_UNNAMED = (
    r"(sources?|officials?|aides?|insiders?|diplomats?|advisers?"
    r"|(a|one|two|three|several|some) (person|people|men|women)"
    r"|witness(es)?|documents?|memos?)"
)
_ANONYMOUS = re.compile(rf"\b{_UNNAMED}\b.{{0,60}}\b{_SAYING}\b|\b{_SAYING}\b.{{0,40}}\b{_UNNAMED}\b|anonymity", re.I)
_CROWD = (
    r"(critics|experts|analysts|observers|supporters|opponents|some|many|most|others|economists|scientists|studies|polls"
    r"|lawmakers|republicans|democrats|voters|fans)"
)
_VAGUE = re.compile(
    rf"\b{_CROWD}\b.{{0,30}}\b{_SAYING}\b|\b{_SAYING}\b.{{0,20}}\b{_CROWD}\b"
    r"|\b(is|are|was|were|been) (widely )?(seen|viewed|regarded|described|dismissed|believed|said|thought)\b",
    re.I,
)
_CLAIM = re.compile(
    r"\b(most|more|less|fewer|never|always|best|worst|biggest|largest|first|unprecedented"
    r"|because|led to|result(ed)? in|cause[sd]?"
    r"|surge[sd]?|rise|rose|fell|growing|increasing(ly)?|will|percent|million|billion)\b|%",
    re.I,
)


def flags(sentence: str) -> set[str]:
    """The flags that the word lists raise for one sentence."""
    own = _QUOTED.sub(" ", sentence)
    found = set()
    if _HEDGES.search(own):
        found.add("hedged")
    if _ANONYMOUS.search(own):
        found.add("anonymous_source")
    if _VAGUE.search(own):
        found.add("vague_attribution")
    if not _ATTRIBUTED.search(own) and own.strip() and _CLAIM.search(own):
        found.add("unsourced_claim")
    if _ATTRIBUTED.search(sentence):
        found.add("named_source")
    return found
