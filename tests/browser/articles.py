"""What stands in the test pages: which sentences any decent model marks, and which it must leave alone.

The sentences are chosen to be beyond doubt by the guidelines that the model was trained for; the page has others that
are less clear, and nothing is said about those.
"""

FLAGGED = [
    ("hedged", "The regional government of Velmara is reportedly considering a ban", "considering a ban"),
    ("hedged", "A bridge could possibly cost more than the whole budget of the region", "could possibly cost"),
    (
        "anonymous_source",
        "Two people familiar with the matter said the cabinet had already agreed",
        "familiar with the",
    ),
    ("anonymous_source", "A senior official in the transport ministry, who spoke on condition", "A senior official"),
    ("vague_attribution", "Critics say the plan would cut off three thousand islanders.", "Critics say the plan"),
    ("unsourced_claim", "The reform of the ports has destroyed hundreds of jobs on the outer islands", "The reform of"),
]
"""A flag, the beginning of a sentence of article.html that carries it, and words to point at."""

NAMED = [
    "Finance Minister Ana Ruiz said on Tuesday that her ministry would publish the accounts of the ferry company",
    "“We may have to wait until the summer,” said Harbour Master Ilse Brandt.",
    "Unemployment in Velmara fell to 3.9 percent in June, according to the Office of Statistics.",
]
"""Beginnings of sentences of article.html with a named source: neither anonymous nor vague nor an unsourced claim."""

CUES = {
    "hedged": ["reportedly", "could possibly"],
    "anonymous_source": ["Two people familiar with the matter"],
    "vague_attribution": ["Critics"],
}
"""Words of article.html that are painted stronger than the rest of their sentence."""

OUTSIDE = [
    "best crossword yet",
    "one trick",
    "lighthouse may be sold",
    "mayor is probably finished",
    "islander77",
    "saltwater",
    "seaweed",
    "invented newspaper",
]
"""Words of article.html's menu, advertisements, links, comments and footer: never marked, and never sent."""
