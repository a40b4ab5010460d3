from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.quantities import (
    Quantity,
    equal_within,
    read_measure,
    read_quantity,
    split_footnotes,
)
from quizapp.engine.numbers import is_writable

SCALES = {"": 0, " thousand": 3, " million": 6, " Million": 6, "m": 6, " billion": 9, "bn": 9}
APPROXIMATE = ["about ", "around ", "c. ", "~", "approximately ", "nearly ", "almost ", "roughly "]
OVER = ["over ", "more than ", "at least ", ">", "≥ ", "No fewer than "]
UNDER = ["up to ", "less than ", "fewer than ", "under ", "at most ", "<"]
WORDS = (
    "1 3.5 20 1,234 1.234.567 0,5 007 -4 −12 + million bn m k thousand % °C km² kg $ US$ EUR € "
    "over up to about c. from between and - – to tons of food & jeeps BC pm June 1941 * [a] ¹ "
    "² x10^7 ×10⁷ e3 e99 ( ) / ſ ı deaths "
)

decimals = st.decimals(min_value=-9999, max_value=9999, places=2)
numbers = st.one_of(decimals, st.integers(-(10**7), 10**7).map(Decimal))


def shown(number: Decimal, minus: str = "-") -> str:
    return f"{number:,}".replace("-", minus)


@given(
    numbers,
    st.sampled_from(["-", "−"]),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(["{}", "${}", "US${}", "€ {}", "EUR {}"]),
    st.sampled_from(["", *APPROXIMATE]),
    st.sampled_from([("", ""), *((w, "over") for w in OVER), *((w, "under") for w in UNDER)]),
    st.sampled_from(["", "*", "†", "[a]", "[^3]", " *"]),
)
def test_a_quantity_is_read_in_every_form(
    number: Decimal,
    minus: str,
    scale: str,
    money: str,
    about: str,
    bound: tuple[str, str],
    mark: str,
) -> None:
    if scale == "m" and money == "{}":
        money = "${}"
    text = bound[0] + about + money.format(shown(number, minus) + scale)
    quantity = read_quantity(text + mark)
    assert quantity is not None
    assert quantity.low == quantity.high == number.scaleb(SCALES[scale])
    assert (quantity.bound, quantity.approximate) == (bound[1], about != "")
    assert quantity.unit == money.replace("{}", "").strip()
    assert quantity.scale == SCALES[scale]
    assert quantity.text == text
    assert quantity.footnotes == ((mark.strip(),) if mark else ())
    assert not number or quantity.decimals == (2 if "." in str(number) else 0)


@given(
    st.integers(0, 999),
    st.integers(0, 999),
    st.sampled_from(["-", "–", " – ", " - ", " to "]),
    st.sampled_from([" million", " bn", "%", " °C", " km", " tons", " people"]),
    st.sampled_from(["{}{}{}", "about {}{}{}", "${}{}{}"]),
)
def test_a_range_is_read_in_every_form(
    low: int, high: int, dash: str, after: str, form: str
) -> None:
    power = {" million": 6, " bn": 9}.get(after, 0)
    form = form if power else form.removeprefix("$")
    quantity = read_quantity(form.format(low, dash, high) + after)
    assert (quantity is None) == (low >= high)
    assert quantity is None or quantity.low == Decimal(low).scaleb(power)
    assert quantity is None or quantity.high == Decimal(high).scaleb(power)
    unit = "" if power else after.strip()
    assert quantity is None or quantity.unit.removeprefix("$").strip() == unit


@given(numbers, st.lists(st.sampled_from(["tons", "of", "food", "&", "aid"]), max_size=8))
def test_a_phrase_is_the_unit_of_a_measure(number: Decimal, words: list[str]) -> None:
    phrase = " ".join(["tonnage", *words[:7]])
    quantity = read_measure(f"{shown(number)} {phrase}")
    assert quantity and quantity.low == number and quantity.unit == phrase
    assert read_measure(f"{shown(number)} {phrase} {' '.join(['more'] * 8)}") is None
    assert read_quantity(f"{shown(number)} {phrase}") is None


texts = st.one_of(
    st.text(max_size=220),
    st.lists(st.sampled_from(WORDS.split()), max_size=8).flatmap(
        lambda words: st.sampled_from(["".join(words), " ".join(words)])
    ),
)


@given(texts)
def test_any_text_is_a_bounded_quantity_or_none(text: str) -> None:
    quantity, measure = read_quantity(text), read_measure(text)
    assert quantity is None or quantity == measure
    if measure:
        assert measure.low <= measure.high
        assert is_writable(measure.low) and is_writable(measure.high)
        assert measure.digits >= 1 and measure.decimals >= 0
        assert equal_within(measure, measure)
        again = read_measure(measure.text)
        assert again and again.footnotes == () and again.low == measure.low


@given(st.text(max_size=50), st.lists(st.sampled_from(["*", "†", "[a]", "[12]", "[^x]"])))
def test_footnotes_come_off(text: str, marks: list[str]) -> None:
    plain, found = split_footnotes("word" + "".join(f"{mark} a" for mark in marks))
    assert plain == "word" + " a" * len(marks) and found == tuple(marks)
    assert len(split_footnotes(text)[0]) <= len(text)


UNDERSTOOD = {
    "10.7 million": "10700000",
    "10,7 million": "10700000",
    "10.7m*": "",
    "383,600": "383600",
    "416,800": "416800",
    "1,700": "1700",
    "0.4168 million": "416800",
    "1 000 000": "1000000",
    "10\u00a0700,5": "10700.5",
    "13.7%": "13.7 %",
    "0.94 %": "0.94 %",
    "10 per cent": "10 per cent",
    "2.7 million*": "2700000",
    "3-3.5 million": "3000000..3500000",
    "3 to 3.5 million": "3000000..3500000",
    "between 3 and 3.5 million": "3000000..3500000",
    "from 3 to 3.5 million": "3000000..3500000",
    "3 million–4 million": "3000000..4000000",
    "500,000 to 1 million": "500000..1000000",
    "600 thousand to 1 million": "600000..1000000",
    "20-27 million": "20000000..27000000",
    "15-20%": "15..20 %",
    "15%–20%": "15..20 %",
    "12 to 15": "12..15",
    "1,200–1,500": "1200..1500",
    "3.5–4.2": "3.5..4.2",
    "1200–1500 km": "1200..1500 km",
    "-5–5 °C": "-5..5 °C",
    "−5 to −2 °C": "-5..-2 °C",
    "$3–4 billion": "3000000000..4000000000 $",
    "$3 to $4": "3..4 $",
    "over 1 million": "1000000 over",
    "1,000+": "1000 over",
    "1 million+": "1000000 over",
    "Up to 20%": "20 % under",
    "at least about 5": "5 over ~",
    "nearly 1 million": "1000000 ~",
    "some 22,000": "22000 ~",
    "an estimated 5 million": "5000000 ~",
    "c. 1200": "1200 ~",
    "$4.5bn": "4500000000 $",
    "$4.5b": "4500000000 $",
    "$10m": "10000000 $",
    "€3.2 M": "3200000 €",
    "US$4.5 billion": "4500000000 US$",
    "£5": "5 £",
    "-$5": "-5 $",
    "$-5": "-5 $",
    "5 €": "5 €",
    "USD 100": "100 USD",
    "100 US dollars": "100 US dollars",
    "−12 °C": "-12 °C",
    "37.5°C": "37.5 °C",
    "12 km²": "12 km²",
    "12 sq km": "12 sq km",
    "8,848 metres": "8848 metres",
    "120 km/h": "120 km/h",
    "5kg": "5 kg",
    "16 GB": "16 GB",
    "10k": "10000",
    "10M": "10000000",
    "872 days": "872 days",
    "1.07e7": "10700000",
    "1.07 x 10^7": "10700000",
    "1.5×10⁸ km": "150000000 km",
    "1941": "1941",
    "0": "0",
    "0.00": "0",
    "+5": "5",
    "100": "100",
    "7": "7",
}


def written(quantity: Quantity) -> str:
    ends = [f"{quantity.low.normalize():f}", f"{quantity.high.normalize():f}"]
    about = "~" if quantity.approximate else ""
    number = "..".join(dict.fromkeys(ends))
    return " ".join(filter(None, [number, quantity.unit, quantity.bound, about]))


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD.items())
def test_understood(text: str, expected: str) -> None:
    quantity = read_quantity(text)
    assert (written(quantity) if quantity else "") == expected


NO_QUANTITIES = """
1/3|1/2|½|3½|3rd|22nd|1,2,3|1.2.3|1.234.567|192.168.100.200|127.0.0.1|v1.2|555-1234
+44 20 7946 0958|1-800-555-0199|978-3-16-148410-0|9783161484100|ISBN 9783161484100|0-306-40615-2
007|0123|12:30|5 pm|7 a.m.|24/7|50/50|2-3|2–3|10:1|No. 7|#7|7a|3D|5G|T-34|IV|XIV|MCMXLI|10 m|10m
10 K|5 t|5 s|10⁷|5²|5⁷|22 June 1941|1941-44|1941–1944|1941 to 1944|from 1941 to 1944|June 1941
1941-06-22|1830s|1200 BC|79 CE|AD 79|3rd century|42 BC Place|$|€ million|%|million|over|about
from 5|between 5|between 3 to 4|from 3 and 4|5-3|5-3 million|3-3 million|5–5%|5 million million
over 3-4 million|15%-20 °C|15 kg – 20|many|five|a million|-|--5|5--3 kg|5 ſ|5 thouſand|5 mıllion
1e31|1e99|9e30 million|5e|10,7,5|1,23,456|12.|5 jeeps|400,000 jeeps & trucks|2x|1 in 5|5 of 7
5 (est.)|1941?|5 or 6|5 and 6|N/A|n.d.|—|?|5$6|$5 €|$5 kg|$3 to €4|$3-€4 million
3 million - 2 million|900 to 1.2 thousand|5 m²s|10 kms²|1 million-2|0,320,000 to 5 kg
1 to 0,320,000 kg
"""


@pytest.mark.parametrize("text", ["", *NO_QUANTITIES.strip().replace("\n", "|").split("|")])
def test_not_understood(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("400,000 jeeps & trucks", "400000 jeeps & trucks"),
        ("4.5 million tons of food", "4500000 tons of food"),
        ("14,000 aircraft", "14000 aircraft"),
        ("over 1 million civilian deaths", "1000000 civilian deaths over"),
        ("3-3.5 million combat deaths", "3000000..3500000 combat deaths"),
        ("22,000 Polish officers", "22000 Polish officers"),
        ("6 million Jews", "6000000 Jews"),
        ("5-6 million Jews", "5000000..6000000 Jews"),
        ("14,000 Americans", "14000 Americans"),
        ("15% of Soviet air force", "15 % of Soviet air force"),
        ("10% of Germany", "10 % of Germany"),
        ("80 % of losses", "80 % of losses"),
        ("$4.5bn loss", "4500000000 $ loss"),
        ("5-7 short words", "5..7 short words"),
        ("1,200–1,500 soldiers", "1200..1500 soldiers"),
        ("13.7%", "13.7 %"),
        ("872 days[a]", "872 days"),
        ("1500 km", "1500 km"),
        ("5 million tons of TNT", "5000000 tons of TNT"),
        ("900 jeeps, trucks", ""),
        ("1500 soldiers", ""),
        ("1944 summer attacks", ""),
        ("1941–44 campaigns", ""),
        ("1941–1944 campaigns", ""),
        ("42 BC Place", ""),
        ("42 bc", ""),
        ("5 million of them", ""),
        ("22 June", ""),
        ("22 june", ""),
        ("22 june attacks", ""),
        ("5 pm sharp", ""),
        ("2 of them", ""),
        ("10 Downing Street", ""),
        ("24 Hours of Le Mans", ""),
        ("12 Years a Slave", ""),
        ("7 Wonders of the World", ""),
        ("300 Spartans", ""),
        ("007 agents", ""),
        ("5 m", ""),
        ("5 men (est.)", ""),
        ("five men", ""),
        ("1,000 m", ""),
        ("1,000 km", "1000 km"),
        ("12 between lakes", ""),
    ],
)
def test_measures(text: str, expected: str) -> None:
    quantity = read_measure(text)
    assert (written(quantity) if quantity else "") == expected


@pytest.mark.parametrize(
    ("text", "digits", "decimals", "scale"),
    [
        ("10.7 million", 3, 1, 6),
        ("10 million", 2, 0, 6),
        ("383,600", 4, 0, 0),
        ("400,000", 2, 0, 0),
        ("100", 2, 0, 0),
        ("10%", 2, 0, 0),
        ("7", 1, 0, 0),
        ("0", 1, 0, 0),
        ("0.94%", 2, 2, 0),
        ("10.0", 3, 1, 0),
        ("3-3.5 million", 2, 1, 6),
        ("1.07e7", 3, 2, 0),
    ],
)
def test_how_exactly_it_is_written(text: str, digits: int, decimals: int, scale: int) -> None:
    quantity = read_quantity(text)
    assert quantity
    assert (quantity.digits, quantity.decimals, quantity.scale) == (digits, decimals, scale)


@pytest.mark.parametrize(
    ("one", "two", "equal"),
    [
        ("416,800", "0.4168 million", True),
        ("416,800", "383,600", False),
        ("400,000", "383,600", False),
        ("400,000", "403,600", True),
        ("10%", "13.7%", False),
        ("10%", "10.4%", True),
        ("10.0%", "10.4%", False),
        ("0.94%", "0.32%", False),
        ("2 million", "2.4 million", True),
        ("2 million", "2.6 million", False),
        ("10 million", "10.7 million", False),
        ("about 10 million", "10.7 million", True),
        ("10.7 million", "5.3 million", False),
        ("3-3.5 million", "3.2 million", True),
        ("3-3.5 million", "4.3 million", False),
        ("3-3.5 million", "3.5-4 million", True),
        ("over 1 million", "5.3 million", True),
        ("over 1 million", "383,600", False),
        ("up to 5", "3", True),
        ("up to 5", "9", False),
        ("over 5", "over 9", True),
        ("over 9", "up to 5", False),
        ("0", "0", True),
        ("0", "5", False),
        ("9.99999e30", "9.99999e30", True),
    ],
)
def test_what_cannot_be_told_apart(one: str, two: str, equal: bool) -> None:
    a, b = read_quantity(one), read_quantity(two)
    assert a and b
    assert equal_within(a, b) is equal
    assert equal_within(b, a) is equal


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("2.7 million*", "2.7 million", ("*",)),
        ("2.7 million *", "2.7 million", ("*",)),
        ("2.7** [a]", "2.7 [a]", ("**",)),
        ("2.7†[a][^3]", "2.7", ("†", "[a]", "[^3]")),
        ("383,600¹", "383,600", ("¹",)),
        ("13.7%¹²", "13.7%", ("¹²",)),
        ("million² dead", "million dead", ("²",)),
        ("Kursk[12], then", "Kursk, then", ("[12]",)),
        ("said so[note 3][citation needed].", "said so.", ("[note 3]", "[citation needed]")),
        ("12 km²", "12 km²", ()),
        ("10⁷", "10⁷", ()),
        ("5²", "5²", ()),
        ("2*3", "2*3", ()),
        ("[a] first", "[a] first", ()),
        ("a[link](b)", "a[link](b)", ()),
        ("*Includes", "*Includes", ()),
    ],
)
def test_footnotes(text: str, plain: str, marks: tuple[str, ...]) -> None:
    assert split_footnotes(text) == (plain, marks)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 200_000,
        "1," * 100_000,
        "1 000 " * 30_000,
        "*" * 200_000,
        "[^" * 99_000,
        "5 " + "a" * 300,
    ],
)
def test_long_texts_are_no_quantities(text: str) -> None:
    assert read_quantity(text) is None
    assert read_measure(text) is None
    split_footnotes(text)
