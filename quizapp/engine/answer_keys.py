"""What makes up the key of a question, however it is worded elsewhere."""

from functools import singledispatch

from quizapp.engine.kinds import (
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.kinds.checks import same_text_key


def has_same_key(before: Kind, after: Kind) -> bool:
    """Return whether who knew the answer before knows it still.

    Other distractors, feedback, units' spelling and another order of options change no key; of a
    short answer only the one that is shown counts.
    """
    return _key(before) == _key(after)


def _folded(text: str) -> str:
    return same_text_key(text).casefold()


@singledispatch
def _key(body: Kind) -> object:
    return _folded(body.review(None).expected)


@_key.register
def _(body: SingleChoice) -> object:
    return frozenset({_folded(body.options[body.correct])})


@_key.register
def _(body: MultipleChoice) -> object:
    return frozenset(_folded(body.options[index]) for index in body.correct)


@_key.register
def _(body: TrueFalse) -> object:
    return body.correct


@_key.register
def _(body: ShortAnswer) -> object:
    return _folded(body.accepted[0])


@_key.register
def _(body: Numerical) -> object:
    return body.low, body.high, _folded(body.unit)


@_key.register
def _(body: Ordering) -> object:
    return tuple(map(_folded, body.items))


@_key.register
def _(body: Matching) -> object:
    return frozenset((_folded(left), _folded(right)) for left, right in body.pairs)
