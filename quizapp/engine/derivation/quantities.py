"""Quantities as encyclopaedias write them: each an interval with its unit, and never a guess."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal, NamedTuple

from quizapp.engine.numbers import MAX_LENGTH, is_writable, read_number

Bound = Literal["", "over", "under"]

_FOOTNOTE = re.compile(
    r"""
    (?<=\S)(?:
        [ ]?[*†‡§]{1,3}
      | \[(?:\^[\w-]{1,20}|[a-z]|[0-9]{1,3}|(?:note|nb|n)[ ][0-9]{1,3}|citation[ ]needed)\]
      | (?:(?<=[0-9]{3})|(?<=[.,][0-9])|(?<=[.,][0-9]{2})|(?<=[%)\]])|(?<=[^\W\d_]{4}))
        [¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}
    )(?=$|[\s.,;:)\[*†‡§])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SCALES = {
    name: exponent
    for exponent, names in {
        3: "thousand thousands k",
        6: "million millions mn mio m",
        9: "billion billions bn b",
        12: "trillion trillions tn",
    }.items()
    for name in names.split()
}
_EXACT = Context(prec=250)

_CURRENCY = (
    r"(?:(?:US|A|C|NZ|HK|R)?\$|[€£¥₹₽₩₪₺₴₫฿]"
    r"|(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|CNY|INR|RUB|SEK|NOK|DKK|PLN|BRL)\b)"
)
# What may stand alone after a number. A lone `m` may be million, and a lone `t` trillion.
_UNIT = rf"""
%|‰|per\ ?cent|percentage\ points|°\ ?[CF]?
|[kcmnµμ]m[²³]?|m[²³]|(?:kilo|centi|milli)?met(?:re|er)s?|mi[²³]?|ft[²³]?|feet|foot|inch(?:es)?|yards?
|(?:sq|square|cubic)\ (?:[kc]?m|mi|ft|(?:kilo)?met(?:re|er)s|miles|feet)|miles?|light[ -]years?|AU
|acres?|ha|hectares?|km/h|mph|m/s|km/s|knots|[kmMµμ]?g|kilograms?|grams?|tons?|tonnes?|lbs?|oz
|lit(?:re|er)s?|gallons?|barrels?|[kMGT]?Wh?|[kMGT]?Hz|[kMGT]i?B|[kMG]bit/s|k?V|[kM]?J|[kMGh]?Pa
|hp|dB|ppm|kcal|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries
|people|persons?|men|women|times|(?:US\ )?(?:dollars?|cents?)|euros?|pounds?|rou?bles?|yen|yuan
|{_CURRENCY}
"""
_NUMBER = r"""
(?P<number#>[-+−]?[0-9.,'’]*[0-9](?:\ [0-9]{3}(?![0-9]))*(?:(?<=\ [0-9]{3})[.,][0-9]+)?)
(?P<power#>e[-+]?[0-9]{1,2}|\ ?[x×·]\ ?10(?:\^[-+−]?[0-9]{1,2}|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))?
(?:
  (?:
      \ ?(?P<scale#>(?ai:thousands?|millions?|billions?|trillions?|mn|mio|bn))
    | (?P<letter#>[kM])
    | (?(currency)\ ?(?P<money#>(?ai:[kmb]|tn))|(?!))
  )(?![^\W_])
)?
"""
_AMOUNT = rf"""
(?:
    (?P<over>(?ai:over|(?:more|greater)\ than|at\ least|no\ (?:fewer|less)\ than|above|>|≥))\ ?
  | (?P<under>(?ai:under|(?:less|fewer)\ than|at\ most|(?:no|not)\ more\ than|up\ to|below|<|≤))\ ?
)?
(?:
    (?P<approximate>(?ai:about|around|approximately|approx\.|circa|ca\.|c\.|nearly|almost|roughly
    |some|an\ estimated|estimated)|[~≈])\ ?
)?
(?:(?P<between>(?ai:between\ ))|(?P<from>(?ai:from\ )))?
(?:(?P<minus>[-−])?(?P<currency>{_CURRENCY})\ ?)?
{_NUMBER.replace("#", "_1")}
(?:
    (?P<low_unit>%|°[CF])?(?P<to>(?(between)\ and\ |(?:\ ?[-–—]\ ?|\ to\ )))
    (?:(?P=currency)\ ?)?{_NUMBER.replace("#", "_2")}
  | (?(between)(?!))(?(from)(?!))
)
(?P<plus>\+)?
"""
_QUANTITY = re.compile(rf"{_AMOUNT}(?:\ ?(?P<unit>{_UNIT}))?", re.VERBOSE)
_WORD = r"(?:[^\W\d_](?:[\w'’./-]*[\w'’])?|&)"
_MEASURE = re.compile(
    rf"{_AMOUNT}(?:\ |(?=%))(?P<unit>(?:%\ )?{_WORD}(?:\ {_WORD}){{0,7}})", re.VERBOSE
)
# Codes, not numbers: 007, 1.234.567, or ten digits and more without a group.
_CODE = re.compile(r"[-+−]?(?:0[0-9]|[0-9]{10}|[0-9]+\.[0-9]+\.)")
_LIKE_A_YEAR = re.compile("1[0-9]{3}|20[0-9]{2}|2100")
_NO_UNIT = re.compile(
    r"(?:[ap]\.?m\b|bce?|ce|ad|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|century|centuries"
    r"|st|nd|rd|th|of|in|or|and|to|is|was|are|were|the|by|x|at|on|for|from|per|a|an|but|with"
    r"|between|about|until|over|under|up|out|after|before|that|which|more|[kmtb])\b",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?<!\S)(?!the\b|and\b)[^\W\d_A-Z][^\W_A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Every number from `low` to `high`, in `unit`; with a bound, all on that side of the number.

    `unit` is as written around the number, a currency first. `scale` is the power of ten of a
    scale word (6 for million), `digits` the significant digits, and `decimals` those after the
    point.
    """

    text: str
    low: Decimal
    high: Decimal
    bound: Bound = ""
    approximate: bool = False
    unit: str = ""
    scale: int = 0
    digits: int = 1
    decimals: int = 0
    footnotes: tuple[str, ...] = ()


class _Number(NamedTuple):
    value: Decimal
    scale: int
    digits: int
    decimals: int


def split_footnotes(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without the marks of footnotes (`*`, `†`, `[a]`, `[^3]`, `¹`), and these."""
    marks = tuple(mark[0].strip() for mark in _FOOTNOTE.finditer(text))
    return _FOOTNOTE.sub("", text), marks


def read_quantity(text: str) -> Quantity | None:
    """Return the quantity that the whole text is, None where it is not understood beyond doubt.

    Only signs, currencies and common units of measurement are read as its unit.
    """
    text, footnotes = _plain(text)
    match = _QUANTITY.fullmatch(text)
    if not match or (match["currency"] and match["unit"]):
        return None
    return _quantity(match, footnotes)


def read_measure(text: str) -> Quantity | None:
    """Return a quantity whose unit may be a phrase of up to eight words (`tons of food`)."""
    quantity = read_quantity(text)
    if quantity:
        return quantity
    text, footnotes = _plain(text)
    match = _MEASURE.fullmatch(text)
    if not match or not _is_phrase(match):
        return None
    return _quantity(match, footnotes)


def equal_within(a: Quantity, b: Quantity) -> bool:
    """Return whether two quantities cannot be told apart at the digits of the coarser one."""
    margin = max(_coarseness(a), _coarseness(b))
    (a_low, a_high), (b_low, b_high) = _ends(a), _ends(b)
    return _EXACT.subtract(a_low, margin) <= b_high and _EXACT.subtract(b_low, margin) <= a_high


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with single spaces and without footnotes, and these; "" where too long."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return "", ()
    text, footnotes = split_footnotes(text)
    return " ".join(text.split()), footnotes


def _is_phrase(match: re.Match[str]) -> bool:
    """Return whether the words after a number say what is counted, rather than name a thing."""
    unit = match["unit"]
    if unit.startswith("%"):
        return True
    if match["scale_1"] or match["scale_2"] or "," in match["number_1"]:
        return not _NO_UNIT.match(unit)
    if _LIKE_A_YEAR.fullmatch(match["number_1"]) or _NO_UNIT.match(unit):
        return False
    return bool(_HEAD.search(unit))


def _quantity(match: re.Match[str], footnotes: tuple[str, ...]) -> Quantity | None:
    """Return the quantity of a match, None where the numbers in it are none, or in disorder."""
    numbers = _numbers(match)
    if not numbers or match["low_unit"] not in {None, match["unit"]}:
        return None
    low, high = numbers[0], numbers[-1]
    bound: Bound = "over" if match["over"] or match["plus"] else "under" if match["under"] else ""
    if match["to"] and (low.value >= high.value or bound):
        return None
    return Quantity(
        text=match[0],
        low=low.value,
        high=high.value,
        bound=bound,
        approximate=match["approximate"] is not None,
        unit=" ".join(filter(None, (match["currency"], match["unit"]))),
        scale=high.scale,
        digits=max(low.digits, high.digits),
        decimals=max(low.decimals, high.decimals),
        footnotes=footnotes,
    )


def _numbers(match: re.Match[str]) -> list[_Number]:
    """Return the number, or the ends of a range; nothing where one is none."""
    last = "_2" if match["to"] else "_1"
    scale = _scale(match, last)
    high = _number(match, last, scale)
    if not match["to"]:
        return [high] if high else []
    own = _scale(match, "_1")
    low = _number(match, "_1", own or scale)
    if not low or not high or not _is_range(match, scale):
        return []
    if not own and low.value >= high.value and abs(low.value) >= 10 ** (scale + 3):
        # In `500,000 to 1 million` the scale cannot be that of both.
        low = _number(match, "_1", 0)
    return [low, high] if low else []


def _is_range(match: re.Match[str], scale: int) -> bool:
    """Return whether two numbers are a range for sure, not years, a score or a code."""
    written = match["number_1"] + match["number_2"]
    if scale or match["currency"] or match["unit"] or "," in written or "." in written:
        return True
    return len(match["to"]) > 3 and not _LIKE_A_YEAR.fullmatch(match["number_1"])


def _scale(match: re.Match[str], end: str) -> int:
    """Return the power of ten of a scale word, 0 where there is none."""
    word = match["scale" + end] or match["letter" + end] or match["money" + end] or ""
    return _SCALES.get(word.lower(), 0)


def _number(match: re.Match[str], end: str, scale: int) -> _Number | None:
    """Return a number as written, times ten to the power of the scale."""
    written = match["number" + end]
    plain = None if _CODE.match(written) else read_number(written)
    number = read_number(written + (match["power" + end] or ""))
    if plain is None or number is None:
        return None
    if end == "_1" and match["minus"]:
        number = -number
    value = _EXACT.scaleb(number, scale)
    if not is_writable(value):
        return None
    _, digits, exponent = plain.as_tuple()
    significant, decimals = len(digits), -int(exponent)
    while not decimals and significant > 2 and digits[significant - 1] == 0:
        # The zeros of 400,000 are rounded, that of 10 as a rule not.
        significant -= 1
    return _Number(value, scale, significant, decimals)


def _coarseness(quantity: Quantity) -> Decimal:
    """Return by how much a quantity may be off: half of its last digit, all where approximate."""
    largest = max(abs(quantity.low), abs(quantity.high))
    power = largest.adjusted() + 1 - quantity.digits
    return Decimal(10 if quantity.approximate else 5).scaleb(power - 1)


def _ends(quantity: Quantity) -> tuple[Decimal, Decimal]:
    low = Decimal("-Infinity") if quantity.bound == "under" else quantity.low
    high = Decimal("Infinity") if quantity.bound == "over" else quantity.high
    return low, high
