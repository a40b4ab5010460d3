"""What is asked about one number of a table or of a line, and what is refused."""

from decimal import Decimal

import pytest

from quizapp.engine.kinds import Numerical, SingleChoice
from quizapp.engine.question import Question
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

VILLAGES = [
    "# Villages of Examplia",
    "",
    "## In winter",
    "",
    "| Village | Guides | Income |",
    "|---|---|---|",
    "| Ober | 1,240 | $4.5 million |",
    "| Nieder | 383 | $3-3.5 million |",
    "| Ausser | 416* | $2.7 million |",
    "| Moos | 640 | over $1 million |",
    "| Total | 2,679 | |",
    "",
    "\\* Without children.",
]


def column(*cells: str, header: str = "Guides") -> list[str]:
    """A table of one number for each of several villages, A to Z."""
    rows = (f"| {chr(65 + number)} | {cell} |" for number, cell in enumerate(cells))
    return [f"| Village | {header} |", "|---|---|", *rows]


def of(subject: str, form: str, *lines: str) -> Question:
    """The question of this form that is on one subject."""
    (question,) = (q for q in asked(form, *lines) if f"“{subject}”" in q.stem)
    return question


def key(cell: str, *more: str) -> Numerical:
    """The body of the question for a typed number of a village."""
    return body_of(of("A", "figure.number", *column(cell, *more, "77")), Numerical)


# A value, chosen


def test_a_value_is_asked_for_among_those_of_its_column() -> None:
    proposal = made("figure.value", *VILLAGES)[0]
    question = proposal.question
    assert question.key == "figure-value-ober-guides"
    assert question.stem == "In winter: which value is given for “Ober” under “Guides”?"
    assert key_of(question) == "1,240"
    assert set(others_of(question)) == {"383", "416", "640"}
    assert question.explanation == "“Guides” – Ober: 1,240."
    assert question.source.locator == "In winter, row 1, Guides"
    assert question.source.quote == VILLAGES[6]
    assert [(place.row, place.column) for place in proposal.places] == [(0, 0), (0, 1)]
    rows = {"1,240": 0, "383": 1, "416": 2, "640": 3}
    for text, place in zip(options_of(question), proposal.option_places, strict=True):
        assert place is not None and (place.table, place.column) == (0, 1)
        assert place.row == rows[text]
    body = body_of(question, SingleChoice)
    feedback = dict(zip(body.options, [*body.feedback, ""], strict=False))
    assert feedback["640"] == "This is the value of “Moos”."


@pytest.mark.parametrize("form", ["figure.value", "figure.number"])
def test_a_footnote_stands_in_the_explanation(form: str) -> None:
    lines = [*column("383", "416*", "640", "1,240"), "", "\\* Without children."]
    found = [question.explanation for question in asked(form, *lines)]
    assert found[1] == "“Guides” – B: 416. Without children."
    assert [text for text in found if "Without" in text] == [found[1]]


def test_the_nearest_values_by_size_stand_beside_the_key() -> None:
    cells = ["5", "12", "19,000", "140", "170", "1,900", "900,000"]
    lines = column(*cells)
    assert set(others_of(of("E", "figure.value", *lines))) == {"140", "12", "1,900"}
    assert set(others_of(of("C", "figure.value", *lines))) == {"1,900", "170", "900,000"}


def test_only_values_of_one_sort_stand_side_by_side() -> None:
    cells = ["12%", "37%", "52%", "$41", "about 33%", "20–25%", "over 90%", "71%"]
    lines = column(*cells)
    assert set(others_of(of("B", "figure.value", *lines))) == {"12%", "52%", "71%"}
    ranges = column("3-3.5 million", "5-6 million", "8-9 million", "4.5 million", "7 million")
    assert set(others_of(of("A", "figure.value", *ranges))) == {"5-6 million", "8-9 million"}


def test_values_that_cannot_be_told_apart_do_not_stand_side_by_side() -> None:
    cells = ["416,800", "0.4168 million", "417 thousand", "0.9 million", "0.1 million", "5,200"]
    wrong = others_of(of("A", "figure.value", *column(*cells)))
    assert set(wrong) == {"0.9 million", "0.1 million", "5,200"}
    twins = others_of(of("F", "figure.value", *column(*cells)))
    assert len({"416,800", "0.4168 million", "417 thousand"} & set(twins)) == 1


def test_a_value_within_a_range_is_no_wrong_answer() -> None:
    ranges = column("3-5 million", "4-6 million", "7-8 million", "9-10 million", "20-30 million")
    wrong = others_of(of("A", "figure.value", *ranges))
    assert set(wrong) == {"7-8 million", "9-10 million", "20-30 million"}


def test_values_are_made_up_where_the_column_has_too_few() -> None:
    lines = column("1,240", "383", "416")
    proposal = next(p for p in made("figure.value", *lines) if key_of(p.question) == "1,240")
    (made_up,) = proposal.made_up
    assert set(others_of(proposal.question)) == {"383", "416", made_up}
    assert len(made_up) == 5 and made_up[1] == "," and made_up.endswith("0")
    body = body_of(proposal.question, SingleChoice)
    said = [text for text in body.feedback if "does not give" in text]
    assert said == ["The article does not give this number for it."]
    assert made("figure.value", *column("1,240", "383", "416", "640"))[0].made_up == ()


def test_a_made_up_value_is_none_of_the_column() -> None:
    lines = column("40%", "16%", "22%", "28%", "34%")
    for proposal in made("figure.value", *lines):
        assert not set(proposal.made_up) & {"40%", "16%", "22%", "28%", "34%"}


def test_a_bound_beside_it_does_not_keep_values_from_being_made_up() -> None:
    assert [q.key for q in asked("figure.value", *column("$4.5 million", "over $1 million"))] == [
        "figure-value-a-guides"
    ]


def test_a_value_that_nothing_can_stand_beside_is_refused() -> None:
    lines = column("3-3.5 million", "700", "800", "900")
    assert refused("figure.value", *lines) == [("siblings", lines[2])]


@pytest.mark.parametrize("form", ["figure.value", "figure.number"])
def test_a_value_with_a_bound_is_not_asked_for(form: str) -> None:
    lines = column("over 300", "700", "up to 800", "900", "950", "150")
    assert refused(form, *lines) == [("one-answer", lines[2]), ("one-answer", lines[4])]
    assert len(asked(form, *lines)) == 4


@pytest.mark.parametrize("form", ["figure.value", "figure.number"])
def test_a_subject_in_two_rows_is_not_asked_for(form: str) -> None:
    lines = [*column("300", "700", "800", "900"), "| a. | 600 |"]
    assert refused(form, *lines) == [("one-answer", lines[2]), ("one-answer", lines[6])]
    assert len(asked(form, *lines)) == 3


def test_totals_and_averages_are_not_asked_for() -> None:
    names = ["Ober", "Total", "Grand total", "World", "All villages", "Average", "Others", "Sum"]
    rows = [f"| {name} | {100 + 37 * number} |" for number, name in enumerate(names)]
    lines = ["| Village | Guides |", "|---|---|", *rows, "| Totalberg | 12 |", "| Moos | 19 |"]
    found = {question.key for question in asked("figure.number", *lines)}
    assert found == {
        "figure-number-ober-guides",
        "figure-number-totalberg-guides",
        "figure-number-moos-guides",
    }


# A value, typed


def test_a_number_is_asked_for_to_be_typed() -> None:
    proposal = made("figure.number", *VILLAGES)[0]
    question = proposal.question
    assert question.key == "figure-number-ober-guides"
    assert question.stem == (
        "In winter: which number is given for “Ober” under “Guides”? "
        "Up to 5 % more or less is right."
    )
    assert question.body == Numerical(Decimal(1240), Decimal(1240), Decimal(5), percent=True)
    assert question.explanation == "“Guides” – Ober: 1,240."
    assert [(place.row, place.column) for place in proposal.places] == [(0, 0), (0, 1)]
    assert proposal.option_places == ()


def test_every_number_of_a_range_is_right() -> None:
    question = of("B", "figure.number", *column("$4.5 million", "$3-3.5 million", header="Income"))
    body = body_of(question, Numerical)
    assert question.stem == "Which number is given for “B” under “Income”? (in \\$)"
    assert body == Numerical(Decimal(3_000_000), Decimal(3_500_000), unit="$")
    answers = ["3 million", "$3.2 million", "3,500,000", "2.9 million", "3.6 million"]
    assert [body.mark(answer) for answer in answers] == [1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        ("640", Numerical(Decimal(640), Decimal(640))),
        ("6,400,000", Numerical(Decimal(6_400_000), Decimal(6_400_000))),
        ("641", Numerical(Decimal(641), Decimal(641), Decimal(5), percent=True)),
        ("13.7%", Numerical(Decimal("13.7"), Decimal("13.7"), Decimal(5), percent=True, unit="%")),
        ("about 300", Numerical(Decimal(300), Decimal(300), Decimal(10), percent=True)),
        ("12 km", Numerical(Decimal(12), Decimal(12), unit="km")),
        ("−12 °C", Numerical(Decimal(-12), Decimal(-12), unit="°C")),
        ("0", Numerical(Decimal(0), Decimal(0))),
    ],
)
def test_what_is_forgiven_depends_on_how_fine_a_number_is(cell: str, body: Numerical) -> None:
    assert key(cell) == body


def test_the_unit_and_what_is_forgiven_are_told() -> None:
    stems = [
        of("A", "figure.number", *column(cell, "77")).stem.partition("“Guides”?")[2]
        for cell in ("640", "641", "about 300", "12 km", "13.7%")
    ]
    assert stems == [
        "",
        " Up to 5 % more or less is right.",
        " Up to 10 % more or less is right.",
        " (in km)",
        " (in %) Up to 5 % more or less is right.",
    ]


def test_a_unit_too_long_to_be_typed_is_left_out() -> None:
    unit = "hundredweights of unprocessed industrial commodities"
    assert key(f"12 {unit}", f"19 {unit}").unit == ""
    assert key("12 barrels of oil", "19 barrels of oil").unit == "barrels of oil"


def test_signs_of_markdown_are_shown_as_they_are() -> None:
    lines = ["## A*B", "", "| Village | Me*n |", "|---|---|", "| O*r | 12 |", "| Moos | 19 |"]
    lines += ["| Tal | 25 |"]
    question = asked("figure.value", *lines)[0]
    assert question.stem == r"A\*B: which value is given for “O\*r” under “Me\*n”?"
    assert question.explanation == r"“Me\*n” – O\*r: 12."


# A line


def test_the_number_of_a_line_is_asked_for() -> None:
    lines = ["# Villages", "", "## Loads", "", "- 4,000 ropes & axes - most of them lost", "- mud"]
    proposal = only("figure.line", *lines)
    question = proposal.question
    assert question.key == "figure-line-ropes-axes"
    assert question.stem == "Loads: which number is given for “ropes & axes”?"
    assert question.body == Numerical(Decimal(4000), Decimal(4000))
    assert question.explanation == "“ropes & axes”: 4,000 ropes & axes. most of them lost."
    assert question.source.quote == "4,000 ropes & axes - most of them lost"
    (place,) = proposal.places
    assert (place.line, place.table, place.quote) == (5, None, question.source.quote)


@pytest.mark.parametrize(
    ("line", "stem", "body"),
    [
        ("Height: 1,243 ft", "Which number is given for “Height”? (in ft) Up to 5 %", "1243"),
        ("about 300 goats", "Which number is given for “goats”? Up to 10 %", "300"),
        ("8.5 million tons of bread", "Which number is given for “tons of bread”?", "8500000"),
        ("Price: $30", "Which number is given for “Price”? (in \\$)", "30"),
    ],
)
def test_lines_are_asked_with_their_unit(line: str, stem: str, body: str) -> None:
    (question,) = asked("figure.line", f"- {line}")
    assert question.stem.startswith(stem)
    assert body_of(question, Numerical).low == Decimal(body)


def test_a_line_with_a_bound_is_not_asked_for() -> None:
    lines = ["- over 300 goats", "- 400 pigs"]
    assert refused("figure.line", *lines) == [("one-answer", "over 300 goats")]
    assert len(asked("figure.line", *lines)) == 1


def test_of_two_lines_on_the_same_neither_is_asked_for() -> None:
    lines = ["- 300 goats", "- 400 pigs", "- 500 goats - brown"]
    stopped = [("one-answer", "300 goats"), ("one-answer", "500 goats - brown")]
    assert refused("figure.line", *lines) == stopped
    apart = ["## Moos", "", "- 300 goats", "", "## Tal", "", "- 500 goats"]
    assert [question.stem for question in asked("figure.line", *apart)] == [
        "Moos: which number is given for “goats”?",
        "Tal: which number is given for “goats”?",
    ]
