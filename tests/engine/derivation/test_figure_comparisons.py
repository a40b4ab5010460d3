"""What is asked about several numbers of a column, and what is refused."""

from decimal import Decimal

import pytest

from quizapp.engine.kinds import Numerical, Ordering, SingleChoice
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
    "| Village | Guides |",
    "|---|---|",
    "| Ober | 640 |",
    "| Nieder | 1,240 |",
    "| Ausser | 416* |",
    "| Moos | 383 |",
    "| Tal | 52 |",
    "| Total | 2,731 |",
    "",
    "\\* Without children.",
]
RANKED = "Nieder: 1,240; Ober: 640; Ausser: 416; Moos: 383"


def column(*cells: str, header: str = "Guides") -> list[str]:
    """A table of one number for each of several villages, A to Z."""
    rows = (f"| {chr(65 + number)} | {cell} |" for number, cell in enumerate(cells))
    return [f"| Village | {header} |", "|---|---|", *rows]


def keys(form: str, *lines: str) -> list[str]:
    return [key_of(question) for question in asked(form, *lines)]


# Highest and lowest


def test_the_highest_is_asked_for_among_those_next_to_it() -> None:
    proposal = only("figure.largest", *VILLAGES)
    question = proposal.question
    assert question.key == "figure-largest-guides-in-winter"
    assert question.stem == "In winter: which of these has the highest value under “Guides”?"
    assert key_of(question) == "Nieder"
    assert set(others_of(question)) == {"Ober", "Ausser", "Moos"}
    assert question.explanation == f"“Guides” – {RANKED}. Without children."
    assert question.source.locator == "In winter, rows 1, 2, 3 and 4, Guides"
    rows = {"Ober": 0, "Nieder": 1, "Ausser": 2, "Moos": 3}
    cells = [(rows[text], 1) for text in options_of(question)]
    assert [(place.row, place.column) for place in proposal.places] == cells
    origins = [place for place in proposal.option_places if place]
    assert [(place.row, place.column) for place in origins] == [(row, 0) for row, _ in cells]
    feedback = body_of(question, SingleChoice).feedback
    assert set(feedback) - {""} == {"Ober: 640", "Ausser: 416", "Moos: 383"}


def test_the_lowest_is_asked_for_among_those_next_to_it() -> None:
    question = only("figure.smallest", *VILLAGES).question
    assert question.stem == "In winter: which of these has the lowest value under “Guides”?"
    assert key_of(question) == "Tal"
    assert set(others_of(question)) == {"Moos", "Ausser", "Ober"}


@pytest.mark.parametrize(
    ("form", "cells", "gate"),
    [
        ("figure.largest", ["640", "52"], "siblings"),
        ("figure.smallest", ["640", "52"], "siblings"),
        ("figure.largest", ["0.4168 million", "416,800", "52"], "tolerance"),
        ("figure.largest", ["640", "about 640", "52"], "tolerance"),
        ("figure.largest", ["600-700 km", "650-800 km", "52 km"], "tolerance"),
        ("figure.smallest", ["640", "52.1", "52"], "tolerance"),
        ("figure.largest", ["over 640", "600", "52"], "siblings"),
        ("figure.largest", ["$640", "600", "52"], "siblings"),
    ],
)
def test_an_end_that_is_not_certain_is_not_asked_for(
    form: str, cells: list[str], gate: str
) -> None:
    assert [gate for gate, _ in refused(form, *column(*cells))] == [gate]
    assert asked(form, *column(*cells)) == []


def test_two_that_are_equal_elsewhere_leave_the_ends_certain() -> None:
    lines = column("640", "383", "383", "52")
    assert keys("figure.largest", *lines) == ["A"] and keys("figure.smallest", *lines) == ["D"]


def test_only_numbers_of_the_most_common_unit_are_compared() -> None:
    lines = column("$640", "52", "$383", "$12", "9,999")
    (question,) = asked("figure.largest", *lines)
    assert key_of(question) == "A" and set(others_of(question)) == {"C", "D"}


@pytest.mark.parametrize("form", ["figure.largest", "figure.smallest", "figure.rank"])
def test_totals_and_doubled_rows_are_not_compared(form: str) -> None:
    rows = ["| Total | 9,999 |", "| Average | 3 |", "| A. | 8,888 |"]
    lines = [*column("640", "383", "97", "52"), *rows]
    (question,) = asked(form, *lines)
    assert set(options_of(question)) == {"B", "C", "D"}


# Two


def test_the_higher_of_two_is_asked_for() -> None:
    proposals = made("figure.compare", *VILLAGES)
    assert len(proposals) == 2
    proposal = next(p for p in proposals if key_of(p.question) == "Nieder")
    question = proposal.question
    assert question.key == "figure-compare-nieder-ober-guides"
    assert question.stem == "In winter: which of these two has the higher value under “Guides”?"
    assert others_of(question) == ["Ober"]
    assert question.explanation == "“Guides” – Nieder: 1,240; Ober: 640."
    other = next(p for p in proposals if key_of(p.question) == "Ausser")
    assert others_of(other.question) == ["Moos"]


def test_two_that_cannot_be_told_apart_are_not_compared() -> None:
    lines = column("416,800", "0.4168 million", "97", "52")
    assert refused("figure.compare", *lines) == [("tolerance", lines[2])]
    assert keys("figure.compare", *lines) == ["C"]


# Rank


def test_subjects_are_put_in_order_the_highest_first() -> None:
    proposal = only("figure.rank", *VILLAGES)
    question = proposal.question
    assert question.stem == "In winter: put these in order by “Guides”, the highest first."
    assert body_of(question, Ordering).items == ("Nieder", "Ober", "Ausser", "Moos", "Tal")
    assert question.explanation == f"“Guides” – {RANKED}; Tal: 52. Without children."
    rows = [1, 0, 2, 3, 4]
    assert [(place.row, place.column) for place in proposal.places] == [(row, 1) for row in rows]
    origins = [place for place in proposal.option_places if place]
    assert [(place.row, place.column) for place in origins] == [(row, 0) for row in rows]
    assert len(proposal.facts) == 5


def test_long_columns_are_put_in_order_by_groups() -> None:
    lines = column(*(str(1001 - 37 * number) for number in range(9)))
    orders = ["".join(options_of(question)) for question in asked("figure.rank", *lines)]
    assert orders == ["ABCD", "EFGHI"]
    assert asked("figure.rank", *column("640", "383")) == []


def test_what_cannot_be_told_apart_is_not_put_in_order() -> None:
    lines = column("416,800", "0.4168 million", "97", "52", "52")
    (question,) = asked("figure.rank", *lines)
    assert options_of(question) == ["A", "C", "D"]
    assert refused("figure.rank", *lines) == [("tolerance", lines[3]), ("tolerance", lines[6])]


# Difference


def test_the_difference_of_two_numbers_is_asked_for() -> None:
    proposal = made("figure.difference", *VILLAGES)[0]
    question = proposal.question
    assert question.key == "figure-difference-nieder-ober-guides"
    assert question.stem == (
        "In winter: by how much is “Guides” higher for “Nieder” than for “Ober”?"
    )
    assert question.body == Numerical(Decimal(600), Decimal(600), Decimal(10))
    assert question.explanation == "“Guides” – Nieder: 1,240; Ober: 640."
    cells = [(place.row, place.column) for place in proposal.places]
    assert cells == [(1, 0), (1, 1), (0, 0), (0, 1)]
    assert proposal.option_places == ()


def difference(*cells: str) -> Numerical | None:
    questions = asked("figure.difference", *column(*cells))
    return body_of(questions[0], Numerical) if questions else None


@pytest.mark.parametrize(
    ("cells", "body"),
    [
        (["$4.5 million", "$2.7 million"], ("1800000", "100000", "$")),
        (["2.7 million", "4.5 million"], ("1800000", "100000", "")),
        (["641 km", "383 km"], ("258", "1", "km")),
        (["640 km", "380 km"], ("260", "10", "km")),
        (["13.7%", "10.2%"], ("3.5", "0.1", "%")),
    ],
)
def test_a_difference_is_as_exact_as_its_numbers(
    cells: list[str], body: tuple[str, str, str]
) -> None:
    key, tolerance, unit = Decimal(body[0]), Decimal(body[1]), body[2]
    assert difference(*cells) == Numerical(key, key, tolerance, unit=unit)


@pytest.mark.parametrize(
    "cells",
    [
        ["640", "0"],
        ["640", "−12"],
        ["640", "63"],
        ["4.5 million", "4.4 million"],
        ["640", "640"],
    ],
)
def test_a_difference_that_tells_little_is_not_asked_for(cells: list[str]) -> None:
    lines = column(*cells)
    assert refused("figure.difference", *lines) == [("tolerance", lines[2])]
    assert difference(*cells) is None


@pytest.mark.parametrize("cell", ["about 640", "600 to 700", "over 640", "$640"])
def test_only_exact_numbers_of_one_unit_are_calculated_with(cell: str) -> None:
    for form in ("figure.difference", "figure.ratio"):
        lines = column(cell, "383", "240")
        assert all("“A”" not in question.stem for question in asked(form, *lines))
        assert len(asked(form, *lines)) == 1


def test_pairs_are_taken_as_the_table_goes() -> None:
    lines = column("383", "640", "1,240", "2,500", "77")
    stems = [question.stem for question in asked("figure.difference", *lines)]
    assert stems == [
        "By how much is “Guides” higher for “B” than for “A”?",
        "By how much is “Guides” higher for “D” than for “C”?",
    ]


def test_the_unit_of_a_difference_is_told() -> None:
    (question,) = asked("figure.difference", *column("640 km", "383 km"))
    assert question.stem.endswith("for “B”? (in km)")
    unit = "hundredweights of unprocessed industrial commodities"
    (question,) = asked("figure.difference", *column(f"640 {unit}", f"383 {unit}"))
    assert question.stem.endswith("for “B”?") and body_of(question, Numerical).unit == ""


@pytest.mark.parametrize("cells", [["1.9e-30", "1.5e-30"], ["4.5e-30", "1.5e-30"]])
def test_a_difference_too_small_to_be_kept_is_not_asked_for(cells: list[str]) -> None:
    assert refused("figure.difference", *column(*cells)) == [("tolerance", f"| A | {cells[0]} |")]
    assert difference("4.5e-20", "1.5e-20") is not None


# Ratio


def test_the_ratio_of_two_numbers_is_asked_for() -> None:
    proposal = made("figure.ratio", *VILLAGES)[0]
    question = proposal.question
    assert question.key == "figure-ratio-nieder-ober-guides"
    assert question.stem == (
        "In winter: how many times as high is “Guides” for “Nieder” as for “Ober”? "
        "Up to 10 % more or less is right."
    )
    assert question.body == Numerical(Decimal("1.9"), Decimal("1.9"), Decimal(10), percent=True)
    cells = [(place.row, place.column) for place in proposal.places]
    assert cells == [(1, 0), (1, 1), (0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("cells", "ratio"),
    [
        (["640", "427"], "1.5"),
        (["1,200", "12"], "100.0"),
        (["383", "640"], "1.7"),
        (["$4.5 million", "$1.1 million"], "4.1"),
    ],
)
def test_a_ratio_is_rounded_to_a_tenth(cells: list[str], ratio: str) -> None:
    (question,) = asked("figure.ratio", *column(*cells))
    assert body_of(question, Numerical).low == Decimal(ratio)


@pytest.mark.parametrize(
    "cells",
    [
        ["640", "0"],
        ["640", "−12"],
        ["640", "600"],
        ["1,300", "12"],
        ["64", "7"],
        ["7", "3"],
        ["64%", "12%"],
        ["64 °C", "12 °C"],
        ["9" * 9 + "e20", "1.5e-20"],
    ],
)
def test_a_ratio_that_tells_little_is_not_asked_for(cells: list[str]) -> None:
    lines = column(*cells)
    assert refused("figure.ratio", *lines) == [("tolerance", lines[2])]
    assert asked("figure.ratio", *lines) == []
