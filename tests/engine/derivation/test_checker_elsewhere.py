"""A question is right only if no other part of the article answers it otherwise."""

import pytest

from quizapp.engine.derivation.proposals import Proposal
from tests.engine.derivation.proposing import Sheet

SHEET = Sheet("""\
# Mount Example

## First war

| Battle | Date | Guns |
|---|---|---|
| Ober | 1801 | 100 |
| Nieder | 1802 | 200 |
| Ausser | 12 May 1803 | 300 |
| Inner | 1804 | 400 |

## Second war

The battles were:

| Battle | Date | Guns | Truce |
|---|---|---|---|
| Ober | 1812 | 200 | 1815 |
| Nieder | 1813 | 500 | 1815 |
| Ausser | May 1803 | 305 | 1815 |
| Inner | unknown | 400 | 1815 |

## Places

| No. | Place | Founded | Burned | Guns |
|---|---|---|---|---|
| 1 | Inner | 1300 | 1804 | many |
| 2 | Unter | 1400 |  | 20 |
| 3 | Hinter | 1500 | 1600 | 30 |

## Fights

| Name | When |
|---|---|
| Unter | 1410 |
| Hinter | 1501 |
| Old Gate | 1480 |

The men of Ober came to Unter in 1455. A gate in the old town fell in 1470.
Ober's men were in Nieder in 1822.

- Inner (1802): a small one
- Alpha (1805): in winter
- Delta (1806): in winter
- Mitter (1300): a fair
- Zell (1600): a fair
- Unter (1440): a large one

### Guns

- Ober: 20 guns
- Nieder: 40 guns

### More guns

- Ober: 60 guns
- Nieder: 40 guns

## Numbers

| 1 | 2 |
|---|---|
| 3 | 4 |
| 5 | 6 |

## Hamlets

| Month | Hamlet |
|---|---|
| May 1601 | Zell |
| June 1602 | Egg |

## Third war

| Battle | Date | Men |
|---|---|---|
| Alpha | January 1805 | 1500 |
| Beta | May 1805 | 1600 |
| Gamma | May 1806 | 1700 |
| Delta | December 1806 | 1800 |

## Fairs

| Fair | When |  |
|---|---|---|
| Mitter | 1301 | 1302 |
| Egg | 1303 | 1304 |
""")


THIRD_WAR = 6


def when(stem: str, row: int, option: int, table: int = 0, column: int = 1) -> Proposal:
    key, other = (SHEET.cell(place, column, table) for place in (row, option))
    places = [SHEET.cell(row, column - 1, table), key]
    options = [(SHEET.text_at(place), place) for place in (key, other)]
    return SHEET.choice("timeline.date", stem, places, *options)


def how_many(stem: str, row: int, key: str, table: int = 0) -> Proposal:
    places = [SHEET.cell(row, 0, table), SHEET.cell(row, 2, table)]
    return SHEET.number("figure.number", stem, places, key)


def made_up(stem: str, row: int, text: str, table: int, column: int = 1) -> Proposal:
    key = SHEET.cell(row, column, table)
    places = [SHEET.cell(row, column - 1, table), key]
    options = [(SHEET.text_at(key), key), (text, None)]
    return SHEET.choice("timeline.date", stem, places, *options, made_up=[text])


def of_line(stem: str, words: str, key: str) -> Proposal:
    return SHEET.number("figure.line", stem, [SHEET.words(words)], key)


def in_order(table: int, *rows: int) -> Proposal:
    places = [SHEET.cell(row, 1, table) for row in rows]
    names = [SHEET.cell(row, 0, table) for row in rows]
    items = [(SHEET.text_at(place), place) for place in names]
    return SHEET.order("timeline.order", "Put these in order.", places, *items)


def card(stem: str, row: int, back: str) -> Proposal:
    places = [SHEET.cell(row, 0), SHEET.cell(row, 1)]
    return SHEET.card("timeline.card", stem, places, back)


def truth(stem: str, entry: str, correct: bool) -> Proposal:
    return SHEET.truth("prose.truth", stem, SHEET.words(entry), correct)


@pytest.mark.parametrize(
    "proposal",
    [
        pytest.param(when("When was Nieder?", 1, 0), id="another date"),
        pytest.param(made_up("When was Hinter?", 1, "1455", 3), id="another name in a sentence"),
        pytest.param(made_up("When was Old Gate?", 2, "1470", 3), id="its words in a sentence"),
        pytest.param(
            truth("“Unter” is dated 1401.", "Unter", False), id="another date of an entry"
        ),
        pytest.param(truth("“Mitter” is dated 1302.", "Mitter", False), id="no header"),
        pytest.param(truth("“Inner” is dated 1805.", "Inner", False), id="two dates of an entry"),
        pytest.param(made_up("In the first war, when was Ober?", 0, "1812", 0), id="by heading"),
        pytest.param(made_up("“The battles were:” date of Ober?", 0, "1801", 1), id="by caption"),
        pytest.param(made_up("When was Ausser?", 2, "20 May 1803", 0), id="coarser elsewhere"),
        pytest.param(made_up("When was Hinter?", 1, "1500", 3), id="two dates in a row"),
        pytest.param(when("When was Inner?", 3, 0), id="no date elsewhere"),
        pytest.param(in_order(THIRD_WAR, 0, 1, 2, 3), id="the year of a month elsewhere"),
        pytest.param(card("First war: Inner?", 3, "1804"), id="entry by heading"),
        pytest.param(how_many("Guns of Ausser?", 2, "300"), id="equal number"),
        pytest.param(how_many("Guns of Inner?", 3, "400"), id="no number elsewhere"),
        pytest.param(how_many("First war: guns of Ober?", 0, "100"), id="number by heading"),
        pytest.param(of_line("Nieder?", "Nieder: 40", "40"), id="equal line"),
        pytest.param(of_line("More guns: Ober?", "Ober: 60", "60"), id="line by heading"),
    ],
)
def test_a_question_is_right_where_no_other_part_says_otherwise(proposal: Proposal) -> None:
    assert SHEET.error(proposal) == ""


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        pytest.param(
            made_up("When was Nieder?", 1, "May 1813", 0),
            '"May 1813" may be a date of "Nieder" too',
            id="same header in another table",
        ),
        pytest.param(
            made_up("Mount Example: when was Ober?", 0, "1812", 0),
            '"1812" may be a date of "Ober" too',
            id="a heading over both",
        ),
        pytest.param(
            made_up("When was Unter?", 0, "1400", 3),
            '"1400" may be a date of "Unter" too',
            id="only date of a row",
        ),
        pytest.param(
            made_up("When was Unter?", 0, "1440", 3),
            '"1440" may be a date of "Unter" too',
            id="an entry",
        ),
        pytest.param(
            made_up("When was Inner?", 3, "1802", 0),
            '"1802" may be a date of "Inner" too',
            id="an entry under another heading",
        ),
        pytest.param(
            made_up("When was Unter?", 0, "1455", 3),
            '"1455" may be a date of "Unter" too',
            id="a sentence",
        ),
        pytest.param(
            truth("“Unter” is dated 1410.", "Unter", False),
            '"1410" may be right in the statement as well',
            id="a table, for an entry",
        ),
        pytest.param(
            truth("“Zell” is dated May 1601.", "Zell", False),
            '"May 1601" may be right in the statement as well',
            id="a table that does not begin with names, for an entry",
        ),
        pytest.param(
            card("Inner?", 3, "1804"),
            'gives "Inner" another date too',
            id="an entry, for a card",
        ),
        pytest.param(
            how_many("Guns of Ober?", 0, "100"),
            'The article gives "Ober" another number too.',
            id="number in another table",
        ),
        pytest.param(
            of_line("How many at Ober?", "Ober: 60", "60"),
            '"Ober: 20 guns" gives another number of the same.',
            id="another line",
        ),
    ],
)
def test_a_question_is_wrong_where_another_part_says_otherwise(
    proposal: Proposal, reason: str
) -> None:
    assert reason in SHEET.error(proposal)
