"""What the columns of a table hold: dates, numbers, names, statements, references."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from quizapp.engine.derivation.blocks import Cell, Table
from quizapp.engine.derivation.dates import DateValue, read_date, read_year
from quizapp.engine.derivation.quantities import Quantity, read_measure

_SHARE, _LEAST = 0.6, 2
_MOST_VALUES_IN_TEXT = 0.4
_LONGEST_VALUE = 100
_BLANK = re.compile(
    r"[-–—.…?*]{0,3}|n\.?/?a\.?|unknown|none|nil|tb[acd]|not (?:known|available)", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:sources?|ref\.?|refs\.?|references?|citations?|links?|urls?|websites?|images?|photo|flag)",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"#|no\.?|nr\.?|number|rank(?:ing)?|pos\.?|position|place|id|s/?n|sr\.? ?no\.?|index",
    re.IGNORECASE,
)
_DATES = r"dates?|years?|when|periods?|decades?|centur(?:y|ies)|time|timeframe"
_GENERIC_DATE = re.compile(rf"(?:{_DATES})(?:\s?\(s\))?|date\s?/\s?year", re.IGNORECASE)
_DATE_HEADER = re.compile(
    rf"(?:{_DATES}|founded|established|born|died|released?|launched|introduced|built|opened|closed|found|made|created"
    r"|completed|start(?:ed)?|end(?:ed)?|began|from|to|until|since|reign|term|published|discovered"
    r"|invented|signed|ratified|adopted|first flight|elected|abolished|independence"
    rf"|(?:{_DATES}) (?:of|in|when) .*|(?:\S+ ){{1,3}}(?:{_DATES}))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}|2100")
_UNIT = re.compile(
    r"\([^()]{1,15}\)$|[%$€£#]|\b(?:number|total|count|amount|price|cost)\b", re.IGNORECASE
)
_THREE_DIGITS = re.compile(r"[1-9][0-9]{2}")


class Kind(Enum):
    """What a column holds."""

    DATES = "dates"
    NUMBERS = "numbers"
    TEXT = "text"
    MIXED = "words or numbers"
    UNCLEAR = "years or numbers"
    ASIDE = "aside"


def is_blank(cell: Cell) -> bool:
    """Tell whether nothing is said in the cell: empty, a dash, `n/a`."""
    return _BLANK.fullmatch(cell.text) is not None


def has_generic_header(header: Cell) -> bool:
    """Tell whether a column of dates is headed by no more than `Date` or `Year`."""
    return _GENERIC_DATE.fullmatch(header.text) is not None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what heads it, what it holds, and what its cells are read as, row by row."""

    header: Cell
    kind: Kind
    dates: tuple[DateValue | None, ...]
    quantities: tuple[Quantity | None, ...]


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of the table."""
    return tuple(
        _column(header, [row[number] for row in table.rows])
        for number, header in enumerate(table.header)
    )


def _date(cell: Cell, header: Cell) -> DateValue | None:
    """Return the date of a cell; a bare number under 1000 needs a header that speaks of years."""
    if len(cell.text) > _LONGEST_VALUE:
        return None
    date = read_date(cell.text)
    if date is None and _THREE_DIGITS.fullmatch(cell.text) and _DATE_HEADER.fullmatch(header.text):
        return read_year(cell.text)
    return date


def _quantity(cell: Cell) -> Quantity | None:
    if len(cell.text) > _LONGEST_VALUE or not any(sign.isdecimal() for sign in cell.text):
        return None
    value = read_measure(cell.text)
    return replace(value, footnotes=cell.footnotes) if value and cell.footnotes else value


def _column(header: Cell, cells: Sequence[Cell]) -> Column:
    filled = [not is_blank(cell) for cell in cells]
    if not any(filled) or _REFERENCE.fullmatch(header.text):
        return Column(header, Kind.ASIDE, (), ())
    dates = tuple(_date(cell, header) for cell in cells)
    quantities = tuple(_quantity(cell) for cell in cells)
    return Column(header, _kind(header, sum(filled), dates, quantities), dates, quantities)


def _kind(
    header: Cell,
    filled: int,
    dates: Sequence[DateValue | None],
    quantities: Sequence[Quantity | None],
) -> Kind:
    enough = max(_LEAST, _SHARE * filled)
    both = zip(dates, quantities, strict=True)
    pairs = [(bool(date), bool(quantity)) for date, quantity in both]
    # Numbers may only look like years; where some can be nothing but a date, all are.
    are_certain = (True, False) in pairs and (False, True) not in pairs
    if sum(map(bool, dates)) >= enough and (are_certain or _DATE_HEADER.fullmatch(header.text)):
        return Kind.DATES
    if sum(map(bool, quantities)) < enough:
        values = sum(pair != (False, False) for pair in pairs)
        return Kind.MIXED if values > _MOST_VALUES_IN_TEXT * filled else Kind.TEXT
    if (True, False) in pairs:
        return Kind.MIXED
    if not header.text or _RANK.fullmatch(header.text):
        return Kind.ASIDE
    has_others = any(quantity and not _YEAR.fullmatch(quantity.text) for quantity in quantities)
    return Kind.NUMBERS if has_others or _UNIT.search(header.text) else Kind.UNCLEAR
