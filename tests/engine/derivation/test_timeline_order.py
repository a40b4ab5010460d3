"""What is asked about the order of events and the time between them, and what is refused."""

from decimal import Decimal

import pytest

from quizapp.engine.kinds import Numerical, Ordering
from tests.engine.derivation.deriving import (
    asked,
    body_of,
    key_of,
    made,
    only,
    options_of,
    others_of,
    refused,
)


def dated(*rows: str, header: str = "Date") -> list[str]:
    return [f"| Event | {header} |", "|---|---|", *(f"| {row} |" for row in rows)]


VALLEYS = [
    "# Valleys of Examplia",
    "",
    "## Timeline",
    "",
    *dated(
        "Fall of Talheim | 3 May 1921*",
        "Flood of Moos | August 1934",
        "Fair at Bergen | 1880",
        "Fire of Ober | 20 March 1902",
    ),
    "",
    "\\* By the old calendar.",
]
LISTED = (
    "“Fair at Bergen”: 1880. “Fire of Ober”: 20 March 1902. “Fall of Talheim”: 3 May 1921. "
    "“Flood of Moos”: August 1934. By the old calendar."
)
OLDEST_FIRST = ["Fair at Bergen", "Fire of Ober", "Fall of Talheim", "Flood of Moos"]


def years(count: int) -> list[str]:
    # Without I, which counts.
    rows = (f"Fall of {letter} | {1900 + ord(letter)}" for letter in "ABCDEFGHJKL"[:count])
    return dated(*rows)


def letters(form: str, count: int) -> list[str]:
    """The events that each question of this form is on, by their letters, as they stand in it."""
    questions = asked(form, *years(count))
    return ["".join(text[-1] for text in options_of(question)) for question in questions]


# Order


def test_events_are_put_in_order_the_earliest_first() -> None:
    proposal = only("timeline.order", *VALLEYS)
    question = proposal.question
    assert question.key == "timeline-order-fair-at-bergen"
    assert question.stem == "Put these events in order, the earliest first."
    assert body_of(question, Ordering).items == tuple(OLDEST_FIRST)
    assert question.explanation == LISTED
    rows = [2, 3, 0, 1]
    assert [(place.row, place.column) for place in proposal.places] == [(row, 1) for row in rows]
    origins = [place for place in proposal.option_places if place]
    assert [(place.row, place.column) for place in origins] == [(row, 0) for row in rows]
    assert question.source.locator == "Timeline, rows 1, 2, 3 and 4, Date"
    assert len(proposal.facts) == 4


def test_events_are_put_in_the_order_of_a_named_date() -> None:
    lines = dated("Moos | 1921", "Tal | 1934", "Ober | 1950", header="Founded")
    assert only("timeline.order", *lines).question.stem == (
        "Put these in the order of “Founded”, the earliest first."
    )


@pytest.mark.parametrize(
    ("count", "groups"),
    [
        (2, []),
        (3, ["ABC"]),
        (5, ["ABCDE"]),
        (6, ["ABC", "DEF"]),
        (7, ["ABC", "DEFG"]),
        (9, ["ABCD", "EFGHJ"]),
        (11, ["ABC", "DEFG", "HJKL"]),
    ],
)
def test_three_to_five_events_are_put_in_order(count: int, groups: list[str]) -> None:
    assert letters("timeline.order", count) == groups


def test_a_month_and_a_day_in_it_are_not_put_in_order() -> None:
    lines = dated(
        "Pact | August 1939",
        "Invasion | June 22, 1941",
        "Talks | September 1941",
        "Charter | September 24, 1941",
    )
    items = options_of(only("timeline.order", *lines).question)
    assert items == ["Pact", "Invasion", "Charter"]
    assert refused("timeline.order", *lines) == [("one-answer", lines[4])]
    for question in asked("timeline.first", *lines):
        assert "Talks" not in options_of(question)
    told = [question.stem for question in asked("timeline.between", *lines)]
    assert len(told) == 2 and not any("Talks" in stem for stem in told)


def test_an_event_within_another_is_not_put_in_order() -> None:
    lines = dated("Reign | 1900–1950", "Fair | 1910", "War | 1940", "Peace | 1951")
    assert options_of(only("timeline.order", *lines).question) == ["Fair", "War", "Peace"]
    assert refused("timeline.order", *lines) == [("one-answer", lines[2])]


def test_of_two_events_of_one_name_neither_is_put_in_order() -> None:
    lines = dated("Fair | 1910", "fair | 1920", "War | 1940", "Peace | 1951", "Boom | 1960")
    assert options_of(only("timeline.order", *lines).question) == ["War", "Peace", "Boom"]
    assert refused("timeline.order", *lines) == [("one-answer", lines[2]), ("one-answer", lines[3])]


def test_an_event_whose_name_tells_a_year_is_not_put_in_order() -> None:
    lines = dated("War of 1911 | 1911", "Fire | 1920", "War | 1940", "Peace | 1951")
    assert options_of(only("timeline.order", *lines).question) == ["Fire", "War", "Peace"]
    assert refused("timeline.order", *lines) == [("one-answer", lines[2])]


def test_of_two_uncertain_events_alone_no_order_is_looked_for() -> None:
    lines = dated("Talks | September 1941", "Charter | September 24, 1941")
    assert asked("timeline.order", *lines) == [] == refused("timeline.order", *lines)
    more = [*lines, "| Fair | 24 September 1941 |"]
    assert len(refused("timeline.order", *more)) == 2


def test_names_that_count_the_events_are_not_put_in_order() -> None:
    lines = dated("First Fair of Moos | 1910", "Second Fair of Moos | 1920", "War | 1940")
    assert refused("timeline.order", *lines) == [("leak-sequence", lines[2])]
    assert refused("timeline.first", *lines) == [("leak-sequence", lines[2])]
    assert refused("timeline.between", *lines) == [("leak-sequence", lines[2])]


# Which came first


def test_the_event_that_came_first_is_asked_for() -> None:
    proposal = made("timeline.first", *VALLEYS)[1]
    question = proposal.question
    assert question.stem == "Which of these events came first?"
    assert key_of(question) == "Fair at Bergen"
    assert set(others_of(question)) == set(OLDEST_FIRST[1:])
    assert question.explanation == LISTED
    origins = [place for place in proposal.option_places if place]
    assert [place.quote.split(" | ")[0][2:] for place in origins] == options_of(question)
    assert {place.column for place in origins} == {0}
    assert {place.column for place in proposal.places} == {1}


def test_the_first_by_a_named_date_is_asked_for() -> None:
    lines = dated("Moos | 1921", "Tal | 1934", "Ober | 1950", header="Founded")
    assert asked("timeline.first", *lines)[0].stem == (
        "Which of these has the earliest date under “Founded”?"
    )


@pytest.mark.parametrize(
    ("count", "groups"),
    [
        (1, []),
        (2, [("A", "B")]),
        (3, [("A", "BC")]),
        (4, [("A", "BCD"), ("C", "D")]),
        (7, [("A", "BCD"), ("C", "DEF"), ("E", "FG")]),
    ],
)
def test_each_second_event_is_set_beside_the_three_after_it(
    count: int, groups: list[tuple[str, str]]
) -> None:
    found = [
        (key_of(question)[-1], "".join(sorted(text[-1] for text in others_of(question))))
        for question in asked("timeline.first", *years(count))
    ]
    assert found == groups


# How long between


def test_the_years_between_two_events_are_asked_for() -> None:
    proposal = made("timeline.between", *VALLEYS)[2]
    question = proposal.question
    assert question.key == "timeline-between-fire-of-ober-fall-of-talheim"
    assert question.stem == (
        "How many years after “Fire of Ober” was “Fall of Talheim”? "
        "Take the year of the one from that of the other."
    )
    assert question.body == Numerical(Decimal(19), Decimal(19), unit="years")
    assert question.explanation == (
        "“Fire of Ober”: 20 March 1902. “Fall of Talheim”: 3 May 1921. By the old calendar."
    )
    cells = [(place.row, place.column) for place in proposal.places]
    assert cells == [(3, 0), (3, 1), (0, 0), (0, 1)]
    assert proposal.option_places == ()


def between(first: str, second: str) -> tuple[str, str, Decimal] | None:
    """How long it is said to be between two dates, the unit and what is forgiven."""
    questions = asked("timeline.between", *dated(f"Fair | {first}", f"War | {second}"))
    if not questions:
        return None
    body = body_of(questions[0], Numerical)
    assert body.low == body.high and not body.percent
    assert body.unit in questions[0].stem
    return str(body.low), body.unit, body.tolerance


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("3 May 1921", "4 May 1921", ("1", "days", 0)),
        ("28 February 1924", "1 March 1924", ("2", "days", 0)),
        ("3 May 1921", "2 July 1921", ("60", "days", 0)),
        ("3 May 1921", "3 August 1921", ("3", "months", 1)),
        ("31 December 1921", "1 March 1922", ("60", "days", 0)),
        ("May 1921", "August 1921", ("3", "months", 1)),
        ("May 1921", "3 May 1923", ("24", "months", 1)),
        ("May 1921", "June 1923", ("2", "years", 0)),
        ("3 May 1921", "1923", ("2", "years", 0)),
        ("1066", "1923", ("857", "years", 0)),
    ],
)
def test_time_is_counted_as_finely_as_is_certain(
    first: str, second: str, expected: tuple[str, str, Decimal]
) -> None:
    assert between(first, second) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("May 1921", "July 1921"),
        ("3 May 1921", "3 July 1921"),
        ("1921", "1922"),
        ("May 1921", "1922"),
        ("c. 1921", "1950"),
        ("1921", "c. 1950"),
        ("1921-22", "1950"),
        ("1921", "the 1950s"),
        ("1921", "early 1950"),
        ("spring 1921", "1950"),
        ("19th century", "1950"),
        ("44 BC", "1950"),
    ],
)
def test_time_that_is_not_certain_is_not_asked_for(first: str, second: str) -> None:
    lines = dated(f"Fair | {first}", f"War | {second}")
    assert between(first, second) is None
    assert refused("timeline.between", *lines) == [("tolerance", lines[3])]


def test_the_unit_and_the_way_to_count_are_told() -> None:
    stems = [
        question.stem.partition("? ")[2]
        for lines in (
            dated("Fair | 3 May 1921", "War | 9 May 1921"),
            dated("Fair | May 1921", "War | May 1922"),
            dated("Fair | 1921", "War | 1950"),
        )
        for question in asked("timeline.between", *lines)
    ]
    assert stems == [
        "",
        "Count from month to month; one more or less is right.",
        "Take the year of the one from that of the other.",
    ]


def test_time_is_not_asked_for_between_dates_of_a_named_kind() -> None:
    lines = dated("Moos | 1921", "Tal | 1934", "Ober | 1950", header="Founded")
    assert asked("timeline.between", *lines) == [] == refused("timeline.between", *lines)


def test_time_is_not_asked_for_where_another_table_has_another_date() -> None:
    first = dated("Fair | 1921", "War | 1934")
    other = dated("War | 1935", "Peace | 1950")
    lines = [*first, "", "Others say:", "", *other]
    stopped = refused("timeline.between", *lines)
    assert stopped == [("one-answer", first[3]), ("one-answer", other[2])]
    agreeing = [*first, "", "Others say:", "", *other[:2], "| War | May 1934 |", other[3]]
    assert len(asked("timeline.between", *agreeing)) == 2
