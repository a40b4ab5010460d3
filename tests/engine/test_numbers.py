from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.engine.numbers import is_writable, read_number, read_range, show_number, write_number
from tests.engine.strategies import numbers

GROUPS = [",", " ", "\u00a0", "\u2009", "\u202f", "'", "\u2019"]


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(st.sampled_from("0123456789.,' +-e\u2212x\u00d710^km%\u0663\u00b2"), max_size=200),
        st.text(st.sampled_from("19.,' "), max_size=30).map(lambda text: text + " million"),
    )
)
def test_any_text_is_a_bounded_number_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or is_writable(number)


@given(numbers())
def test_a_written_number_reads_back(number: Decimal) -> None:
    assert read_number(write_number(number)) == number
    assert read_number(show_number(number)) == number


@given(st.integers(-(10**30), 10**30), st.sampled_from(GROUPS), st.sampled_from(["", ".25"]))
def test_groups_of_three_make_no_difference(number: int, group: str, decimals: str) -> None:
    written = f"{number:,}".replace(",", group) + decimals
    assert read_number(written) == Decimal(f"{number}{decimals}")


@given(st.integers(-(10**30), 10**30).filter(lambda number: abs(number) >= 10**6))
def test_two_groups_of_points_are_thousands(number: int) -> None:
    assert read_number(f"{number:,}".replace(",", ".")) == number
    assert read_number(f"{number:,}".replace(",", ".") + ",5") == Decimal(f"{number}.5")


@given(
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.sampled_from(
        [
            *(("k", 3), ("thousand", 3), ("thousands", 3)),
            *(("m", 6), ("mn", 6), ("mio", 6), ("million", 6), ("millions", 6)),
            *(("bn", 9), ("billion", 9), ("billions", 9)),
            *(("tn", 12), ("trillion", 12), ("trillions", 12)),
        ]
    ),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from(["", " ", "\u00a0"]),
)
def test_a_scale_word_multiplies(
    number: Decimal, scale: tuple[str, int], case: type[str], space: str
) -> None:
    name, exponent = scale
    assert read_number(f"{number}{space}{case(name)}") == number * 10**exponent


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10.7 million", "10700000"),
        ("10,7 million", "10700000"),
        ("1,234 million", "1234000000"),
        ("1.07e7", "10700000"),
        ("1.07E+07", "10700000"),
        ("107e-2", "1.07"),
        ("1.07 x 10^7", "10700000"),
        ("1.07*10^7", "10700000"),
        ("1.07\u00d710\u2077", "10700000"),
        ("1.07 \u00b7 10\u207b\u2077", "0.000000107"),
        ("\u22125", "-5"),
        ("\u20135", "-5"),
        ("+5", "5"),
        ("-.5", "-0.5"),
        ("-0", "0"),
        ("0e5", "0"),
        ("007", "7"),
        ("5.", "5"),
        (".5", "0.5"),
        ("0,32", "0.32"),
        ("0,320", "0.32"),
        ("1234,5", "1234.5"),
        ("1234,567", "1234.567"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("10 700,5", "10700.5"),
        ("1'234.5", "1234.5"),
        ("\uff11\uff12\uff0e\uff15", "12.5"),
        ("\u0661\u0662\u066b\u0665", "12.5"),
        ("\u0661\u066c\u0662\u0663\u0664", "1234"),
        ("\U0001d7cf", "1"),
        ("  5\n", "5"),
        ("9" * 31, "9" * 31),
        ("9" * 31 + "." + "9" * 9, "9" * 31 + "." + "9" * 9),
        ("9e30", "9e30"),
        ("1e-30", "1e-30"),
    ],
)
def test_understood(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".",
        ",",
        ",5",
        "five",
        "~5",
        "about 5",
        "5%",
        "$5",
        "5 people",
        "- 5",
        "--5",
        "1-2",
        "1..2",
        "1.2.3",
        "1,2,3",
        "1,23,456",
        "0,320,000",
        "012,345",
        "1,234 567",
        "1 23",
        "1  234",
        "1.234.567.89",
        "1/2",
        "\u00bd",
        "5\u00bd",
        "5\u00b2",
        "5\u1d4f",
        "\u2167",
        "10\u2077",
        "10^7",
        "5 x 10",
        "5e",
        "5 e3",
        "1e3 million",
        "5 million million",
        "inf",
        "nan",
        "0x10",
        "1_000",
        "1e31",
        "1e-31",
        "1e9999999",
        "10e30",
        "9" * 41,
        "9" * 32,
        "9e30 k",
        "5" + " " * 200,
        "\ud800",
    ],
)
def test_not_understood(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("5", ("5", "5")),
        ("1..2", ("1", "2")),
        ("-2 .. -1", ("-2", "-1")),
        ("1.5..1.6 million", ("1.5", "1600000")),
        ("1..1", ("1", "1")),
    ],
)
def test_ranges(text: str, ends: tuple[str, str]) -> None:
    assert read_range(text) == (Decimal(ends[0]), Decimal(ends[1]))


@pytest.mark.parametrize(
    "text", ["", "..", "1..", "..2", "2..1", "1..2..3", "1...5", "a..b", "1-2"]
)
def test_no_ranges(text: str) -> None:
    assert read_range(text) is None


@pytest.mark.parametrize(
    ("number", "written", "shown"),
    [
        ("10700000", "10700000", "10,700,000"),
        ("1.07E+7", "10700000", "10,700,000"),
        ("1943", "1943", "1943"),
        ("-12345.60", "-12345.6", "-12,345.6"),
        ("10000", "10000", "10,000"),
        ("0.000", "0", "0"),
        ("100", "100", "100"),
        ("1.5e-30", "0." + "0" * 29 + "15", "0." + "0" * 29 + "15"),
        ("1.2345678901234e-30", "1.2345678901234e-30", "1.2345678901234e-30"),
    ],
)
def test_written_and_shown(number: str, written: str, shown: str) -> None:
    assert write_number(Decimal(number)) == written
    assert show_number(Decimal(number)) == shown


@pytest.mark.parametrize("number", ["inf", "nan", "1e31", "1e-31", "1" * 41])
def test_out_of_bounds(number: str) -> None:
    assert not is_writable(Decimal(number))
