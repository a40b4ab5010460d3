"""Questions about sentences and entries of lists, right ones and wrong ones."""

import pytest

from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet, Taken

SHEET = Sheet("""\
# Mount Example

## Story

The first hut was opened on 12 August 1869 by Anna Huber.
The railway cost 4.5 million francs and took two years. Guides from Ober and porters from
Nieder built it. Between May 1880 and June 1881 the hut was closed. The old hut was
sold in 1890. The old hut was sold in 1895. The Big Tunnel was dug by Carl Maier.
Bela Kiss came in 1870; Carl Maier left in 1872.

Guides of Ober met in 1861 at night. Guides of Ober met in Inner, at night or not. At night or in
1850 guides of Ober met in huts at night.

iron chains were fixed in 1871.

The club is called Ober 1905 by all.

## Battles

- Storm of Ober (1842-43): worst winter on record
- Flood of Ober (1850): two bridges lost
- May 1861: Guides met in Ober
- 1863: Guides met in Inner
- Fire of Ober (1701)

## Fires

| Event | Date |
|---|---|
| Fire of Ober | 1712 |
| Fire of Inner | 12 August 1866 |
| Chain of Ober | 1869 |
""")
HUT, CHAINS, COST = map(SHEET.words, ("The first hut", "iron", "The railway"))
GUIDES, SOLD, TUNNEL, CAME = map(SHEET.words, ("Guides from", "The old", "The Big Tunnel", "Bela"))
STORM, FLOOD, MET, FIRE = map(SHEET.words, ("Storm", "Flood", "May 1861", "Fire of Ober"))
HUT_GAP = "The first hut was opened on _____ by Anna Huber."
COST_GAP = "The railway cost _____ francs and took two years."
TUNNEL_GAP = "The Big Tunnel was dug by _____. (2 words: C…, M…)"
HUT_DATE = "12 August 1869"
INNER = "12 August 1866", SHEET.cell(1, 1)


def cloze(kind: str, stem: str, place: Place, *accepted: str) -> Proposal:
    return SHEET.typed(f"prose.cloze-{kind}", stem, [place], *accepted)


def typed_number(
    stem: str, place: Place, key: str, tolerance: str = "", unit: str = ""
) -> Proposal:
    return SHEET.number("prose.cloze-number", stem, [place], key, tolerance, unit)


def chosen(
    stem: str, place: Place, *options: Taken, correct: int = 0, kind: str = "date"
) -> Proposal:
    made_up = [text for text, origin in options if origin is None]
    return SHEET.choice(
        f"prose.cloze-{kind}", stem, [place], *options, correct=correct, made_up=made_up
    )


def truth(stem: str, place: Place, correct: bool, *made_up: str) -> Proposal:
    return SHEET.truth("prose.truth", stem, place, correct, *made_up)


RIGHT = {
    "date": cloze("date", HUT_GAP, HUT, HUT_DATE),
    "date in several ways": cloze("date", HUT_GAP, HUT, HUT_DATE, "August 12, 1869", "1869-08-12"),
    "date, the sentence without a capital": cloze(
        "date", "Iron chains were fixed in _____.", CHAINS, "1871"
    ),
    "date in a sentence that others resemble": cloze(
        "date", "Guides of Ober met in _____ at night.", SHEET.words("Guides of Ober"), "1861"
    ),
    "date to choose": chosen(HUT_GAP, HUT, (HUT_DATE, HUT), INNER),
    "date to choose, one made up": chosen(
        HUT_GAP, HUT, ("1 May 1868", None), (HUT_DATE, HUT), correct=1
    ),
    "date to choose, one of another sentence": chosen(
        "Iron chains were fixed in _____.", CHAINS, ("1871", CHAINS), ("1870", CAME)
    ),
    "number": typed_number(COST_GAP, COST, "4.5 million", "5%"),
    "number with a unit": typed_number(COST_GAP, COST, "4.5 million", unit="francs"),
    "number in words": cloze("number", COST_GAP, COST, "4.5 million", "4,500,000"),
    "number to choose": chosen(
        COST_GAP, COST, ("4.5 million", COST), ("4.7 million", None), kind="number"
    ),
    "name": cloze("name", TUNNEL_GAP, TUNNEL, "Carl Maier", "Maier"),
    "name at the beginning": cloze(
        "name", "_____ Tunnel was dug by Carl Maier.", TUNNEL, "The Big"
    ),
    "name to choose": chosen(
        TUNNEL_GAP, TUNNEL, ("Carl Maier", TUNNEL), ("Anna Huber", HUT), kind="name"
    ),
    "name to choose beside a date": chosen(
        "The first hut was opened on 12 August 1869 by _____.",
        HUT,
        ("Anna Huber", HUT),
        ("Carl Maier", TUNNEL),
        kind="name",
    ),
    "name to choose beside a number": chosen(
        TUNNEL_GAP, TUNNEL, ("Carl Maier", TUNNEL), ("4.7 million", None), kind="name"
    ),
    "number to choose beside a name": chosen(
        COST_GAP, COST, ("4.5 million", COST), ("Carl Maier", TUNNEL), kind="number"
    ),
    "true": truth("The first hut was opened on 12 August 1869 by Anna Huber.", HUT, True),
    "true, with a capital": truth("Iron chains were fixed in 1871.", CHAINS, True),
    "false": truth("Iron chains were fixed in 1873.", CHAINS, False, "1873"),
    "false, the second date exchanged": truth(
        "Bela Kiss came in 1870; Carl Maier left in 1877.", CAME, False
    ),
    "true of an entry": truth("“Flood of Ober” is dated 1850.", FLOOD, True),
    "true of an entry, in other words": truth(
        "In 1842-43 there was the Storm of Ober!", STORM, True
    ),
    "false of an entry": truth("“Flood of Ober” is dated 1855.", FLOOD, False),
    "false of an entry that begins with a year": truth(
        "1864: Guides met in Inner", SHEET.words("1863"), False
    ),
    "false of an entry that begins with its date": truth(
        "June 1862: Guides met in Ober", MET, False
    ),
}
WRONG = {
    "date: the key is another": (
        cloze("date", HUT_GAP, HUT, "12 August 1868"),
        'The key is "12 August 1868", and the article says "12 August 1869".',
    ),
    "date: another date is accepted": (
        cloze("date", HUT_GAP, HUT, HUT_DATE, "August 1869"),
        '"August 1869" is accepted',
    ),
    "date: the sentence is changed": (
        cloze("date", "The last hut was opened on _____ by Anna Huber.", HUT, HUT_DATE),
        "the article says",
    ),
    "date: the sentence stands there with two dates": (
        cloze("date", "The old hut was sold in _____.", SOLD, "1890"),
        '"1895" stands in the same sentence elsewhere',
    ),
    "date: nothing is missing in the gap": (
        cloze("date", "Iron chains _____ were fixed in 1871.", CHAINS, "..."),
        "The question is no sentence of the article with a gap.",
    ),
    "date: there is no gap": (cloze("date", "The first hut.", HUT, HUT_DATE), "has 0 gaps"),
    "date: the place is none of the article": (
        cloze("date", HUT_GAP, Place(5, quote="The last hut"), HUT_DATE),
        '"The last hut" does not stand on line 5.',
    ),
    "date: the place is a cell": (
        cloze("date", HUT_GAP, SHEET.cell(0, 0), HUT_DATE),
        "is no sentence and no entry of a list",
    ),
    "date to choose: the key is another": (
        chosen(HUT_GAP, HUT, (HUT_DATE, HUT), INNER, correct=1),
        "gives another",
    ),
    "date to choose: the key is part of the sentence, but not what is missing": (
        chosen(HUT_GAP, HUT, ("Anna Huber", HUT), INNER),
        'The key is "Anna Huber", and "12 August 1869" is missing.',
    ),
    "date to choose: an option overlaps": (
        chosen(HUT_GAP, HUT, (HUT_DATE, HUT), ("1869", SHEET.cell(2, 1))),
        '"1869" may be right in the gap as well',
    ),
    "date to choose: an option overlaps another date of the sentence": (
        chosen(
            "Bela Kiss came in _____; Carl Maier left in 1872.",
            CAME,
            ("1870", CAME),
            ("May 1872", None),
        ),
        '"May 1872" may be right in the gap as well',
    ),
    "date to choose: an option is not what its cell says": (
        chosen(HUT_GAP, HUT, (HUT_DATE, HUT), ("August 1866", SHEET.cell(1, 1))),
        '"August 1866" stands for "12 August 1866"',
    ),
    "date to choose: an option is not in its sentence": (
        chosen(HUT_GAP, HUT, (HUT_DATE, HUT), ("12 August 1872", CAME)),
        '"12 August 1872" does not stand on line',
    ),
    "number: the key is another": (
        typed_number(COST_GAP, COST, "4.6 million", "5%"),
        "The key is 4600000",
    ),
    "number: the tolerance is wide": (
        typed_number(COST_GAP, COST, "4.5 million", "15%"),
        "The tolerance of 15 is too wide.",
    ),
    "number: the unit is another": (
        typed_number(COST_GAP, COST, "4.5 million", unit="marks"),
        'does not count in "marks"',
    ),
    "number: what is missing is no number": (
        typed_number("Guides from _____ and porters from Nieder built it.", GUIDES, "3"),
        '"Ober" is no number',
    ),
    "number to choose: an option is the same when rounded": (
        chosen(COST_GAP, COST, ("4.5 million", COST), ("4.52 million", None), kind="number"),
        '"4.52 million" may be right in the gap as well',
    ),
    "name: the key is another": (cloze("name", TUNNEL_GAP, TUNNEL, "Anna Huber"), "The key is"),
    "name to choose: an option says more": (
        chosen(TUNNEL_GAP, TUNNEL, ("Carl Maier", TUNNEL), ("Maier", TUNNEL), kind="name"),
        '"Maier" may be right in the gap as well',
    ),
    "name to choose: an option is a date in the name": (
        chosen(
            "The club is called _____ by all.",
            SHEET.words("The club"),
            ("Ober 1905", SHEET.words("The club")),
            ("1905", None),
            kind="name",
        ),
        '"1905" may be right in the gap as well',
    ),
    "name: it is a card": (
        SHEET.card("prose.cloze-name", TUNNEL_GAP, [TUNNEL], "Carl Maier"),
        "is of the kind single_choice, not card",
    ),
    "true, the sentence is changed": (
        truth("The last hut was opened on 12 August 1869 by Anna Huber.", HUT, True),
        "is no sentence of the article, not even with another date",
    ),
    "true, with another date": (
        truth("Iron chains were fixed in 1873.", CHAINS, True),
        "By the article, the statement is false.",
    ),
    "false, as the article says it": (
        truth("Iron chains were fixed in 1871.", CHAINS, False),
        "By the article, the statement is true.",
    ),
    "false, with a date that overlaps": (
        truth("Iron chains were fixed in May 1871.", CHAINS, False),
        '"may 1871" may be right in the statement as well',
    ),
    "false, with the other date of the sentence": (
        truth("Bela Kiss came in 1872; Carl Maier left in 1872.", CAME, False),
        '"1872" may be right in the statement as well',
    ),
    "false, with a date with which the article says it elsewhere": (
        truth("The old hut was sold in 1895.", SOLD, False),
        '"1895" may be right in the statement as well',
    ),
    "false, with a word exchanged": (
        truth("Iron ropes were fixed in 1871.", CHAINS, False),
        "is no sentence of the article",
    ),
    "false, with no date in place of the date": (
        truth("Iron chains were fixed in summer.", CHAINS, False),
        "is no sentence of the article",
    ),
    "false, although the entry says so": (
        truth("“Flood of Ober” is dated 1850.", FLOOD, False),
        "By the article, the statement is true.",
    ),
    "true, although the entry has another date": (
        truth("“Flood of Ober” is dated 1855.", FLOOD, True),
        "By the article, the statement is false.",
    ),
    "false, with a date that overlaps that of the entry": (
        truth("“Storm of Ober” is dated 1842.", STORM, False),
        '"1842" may be right in the statement as well',
    ),
    "false, with a date that a table gives to what the entry is of": (
        truth("“Fire of Ober” is dated 1712.", FIRE, False),
        '"1712" may be right in the statement as well',
    ),
    "false of an entry without a date": (
        truth("“Flood of Ober” is not dated.", FLOOD, False),
        'gives no date to "Flood of Ober"',
    ),
    "false of another entry": (
        truth("“Slide of Ober” is dated 1855.", FLOOD, False),
        "is no sentence of the article",
    ),
    "true, and it is a card": (
        SHEET.card("prose.truth", "Iron chains were fixed in 1871.", [CHAINS], "1871"),
        "is of the kind true_false, not card",
    ),
    "made up, and not in the statement": (
        truth("Iron chains were fixed in 1873.", CHAINS, False, "1874"),
        "What is made up is not asked",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
