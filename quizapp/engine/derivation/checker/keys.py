"""Whether what is accepted as an answer is what the article gives, and no more than that."""

import re
from fractions import Fraction

from quizapp.engine.derivation.checker.comparing import (
    bare,
    is_same,
    number_of,
    require,
    shown,
    step,
    sure_date_of,
)
from quizapp.engine.derivation.quantities import Quantity
from quizapp.engine.kinds import Numerical, ShortAnswer
from quizapp.engine.kinds.checks import quoted

_SHARE = Fraction(1, 10)
_ARTICLE = re.compile(r"^(?:the|an?) ")
_DIGIT = re.compile(r"\d")


def require_number(body: Numerical, quantity: Quantity) -> None:
    """Raise Wrong where the key is not just this quantity, give or take a tenth or a last digit."""
    require(not quantity.bound, f"{quoted(quantity.text)} is no certain number.")
    low, high = Fraction(quantity.low), Fraction(quantity.high)
    require_key(body, low, high, reach=max(step(quantity), abs(low) * _SHARE, abs(high) * _SHARE))


def require_key(
    body: Numerical, low: Fraction, high: Fraction, *, reach: Fraction, rounded: bool = False
) -> None:
    """Raise Wrong where the key is not `low` to `high`, or accepts what is off by over `reach`.

    A rounded key may be off by half of its last digit, where what was rounded is accepted.
    """
    last_digit = Fraction(10) ** int(body.low.as_tuple().exponent) if rounded else Fraction(0)
    for end, exact in ((body.low, low), (body.high, high)):
        holds = abs(Fraction(end) - exact) <= last_digit / 2
        require(holds, f"The key is {end:f}, and the article gives {float(exact):g}.")
    share = Fraction(body.tolerance) / 100
    margins = [share * abs(Fraction(end)) for end in (body.low, body.high)]
    if not body.percent:
        margins = [Fraction(body.tolerance)] * 2
    below = low - (Fraction(body.low) - margins[0])
    above = (Fraction(body.high) + margins[1]) - high
    require(min(below, above) >= 0, f"{float(low):g} is not accepted, which the article gives.")
    require(
        max(below, above) <= reach + last_digit, f"The tolerance of {body.tolerance:f} is too wide."
    )


def require_accepted(body: ShortAnswer, words: str) -> None:
    """Raise Wrong where the answer shown is not these words, or another accepted one says more."""
    first, *others = map(shown, body.accepted)
    require(
        is_same(first, words), f"The key is {quoted(first)}, and the article says {quoted(words)}."
    )
    for text in others:
        require(_says(text, words), f"{quoted(text)} is accepted, and the article does not say so.")


def _says(text: str, words: str) -> bool:
    """Tell whether a text is another way to write these words: a date, a number, a name."""
    text, words = (_ARTICLE.sub("", bare(part)) for part in (text, words))
    day, number = sure_date_of(words), number_of(words)
    if day and (other := sure_date_of(text)):
        return (other.first, other.last) == (day.first, day.last)
    if number and (quantity := number_of(text)):
        return (quantity.low, quantity.high) == (number.low, number.high)
    # The end of a name may stand for it: Churchill for Winston Churchill.
    is_end = f" {words}".endswith(f" {text}") and not _DIGIT.search(words)
    return text == words or is_end
