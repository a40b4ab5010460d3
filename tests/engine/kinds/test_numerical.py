from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import InvalidResponse, Numerical, PublicView
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from quizapp.engine.numbers import write_number

EXACT = Context(prec=100)
HANDY = st.decimals(min_value=-(10**9), max_value=10**9, places=3)


def point(number: str, tolerance: str = "0", percent: bool = False, unit: str = "") -> Numerical:
    value = Decimal(number)
    return Numerical(value, value, Decimal(tolerance), percent, unit)


@pytest.mark.parametrize(
    "response",
    ["10.7 million", "10,700,000", "10 700 000", "1.07e7", "10.700.000", "1.07 \u00d7 10\u2077"],
)
def test_the_same_number_is_right_however_it_is_written(response: str) -> None:
    assert point("10700000").mark(response) == 1
    assert point("10700001").mark(response) == 0


@given(HANDY, HANDY, st.decimals(min_value=0, max_value=1000, places=3))
def test_the_bounds_belong_to_the_key(low: Decimal, high: Decimal, tolerance: Decimal) -> None:
    low, high = sorted((low, high))
    body = Numerical(low, high, tolerance)
    step = Decimal("0.001")
    bottom, top = low - tolerance, high + tolerance
    assert body.mark(write_number(bottom)) == body.mark(write_number(top)) == 1
    assert body.mark(write_number(bottom - step)) == body.mark(write_number(top + step)) == 0


@given(HANDY, st.decimals(min_value=0, max_value=200, places=2))
def test_a_percentage_is_one_of_the_magnitude(number: Decimal, percent: Decimal) -> None:
    body = Numerical(number, number, percent, percent=True)
    share = EXACT.divide(EXACT.multiply(abs(number), percent), Decimal(100))
    step = Decimal("1e-9")
    assert body.mark(write_number(number + share)) == body.mark(write_number(number - share)) == 1
    assert body.mark(write_number(number + share + step)) == 0
    assert body.mark(write_number(number - share - step)) == 0


def test_each_end_is_widened_by_its_own_percentage() -> None:
    body = Numerical(Decimal(100), Decimal(200), Decimal(10), percent=True)
    assert [body.mark(text) for text in ("89.9", "90", "220", "220.1")] == [0, 1, 1, 0]


def test_numbers_of_forty_digits_are_compared_exactly() -> None:
    body = point("1234567890123456789012345678901234567.891", "0.001")
    assert body.mark("1234567890123456789012345678901234567.892") == 0
    body = point("1234567890123456789012345678901.123456789", "1e-9")
    assert body.mark("1234567890123456789012345678901.12345679") == 1
    assert body.mark("1234567890123456789012345678901.123456791") == 0


@pytest.mark.parametrize(
    ("unit", "response", "mark"),
    [
        ("people", "5 People", 1),
        ("people", "5people", 1),
        ("people", "5", 1),
        ("people", "5 person", 0),
        ("$", "$5", 1),
        ("$", "5 $", 1),
        ("$", "$ 5", 1),
        ("$", "+$5", 1),
        ("$", "-$5", 0),
        ("$", "$", 0),
        ("%", "5%", 1),
        ("%", "5 \uff05", 1),
        ("", "5%", 0),
        ("\u00b0C", "5 \u2103", 1),
        ("\u00b0C", "5 \u00b0c", 1),
        ("m\u00b2", "5 m2", 1),
        ("m", "5 m", 1),
        ("m", "5 km", 0),
        ("EUR", "eur 5", 1),
        ("EUR", "eur5", 1),
        ("EUR", "euros 5", 0),
        ("people", "about 5", 0),
        ("people", "~5", 0),
    ],
)
def test_the_unit_may_stand_before_or_after_or_be_left_out(
    unit: str, response: str, mark: int
) -> None:
    assert point("5", unit=unit).mark(response) == mark


@pytest.mark.parametrize("response", ["-$5", "$-5", "\u2212$5", "-5 $", "\u20135"])
def test_a_sign_may_stand_before_the_unit(response: str) -> None:
    assert point("-5", unit="$").mark(response) == 1


def test_the_unit_is_read_before_a_scale_word() -> None:
    assert point("5", unit="m").mark("5m") == 1
    assert point("5000000").mark("5m") == 1
    assert point("5000000", unit="N").mark("5 mn") == 1
    assert point("5", unit="million").mark("5 million") == 1
    assert point("5000000", unit="people").mark("5 million people") == 1


def test_the_hint_says_that_a_number_is_not_understood() -> None:
    body = point("5", unit="km")
    assert body.hint("5 km") == body.hint("7,5") == body.hint("") == ""
    assert body.hint("five km").startswith("This cannot be read as a number.")


def test_the_typed_text_is_kept() -> None:
    body = point("5", unit="km")
    assert body.parse([" 1\u00a0000 "], 1) == "1\u00a0000"
    assert body.parse([""], 1) is None
    assert body.public_view(1) == PublicView("number", unit="km")
    with pytest.raises(InvalidResponse):
        body.parse(["1", "2"], 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (point("10700000", unit="people"), "10,700,000 people"),
        (point("1943"), "1943"),
        (Numerical(Decimal("10"), Decimal("12.50"), unit="%"), "10 to 12.5%"),
        (point("100", "5", percent=True), "100 (accepted: 95 to 105)"),
        (point("-100", "5", percent=True, unit="m"), "-100 m (accepted: -105 to -95 m)"),
        (point("5", "0.50", unit="$"), "$5 (accepted: $4.5 to 5.5)"),
        (point("0", "5", percent=True), "0"),
    ],
)
def test_the_review_says_what_is_accepted(body: Numerical, expected: str) -> None:
    review = body.review("x")
    assert (review.given, review.expected) == ("x", expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (point("5"), []),
        (point("1e30"), []),
        (point("1e31"), [("correct", "out_of_range")]),
        (point("1e-31"), [("correct", "out_of_range")]),
        (point("nan"), [("correct", "out_of_range")]),
        (point("1" * 31 + "." + "1" * 10), [("correct", "out_of_range")]),
        (Numerical(Decimal(2), Decimal("inf")), [("correct", "out_of_range")]),
        (Numerical(Decimal(2), Decimal(1)), [("correct", "order")]),
        (Numerical(Decimal("-inf"), Decimal(2)), [("correct", "out_of_range")]),
        (point("5", "-1"), [("tolerance", "unreadable")]),
        (point("5", "nan"), [("tolerance", "unreadable")]),
        (point("5", unit="x" * 40), []),
        (point("5", unit="x" * 41), [("unit", "too_long")]),
        (point("5", unit="a\0"), [("unit", "control_character")]),
        (point("5", unit="10 km"), [("unit", "unreadable")]),
        (point("5", unit="-"), [("unit", "unreadable")]),
        (point("5", unit=" m"), [("unit", "spaces"), ("unit", "unreadable")]),
    ],
)
def test_faults(body: Numerical, expected: list[tuple[str, str]]) -> None:
    assert [(fault.field, fault.code) for fault in body.faults()] == expected


@pytest.mark.parametrize(
    ("cells", "body"),
    [
        (Cells(correct="10.7 million"), point("10700000")),
        (Cells(correct="-5..5"), Numerical(Decimal(-5), Decimal(5))),
        (Cells(correct="5", tolerance="0,5"), point("5", "0.5")),
        (Cells(correct="5", tolerance="5 %"), point("5", "5", percent=True)),
        (Cells(correct="5", unit="km"), point("5", unit="km")),
    ],
)
def test_cells(cells: Cells, body: Numerical) -> None:
    assert Numerical.from_cells(cells) == body


def test_cells_are_written_as_short_as_possible() -> None:
    assert point("5.00").to_cells() == Cells(correct="5")
    body = Numerical(Decimal(1), Decimal(2), Decimal(5), percent=True, unit="$")
    assert body.to_cells() == Cells(correct="1..2", tolerance="5%", unit="$")


@pytest.mark.parametrize(
    ("cells", "field", "message"),
    [
        (Cells(correct="ten"), "correct", '"ten" is no number'),
        (Cells(), "correct", "An empty cell is no number"),
        (Cells(correct="5..1"), "correct", "lower end first"),
        (Cells(correct="5", tolerance="5 percent"), "tolerance", '"5 percent" is not a tolerance'),
        (Cells(correct="5", tolerance="%"), "tolerance", '"%" is not a tolerance'),
    ],
)
def test_unreadable_cells(cells: Cells, field: str, message: str) -> None:
    with pytest.raises(UnreadableCells, match=message) as caught:
        Numerical.from_cells(cells)
    assert [fault.field for fault in caught.value.faults] == [field]
