"""The rules of questions about events and their dates."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from quizapp.engine.derivation.checker.case import Case, Option, require_one_row, value_of, without
from quizapp.engine.derivation.checker.comparing import (
    Wrong,
    collapsed,
    date_of,
    mentions,
    overlap,
    require,
    shown,
)
from quizapp.engine.derivation.checker.keys import require_key
from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.kinds import Card, Numerical, Ordering
from quizapp.engine.kinds.checks import quoted

_DAYS_IN_400_YEARS = date(401, 1, 1).toordinal() - 1
_EARLY = frozenset({"first", "earliest", "earlier", "before"})
_LATE = frozenset({"last", "latest", "later", "after"})
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its date as written, and all that the article says of when it was."""

    name: str
    when: str
    date: DateValue
    dates: tuple[DateValue, ...]

    def has(self, day: DateValue) -> bool:
        """Tell whether a date may be one of this event."""
        return any(overlap(day, given) for given in self.dates)

    def is_over_before(self, other: "Event") -> bool:
        """Tell whether every date of this is over before any date of the other begins."""
        return max(day.last for day in self.dates) < min(day.first for day in other.dates)


def check_date(case: Case) -> None:
    """Check a question for the date of an event."""
    place, when = case.places(2)
    event = _event(case, place, when, case.stem)
    case.require_in_stem(event.name)
    _require_header(case, when, case.stem)
    options, correct = case.choice()
    case.require_at(options[correct], when)
    case.require_words(options[correct], event.when)
    for option in without(options, correct):
        day = _date_of_option(case, option)
        beside = () if option.place else case.index.dates_near(event.name)
        is_right = event.has(day) or any(overlap(day, other) for other in beside)
        require(not is_right, f"{quoted(option.text)} may be a date of {quoted(event.name)} too.")


def check_event(case: Case) -> None:
    """Check a question for the event of a date."""
    when, place = case.places(2)
    event = _event(case, place, when, case.stem)
    case.require_in_stem(event.when)
    options, correct = case.choice()
    case.require_at(options[correct], place)
    others = list(_events(case, options, [value_of(option.origin, when) for option in options]))
    for other in without(others, correct):
        is_right = other.has(event.date)
        require(not is_right, f"{quoted(other.name)} may be of {quoted(event.when)} too.")


def check_order(case: Case) -> None:
    """Check events to be put in order, the earliest first."""
    options = case.options(case.body(Ordering).items)
    places = case.places(len(options))
    case.require_asks(_EARLY, _LATE, places[0])
    for earlier, later in pairwise(_events(case, options, places)):
        _require_before(earlier, later)


def check_first(case: Case) -> None:
    """Check a question for the event that came first."""
    options, correct = case.choice()
    places = case.places(len(options))
    case.require_asks(_EARLY, _LATE, places[0])
    events = list(_events(case, options, places))
    for event in without(events, correct):
        _require_before(events[correct], event)


def check_between(case: Case) -> None:
    """Check a question for the days, calendar months or calendar years between two events."""
    body = case.body(Numerical)
    place, when, later_place, later_when = case.places(4)
    first = _event(case, place, when, case.stem)
    second = _event(case, later_place, later_when, case.stem)
    for words in (first.name, second.name, body.unit):
        case.require_in_stem(words)
    _require_single(first)
    _require_single(second)
    _require_before(first, second)
    count = Fraction(_apart(first.date, second.date, body.unit))
    require_key(body, count, count, reach=Fraction(1))


def check_card(case: Case) -> None:
    """Check a card with an event on its front, and its date and what is said of it on its back."""
    place, when = case.places(2)
    event = _event(case, place, when, case.stem)
    case.require_in_stem(event.name)
    _require_single(event)
    back = shown(case.body(Card).back)
    require(mentions(back, event.when), f"The card does not say {quoted(event.when)}.")
    said = [event.when, *sorted(_said_of(case, place), key=len, reverse=True)]
    for words in filter(None, said):
        back = back.replace(words, "", 1)
    require(not _LETTER.search(back), f"{quoted(back.strip())} on the card is not in the article.")


def _event(case: Case, place: Place, when: Place, said: str) -> Event:
    """Return an event by its places; `said` tells which of those of its name is meant."""
    require_one_row(place, when)
    index = case.index
    if place.table is None:
        entry = index.entry(place)
        name, text, day, header = entry.name, entry.when, entry.date, ""
        beside: Sequence[str] = ()
    else:
        name, text, header = index.cell(place), index.cell(when), index.header(when)
        day = _read(text)
        beside = case.beside(place, when, said)
    others = [*filter(None, map(date_of, beside)), *case.other_dates(place, name, header, said)]
    # What only says less of the same does not say otherwise: 1941 for 22 June 1941.
    dates = [other for other in others if not _is_within(day, other)]
    return Event(collapsed(name), collapsed(text), day, (day, *dates))


def _is_within(day: DateValue, other: DateValue) -> bool:
    return other.first <= day.first and day.last <= other.last


def _read(text: str) -> DateValue:
    day = date_of(text)
    if day is None:
        raise Wrong(f"{quoted(text)} is no date.")
    return day


def _events(case: Case, options: Sequence[Option], dates: Sequence[Place]) -> Iterator[Event]:
    """Yield the events that options name, of which the dates stand at `dates`."""
    for option, when in zip(options, dates, strict=True):
        case.require_name(option, when)
        _require_header(case, when, f"{case.stem} {option.text}")
        yield _event(case, option.origin, when, f"{case.stem} {option.text}")


def _date_of_option(case: Case, option: Option) -> DateValue:
    """Return the date that an option is, in the words of its place where it has one."""
    place = option.place
    if place is None:
        return _read(option.text)
    if place.table is None:
        entry = case.index.entry(place)
        case.require_words(option, entry.when)
        return entry.date
    case.require_words(option, case.index.cell(place))
    return _read(option.text)


def _require_header(case: Case, when: Place, said: str) -> None:
    """Raise Wrong where a row has several dates and it is not said under which header to look."""
    if when.table is None:
        return
    index = case.index
    is_number = index.cell(when).isdecimal()
    others = [
        column
        for column in index.dated_columns(when)
        if column != when.column and index.row(when)[column].text.isdecimal() == is_number
    ]
    header = index.header(when)
    require(not others or mentions(said, header), f"It is not said that {quoted(header)} is meant.")


def _require_before(first: Event, second: Event) -> None:
    holds = first.is_over_before(second)
    require(holds, f"{quoted(first.name)} is not for certain before {quoted(second.name)}.")


def _require_single(event: Event) -> None:
    is_single = all(overlap(event.date, day) for day in event.dates)
    require(is_single, f"The article gives {quoted(event.name)} another date too.")


def _said_of(case: Case, place: Place) -> list[str]:
    """Return what the row or the entry of an event says."""
    if place.table is None:
        return [collapsed(case.index.entry(place).says)]
    return [collapsed(cell.text) for cell in case.index.row(place)]


def _apart(first: DateValue, second: DateValue, unit: str) -> int:
    """Return how many days, calendar months or calendar years lie between two dates."""
    counts = _COUNTS.get(unit)
    if counts is None:
        raise Wrong(f"Time is not counted in {quoted(unit)}.")
    ends = [counts(day) for value in (first, second) for day in (value.first, value.last)]
    holds = ends[0] == ends[1] and ends[2] == ends[3]
    require(holds, f"{first.text} and {second.text} are not certain to the {unit.rstrip('s')}.")
    return ends[2] - ends[0]


def _year(day: int) -> int:
    cycles, rest = divmod(day - 1, _DAYS_IN_400_YEARS)
    return 400 * cycles + date.fromordinal(rest + 1).year


def _month(day: int) -> int:
    rest = (day - 1) % _DAYS_IN_400_YEARS
    return 12 * _year(day) + date.fromordinal(rest + 1).month


_COUNTS: dict[str, Callable[[int], int]] = {
    "days": lambda day: day,
    "months": _month,
    "years": _year,
}
