"""Words by which a flag is explained. They decide nothing: the model raises the flags, these say what it may have seen.

Every pattern ignores case and expects the plain apostrophe and plain spaces that `plain` makes.
"""

import re

_LOOKALIKES = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " ", "\r": " "})


def plain(text: str) -> str:
    """`text` with typographic apostrophes and odd spaces made plain; as long as before, so offsets still fit."""
    return text.translate(_LOOKALIKES)


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.IGNORECASE)


_BE = r"(?:is|are|was|were|been|being|be|it's)"
_HELD = (
    r"(?:believed|thought|said|understood|assumed|expected|feared|tipped|held|supposed|considered|known|"
    r"predicted|projected|forecast)"
)
_ADVERB = r"(?:also |now |widely |generally |often |long |commonly |largely |still |not )?"

#: Why a hedge cue hedges, the first that fits: code, pattern.
HEDGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "open_question",
        _any(
            r"unclear|doubt(?:s|ed|ful)?",
            r"(?:not|\w+n't) (?:said|say|saying) whether|(?:is|show) whether",
            r"(?:not|never|nor|hardly|less|far from|isn't|wasn't|aren't)(?: \w+){0,3} (?:clear|known|certain|sure)",
            r"remains? to be seen",
            r"(?:not|n't|never|yet)(?: \w+){0,2} confirm(?:ed)?",
            r"(?:refused|declined|unable|impossible) to (?:confirm|say|tell|verify)",
            r"unconfirmed|unverified|unknown|uncertain|undecided|unsettled",
            r"open question|in doubt|no way of knowing|anyone's guess|(?:only )?time will tell",
            r"(?:hard|difficult) to (?:say|tell|know|predict|ascertain)",
            r"(?:may|might) or (?:may|might) not",
        ),
    ),
    (
        "hearsay",
        _any(
            r"reportedly|allegedly|purportedly|supposedly|reputedly|putatively|ostensibly",
            r"alleged|purported|suspected|accused|supposed|so-called",
            r"rumou?r(?:s|ed)?|hearsay|allegations?",
            _BE + " " + _ADVERB + r"(?:reported|alleged|rumou?red|claimed)|reported(?: to| as)?",
        ),
    ),
    (
        "belief",
        _any(
            _BE + " " + _ADVERB + _HELD + r"(?: to(?: be)?| that)?",
            _HELD + r" to(?: be)?|(?:as|widely|generally|commonly) " + _HELD,
        ),
    ),
    (
        "weak_report",
        _any(
            r"suggest(?:s|ed|ing)?|hint(?:s|ed|ing)?|impl(?:y|ies|ied|ying)",
            r"indicat(?:e|es|ed|ing)|claim(?:s|ed|ing)?|alleg(?:e|es|ing)",
            r"point(?:s|ed|ing)? to|speculat(?:e|es|ed|ing|ion)|insinuat(?:e|es|ed|ing)",
        ),
    ),
    (
        "probability",
        _any(
            r"(?:un)?likely|probabl[ey]|presum(?:abl[ey]|ed|es)|apparent(?:ly)?|evident(?:ly)?|arguably",
            r"seem(?:s|ed|ing|ingly)?(?: to)?|appear(?:s|ed|ing)?(?: to)?|look(?:s|ed)?(?: like| as| set| to)?",
            r"almost certain(?:ly)?|in all likelihood|likelihood|odds|chances?|sure to|bound to|set to|poised to",
            r"signs?(?: that| of)?|indications?(?: that)?|as if|as though|guess",
            r"suppos(?:e|es)|suspect(?:s)?|must|should",
        ),
    ),
    (
        "possibility",
        _any(
            r"may|might|could|would",
            r"perhaps|maybe|possib(?:le|ly|ility|ilities)|potential(?:ly)?|conceivabl[ey]",
            r"prospect|risks?|dangers?|threatens?|theor(?:y|ized|ised)",
        ),
    ),
)

#: A document or a recording at the head of a source.
DOCUMENT = _any(
    r"documents?|memos?|memorand(?:a|um)|reports?|e-?mails?|letters?|cables?|files?|papers?|records?|recordings?",
    r"transcripts?|drafts?|messages?|texts?|notes?|ledgers?|minutes|audio|videos?|footage|tapes?|photographs?|photos?",
    r"dossiers?|correspondence|assessments?|presentations?|invoices?|contracts?|slides?|leaks?|tip-?offs?|posts?",
)
#: Something that is offered as proof.
EVIDENCE = _any(
    r"stud(?:y|ies)|research|(?:growing|large) body|evidence|data|"
    r"statistics|figures|numbers|findings?|surveys?|polls?|polling|estimates?",
    r"projections?|forecasts?|analys[ei]s|reports?|science|literature|experience|history|records?|indications?|signs?",
)
#: A word that stands for somebody named before.
PRONOUN = re.compile(r"(?:he|she|they|it|him|her|them|we|i|his|their|both|the former|the latter)\Z", re.IGNORECASE)
#: Several people, whatever the ending of the noun.
SEVERAL = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|a dozen|dozens|several|some|many|multiple|numerous|most|other|"
    r"a number|a group|a handful|a few|a couple|at least|more than|both|those|these|they|current and former|people|"
    r"\d+)\b",
    re.IGNORECASE,
)
PLURAL = _any(r"people|staff|personnel|police|those|they|[a-z'-]*[^s\W]s")
#: Where the head of a noun phrase ends: "officials | briefed on the talks".
AFTER_HEAD = re.compile(
    r",|\b(?:of|in|at|from|with|within|inside|on|for|to|near|by|who|whom|whose|that|which|close|familiar|briefed|seen|"
    r"obtained|interviewed|reached|contacted|approached|questioned|surveyed|"
    r"involved|present|speaking|told|based|directly|shared|leaked to|reviewed|provided)\b|(?<=s )\w+ing\b",
    re.IGNORECASE,
)

#: Words that begin a clause about a source and are none.
RELATIVE = re.compile(r"(?:who|whom|whose|which|that)\Z", re.IGNORECASE)
#: One word that can be a source by itself.
ALONE = _any(
    r"some|many|most|others?|another|one|few|several|both|neither|everyone|everybody|anyone|someone|nobody|people|police|"
    r"media|press|staff|[a-z'-]*[^s\W]s"
)

#: Reports of what is said or thought without anybody who says or thinks it.
AGENTLESS = re.compile(
    r"\b(?:" + _BE + r" (?:\w+ )?(?:seen|viewed|regarded|described|dismissed|criticis?z?ed|hailed|considered|accused|"
    r"perceived|portrayed|painted|mocked|praised|condemned|known|thought|believed|said|understood|reported|rumou?red|"
    r"expected|feared)(?: as| to| for| of| that)?"
    r"|there (?:is|are|was|were|have been|has been) (?:\w+ )?(?:fears?|concerns?|reports?|rumou?rs?|speculation|"
    r"suspicions?|questions?|calls?|hopes?|talk|evidence)"
    r"|(?:fears?|concerns?|doubts?|suspicions?|questions?|speculation|rumou?rs?|criticism)(?: \w+){0,3} (?:that|about|"
    r"over|grow|grew|grown|raised|persists?|mounts?|mounting)"
    r"|widely \w+(?: as| to)?)\b",
    re.IGNORECASE,
)

_NUMBER = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|a dozen|dozens of|hundreds of|thousands of|tens of thousands of|millions of|billions of"
)
_UNIT = r"per ?cent|percent|percentage points?|million|billion|trillion|thousand|hundred|times|years|months|people"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
#: Dates, clock times and years, which are numbers that need no source.
DATE = re.compile(
    rf"\b(?:(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})\b"
    r"|(?:in|since|until|by|from|of|to) (?:1[5-9]|20)\d\ds?\b|(?:1[5-9]|20)\d\ds?\b(?!,\d| \w*(?:illion|percent))"
    r"|\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\d+/\d+)",
    re.IGNORECASE,
)

#: What kind of claim it may be, strongest sign first: code, pattern.
CLAIMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "claim_number",
        re.compile(
            rf"[$€£]\s?\d[\d.,]*(?: ?(?:{_UNIT})\b)?|\b\d[\d.,]*(?:\s?%|(?: |-)(?:{_UNIT})\b)?"
            rf"|\b(?:{_NUMBER})(?: |-)(?:{_UNIT})\b|\b(?:dozens|hundreds|thousands|millions|billions) of\b"
            r"|\b(?:a |the |vast )*(?:majority|minority|proportion|surge|wave|spate|number) of\b"
            r"|\bmost (?:\w+s|people)\b"
            r"|\b(?:half|a third|two-thirds|a quarter|three-quarters|one-third) (?:of|the)\b"
            r"|\b(?:doubled|tripled|trebled|quadrupled|halved|soared|soaring|surged|surging|plummeted|plunged|"
            r"collapsed|skyrocketed|rocketed|dwindled|shrunk|shrank|jumped|climbed|rose|risen|fell|fallen|dropped|"
            r"declined|grown|grew|increased|decreased|rising|falling|growing number)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "claim_cause",
        _any(
            r"because(?: of)?|due to|thanks to|owing to|as a result(?: of)?|therefore|thereby|thus|consequently",
            r"caus(?:e|es|ed|ing)|led to|leads to|leading to|result(?:s|ed|ing)? (?:in|from)|stem(?:s|med) from",
            r"spark(?:s|ed|ing)|prompt(?:s|ed|ing)|trigger(?:s|ed|ing)|fuel(?:s|led|ed|ling|ing)|spurr(?:ed|ing)",
            r"dr(?:ove|iven) by|embolden(?:s|ed)|forced|forcing|transform(?:s|ed|ing)|undermin(?:es|ed|ing)",
            r"contribut(?:es|ed) to|brought about|turned (?:\w+ ){1,5}into|has made|have made|enabl(?:es|ed|ing)",
            r"boost(?:s|ed|ing)|weaken(?:s|ed|ing)|strengthen(?:s|ed|ing)|damag(?:es|ed|ing)|provok(?:es|ed|ing)",
        ),
    ),
    (
        "claim_superlative",
        _any(
            r"the (?:single )?most \w+|the (?:least|worst|best|only|first|last|biggest|greatest) (?:\w+)",
            r"the (?!(?:lat|r|w|mid-?w|north-?w|south-?w|requ|inter|cont|t|prot|arr|for|gu|qu|ch|n|v|inv|harv|mod|hon|"
            r"earn|pri|unr|conqu|cr|p|manif|near)est\b)[a-z]+est(?= \w)",
            r"one of the (?:most \w+|\w+est)|more than ever|than ever(?: before)?|like never before|never|always|ever",
            r"unprecedented|unparalleled|unmatched|historic|everyone|everybody|nobody|no one|nothing|all \w+s",
            r"completely|totally|clearly|obviously|undoubtedly|undeniabl[ey]|notorious(?:ly)?|deeply|hugely|widely",
            r"increasingly|controversial|infamous|legendary|so-called|merely|hardly|far (?:more|less)|"
            r"much (?:more|less|harder|better|worse)|the ultimate",
        ),
    ),
    (
        "claim_motive",
        _any(
            r"(?:has |have |had )?(?:long |always |never |secretly |privately |openly )?"
            r"(?:want(?:s|ed)|hope(?:s|d)|fear(?:s|ed)|know(?:s)?|knew|hate(?:s|d)|love(?:s|d)|covet(?:s|ed)|"
            r"resent(?:s|ed)|despise(?:s|d)|believ(?:es|ed)|feel(?:s)?|felt|intend(?:s|ed)|aim(?:s|ed)|regret(?:s|ted)|"
            r"distrust(?:s|ed)?|prefer(?:s|red)?)",
            r"eager|reluctant|furious|angry|anxious|desperate|obsessed|determined|ambitious|keen|unwilling|afraid|proud",
            r"in an? (?:attempt|effort|bid) to|in order to|with the aim of|behind closed doors|secretly|privately|"
            r"behind the scenes",
            r"s(?:eeks|ought|eeking) to|tr(?:ies|ied|ying) to|hop(?:es|ing) to|refus(?:es|ed) to",
        ),
    ),
    (
        "claim_prediction",
        _any(
            r"will(?: not| never)?|won't|shall|(?:is|are) going to|(?:is|are) (?:set|bound|poised|destined|doomed) to",
            r"inevitabl[ey]|sooner or later|in the (?:coming|long|near) (?:years|months|decades|run|term|future)",
        ),
    ),
)


def head_of(source: str) -> str:
    """The part of a noun phrase up to its head noun: "two officials" of "two officials briefed on the talks"."""
    cut = AFTER_HEAD.search(source, 1)
    return (source[: cut.start()] if cut else source).strip(" '\"“”") or source
