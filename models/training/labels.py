"""The outputs of the network. What ships is written into config.json, which everything else reads."""

SENTENCE_LABELS = (
    "hedged",
    "quoted_hedge",
    "named_source",
    "anonymous_source",
    "vague_attribution",
    "unsourced_claim",
    "attributed",
    "uncertain",
)
SOURCE_TYPES = ("named", "anonymous", "vague")


def _bio(*kinds: str) -> tuple[str, ...]:
    return ("O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI"))


#: Independent tag layers: content may hold sources, cues and hedges of its own. `attribution` is what the labelled
#: articles mark, with the type of the source; `relation` is the habit of PolNeAR, which knows no types but draws finer
#: borders and marks more: the words that are shown come from there.
TAG_LAYERS = {
    "attribution": _bio(*(f"source:{t}" for t in SOURCE_TYPES), "cue"),
    "relation": _bio("source", "cue"),
    "content": _bio("content"),
    "hedge": _bio("hedge_cue", "quoted_hedge_cue"),
}

#: How often a token that carries a tag counts against one that carries none. Where the words that are shown come from,
#: once: more would find more of them, and as many that are none.
TAGGED_WEIGHTS = {"attribution": 2.0, "relation": 1.0, "content": 1.0, "hedge": 2.0}

#: How much a positive counts against a negative: the rare labels would otherwise never be learned.
POSITIVE_WEIGHTS = {
    "hedged": 3.0,
    "quoted_hedge": 3.0,
    "named_source": 1.0,
    "anonymous_source": 4.0,
    "vague_attribution": 3.0,
    "unsourced_claim": 2.0,
    "attributed": 1.0,
    "uncertain": 1.5,
}
