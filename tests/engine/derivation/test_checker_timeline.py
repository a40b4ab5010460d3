"""Questions about one event, right ones and every way in which one can be wrong."""

from dataclasses import replace

import pytest

from tests.engine.derivation.asked_events import (
    ASCENT,
    ENTRY,
    FAIR,
    FIRE,
    FLOOD,
    HUT,
    LIFT,
    OTHER_FAIR,
    RAILWAY,
    REIGNS,
    SHEET,
    SLIDE,
    STORM,
    STRIKE,
    SURVEY,
    TUNNEL,
    card_of,
    dated,
    event,
    made_up,
    what_was,
    when_was,
    which_is,
)

RIGHT = {
    "date": when_was(ASCENT, dated(ASCENT), dated(SURVEY), dated(RAILWAY)),
    "date, the key not first": when_was(HUT, dated(SURVEY), dated(HUT), correct=1),
    "date, one made up": when_was(ASCENT, dated(ASCENT), made_up("22 June 1825")),
    "date of an entry": SHEET.choice(*ENTRY, ("1850", FLOOD), ("1842-43", STORM)),
    "date under one of two headers": SHEET.choice(
        "timeline.date",
        "From when did Anna rule?",
        REIGNS[:2],
        ("1701", REIGNS[1]),
        ("1714", SHEET.cell(1, 1, 1)),
    ),
    "event": what_was(ASCENT, ASCENT, SURVEY, HUT),
    "event of an entry": SHEET.choice(
        "timeline.event",
        "What is dated 1850?",
        [FLOOD, FLOOD],
        ("Flood of Ober", FLOOD),
        ("Storm of Ober", STORM),
    ),
    "meaning": which_is(HUT, HUT, SURVEY, FIRE),
    "meaning of an entry": SHEET.choice(
        "timeline.meaning",
        "Which is described so: “two bridges lost”?",
        [FLOOD, FLOOD],
        ("Flood of Ober", FLOOD),
        ("Storm of Ober", STORM),
    ),
    "card": card_of(HUT, "September 1869. Nights on the mountain."),
    "card with no more than the date": card_of(HUT, "September 1869"),
    "card of an entry": SHEET.card(
        "timeline.card", "“Flood of Ober”: when?", [FLOOD, FLOOD], "1850: two bridges lost."
    ),
}
WRONG = {
    "date: the key is another date": (
        when_was(ASCENT, dated(ASCENT), dated(SURVEY), correct=1),
        "gives another",
    ),
    "date: the key is made up": (
        when_was(ASCENT, made_up("22 June 1824"), dated(SURVEY)),
        '"22 June 1824" is made up, which',
    ),
    "date: an option overlaps the key": (
        when_was(FIRE, dated(FIRE), dated(HUT)),
        '"September 1869" may be a date of "Fire" too',
    ),
    "date: an option overlaps the key which is coarser": (
        when_was(HUT, dated(HUT), dated(FIRE)),
        '"24 September 1869" may be',
    ),
    "date: an option is the date of another event of this name": (
        when_was(FAIR, dated(FAIR), dated(OTHER_FAIR)),
        '"1890" may be a date of "Fair" too',
    ),
    "date: what is made up is the key": (
        when_was(ASCENT, dated(ASCENT), made_up("June 22, 1823")),
        '"June 22, 1823" may be',
    ),
    "date: what is made up is the date of another event of this name": (
        when_was(FAIR, dated(FAIR), made_up("May 1890")),
        '"May 1890" may be',
    ),
    "date: what is made up stands beside the name in a sentence": (
        when_was(ASCENT, dated(ASCENT), made_up("5 May 1822")),
        '"5 May 1822" may be',
    ),
    "date: what is made up is no date": (
        when_was(ASCENT, dated(ASCENT), made_up("long ago")),
        '"long ago" is no date',
    ),
    "date: what is made up is not said to be": (
        replace(when_was(ASCENT, dated(ASCENT), made_up("1 May 1810")), made_up=()),
        'whether "1 May 1810" is made up',
    ),
    "date: another event is named": (
        when_was(ASCENT, dated(ASCENT), dated(SURVEY), stem="When was “Hut”?"),
        'does not name "Ascent"',
    ),
    "date: the name is part of a word only": (
        when_was(ASCENT, dated(ASCENT), dated(SURVEY), stem="When were the Ascents?"),
        'does not name "Ascent"',
    ),
    "date: the key is written in another way": (
        when_was(ASCENT, dated(ASCENT, "June 22, 1823"), dated(SURVEY)),
        '"June 22, 1823" stands for "22 June 1823"',
    ),
    "date: an option is not what its cell says": (
        when_was(ASCENT, dated(ASCENT), dated(SURVEY, "August 1802")),
        '"August 1802" stands for "August 1801"',
    ),
    "date: an option is not what its entry says": (
        SHEET.choice(*ENTRY, ("1850", FLOOD), ("1842", STORM)),
        '"1842" stands for "1842-43"',
    ),
    "date: an option is the date of an entry in the same year": (
        when_was(HUT, dated(HUT), ("1869", SLIDE)),
        '"1869" may be a date of "Hut" too',
    ),
    "date: the option is blank in the article": (
        when_was(ASCENT, dated(ASCENT), dated(STRIKE)),
        '"–" is no date',
    ),
    "date: the key is no date": (when_was(STRIKE, dated(STRIKE), dated(SURVEY)), '"–" is no date'),
    "date: event and date are of two rows": (
        SHEET.choice(
            "timeline.date",
            "When was “Ascent”?",
            [SHEET.cell(ASCENT, 0), SHEET.cell(HUT, 1)],
            dated(HUT),
            dated(SURVEY),
        ),
        "not one row in common",
    ),
    "date: event and date are one cell": (
        SHEET.choice("timeline.date", "?", [SHEET.cell(ASCENT, 1)] * 2, dated(ASCENT), dated(HUT)),
        "not one row in common",
    ),
    "date: event and date are a cell and an entry": (
        SHEET.choice("timeline.date", "?", [SHEET.cell(ASCENT, 1), FLOOD], dated(HUT), dated(FIRE)),
        "not one row in common",
    ),
    "date: event and date are two entries": (
        SHEET.choice("timeline.date", "?", [STORM, FLOOD], ("1850", FLOOD), ("1842-43", STORM)),
        "not one row in common",
    ),
    "date: it is not said under which header": (
        SHEET.choice(
            "timeline.date",
            "When was “Anna”?",
            REIGNS[:2],
            ("1701", REIGNS[1]),
            ("1740", SHEET.cell(2, 1, 1)),
        ),
        'not said that "From" is meant',
    ),
    "date: a place is missing": (
        SHEET.choice("timeline.date", "?", [SHEET.cell(0, 0)], dated(HUT), dated(FIRE)),
        "rests on 2 places, not 1",
    ),
    "date: it is no choice": (
        SHEET.card("timeline.date", "“Hut”?", [SHEET.cell(HUT, 0), SHEET.cell(HUT, 1)], "1869"),
        "is of the kind single_choice, not card",
    ),
    "event: the key is another event": (what_was(ASCENT, ASCENT, HUT, correct=1), "gives another"),
    "event: another event overlaps the date": (
        what_was(FIRE, FIRE, HUT),
        '"Hut" may be of "24 September 1869" too',
    ),
    "event: another date is asked for": (
        what_was(ASCENT, ASCENT, HUT, stem="What is dated May 1871?"),
        'does not name "22 June 1823"',
    ),
    "event: the date is part of a longer one only": (
        what_was(TUNNEL, TUNNEL, HUT, stem="What is dated 18850?"),
        'does not name "1885"',
    ),
    "event: another of the same name has the date": (
        what_was(OTHER_FAIR, OTHER_FAIR, FAIR),
        "Two options are the same",
    ),
    "event: an option is in another table": (
        SHEET.choice(
            "timeline.event",
            "What is dated September 1869?",
            [SHEET.cell(HUT, 1), SHEET.cell(HUT, 0)],
            event(HUT),
            ("Anna", REIGNS[0]),
        ),
        "is not in the table of the key",
    ),
    "event: an option has no date": (what_was(HUT, HUT, STRIKE), '"–" is no date'),
    "event: an option is called otherwise": (
        SHEET.choice(
            "timeline.event",
            "What is dated September 1869?",
            [SHEET.cell(HUT, 1), SHEET.cell(HUT, 0)],
            event(HUT),
            ("The survey", SHEET.cell(SURVEY, 0)),
        ),
        '"The survey" stands for "Survey"',
    ),
    "event: an option is called by more than its name": (
        SHEET.choice(
            "timeline.event",
            "What is dated September 1869?",
            [SHEET.cell(HUT, 1), SHEET.cell(HUT, 0)],
            event(HUT),
            ("Survey of all", SHEET.cell(SURVEY, 0)),
        ),
        '"Survey of all" stands for "Survey"',
    ),
    "event: an option is called by the header": (
        SHEET.choice(
            "timeline.event",
            "What is dated September 1869?",
            [SHEET.cell(HUT, 1), SHEET.cell(HUT, 0)],
            event(HUT),
            ("Date", SHEET.cell(SURVEY, 0)),
        ),
        '"Date" stands for "Survey"',
    ),
    "event: an entry is called otherwise": (
        SHEET.choice(
            "timeline.event",
            "What is dated 1850?",
            [FLOOD, FLOOD],
            ("Flood of Ober", FLOOD),
            ("Storm", STORM),
        ),
        '"Storm" stands for "Storm of Ober"',
    ),
    "event: an option is made up": (
        SHEET.choice(
            "timeline.event",
            "What is dated September 1869?",
            [SHEET.cell(HUT, 1), SHEET.cell(HUT, 0)],
            event(HUT),
            ("War", None),
            made_up=["War"],
        ),
        '"War" is made up, which',
    ),
    "meaning: the key is another event": (which_is(HUT, HUT, FIRE, correct=1), "gives another"),
    "meaning: the same is said of another": (
        which_is(RAILWAY, RAILWAY, TUNNEL),
        '"Coal and guests arrive in a day" may be said of "Tunnel" too',
    ),
    "meaning: more than this is said of another": (
        which_is(ASCENT, ASCENT, LIFT),
        'may be said of "Lift" too',
    ),
    "meaning: less than this is said of another": (
        which_is(LIFT, LIFT, ASCENT),
        'may be said of "Ascent" too',
    ),
    "meaning: something else is said in the stem": (
        which_is(HUT, HUT, FIRE, stem="Which is described so: “Nights in the town”?"),
        'does not name "Nights on the mountain"',
    ),
    "card: another event is on the front": (
        card_of(HUT, "September 1869", stem="“Fire”: when was it?"),
        'does not name "Hut"',
    ),
    "card: another date is on the back": (
        card_of(HUT, "September 1870. Nights on the mountain."),
        'does not say "September 1869"',
    ),
    "card: something else is on the back": (
        card_of(HUT, "September 1869. The hut is lost."),
        'The hut is lost." on the card is not in the article',
    ),
    "card: something is left out of the middle of the back": (
        card_of(HUT, "September 1869. Nights on mountain."),
        "on the card is not in the article",
    ),
    "card: another event of this name has another date": (
        card_of(FAIR, "1880. A market for a week."),
        'gives "Fair" another date too',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
