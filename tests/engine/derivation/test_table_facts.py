"""The facts of tables."""

from itertools import product

import pytest

from quizapp.engine.derivation.facts import (
    FigureFact,
    TimelineFact,
)
from tests.engine.derivation.articles import MARKDOWN, PASTED
from tests.engine.derivation.telling import (
    comparisons,
    counts,
    facts,
    figures,
    reasons,
    table,
    timeline,
)


def test_a_table_with_dates_is_a_timeline() -> None:
    found = facts(*PASTED.split("\n"))
    assert timeline(found) == [
        ("First survey", "August 1801", "The height is known"),
        ("First ascent", "June 22, 1823", "Two guides reach the top"),
        ("Hut opens", "September 1869", "Nights on the mountain"),
    ]
    fact = next(fact for fact in found if isinstance(fact, TimelineFact))
    assert (fact.table, fact.row, fact.column, fact.label) == (0, 0, 1, "Date")
    assert fact.section == "How the Ascents Began" and fact.line == 9
    assert fact.quote == "First survey | August 1801 | The height is known |"


def test_the_notes_of_a_row_are_those_of_its_cells() -> None:
    first, second, _ = [fact for fact in facts(MARKDOWN) if isinstance(fact, TimelineFact)]
    assert first.notes == ("Not all of them. Only the large ones.",) and second.notes == ()
    unknown = facts(*table("Event|Date", "A|1 May 1990*", "B|1991[^1]"))
    assert [fact.notes for fact in unknown if isinstance(fact, TimelineFact)] == [(), ()]


def test_notes_under_a_table_are_those_of_its_own_marks() -> None:
    one = [*table("Land|People", "A|1*", "B|2"), "*first"]
    two = [*table("Land|People", "C|1*", "D|2"), "*second"]
    found = [fact for fact in facts(*one, "", *two) if isinstance(fact, FigureFact)]
    assert [fact.notes for fact in found] == [("first",), (), ("second",), ()]
    assert found[0].value.footnotes == ("*",) and found[0].value.text == "1"


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Date", ["1941", "1942"], "timeline"),
        ("Year", ["476", "1066"], "timeline"),
        ("Founded", ["1941", "1942"], "timeline"),
        ("Year of birth", ["1941", "1942"], "timeline"),
        ("Anything", ["May 1941", "1942"], "timeline"),
        ("Anything", ["May 1941", "12", "1990"], ""),
        ("Deaths", ["1941", "12"], "figure"),
        ("Height (m)", ["1941", "1942"], "figure"),
        ("Deaths", ["1,941", "1,942"], "figure"),
        ("Deaths", ["1941", "1942"], ""),
        ("Deaths", ["12", "n/a"], ""),
        ("Deaths", ["12", "many"], ""),
        ("Deaths", ["12", "13", "14", "many"], "figure"),
        ("Deaths", ["12", "many", "few"], "comparison"),
        ("Capital", ["Rome", "Paris"], "comparison"),
        ("Source", ["Rome", "Paris"], ""),
        ("Rank", ["1", "2"], ""),
        ("", ["12", "13"], ""),
        ("", ["Rome", "Paris"], ""),
        ("Deaths", ["-", "n/a"], ""),
        ("Capital", ["x" * 601, "Paris"], "comparison"),
    ],
)
def test_a_column_is_classed_by_its_cells_and_its_header(
    header: str, cells: list[str], kind: str
) -> None:
    rows = [f"Name {number}|{cell}" for number, cell in enumerate(cells)]
    assert set(counts(facts(*table(f"Name|{header}", *rows)))) == ({kind} if kind else set())


def test_a_table_with_numbers_is_figures() -> None:
    found = facts(*PASTED.split("\n"))
    names, measures = ["Ober", "Nieder", "Ausser"], ["Guides", "Porters", "% of People"]
    cells = [figure[:2] for figure in figures(found)][:9]
    assert cells == list(product(names, measures))
    fact = next(fact for fact in found if isinstance(fact, FigureFact) and fact.value.footnotes)
    assert fact.notes == ("Includes children. Source: parish books",)
    assert (fact.table, fact.row, fact.column) == (1, 2, 2) and fact.value.low == 1700


def test_a_table_of_words_is_a_comparison() -> None:
    found = facts(*PASTED.split("\n"))
    assert comparisons(found) == [
        ("First guide", "Villagers", '"Always Hans"'),
        ("First guide", "Records", "Hans was in prison that year"),
        ("Lost flag", "Villagers", "Blamed the wind"),
        ("Lost flag", "Records", "Found in a cellar"),
    ]
    assert comparisons(facts(MARKDOWN))[0] == ("delta", "Definition", "where a river ends")


def test_words_beside_numbers_and_dates_can_be_compared() -> None:
    text = table("Event|Date|Place|Result|Dead", "A|May 1990|X|won|10", "B|June 1990|Y|lost|20")
    found = facts(*text)
    assert timeline(found) == [("A", "May 1990", "won"), ("B", "June 1990", "lost")]
    assert figures(found) == [("A", "Dead", "10"), ("B", "Dead", "20")]
    assert comparisons(found) == [("A", "Place", "X"), ("B", "Place", "Y")]


def test_only_of_events_any_words_that_say_something_are_the_significance() -> None:
    found = facts(*table("Element|Sign|Found", "A|a|1766", "B|b|1868"))
    assert timeline(found) == [("A", "1766", ""), ("B", "1868", "")]
    assert comparisons(found) == [("A", "Sign", "a"), ("B", "Sign", "b")]
    rows = "A|a at the river|1766", "B|b in the hills|1868"
    events = facts(*table("Battle|Where|Date", *rows))
    assert timeline(events) == [("A", "1766", "a at the river"), ("B", "1868", "b in the hills")]
    places = facts(*table("Battle|Where|Date", "A|a|1766", "B|b|1868"))
    assert timeline(places) == [("A", "1766", ""), ("B", "1868", "")]
    assert comparisons(places) == [("A", "Where", "a"), ("B", "Where", "b")]


def test_a_timeline_may_begin_with_its_dates_and_say_no_more() -> None:
    found = facts(*table("Year|What happened", "1990|A", "1991|B"))
    assert timeline(found) == [("A", "1990", ""), ("B", "1991", "")]


def test_two_columns_of_dates_are_told_apart_by_their_headers() -> None:
    found = facts(*table("Poet|Born|Died", "A|1749|1832", "B|1759|", "C|1788|1857"))
    assert timeline(found) == [
        ("A: Born", "1749", ""),
        ("A: Died", "1832", ""),
        ("B: Born", "1759", ""),
        ("C: Born", "1788", ""),
        ("C: Died", "1857", ""),
    ]


def test_a_date_beside_numbers_says_when_they_were_taken() -> None:
    rows = ["A|1990|10 million", "A|2000|12 million", "B||3 million"]
    found = facts(*table("Land|Year|People", *rows))
    assert figures(found) == [
        ("A (1990)", "People", "10 million"),
        ("A (2000)", "People", "12 million"),
        ("B", "People", "3 million"),
    ]
    assert timeline(found) == []
    assert figures(facts(*table("Year|People", "1990|10", "2000|12"))) == [
        ("1990", "People", "10"),
        ("2000", "People", "12"),
    ]


def test_what_is_not_understood_in_a_table_is_said() -> None:
    assert reasons(*table("Event|Date", "A|1 May 1990", "B|2 May 1990", "C|no idea")) == [
        (5, '"no idea" is not understood as a date.')
    ]
    assert reasons(*table("Land|Dead", "A|1", "B|2", "|3", "D|few")) == [
        (5, "This row has no short name."),
        (6, '"few" is not understood as a number.'),
    ]
    assert reasons(*table("A|B", "x|y", "X|z")) == [
        (1, "This table has no distinct short names, or says nothing of them.")
    ]
    assert reasons(*table("A|B", "1|2", "3|4")) == [(1, "This table has no column of names.")]
    assert reasons(*table("A|B", "x|y")) == [
        (1, "This table has only one row, so nothing can be compared.")
    ]
    assert reasons(*table("A|Dead", "x|1941", "y|1942"))[0] == (
        1,
        'It is not clear whether "Dead" holds years or numbers.',
    )
    assert reasons(*table("A|B", f"x|{'y' * 601}", "z|w")) == [
        (3, "This cell is too long to be asked for.")
    ]
    assert reasons("```") == [(1, "Code is not read.")]


@pytest.mark.parametrize("blank", ["", "-", "—", "n/a", "?", "unknown", "..."])
def test_a_blank_cell_says_nothing(blank: str) -> None:
    text = table("Event|Date|Dead|Outcome", "A|1 May 1990|1|X", "B|2 May 1990|2|Y")
    row = f"C|{blank}|{blank}|{blank}"
    assert counts(facts(*text, row)) == {"timeline": 2, "figure": 2}
    assert reasons(*text, row) == []
    words = table("Name|Place|Head", "A|X|x", "B|Y|y", f"C|{blank}|z")
    assert counts(facts(*words)) == {"comparison": 5}
