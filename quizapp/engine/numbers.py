"""Numbers as people write them, read by a bounded grammar: in linear time, and never a guess."""

import re
import unicodedata
from decimal import Decimal

MAX_LENGTH = 200
MAX_DIGITS = 40
MAX_EXPONENT = 30

# Numbers in which a sign is drawn small or as a letter would change their value in NFKC: 5² -> 52.
_MISREAD = frozenset({"No", "Nl", "Lm"})
_SUPERSCRIPT = re.compile("(?<=10)[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGNS = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        "\N{ARABIC THOUSANDS SEPARATOR}": "'",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MIDDLE DOT}": "x",
        "\N{DOT OPERATOR}": "x",
        "*": "x",
    }
)
_NUMBER = re.compile(
    r"""
    (?P<sign>[+-]?)
    (?P<mantissa>[0-9.,'\ ]*[0-9]\.?)
    (?:e(?P<exponent>[+-]?[0-9]{1,3})|\ ?x\ ?10\^(?P<power>[+-]?[0-9]{1,3})|\ ?(?P<scale>[a-z]+))?
    """,
    re.VERBOSE,
)
# How a mantissa may be written, and the sign between groups of digits, which is dropped. The first
# that fits counts; a comma that is left is the decimal one.
_SHAPES = tuple(
    (re.compile(shape), group)
    for shape, group in (
        (r"[0-9]+\.?|[0-9]*\.[0-9]+", ""),
        (r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", ","),
        (r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?", " "),
        (r"[1-9][0-9]{0,2}(?:'[0-9]{3})+(?:[.,][0-9]+)?", "'"),
        (r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?", "."),
        (r"[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+", "."),
        (r"(?:0|[1-9][0-9]*),[0-9]+", ""),
    )
)
_SCALES = {
    name: exponent
    for exponent, names in {
        3: "k thousand thousands",
        6: "m mn mio million millions",
        9: "bn billion billions",
        12: "tn trillion trillions",
    }.items()
    for name in names.split()
}


def read_number(text: str) -> Decimal | None:
    """Return the number a text stands for, None where it is not understood beyond doubt.

    Understood are `10.7 million`, `10,700,000`, `10 700 000`, `10.700.000`, `1.07e7`,
    `1.07 x 10^7`, `10,7` and `.5`; a number has at most 40 digits and lies between 1e-30 and 1e31.
    """
    if len(text) > MAX_LENGTH:
        return None
    match = _NUMBER.fullmatch(_plain(text))
    mantissa = _read_mantissa(match["mantissa"]) if match else None
    if not match or mantissa is None:
        return None
    scale = _SCALES.get(match["scale"]) if match["scale"] else 0
    exponent = int(match["exponent"] or match["power"] or 0)
    if scale is None or abs(exponent) > MAX_EXPONENT:
        return None
    number = Decimal(f"{match['sign']}{mantissa}e{exponent + scale}")
    return _bounded(number)


def read_range(text: str) -> tuple[Decimal, Decimal] | None:
    """Return the ends of `low..high`, or a number twice; None where it is not understood."""
    first, dots, second = text.partition("..")
    low = read_number(first)
    high = read_number(second) if dots else low
    if low is None or high is None or low > high:
        return None
    return low, high


def write_number(number: Decimal) -> str:
    """Return the text that `read_number` reads as this number: 10700000, or 1.5e-30 where long."""
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if sum(char.isdigit() for char in plain) <= MAX_DIGITS:
        return plain
    mantissa, _, exponent = f"{number:e}".partition("e")
    return f"{mantissa}e{exponent}"


def show_number(number: Decimal) -> str:
    """Return a number for people to read, with commas from 10,000 on so that a year has none."""
    text = write_number(number)
    if "e" in text or abs(number) < 10_000:
        return text
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}"


def is_writable(number: Decimal) -> bool:
    """Return whether a number is one that `read_number` can give."""
    return number.is_finite() and _bounded(number) is not None


def _plain(text: str) -> str:
    """Return the text in lower case with ASCII digits and signs, "" where that is in doubt."""
    text = _SUPERSCRIPT.sub(_as_power, text.strip())
    if any(unicodedata.category(char) in _MISREAD for char in text):
        return ""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def _as_power(superscript: re.Match[str]) -> str:
    return "^" + unicodedata.normalize("NFKC", superscript[0])


def _read_mantissa(text: str) -> str | None:
    """Return the mantissa as Decimal reads it, None where its groups of digits are not regular."""
    for shape, group in _SHAPES:
        if shape.fullmatch(text):
            digits = text.replace(group, "") if group else text
            return digits.replace(",", ".")
    return None


def _bounded(number: Decimal) -> Decimal | None:
    """Return the number, None where it has too many digits or is too large or small."""
    if not number:
        return Decimal(0)
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_EXPONENT:
        return None
    return number
