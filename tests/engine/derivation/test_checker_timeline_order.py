"""Questions about the order of events, right ones and every way in which one can be wrong."""

import pytest

from quizapp.engine.derivation.proposals import Proposal
from tests.engine.derivation.asked_events import (
    ASCENT,
    FAIR,
    FIRE,
    FLOOD,
    HUT,
    LIFT,
    RACE,
    RAILWAY,
    SHEET,
    STORM,
    SURVEY,
    TUNNEL,
    event,
    in_order,
    time_between,
    which_first,
)


def rulers(stem: str) -> Proposal:
    """Anna and Bela by the first of their two dates."""
    places = [SHEET.cell(row, 1, 1) for row in range(2)]
    items = [("Anna", SHEET.cell(0, 0, 1)), ("Bela", SHEET.cell(1, 0, 1))]
    return SHEET.order("timeline.order", stem, places, *items)


RIGHT = {
    "order under one of two headers": rulers("Put these in the order of “From”."),
    "order": in_order(SURVEY, ASCENT, HUT, RAILWAY),
    "order of entries": SHEET.order(
        "timeline.order",
        "Put these in order.",
        [STORM, FLOOD],
        ("Storm of Ober", STORM),
        ("Flood of Ober", FLOOD),
    ),
    "first": which_first(HUT, SURVEY, RAILWAY, correct=1),
    "days": time_between(FIRE, RAILWAY, "days", "586"),
    "months": time_between(SURVEY, HUT, "months", "817", tolerance="1"),
    "years": time_between(ASCENT, TUNNEL, "years", "62"),
    "years across the birth of Christ": time_between(0, 1, "years", "2", table=2),
    "months across the birth of Christ": time_between(0, 1, "months", "13", table=2),
    "years before 1000": time_between(2, 3, "years", "521", table=2),
}
WRONG = {
    "order: it is not said under which header": (
        rulers("Put these in order."),
        'It is not said that "From" is meant.',
    ),
    "order: two are exchanged": (in_order(SURVEY, HUT, ASCENT), '"Hut" is not for certain before'),
    "order: two overlap": (in_order(SURVEY, HUT, FIRE), '"Hut" is not for certain before "Fire"'),
    "order: the last day of one is the first of the next": (
        in_order(RACE, RAILWAY),
        '"Race" is not for certain before "Railway"',
    ),
    "order: two overlap, the finer first": (in_order(FIRE, HUT), "is not for certain before"),
    "order: another event of a name is later": (
        in_order(FAIR, TUNNEL),
        '"Fair" is not for certain',
    ),
    "order: dates are those of other rows": (
        SHEET.order(
            "timeline.order",
            "?",
            [SHEET.cell(SURVEY, 1), SHEET.cell(HUT, 1)],
            event(ASCENT),
            event(HUT),
        ),
        "not one row in common",
    ),
    "order: a date is missing": (
        SHEET.order("timeline.order", "?", [SHEET.cell(HUT, 1)], event(HUT), event(RAILWAY)),
        "rests on 2 places, not 1",
    ),
    "first: the key is not the first": (
        which_first(ASCENT, HUT, RAILWAY, correct=1),
        '"Hut" is not for certain before "Ascent"',
    ),
    "first: another overlaps": (which_first(HUT, FIRE), '"Hut" is not for certain before "Fire"'),
    "order: the latest is to come first": (
        in_order(SURVEY, HUT, stem="Put these in order, beginning with the latest."),
        "The question asks for the latest.",
    ),
    "first: the last is asked for": (
        which_first(SURVEY, HUT, stem="Which was last?"),
        "The question asks for the last.",
    ),
    "between: the key is off": (time_between(FIRE, RAILWAY, "days", "587"), "The key is 587"),
    "between: the key is a range": (
        time_between(FIRE, RAILWAY, "days", "586..587"),
        "The key is 587",
    ),
    "between: another event of the name of the second has another date": (
        time_between(SURVEY, FAIR, "years", "79"),
        'The article gives "Fair" another date too.',
    ),
    "between: another event of the name of the first has another date": (
        time_between(FAIR, LIFT, "years", "19"),
        'The article gives "Fair" another date too.',
    ),
    "between: the tolerance is wide": (
        time_between(FIRE, RAILWAY, "days", "586", tolerance="2"),
        "tolerance of 2 is too wide",
    ),
    "between: a month is not certain to the day": (
        time_between(SURVEY, FIRE, "days", "24880"),
        "August 1801 and 24 September 1869 are not certain to the day.",
    ),
    "between: a year is not certain to the month": (
        time_between(ASCENT, TUNNEL, "months", "744"),
        "are not certain to the month.",
    ),
    "between: the events are exchanged": (
        time_between(RAILWAY, FIRE, "days", "-586"),
        '"Railway" is not for certain before "Fire"',
    ),
    "between: time is counted in something else": (
        time_between(ASCENT, TUNNEL, "weeks", "3200"),
        'Time is not counted in "weeks"',
    ),
    "between: the stem counts in something else": (
        time_between(ASCENT, TUNNEL, "years", "62", stem="How many days from Ascent to Tunnel?"),
        'does not name "years"',
    ),
    "between: another event is named": (
        time_between(ASCENT, TUNNEL, "years", "62", stem="How many years from Ascent to Hut?"),
        'does not name "Tunnel"',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
