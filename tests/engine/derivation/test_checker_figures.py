"""Questions about one number, right ones and every way in which one can be wrong."""

import pytest

from tests.engine.derivation.asked_figures import (
    AREA,
    AUSSER,
    HEADS,
    HINTER,
    INNER,
    NIEDER,
    OBER,
    OTHER_TWIN,
    PEOPLE,
    PORTERS,
    SHARE,
    SHEET,
    TWIN,
    UNTER,
    at,
    heads_in,
    of_line,
    value,
    what_number,
    which_value,
)

RIGHT = {
    "value": which_value(OBER, PEOPLE, value(OBER, PEOPLE), value(NIEDER, PEOPLE)),
    "value, the key not first": which_value(
        OBER, PORTERS, value(NIEDER, PORTERS), value(OBER, PORTERS), correct=1
    ),
    "value, one made up": which_value(NIEDER, PEOPLE, value(NIEDER, PEOPLE), ("512", None)),
    "value of one of two rows, told apart by their dates": heads_in("1900", *HEADS),
    "number": what_number(OBER, PEOPLE, "1200"),
    "number with a scale": what_number(OBER, PORTERS, "3500000", "5%"),
    "number with a unit": what_number(OBER, SHARE, "13.7", unit="%"),
    "number with the unit of the header": what_number(OBER, AREA, "12", unit="km"),
    "number that is a range": what_number(UNTER, PORTERS, "4000000..5000000"),
    "number that is a small one": what_number(HINTER, PEOPLE, "3", "1"),
    "line": of_line("4,000", "How many ropes & axes were there?", "4000", "5%"),
    "line with a unit": of_line("8.5", "How much bread was baked in Ober?", "8.5 million"),
    "line with a label": of_line("Height", "What is the height?", "3100", unit="metres"),
    "line without more words": of_line("300", "How many mules were there?", "300"),
    "line with a currency": of_line("$5", "How much was spent on the railway?", "5e6", unit="$"),
}
WRONG = {
    "value: the key is another cell": (
        which_value(OBER, PEOPLE, value(OBER, PEOPLE), value(NIEDER, PEOPLE), correct=1),
        "gives another",
    ),
    "value: an option is the same number": (
        which_value(OBER, PEOPLE, value(OBER, PEOPLE), ("1.2 thousand", None)),
        '"1.2 thousand" may be right for "Ober" too',
    ),
    "value: an option is the same when rounded": (
        which_value(OBER, PORTERS, value(OBER, PORTERS), value(INNER, PORTERS)),
        '"3.52 million" may be right for "Ober" too',
    ),
    "value: an option is near one that is only about right": (
        which_value(AUSSER, PEOPLE, value(AUSSER, PEOPLE), ("1,158", None)),
        '"1,158" may be right',
    ),
    "value: an option lies in the range that is the key": (
        which_value(UNTER, PORTERS, value(UNTER, PORTERS), ("4.4 million", None)),
        '"4.4 million" may be right',
    ),
    "value: an option lies on the open side of the key": (
        which_value(INNER, PEOPLE, value(INNER, PEOPLE), value(OBER, PEOPLE)),
        '"1,200" may be right',
    ),
    "value: an option lies on the other open side": (
        which_value(NIEDER, PEOPLE, value(NIEDER, PEOPLE), ("under 400", None)),
        '"under 400" may be right',
    ),
    "value: an option is that of another row of this name": (
        which_value(TWIN, PEOPLE, value(TWIN, PEOPLE), value(OTHER_TWIN, PEOPLE)),
        '"60" may be right for "Twin" too',
    ),
    "value: rows of one name are not told apart": (heads_in("then", *HEADS), '"200" may be right'),
    "value: what is made up is no number": (
        which_value(OBER, PEOPLE, value(OBER, PEOPLE), ("many", None)),
        '"many" is no number',
    ),
    "value: an option is blank in the article": (
        which_value(OBER, SHARE, value(OBER, SHARE), value(INNER, SHARE)),
        '"none" is no number',
    ),
    "value: the key is no number": (
        which_value(INNER, SHARE, value(INNER, SHARE), value(OBER, SHARE)),
        '"none" is no number',
    ),
    "value: an option is not what its cell says": (
        which_value(OBER, PEOPLE, value(OBER, PEOPLE), value(NIEDER, PEOPLE, "384")),
        '"384" stands for "383"',
    ),
    "value: another subject is named": (
        which_value(
            OBER, PEOPLE, value(OBER, PEOPLE), value(NIEDER, PEOPLE), stem="How many People?"
        ),
        'does not name "Ober"',
    ),
    "value: another header is named": (
        which_value(
            OBER, PEOPLE, value(OBER, PEOPLE), value(NIEDER, PEOPLE), stem="Porters of Ober?"
        ),
        'does not name "People"',
    ),
    "number: the key is another": (what_number(OBER, PEOPLE, "1201", "5%"), "The key is 1201, and"),
    "number: the key is of another scale": (what_number(OBER, PORTERS, "3.5"), "The key is 3.5"),
    "number: the key is only a part of the range": (
        what_number(UNTER, PORTERS, "4e6..4.5e6"),
        "The key is 4500000, and the article gives 5e+06.",
    ),
    "number: the tolerance takes in too much": (
        what_number(OBER, PEOPLE, "1200", "20%"),
        "The tolerance of 20 is too wide.",
    ),
    "number: the tolerance in numbers takes in too much": (
        what_number(OBER, PEOPLE, "1200", "200"),
        "The tolerance of 200 is too wide.",
    ),
    "number: it has an open side": (what_number(INNER, PEOPLE, "500"), "no certain number"),
    "number: another row of this name has another": (
        what_number(TWIN, PEOPLE, "50"),
        'gives "Twin" another number too',
    ),
    "number: the unit is another": (
        what_number(OBER, SHARE, "13.7", unit="kg"),
        'does not count in "kg"',
    ),
    "number: another subject is named": (
        what_number(OBER, PEOPLE, "1200", stem="How many people in Nieder?"),
        'does not name "Ober"',
    ),
    "number: another header is named": (
        what_number(OBER, PEOPLE, "1200", stem="How many porters in Ober?"),
        'does not name "People"',
    ),
    "number: subject and cell are of two rows": (
        SHEET.number("figure.number", "?", [SHEET.cell(0, 0), SHEET.cell(1, 1)], "383"),
        "not one row in common",
    ),
    "number: it is no number to type": (
        SHEET.card("figure.number", "?", at(OBER, PEOPLE), "1,200"),
        "is of the kind numerical, not card",
    ),
    "line: the key is another": (of_line("4,000", "Ropes & axes?", "400"), "The key is 400"),
    "line: something else is asked": (
        of_line("4,000", "How many mules were there?", "4000"),
        'does not name what "4,000 ropes & axes" is of',
    ),
    "line: a unit alone is not what it is of": (
        of_line("$5", "How many $?", "5e6"),
        'does not name what "$5 million" is of',
    ),
    "line: another line gives another number": (
        of_line("Width: 20", "What is the width?", "20"),
        '"Width: 30 km" gives another number of the same.',
    ),
    "line: the unit is another": (
        of_line("Height", "What is the height?", "3100", unit="ft"),
        'does not count "3,100 metres" in "ft"',
    ),
    "line: the tolerance is wide": (
        of_line("300", "How many mules?", "300", "60"),
        "The tolerance of 60 is too wide.",
    ),
    "line: there is no number": (of_line("Nothing", "?", "0"), "is no line with a number"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
