"""Questions by hand about the numbers of a small article."""

from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet, Taken

SHEET = Sheet("""\
# Mount Example

## Lower villages

| Village | People | Porters | Area (km) | Share | Least age | Founded |
|---|---|---|---|---|---|---|
| Ober | 1,200 | 3.5 million | 12 | 13.7% | 90 | 1100 |
| Nieder | 383 | 67,800 | 7 | 0.94% | 80 | 1200 |
| Ausser | about 1,150 | 1,700 | 9 | 10% | 70 | 1300 |
| Inner | over 500 | 3.52 million | 4 | none | 60 | 1400 |
| Unter | 416 | 4-5 million | 1 mile | 3% | 50 | 1500 |
| Hinter | 3 | 0 | 100 | 20 kg | 40 | 1600 |
| Vorder | 4 | -5 | 400 | 2% | 30 | 1700 |
| Twin | 50 | 10 | 5 | 1% | 20 | 1800 |
| twin | 60 | 20 | 5 | 1% | 10 | 1850 |

## Censuses

| Village | Date | Heads |
|---|---|---|
| Ober | 1900 | 100 |
| Ober | 1950 | 200 |
| Nieder | 1900 | 300 |

## Loads

- 4,000 ropes & axes - most of them were lost
- 8.5 million tons of bread - baked in Ober
- Height: 3,100 metres
- 300 mules
- Width: 20 km
- Width: 30 km
- $5 million - spent on the railway

Nothing to count here.
""")
OBER, NIEDER, AUSSER, INNER, UNTER, HINTER, VORDER, TWIN, OTHER_TWIN = range(9)
PEOPLE, PORTERS, AREA, SHARE, LEAST = range(1, 6)
VILLAGE = ["Ober", "Nieder", "Ausser", "Inner", "Unter", "Hinter", "Vorder", "Twin", "twin"]
HEADER = ["", "People", "Porters", "Area (km)", "Share", "Least age"]


def at(row: int, column: int) -> list[Place]:
    return [SHEET.cell(row, 0), SHEET.cell(row, column)]


def value(row: int, column: int, text: str = "") -> tuple[str, Place]:
    place = SHEET.cell(row, column)
    return text or SHEET.text_at(place), place


def village(row: int) -> tuple[str, Place]:
    return VILLAGE[row], SHEET.cell(row, 0)


def asked(row: int, column: int) -> str:
    return f"Villages: which is given for “{VILLAGE[row]}” under “{HEADER[column]}”?"


def which_value(
    row: int, column: int, *options: Taken, stem: str = "", correct: int = 0
) -> Proposal:
    made_up = [text for text, place in options if place is None]
    return SHEET.choice(
        "figure.value",
        stem or asked(row, column),
        at(row, column),
        *options,
        correct=correct,
        made_up=made_up,
    )


def what_number(
    row: int, column: int, key: str, tolerance: str = "", unit: str = "", stem: str = ""
) -> Proposal:
    stem = stem or asked(row, column)
    return SHEET.number("figure.number", stem, at(row, column), key, tolerance, unit)


def which_of(form: str, column: int, *rows: int, correct: int = 0, stem: str = "") -> Proposal:
    places = [SHEET.cell(row, column) for row in rows]
    stem = stem or f"Which of these has what under “{HEADER[column]}”?"
    return SHEET.choice(form, stem, places, *map(village, rows), correct=correct)


def in_order(column: int, *rows: int) -> Proposal:
    places = [SHEET.cell(row, column) for row in rows]
    stem = f"Put these in the order of “{HEADER[column]}”."
    return SHEET.order("figure.rank", stem, places, *map(village, rows))


def of_two(
    form: str,
    column: int,
    first: int,
    second: int,
    key: str,
    tolerance: str = "",
    unit: str = "",
    stem: str = "",
) -> Proposal:
    names = f"“{VILLAGE[first]}” and “{VILLAGE[second]}”"
    stem = stem or f"By how much does “{HEADER[column]}” differ for {names}?"
    places = [*at(first, column), *at(second, column)]
    return SHEET.number(form, stem, places, key, tolerance, unit)


def how_much_more(
    column: int, first: int, second: int, key: str, tolerance: str = "", unit: str = ""
) -> Proposal:
    return of_two("figure.difference", column, first, second, key, tolerance, unit)


def how_many_times(
    column: int, first: int, second: int, key: str, tolerance: str = "", unit: str = ""
) -> Proposal:
    return of_two("figure.ratio", column, first, second, key, tolerance, unit)


def of_line(words: str, stem: str, key: str, tolerance: str = "", unit: str = "") -> Proposal:
    return SHEET.number("figure.line", stem, [SHEET.words(words)], key, tolerance, unit)


def heads_in(year: str, *options: Taken) -> Proposal:
    places = [SHEET.cell(0, 0, 1), SHEET.cell(0, 2, 1)]
    return SHEET.choice("figure.value", f"Ober ({year}): how many heads?", places, *options)


HEADS = [(str(100 * number), SHEET.cell(number - 1, 2, 1)) for number in (1, 2, 3)]
OF_1900 = ("Ober (1900)", SHEET.cell(0, 0, 1))
OF_1950 = ("Ober (1950)", SHEET.cell(1, 0, 1))


def most_heads(*options: Taken, rows: tuple[int, ...], correct: int = 0) -> Proposal:
    places = [SHEET.cell(row, 2, 1) for row in rows]
    stem = "Which has the highest value under “Heads”?"
    return SHEET.choice("figure.largest", stem, places, *options, correct=correct)
