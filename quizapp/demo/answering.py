"""How a simulated student answers a question of any kind."""

from collections.abc import Sequence
from decimal import Decimal
from math import exp
from random import Random

from quizapp.engine.kinds import (
    KINDS,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    Response,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.kinds.base import Kind

DISCRIMINATION = 1.3
"""How steeply the chance to know rises with ability (the a of a two-parameter model)."""
BLANK = 0.15
"""How often who doesn't know leaves a question without options blank."""
LIKED = (6, 3, 1)
"""How much the wrong options are liked, the most tempting first."""


def knows(ability: float, difficulty: float, draw: Random, steep: float = DISCRIMINATION) -> bool:
    """Whether the answer comes, by the two-parameter logistic model; both are in logits."""
    return draw.random() < 1 / (1 + exp(-steep * (ability - difficulty)))


def right_response(body: Kind) -> Response:
    """A response that earns all points."""
    match body:
        case SingleChoice() | TrueFalse():
            return body.correct
        case MultipleChoice():
            return sorted(body.correct)
        case ShortAnswer():
            return body.accepted[0]
        case Numerical():
            return str(body.low)
        case Ordering():
            return [*range(1, len(body.items) + 1)]
        case Matching():
            return _first_of_each(body)
    raise TypeError(f"{body.name} can't be asked in a quiz")


def wrong_response(body: Kind, stem: str, draw: Random) -> Response | None:
    """A plausible mistake: the same wrong option tempts everybody. None leaves it blank."""
    if isinstance(body, SingleChoice):
        return _tempting(len(body.options), (body.correct,), stem, draw)
    if isinstance(body, MultipleChoice):
        right = sorted(body.correct)
        return sorted({*right[1:], _tempting(len(body.options), right, stem, draw)})
    if isinstance(body, TrueFalse):
        return not body.correct
    if draw.random() < BLANK:
        return None
    match body:
        case Numerical():
            return str(body.high * draw.choice((Decimal(10), Decimal(2), Decimal("0.5"))) + 7)
        case Ordering():
            return _swapped(len(body.items), draw)
        case Matching():
            right = _first_of_each(body)
            return right[1:] + right[:1]
    return "not sure"


def fields_of(
    kind: str, content: dict[str, object], response: Response, seed: int
) -> Sequence[str]:
    """What the controls of the page hold for a response."""
    return KINDS[kind].from_json(content).to_fields(response, seed)


def _tempting(options: int, right: Sequence[int], stem: str, draw: Random) -> int:
    wrong = [index for index in range(options) if index not in right]
    Random(stem).shuffle(wrong)
    liked = [*LIKED, *[0] * len(wrong)][: len(wrong)]
    return draw.choices(wrong, liked)[0]


def _swapped(count: int, draw: Random) -> list[int]:
    places = [*range(1, count + 1)]
    index = draw.randrange(count - 1)
    places[index], places[index + 1] = places[index + 1], places[index]
    return places


def _first_of_each(body: Matching) -> list[int]:
    rights = [right for _, right in body.pairs]
    return [rights.index(right) for right in rights]
