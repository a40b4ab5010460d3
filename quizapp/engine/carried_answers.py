"""A response to one version of a question, read as a response to another by the texts in it."""

from collections.abc import Sequence

from quizapp.engine.kinds import Matching, MultipleChoice, Ordering, SingleChoice
from quizapp.engine.kinds.base import Kind, Response, as_list
from quizapp.engine.kinds.checks import same_text_key


class UncarriedError(ValueError):
    """A response that the other version can't take; its text says why, for people."""


def carry_response(response: Response | None, before: Kind, after: Kind) -> Response | None:
    """Return the response in terms of the other version; raises `UncarriedError`.

    Options, items and sides are found by their texts. Typed and true-or-false responses stay as
    they are.
    """
    if before.name != after.name:
        message = f"The kind of the question was changed: {before.label}, then {after.label}."
        raise UncarriedError(message)
    if response is None:
        return None
    if isinstance(before, SingleChoice) and isinstance(after, SingleChoice):
        return _carry_indices([response], before.options, after.options)[0]
    if isinstance(before, MultipleChoice) and isinstance(after, MultipleChoice):
        chosen = _carry_indices(as_list(response), before.options, after.options)
        return sorted(chosen)
    if isinstance(before, Ordering) and isinstance(after, Ordering):
        return _carry_places(as_list(response), before.items, after.items)
    if isinstance(before, Matching) and isinstance(after, Matching):
        return _carry_pairs(as_list(response), before, after)
    return response


def _carry_indices(
    chosen: Sequence[Response | None], before: Sequence[str], after: Sequence[str]
) -> list[int]:
    texts = [before[index] for index in chosen if isinstance(index, int)]
    return [_find(text, after) for text in texts]


def _find(text: str, among: Sequence[str]) -> int:
    wanted = same_text_key(text)
    for place, other in enumerate(among):
        if same_text_key(other) == wanted:
            return place
    raise UncarriedError(f"The other version has no “{text}”, which is in an answer.")


def _carry_places(
    places: Sequence[int | None], before: Sequence[str], after: Sequence[str]
) -> list[int | None]:
    if len(before) != len(after):
        raise UncarriedError("The versions have different numbers of items.")
    carried: list[int | None] = [None] * len(after)
    for text, place in zip(before, places, strict=True):
        carried[_find(text, after)] = place
    return carried


def _carry_pairs(
    chosen: Sequence[int | None], before: Matching, after: Matching
) -> list[int | None]:
    if len(before.pairs) != len(after.pairs):
        raise UncarriedError("The versions have different numbers of pairs.")
    lefts, rights = ([pair[side] for pair in after.pairs] for side in (0, 1))
    carried: list[int | None] = [None] * len(lefts)
    for (left, _), index in zip(before.pairs, chosen, strict=True):
        carried[_find(left, lefts)] = (
            None if index is None else _find(before.pairs[index][1], rights)
        )
    return carried
