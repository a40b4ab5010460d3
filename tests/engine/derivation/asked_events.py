"""Questions by hand about the events of a small article."""

from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet, Taken

SHEET = Sheet("""\
# Mount Example

## Timeline

| Event | Date | Significance |
|---|---|---|
| Survey | August 1801 | The height is known |
| Ascent | 22 June 1823 | Two guides reach the top |
| Hut | September 1869 | Nights on the mountain |
| Fire | 24 September 1869 | The hut is lost |
| Railway | 3 May 1871 | Coal and guests arrive in a day |
| Strike | – | Nobody climbs |
| Fair | 1880 | A market for a week |
| fair | 1890 | A market for a day |
| Tunnel | 1885 | Coal and guests arrive in a day |
| Lift | 1899 | Two guides reach the top, and more |
| Race | 1-3 May 1871 | A village wins |

## Lists

- Storm of Ober (1842-43): worst winter on record
- Flood of Ober (1850): two bridges lost
- Slide of Ober (1869): a road lost

The Ascent had been tried in May 1822. Hut and fire were both remembered.

## Reigns

| Ruler | From | To |
|---|---|---|
| Anna | 1701 | 1714 |
| Bela | 1714 | 1729 |
| Carl | 1740 | 1752 |
| Dora | 1760 | 7 years later |

## Before Christ

| Event | Date |
|---|---|
| Wall | 31 December 2 BC |
| Gate | 1 January AD 1 |
| Moat | 1 March AD 2 |
| Tower | 523 |
""")
SURVEY, ASCENT, HUT, FIRE, RAILWAY, STRIKE, FAIR, OTHER_FAIR, TUNNEL, LIFT, RACE = range(11)
EVENTS = [
    "Survey",
    "Ascent",
    "Hut",
    "Fire",
    "Railway",
    "Strike",
    "Fair",
    "fair",
    "Tunnel",
    "Lift",
    "Race",
]
STORM, FLOOD, SLIDE = map(SHEET.words, ("Storm", "Flood", "Slide"))


def dated(row: int, text: str = "") -> tuple[str, Place]:
    place = SHEET.cell(row, 1)
    return text or SHEET.text_at(place), place


def event(row: int) -> tuple[str, Place]:
    return EVENTS[row], SHEET.cell(row, 0)


def made_up(text: str) -> Taken:
    return text, None


def when_was(row: int, *options: Taken, stem: str = "", correct: int = 0) -> Proposal:
    name, place = event(row)
    stem = stem or f"When was “{name}”?"
    texts = [text for text, origin in options if origin is None]
    places = [place, SHEET.cell(row, 1)]
    return SHEET.choice("timeline.date", stem, places, *options, correct=correct, made_up=texts)


def what_was(row: int, *rows: int, stem: str = "", correct: int = 0) -> Proposal:
    day, place = dated(row)
    places = [place, SHEET.cell(row, 0)]
    stem = stem or f"What is dated {day}?"
    return SHEET.choice("timeline.event", stem, places, *map(event, rows), correct=correct)


def in_order(*rows: int, stem: str = "Put these in order.") -> Proposal:
    places = [SHEET.cell(row, 1) for row in rows]
    return SHEET.order("timeline.order", stem, places, *map(event, rows))


def which_first(*rows: int, correct: int = 0, stem: str = "Which was first?") -> Proposal:
    places = [SHEET.cell(row, 1) for row in rows]
    return SHEET.choice("timeline.first", stem, places, *map(event, rows), correct=correct)


def time_between(
    first: int,
    second: int,
    unit: str,
    key: str,
    *,
    table: int = 0,
    tolerance: str = "",
    stem: str = "",
) -> Proposal:
    places = [SHEET.cell(row, column, table) for row in (first, second) for column in (0, 1)]
    names = [SHEET.text_at(places[number]) for number in (0, 2)]
    stem = stem or f"How many {unit} after “{names[0]}” was “{names[1]}”?"
    return SHEET.number("timeline.between", stem, places, key, tolerance, unit)


def which_is(row: int, *rows: int, stem: str = "", correct: int = 0) -> Proposal:
    meaning = SHEET.cell(row, 2)
    stem = stem or f"Which is described so: “{SHEET.text_at(meaning)}”?"
    places = [meaning, SHEET.cell(row, 0)]
    return SHEET.choice("timeline.meaning", stem, places, *map(event, rows), correct=correct)


def card_of(row: int, back: str, stem: str = "") -> Proposal:
    name, place = event(row)
    stem = stem or f"“{name}”: when was it?"
    return SHEET.card("timeline.card", stem, [place, SHEET.cell(row, 1)], back)


REIGNS = [SHEET.cell(0, column, 1) for column in range(3)]
ENTRY = "timeline.date", "When was “Flood of Ober”?", [FLOOD, FLOOD]
