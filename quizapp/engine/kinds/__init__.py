"""The kinds of question there are, by name."""

from quizapp.engine.kinds.base import (
    MAX_TEXT,
    Fault,
    InvalidResponse,
    Kind,
    Line,
    PublicView,
    Response,
    Review,
    check_fields,
    shuffled,
)
from quizapp.engine.kinds.card import Card
from quizapp.engine.kinds.matching import Matching
from quizapp.engine.kinds.multiple_choice import MultipleChoice
from quizapp.engine.kinds.numerical import Numerical
from quizapp.engine.kinds.ordering import Ordering
from quizapp.engine.kinds.short_answer import ShortAnswer
from quizapp.engine.kinds.single_choice import SingleChoice
from quizapp.engine.kinds.true_false import TrueFalse

__all__ = [
    "KINDS",
    "MAX_TEXT",
    "Card",
    "Fault",
    "InvalidResponse",
    "Kind",
    "Line",
    "Matching",
    "MultipleChoice",
    "Numerical",
    "Ordering",
    "PublicView",
    "Response",
    "Review",
    "ShortAnswer",
    "SingleChoice",
    "TrueFalse",
    "check_fields",
    "shuffled",
]

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        SingleChoice,
        MultipleChoice,
        TrueFalse,
        ShortAnswer,
        Numerical,
        Ordering,
        Matching,
        Card,
    )
}
