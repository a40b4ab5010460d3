"""Questions about several numbers, right ones and every way in which one can be wrong."""

import pytest

from tests.engine.derivation.asked_figures import (
    AREA,
    AUSSER,
    HINTER,
    INNER,
    LEAST,
    NIEDER,
    OBER,
    OF_1900,
    OF_1950,
    OTHER_TWIN,
    PEOPLE,
    PORTERS,
    SHARE,
    SHEET,
    TWIN,
    UNTER,
    VORDER,
    how_many_times,
    how_much_more,
    in_order,
    most_heads,
    of_two,
    village,
    which_of,
)

RIGHT = {
    "largest": which_of("figure.largest", PEOPLE, OBER, NIEDER, UNTER),
    "largest, the key not first": which_of("figure.largest", AREA, NIEDER, OBER, correct=1),
    "largest of neighbours": which_of("figure.largest", PEOPLE, VORDER, HINTER),
    "largest of rows told apart by their dates": most_heads(OF_1950, OF_1900, rows=(1, 0)),
    "smallest": which_of("figure.smallest", PEOPLE, NIEDER, UNTER, OBER),
    "largest, in words of the header and the heading": which_of(
        "figure.largest", LEAST, OBER, NIEDER, stem="Lower villages: which is ahead by least age?"
    ),
    "smallest, and not the largest": which_of(
        "figure.smallest", PEOPLE, NIEDER, OBER, stem="Which has the lowest, not most people?"
    ),
    "compare": which_of("figure.compare", SHARE, OBER, AUSSER),
    "rank": in_order(PEOPLE, OBER, UNTER, NIEDER, VORDER, HINTER),
    "difference": how_much_more(PEOPLE, OBER, NIEDER, "817", "60"),
    "difference, as far off as both may be rounded": how_much_more(
        PEOPLE, OBER, NIEDER, "817", "101"
    ),
    "difference, a tenth off": how_much_more(AREA, VORDER, HINTER, "300", "30"),
    "difference in a unit": how_much_more(AREA, OBER, NIEDER, "5", unit="km"),
    "difference of a range": how_much_more(PORTERS, UNTER, NIEDER, "3932200..4932200"),
    "ratio": how_many_times(PEOPLE, OBER, NIEDER, "3.1", "10%"),
    "ratio that is exact": how_many_times(AREA, VORDER, HINTER, "4"),
}
WRONG = {
    "largest: the key is another": (
        which_of("figure.largest", PEOPLE, OBER, NIEDER, correct=1),
        'Of "383" and "1,200", the first is not the higher one for certain.',
    ),
    "largest: two are tied": (
        which_of("figure.largest", PORTERS, INNER, OBER),
        'Of "3.52 million" and "3.5 million"',
    ),
    "largest: the range of another takes in the key": (
        which_of("figure.largest", PORTERS, UNTER, OBER, correct=1),
        "not the higher one",
    ),
    "largest: one may be higher than it says": (
        which_of("figure.largest", PEOPLE, OBER, INNER),
        'Of "1,200" and "over 500"',
    ),
    "largest: another row of a name is higher": (
        which_of("figure.largest", PEOPLE, OTHER_TWIN, TWIN),
        "Two options are the same",
    ),
    "largest: rows of one name are not told apart": (
        most_heads(("Ober", SHEET.cell(1, 0, 1)), ("Nieder", SHEET.cell(2, 0, 1)), rows=(1, 2)),
        "is not the higher one for certain",
    ),
    "largest: units differ": (
        which_of("figure.largest", AREA, UNTER, HINTER),
        "Numbers of different things or units are compared.",
    ),
    "largest: columns differ": (
        SHEET.choice(
            "figure.largest",
            "“People”, “Porters”?",
            [SHEET.cell(OBER, PORTERS), SHEET.cell(NIEDER, PEOPLE)],
            village(OBER),
            village(NIEDER),
        ),
        "Numbers of different things or units are compared.",
    ),
    "largest: an option is called otherwise": (
        SHEET.choice(
            "figure.largest",
            "“People”?",
            [SHEET.cell(OBER, PEOPLE), SHEET.cell(NIEDER, PEOPLE)],
            village(OBER),
            ("Ausser", SHEET.cell(NIEDER, 0)),
        ),
        '"Ausser" stands for "Nieder"',
    ),
    "largest: an option is called by another date": (
        most_heads(OF_1950, ("Ober (1925)", SHEET.cell(0, 0, 1)), rows=(1, 0)),
        '"Ober (1925)" stands for "Ober"',
    ),
    "largest: another header is named": (
        which_of("figure.largest", PEOPLE, OBER, NIEDER, stem="Which has the most porters?"),
        'does not name "People"',
    ),
    "largest: the lowest is asked for": (
        which_of("figure.largest", PEOPLE, OBER, NIEDER, stem="Which has the fewest people?"),
        "The question asks for the fewest.",
    ),
    "smallest: the highest is asked for": (
        which_of("figure.smallest", PEOPLE, NIEDER, OBER, stem="Which has most people?"),
        "The question asks for the most.",
    ),
    "rank: the lowest is to come first": (
        SHEET.order(
            "figure.rank",
            "Put these in the order of People, the lowest first.",
            [SHEET.cell(OBER, PEOPLE), SHEET.cell(NIEDER, PEOPLE)],
            village(OBER),
            village(NIEDER),
        ),
        "The question asks for the lowest.",
    ),
    "smallest: the key is another": (
        which_of("figure.smallest", PEOPLE, OBER, NIEDER),
        "not the higher one",
    ),
    "compare: the key is the lower one": (
        which_of("figure.compare", PEOPLE, OBER, NIEDER, correct=1),
        "not the higher one",
    ),
    "compare: there are three": (
        which_of("figure.compare", PEOPLE, OBER, NIEDER, UNTER),
        "Two are compared, and here are 3.",
    ),
    "rank: two are exchanged": (in_order(PEOPLE, OBER, NIEDER, UNTER), 'Of "383" and "416"'),
    "rank: two are tied": (in_order(PORTERS, OBER, INNER), 'Of "3.5 million" and "3.52 million"'),
    "difference: the key is off": (how_much_more(PEOPLE, OBER, NIEDER, "818"), "The key is 818"),
    "difference: it is the other way round": (
        how_much_more(PEOPLE, NIEDER, OBER, "-817"),
        "not the higher one",
    ),
    "difference: the tolerance is wide": (
        how_much_more(PEOPLE, OBER, NIEDER, "817", "200"),
        "The tolerance of 200 is too wide.",
    ),
    "difference: the tolerance is just too wide for the rounding": (
        how_much_more(PEOPLE, OBER, NIEDER, "817", "102"),
        "The tolerance of 102 is too wide.",
    ),
    "difference: the tolerance is just wider than a tenth": (
        how_much_more(AREA, VORDER, HINTER, "300", "31"),
        "The tolerance of 31 is too wide.",
    ),
    "difference: the unit is another": (
        how_much_more(AREA, OBER, NIEDER, "5", unit="miles"),
        'does not count in "miles"',
    ),
    "difference: units differ": (
        how_much_more(AREA, OBER, UNTER, "11"),
        "Numbers of different things or units are compared.",
    ),
    "difference: another row of the name has another number": (
        how_much_more(PEOPLE, NIEDER, TWIN, "333"),
        'gives "Twin" another number too',
    ),
    "difference: another subject is named": (
        of_two(
            "figure.difference", PEOPLE, OBER, NIEDER, "817", stem="People in Ober, not in Unter?"
        ),
        'does not name "Nieder"',
    ),
    "ratio: the key is off": (how_many_times(PEOPLE, OBER, NIEDER, "3.2", "10%"), "The key is 3.2"),
    "ratio: the exact one is not accepted": (
        how_many_times(PEOPLE, OBER, NIEDER, "3.1"),
        "3.13316 is not accepted, which the article gives.",
    ),
    "ratio: the tolerance is wide": (
        how_many_times(PEOPLE, OBER, NIEDER, "3.1", "30%"),
        "The tolerance of 30 is too wide.",
    ),
    "ratio: one is nothing": (
        how_many_times(PORTERS, NIEDER, HINTER, "1"),
        '"0" is nothing to divide by.',
    ),
    "ratio: it has a unit": (
        how_many_times(AREA, VORDER, HINTER, "4", unit="km"),
        'A ratio is not counted in "km".',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
