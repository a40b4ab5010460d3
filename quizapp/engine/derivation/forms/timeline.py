"""Questions about events and their dates."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from quizapp.engine.derivation.date_spans import Granularity
from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.distractors import (
    LEAST,
    WANTED,
    alike,
    are_same,
    made_up_dates,
    nearest_dates,
    pick,
)
from quizapp.engine.derivation.facts import TimelineFact
from quizapp.engine.derivation.forms.base import Draft, Form, groups, refusal
from quizapp.engine.derivation.material import Event, Material, Timeline
from quizapp.engine.derivation.proposals import Place, Refusal
from quizapp.engine.derivation.wording import (
    as_markdown,
    in_quotes,
    names_a_year,
    same_words,
    sentence,
)
from quizapp.engine.kinds import Card, Kind, Numerical, Ordering, SingleChoice

_MOST_DAYS, _MONTHS = 60, range(3, 25)
_GROUP = 4


class _Item(NamedTuple):
    """An event of a timeline, and its place there."""

    timeline: Timeline
    place: int

    @property
    def event(self) -> Event:
        return self.timeline.events[self.place]

    @property
    def is_single(self) -> bool:
        return self.timeline.names[same_words(self.event.name)] == 1

    @property
    def name(self) -> str:
        return f"{self.event.name} {self.timeline.label}".strip()


class _Group(NamedTuple):
    """Events of a timeline, one over before the next begins."""

    timeline: Timeline
    events: Sequence[Event]

    @property
    def name(self) -> str:
        return f"{self.timeline.label} {self.events[0].name}".strip()


def _all(material: Material) -> list[_Item]:
    return [
        _Item(timeline, place)
        for timeline in material.timelines
        for place in range(len(timeline.events))
    ]


def _with_others(material: Material) -> list[_Item]:
    return [item for item in _all(material) if len(item.timeline.events) > LEAST]


def _date(material: Material, item: _Item) -> Draft | Refusal:
    form, event = "timeline.date", item.event
    given = material.dates_of(event.name, item.timeline.label)
    if not item.is_single or not all(map(event.date.overlaps, given)):
        return _several_dates(form, event)
    avoid = [*given, *material.dates_beside(event.name)]
    siblings = pick(
        nearest_dates(event.date, item.timeline.dates),
        lambda date: alike(date, event.date) and not any(map(date.overlaps, avoid)),
        DateValue.overlaps,
    )
    wanted = WANTED - len(siblings)
    made_up = made_up_dates(event.date, [*avoid, *siblings], material.latest_year, wanted)
    if len(siblings) + len(made_up) < LEAST:
        reason = f"There are too few other dates written like {event.date.text}."
        return refusal("siblings", form, event.fact, reason)
    texts = [date.text for date in (event.date, *siblings, *made_up)]
    others = [item.timeline.by_date[date.text] for date in siblings]
    label = in_quotes(item.timeline.label)
    return Draft(
        form,
        item.name,
        f"Which date is given for {in_quotes(event.name)} under {label}?"
        if item.timeline.label
        else f"Which date belongs to this: {in_quotes(event.name)}?",
        SingleChoice(tuple(map(as_markdown, texts)), 0),
        (event.fact,),
        (event.place, event.date_place),
        (event.date_place, *(other.date_place for other in others), *(None for _ in made_up)),
        explanation=_told(event),
        asks=((event.name, event.date.text),),
        given=(event.name,),
        made_up=tuple(date.text for date in made_up),
        feedback=(
            "",
            *(f"This is the date of {in_quotes(other.name)}." for other in others),
            *("The article does not give this date for it." for _ in made_up),
        ),
    )


def _several_dates(form: str, event: Event) -> Refusal:
    reason = f"The article gives more than one date for “{event.name}”."
    return refusal("one-answer", form, event.fact, reason)


def _event(_: Material, item: _Item) -> Draft | Refusal:
    form, event = "timeline.event", item.event
    if not item.is_single or item.place in item.timeline.overlapping:
        reason = f"{event.date.text} is, or may be, the date of more than one of these."
        return refusal("one-answer", form, event.fact, reason)
    options = _others(item, _is_another)
    if len(options) < LEAST:
        return _too_few(form, event)
    when = as_markdown(event.date.text)
    return _choice_of_events(
        form,
        item.name,
        f"For which of these is {when} given under {in_quotes(item.timeline.label)}?"
        if item.timeline.label
        else f"Which of these events is dated {when}?",
        (event, *options),
        event.date_place,
        event.date.text,
    )


def _meaning(material: Material, item: _Item) -> Draft | Refusal | None:
    form, event = "timeline.meaning", item.event
    if not event.meaning:
        return None
    if item.timeline.meanings[same_words(event.meaning)] > 1 or not item.is_single:
        reason = f"“{event.meaning}” is said of more than one of these."
        return refusal("one-answer", form, event.fact, reason)
    options = _others(item, partial(_means_another, material))
    if len(options) < LEAST:
        return _too_few(form, event)
    meaning = in_quotes(event.meaning.removesuffix("."))
    stem = f"Which of these is described so: {meaning}?"
    shown = (event, *options)
    return _choice_of_events(form, event.name, stem, shown, event.meaning_place, event.meaning)


def _others(item: _Item, is_wrong: Callable[[Event, Event], bool]) -> list[Event]:
    return pick(
        item.timeline.neighbours[item.place],
        partial(is_wrong, item.event),
        lambda first, second: are_same(first.name, second.name),
    )


def _choice_of_events(
    form: str, name: str, stem: str, shown: Sequence[Event], asked: Place, value: str
) -> Draft:
    event = shown[0]
    return Draft(
        form,
        name,
        stem,
        SingleChoice(tuple(as_markdown(other.name) for other in shown), 0),
        (event.fact,),
        (asked, event.place),
        tuple(other.place for other in shown),
        explanation=_told(event),
        asks=((event.name, value),),
        given=(value,),
        feedback=("", *map(_described if form == "timeline.meaning" else _said, shown[1:])),
    )


def _too_few(form: str, event: Event) -> Refusal:
    reason = f"There are too few other events to set beside “{event.name}”."
    return refusal("siblings", form, event.fact, reason)


def _groups_in_order(material: Material) -> list[_Group]:
    """Return groups to be put in order, and alone each event whose place is not certain."""
    found: list[_Group] = []
    for timeline in material.timelines:
        found += [_Group(timeline, group) for group in groups(timeline.chain)]
        certain = {event.fact.id for event in timeline.chain}
        left_out = [event for event in timeline.events if event.fact.id not in certain]
        if len(timeline.events) > LEAST:
            found += [_Group(timeline, (event,)) for event in left_out]
    return found


def _order(_: Material, group: _Group) -> Draft | Refusal:
    form, event = "timeline.order", group.events[0]
    if len(group.events) == 1:
        reason = f"It can't be told whether {event.date.text} is before or after another date."
        return refusal("one-answer", form, event.fact, reason)
    label = in_quotes(group.timeline.label)
    stem = (
        f"Put these in the order of {label}, the earliest first."
        if group.timeline.label
        else "Put these events in order, the earliest first."
    )
    names = tuple(as_markdown(event.name) for event in group.events)
    return _over_several(form, stem, Ordering(names), group)


def _groups_of_firsts(material: Material) -> list[_Group]:
    return [
        _Group(timeline, timeline.chain[start : start + _GROUP])
        for timeline in material.timelines
        for start in range(0, len(timeline.chain) - 1, 2)
    ]


def _first(_: Material, group: _Group) -> Draft:
    label = in_quotes(group.timeline.label)
    stem = (
        f"Which of these has the earliest date under {label}?"
        if group.timeline.label
        else "Which of these events came first?"
    )
    names = tuple(as_markdown(event.name) for event in group.events)
    return _over_several("timeline.first", stem, SingleChoice(names, 0), group)


def _over_several(form: str, stem: str, body: Kind, group: _Group) -> Draft:
    return Draft(
        form,
        group.name,
        stem,
        body,
        tuple(event.fact for event in group.events),
        tuple(event.date_place for event in group.events),
        tuple(event.place for event in group.events),
        explanation=_listed(group.events),
        asks=tuple((event.name, event.date.text) for event in group.events),
        feedback=("", *map(_said, group.events[1:])),
    )


def _pairs(material: Material) -> list[_Group]:
    return [
        _Group(timeline, pair)
        for timeline in material.timelines
        for pair in pairwise(timeline.chain)
        if not timeline.label
    ]


def _between(material: Material, pair: _Group) -> Draft | Refusal:
    form = "timeline.between"
    first, second = pair.events
    for event in pair.events:
        if not all(map(event.date.overlaps, material.dates_of(event.name, pair.timeline.label))):
            return _several_dates(form, event)
    apart = _apart(first.date, second.date)
    if apart is None:
        reason = "The time between is not certain to the day, month or year."
        return refusal("tolerance", form, second.fact, reason)
    count, unit, hint = apart
    margin = Decimal(int(unit == "months"))
    return Draft(
        form,
        f"{first.name} {second.name}",
        f"How many {unit} after {in_quotes(first.name)} was {in_quotes(second.name)}?{hint}",
        Numerical(Decimal(count), Decimal(count), margin, unit=unit),
        (first.fact, second.fact),
        (first.place, first.date_place, second.place, second.date_place),
        explanation=_listed((first, second)),
        asks=((first.name, first.date.text), (second.name, second.date.text)),
    )


def _apart(first: DateValue, second: DateValue) -> tuple[int, str, str] | None:
    """Return how far apart two dates are, the unit, and how to count; None where not certain."""
    if first.first < 1 or first.approximate or second.approximate:
        return None
    coarser = max(first.granularity, second.granularity)
    if coarser == Granularity.DAY and second.first - first.first <= _MOST_DAYS:
        return second.first - first.first, "days", ""
    start, end = _day(first), _day(second)
    months = 12 * (end.year - start.year) + end.month - start.month
    if coarser <= Granularity.MONTH and months in _MONTHS:
        return months, "months", " Count from month to month; one more or less is right."
    fine = {Granularity.DAY, Granularity.MONTH, Granularity.YEAR}
    if {first.granularity, second.granularity} <= fine and end.year - start.year > 1:
        return end.year - start.year, "years", " Take the year of the one from that of the other."
    return None


def _day(value: DateValue) -> date:
    return date.fromordinal(value.first)


def _card(_: Material, item: _Item) -> Draft | Refusal:
    form, event = "timeline.card", item.event
    if not item.is_single:
        return _several_dates(form, event)
    asked = item.timeline.label or "when was it"
    if event.meaning:
        asked += ", and what is said of it"
    back = f"{event.date.text}. {sentence(event.meaning) if event.meaning else ''}"
    return Draft(
        form,
        item.name,
        f"{in_quotes(event.name)}: {as_markdown(asked)}?",
        Card(as_markdown(back.strip())),
        (event.fact,),
        (event.place, event.date_place),
        explanation=" ".join(_notes(event)),
        asks=((event.name, event.date.text),),
        given=(event.name,),
    )


def _is_another(event: Event, other: Event) -> bool:
    """Tell whether the other is a wrong answer to the question for the event of this date."""
    return not (
        other.date.overlaps(event.date)
        or names_a_year(other.name)
        or are_same(other.name, event.name)
    )


def _means_another(material: Material, event: Event, other: Event) -> bool:
    """Tell whether the other is a wrong answer to the question for the event so described."""
    if are_same(other.name, event.name):
        return False
    return not any(are_same(said, event.meaning) for said in material.meanings_of(other.name))


def _said(event: Event) -> str:
    return f"{in_quotes(event.name)}: {as_markdown(event.date.text)}."


def _described(event: Event) -> str:
    return f"{in_quotes(event.name)}: {as_markdown(sentence(event.meaning or event.date.text))}"


def _told(event: Event) -> str:
    meaning = as_markdown(sentence(event.meaning)) if event.meaning else ""
    return " ".join(filter(None, (_said(event), meaning, *_notes(event))))


def _listed(events: Sequence[Event]) -> str:
    notes = dict.fromkeys(note for event in events for note in _notes(event))
    return " ".join((*map(_said, events), *notes))


def _notes(event: Event) -> tuple[str, ...]:
    notes = event.fact.notes if isinstance(event.fact, TimelineFact) else ()
    return tuple(as_markdown(sentence(note)) for note in notes)


FORMS = (
    Form("timeline.date", "Date of an event", "timeline", "medium", _all, _date),
    Form("timeline.event", "Event of a date", "timeline", "medium", _with_others, _event),
    Form("timeline.order", "Events in order", "timeline", "hard", _groups_in_order, _order),
    Form("timeline.first", "Which came first", "timeline", "easy", _groups_of_firsts, _first),
    Form("timeline.between", "How long between", "timeline", "hard", _pairs, _between),
    Form("timeline.meaning", "What is described", "timeline", "medium", _with_others, _meaning),
    Form("timeline.card", "Card of an event", "timeline", "medium", _all, _card),
)
