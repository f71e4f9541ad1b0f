"""Made-up news articles of any length, for tests and benchmarks that need more text than one can write by hand.

Places, people and events are invented. The same seed gives the same article on every machine.
"""

import random

_PEOPLE = (
    "Finance Minister Ana Ruiz",
    "Tomas Ruel, who runs the harbour office,",
    "Ellen Marr, the head of operations at the Skarne Line,",
    "a spokesman for the Halden Harbour Authority",
    "Mayor Lena Orbach",
    "Pavel Renn, an engineer who built two of the piers,",
)
_UNNAMED = (
    "two people familiar with the talks",
    "a senior official at the transport ministry",
    "an adviser who was not authorised to speak in public",
    "several employees of the shipping company",
    "one person briefed on the plans",
)
_CROWDS = ("critics", "some residents", "many experts", "observers", "opponents of the plan", "analysts")
_SAID = ("said", "told the council", "argued", "insisted", "warned", "acknowledged")
_PLACES = ("Tarn Island", "Port Halden", "Low Haven", "Tarnholm", "the Skarne valley", "Orsk")
_THINGS = (
    "the evening crossing",
    "the new harbour bridge",
    "the old customs house",
    "the winter timetable",
    "the second tunnel",
    "the repair of the northern sea wall",
)
_EVENTS = (
    "would be closed for at least {n} months while the piers were examined by an outside firm",
    "had cost {n} million crowns more than the region was ever told, most of it spent on consultants",
    "might have to be given up before the spring if no second operator came forward by the {n}th",
    "was likely to be put off once more, after the lowest of the {n} bids had been withdrawn without a word",
    "had been inspected {n} times in a year, and that every report had ended in the same drawer",
    "could carry no lorry of more than {n} tonnes until the cracks on the eastern side had been filled",
)
_PLAIN = (
    "The council of {place} voted {n} to {m} on Tuesday to ask the company for an explanation of {thing}, which was "
    "removed from its plans without notice in August.",
    "It was the {n}th time in {m} years that {thing} came before the council, and the public gallery in {place} was "
    "full long before the session began.",
    "{Thing} was opened {n} years ago by the old king, and {m} families in {place} still live from it.",
    "The loss of {thing} would ruin {place} within {n} years, and nobody in the capital has ever cared about that.",
    "It is unclear whether the {n} people who signed the contract for {thing} had read the report from {place}, "
    "which runs to {m} pages.",
    "{Thing} is widely seen as a test of whether {place} still matters, and it has reportedly failed {n} of them.",
    "An internal report seen by this newspaper suggests that {thing} could have paid for itself with {n} sailings "
    "fewer a week between {place} and the mainland.",
    "“We have not decided anything about {thing}, and we might keep a smaller boat for {place},” {said} {person} "
    "after {n} hours of questions.",
)


def paragraphs(count: int, seed: int = 1, sentences: int = 2) -> list[str]:
    """`count` paragraphs of `sentences` sentences each, of some 35 tokens a sentence."""
    chance = random.Random(seed)
    return [" ".join(_sentence(chance) for _ in range(sentences)) for _ in range(count)]


def _sentence(chance: random.Random) -> str:
    thing = chance.choice(_THINGS)
    numbers = {"n": chance.randint(3, 40), "m": chance.randint(2, 90)}
    if chance.random() < 0.45:
        said = chance.choice(_SAID)
        places = {"place": chance.choice(_PLACES), "thing": thing, "Thing": _capital(thing)}
        return chance.choice(_PLAIN).format(said=said, person=chance.choice(_PEOPLE), **places, **numbers)
    who = _capital(chance.choice(chance.choice((_PEOPLE, _UNNAMED, _CROWDS))))
    event = chance.choice(_EVENTS).format(**numbers)
    return f"{who} {chance.choice(_SAID)} on {chance.choice(('Monday', 'Friday'))} that {thing} in " + (
        f"{chance.choice(_PLACES)} {event}."
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
