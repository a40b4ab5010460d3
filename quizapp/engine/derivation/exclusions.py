"""Which questions give one another away, so that no quiz asks both."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from quizapp.engine.derivation.forms.base import Draft
from quizapp.engine.derivation.wording import content_words
from quizapp.engine.question import MAX_EXCLUDES

_MOST_LOOKED_AT = 500

# Of questions over several facts, none of these forms shows which value belongs to which.
_OVER_SEVERAL = frozenset(
    {
        "timeline.order",
        "timeline.first",
        "timeline.between",
        "figure.largest",
        "figure.smallest",
        "figure.compare",
        "figure.rank",
        "figure.difference",
        "figure.ratio",
    }
)


def find_exclusions(drafts: Sequence[Draft]) -> list[set[int]]:
    """Return, for each draft, the indices of those that ask for the same fact or tell its answer.

    The relation is symmetric, and without cards, which no quiz asks. The time grows with the
    number of drafts and of exclusions.
    """
    excluded: list[set[int]] = [set() for _ in drafts]
    asked = {index: draft for index, draft in enumerate(drafts) if draft.body.in_quizzes}
    for index, other in chain(_same_facts(asked), _told(asked)):
        if max(len(excluded[index]), len(excluded[other])) < MAX_EXCLUDES:
            excluded[index].add(other)
            excluded[other].add(index)
    return excluded


def _same_facts(drafts: Mapping[int, Draft]) -> Iterator[tuple[int, int]]:
    """Yield pairs of drafts whose keys rest on one fact, or on one sentence."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, draft in drafts.items():
        if draft.form in _OVER_SEVERAL:
            continue
        for fact in draft.facts:
            groups[fact.id].append(index)
        if draft.form.startswith("prose."):
            groups[f"sentence {draft.places[0].quote}"].append(index)
    for group in groups.values():
        yield from combinations(group, 2)


def _told(drafts: Mapping[int, Draft]) -> Iterator[tuple[int, int]]:
    """Yield pairs of a draft and another whose stem tells the answer to it."""
    stems = {index: content_words(draft.stem) for index, draft in drafts.items()}
    postings: dict[str, list[int]] = defaultdict(list)
    for index, words in stems.items():
        for word in words:
            postings[word].append(index)
    for index, draft in drafts.items():
        for name, value in draft.asks:
            told = content_words(value)
            asked = content_words(name) - told
            rarest = min((postings.get(word, []) for word in told), key=len, default=[])
            for other in rarest[:_MOST_LOOKED_AT]:
                if other == index or not told <= stems[other]:
                    continue
                if 2 * len(asked & stems[other]) >= len(asked) > 0:
                    yield index, other
