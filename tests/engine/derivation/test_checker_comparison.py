"""Questions about what is said of whom, right ones and every way in which one can be wrong."""

import pytest

from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet, Taken

SHEET = Sheet("""\
# Mount Example

## Disputes

| Dispute | Villagers | Records |
|---|---|---|
| First guide | Always Hans | Hans was in prison |
| Lost flag | Blamed the wind | Found in a cellar |
| Old bell | Blamed the wind | Sold in 1801 |
| Rope | Cut by Hans | Sold in 1801 to a convent |
| Map | Drawn by nobody |  |
| Gate | Found in a cellar | Never built |
| Chain | Taken by night | Never made |
| chain | Always Hans | Made in 1700 |

""")
GUIDE, FLAG, BELL, ROPE, MAP, GATE, CHAIN = range(7)
DISPUTE = ["First guide", "Lost flag", "Old bell", "Rope", "Map", "Gate", "Chain"]
VILLAGERS, RECORDS = 1, 2


def subject(row: int) -> tuple[str, Place]:
    return DISPUTE[row], SHEET.cell(row, 0)


def statement(row: int, column: int, text: str = "") -> tuple[str, Place]:
    place = SHEET.cell(row, column)
    return text or SHEET.text_at(place), place


def whose(row: int, column: int, *rows: int, stem: str = "", correct: int = 0) -> Proposal:
    text, place = statement(row, column)
    stem = stem or f"Of which is this said: “{text}”?"
    places = [place, SHEET.cell(row, 0)]
    return SHEET.choice("comparison.subject", stem, places, *map(subject, rows), correct=correct)


def what_is_said(
    row: int, column: int, *options: Taken, stem: str = "", correct: int = 0
) -> Proposal:
    header = {VILLAGERS: "Villagers", RECORDS: "Records"}[column]
    stem = stem or f"What is said of “{DISPUTE[row]}” under “{header}”?"
    places = [SHEET.cell(row, 0), SHEET.cell(row, column)]
    return SHEET.choice("comparison.statement", stem, places, *options, correct=correct)


def matched(
    column: int, *pairs: tuple[int, int], stem: str = "Villagers, Records", **texts: str
) -> Proposal:
    """Pairs of the rows of a subject and of a statement; `left` and `right` stand for the first."""
    sides = [
        (DISPUTE[row], SHEET.text_at(SHEET.cell(said, column)), SHEET.cell(row, 0))
        for row, said in pairs
    ]
    sides[0] = (texts.get("left", sides[0][0]), texts.get("right", sides[0][1]), sides[0][2])
    places = [SHEET.cell(row, column) for row, _ in pairs]
    return SHEET.pairs("comparison.matching", stem, places, *sides)


RIGHT = {
    "subject": whose(GUIDE, VILLAGERS, GUIDE, FLAG, BELL),
    "subject, the key not first": whose(FLAG, RECORDS, GUIDE, FLAG, correct=1),
    "statement": what_is_said(
        GUIDE, VILLAGERS, statement(GUIDE, VILLAGERS), statement(FLAG, VILLAGERS)
    ),
    "matching": matched(VILLAGERS, (GUIDE, GUIDE), (FLAG, FLAG), (ROPE, ROPE)),
}
WRONG = {
    "subject: the key is another": (
        whose(GUIDE, VILLAGERS, GUIDE, FLAG, correct=1),
        "gives another",
    ),
    "subject: the same is said of another": (
        whose(FLAG, VILLAGERS, FLAG, BELL),
        '"Blamed the wind" may be said of "Old bell" too',
    ),
    "subject: more is said of another": (
        whose(BELL, RECORDS, BELL, ROPE),
        '"Sold in 1801" may be said of "Rope" too',
    ),
    "subject: less is said of another": (whose(ROPE, RECORDS, ROPE, BELL), 'of "Old bell" too'),
    "subject: the same is said of another under another header": (
        whose(FLAG, RECORDS, FLAG, GATE),
        '"Found in a cellar" may be said of "Gate" too',
    ),
    "subject: something else is said": (
        whose(GUIDE, VILLAGERS, GUIDE, FLAG, stem="Of which is this said: “Always Anna”?"),
        'does not name "Always Hans"',
    ),
    "subject: nothing is said": (whose(MAP, RECORDS, MAP, FLAG), 'does not name ""'),
    "subject: an option is called otherwise": (
        SHEET.choice(
            "comparison.subject",
            "“Always Hans”?",
            [SHEET.cell(GUIDE, VILLAGERS), SHEET.cell(GUIDE, 0)],
            subject(GUIDE),
            ("The flag", SHEET.cell(FLAG, 0)),
        ),
        '"The flag" stands for "Lost flag"',
    ),
    "subject: the statement is of another row": (
        SHEET.choice(
            "comparison.subject",
            "“Always Hans”?",
            [SHEET.cell(GUIDE, VILLAGERS), SHEET.cell(FLAG, 0)],
            subject(FLAG),
            subject(GUIDE),
        ),
        "not one row in common",
    ),
    "statement: the key is another": (
        what_is_said(
            GUIDE,
            VILLAGERS,
            statement(GUIDE, VILLAGERS),
            statement(FLAG, VILLAGERS),
            correct=1,
        ),
        "gives another",
    ),
    "statement: an option says the same": (
        what_is_said(BELL, RECORDS, statement(BELL, RECORDS), statement(ROPE, RECORDS)),
        '"Sold in 1801 to a convent" may be said of "Old bell" too',
    ),
    "statement: an option is not what its cell says": (
        what_is_said(
            GUIDE, VILLAGERS, statement(GUIDE, VILLAGERS), statement(FLAG, VILLAGERS, "The wind")
        ),
        '"The wind" stands for "Blamed the wind"',
    ),
    "statement: another subject is named": (
        what_is_said(
            GUIDE,
            VILLAGERS,
            statement(GUIDE, VILLAGERS),
            statement(FLAG, VILLAGERS),
            stem="Villagers?",
        ),
        'does not name "First guide"',
    ),
    "statement: another header is named": (
        what_is_said(
            GUIDE,
            VILLAGERS,
            statement(GUIDE, VILLAGERS),
            statement(FLAG, VILLAGERS),
            stem="First guide, by the Records?",
        ),
        'does not name "Villagers"',
    ),
    "matching: two are exchanged": (
        matched(VILLAGERS, (GUIDE, FLAG), (FLAG, GUIDE)),
        '"Blamed the wind" is not what the article says of "First guide"',
    ),
    "matching: two have the same": (
        matched(VILLAGERS, (FLAG, FLAG), (BELL, BELL), (GUIDE, GUIDE)),
        '"Blamed the wind" may be said of "Old bell" too',
    ),
    "matching: another of the name of the first has what the second has": (
        matched(VILLAGERS, (CHAIN, CHAIN), (GUIDE, GUIDE)),
        '"Taken by night" may be said of "First guide" too',
    ),
    "matching: another of the name of the second has what the first has": (
        matched(VILLAGERS, (GUIDE, GUIDE), (CHAIN, CHAIN)),
        '"Always Hans" may be said of "Chain" too',
    ),
    "matching: one has more of the same": (
        matched(RECORDS, (ROPE, ROPE), (BELL, BELL)),
        "too",
    ),
    "matching: a left side is called otherwise": (
        matched(VILLAGERS, (GUIDE, GUIDE), (FLAG, FLAG), left="The guide"),
        '"The guide" stands for "First guide"',
    ),
    "matching: a right side is changed": (
        matched(VILLAGERS, (GUIDE, GUIDE), (FLAG, FLAG), right="Hans"),
        '"Hans" is not what the article says',
    ),
    "matching: another header is named": (
        matched(VILLAGERS, (GUIDE, GUIDE), (FLAG, FLAG), stem="Records"),
        'does not name "Villagers"',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
