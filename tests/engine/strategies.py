"""Random questions without faults, and responses to them."""

import string
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from quizapp.engine.kinds import (
    Card,
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    Response,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.kinds.checks import clean_text, same_text_key
from quizapp.engine.kinds.short_answer import FORGIVABLE
from quizapp.engine.numbers import is_writable, write_number
from quizapp.engine.question import DIFFICULTIES, Question, Source

SIGNS_OF_CSV = "\",;|\\=>\n\t' "
CHARACTERS = st.one_of(
    st.sampled_from(string.ascii_letters + string.digits),
    st.sampled_from(SIGNS_OF_CSV),
    st.characters(exclude_categories=("Cc", "Cs")),
)
SEEDS = st.integers(min_value=0, max_value=2**63)


def texts(max_size: int = 20) -> SearchStrategy[str]:
    """Texts that may stand in a question: not empty, clean, of any script."""
    return st.text(CHARACTERS, min_size=1, max_size=max_size).map(clean_text).filter(bool)


def optional_texts(max_size: int = 20) -> SearchStrategy[str]:
    """Clean texts, some of them empty."""
    return st.one_of(st.just(""), texts(max_size))


def option_lists(min_size: int = 2, max_size: int = 6) -> SearchStrategy[tuple[str, ...]]:
    """Options of which no two look the same."""
    return st.lists(texts(), min_size=min_size, max_size=max_size, unique_by=same_text_key).map(
        tuple
    )


def numbers() -> SearchStrategy[Decimal]:
    """Numbers of up to 40 digits, most of them of a handy size."""
    handy = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
    digits = st.integers(min_value=-(10**40) + 1, max_value=10**40 - 1)
    exponents = st.integers(min_value=-70, max_value=30)
    long = st.builds(lambda digit, exponent: Decimal(f"{digit}e{exponent}"), digits, exponents)
    return st.one_of(handy, st.integers(-3000, 3000).map(Decimal), long.filter(is_writable))


@st.composite
def single_choices(draw: DrawFn) -> SingleChoice:
    options = draw(option_lists())
    return SingleChoice(options, draw(_indices(options)), draw(_feedback(options)))


@st.composite
def multiple_choices(draw: DrawFn) -> MultipleChoice:
    options = draw(option_lists())
    return MultipleChoice(options, draw(_proper_subsets(options)), draw(_feedback(options)))


def true_falses() -> SearchStrategy[TrueFalse]:
    return st.builds(TrueFalse, st.booleans(), optional_texts(), optional_texts())


@st.composite
def short_answers(draw: DrawFn) -> ShortAnswer:
    forgives = draw(st.frozensets(st.sampled_from(FORGIVABLE)))
    accepted = draw(st.lists(texts(), min_size=1, max_size=4))
    return ShortAnswer(
        tuple(text for text in accepted if _is_fine(ShortAnswer((text,), forgives))) or ("answer",),
        forgives,
    )


@st.composite
def numericals(draw: DrawFn) -> Numerical:
    low, high = sorted((draw(numbers()), draw(numbers())))
    return Numerical(
        low=low,
        high=draw(st.sampled_from((low, high))),
        tolerance=abs(draw(numbers())),
        percent=draw(st.booleans()),
        unit=draw(st.sampled_from(("", "%", "$", "people", "km/h", "m\u00b2", "\u00b0C"))),
    )


def orderings() -> SearchStrategy[Ordering]:
    return st.builds(Ordering, option_lists())


@st.composite
def matchings(draw: DrawFn) -> Matching:
    lefts = draw(option_lists().filter(lambda found: not any("=>" in left for left in found)))
    choices = draw(option_lists())
    rights = [draw(st.sampled_from(choices)) for _ in lefts]
    rights[:2] = choices[:2]
    return Matching(tuple(zip(lefts, rights, strict=True)))


def cards() -> SearchStrategy[Card]:
    return st.builds(Card, texts(100))


BODIES: dict[str, SearchStrategy[Kind]] = {
    "single_choice": single_choices(),
    "multiple_choice": multiple_choices(),
    "true_false": true_falses(),
    "short_answer": short_answers(),
    "numerical": numericals(),
    "ordering": orderings(),
    "matching": matchings(),
    "card": cards(),
}


def bodies(*names: str) -> SearchStrategy[Kind]:
    """Bodies of the named kinds, of every kind without a name."""
    return st.one_of(*(BODIES[name] for name in names or BODIES))


def marked_bodies() -> SearchStrategy[Kind]:
    """Bodies that a quiz can ask."""
    return bodies(*(name for name in BODIES if name != "card"))


def _is_fine(body: Kind) -> bool:
    return not list(body.faults())


def _indices(items: tuple[object, ...]) -> SearchStrategy[int]:
    return st.integers(min_value=0, max_value=len(items) - 1)


def _proper_subsets(items: tuple[object, ...]) -> SearchStrategy[frozenset[int]]:
    return st.frozensets(_indices(items), min_size=1, max_size=len(items) - 1)


def _feedback(options: tuple[str, ...]) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(optional_texts(), max_size=len(options)).map(tuple)


def key_response(body: Kind) -> Response:
    """The response that earns all the points."""
    return _KEYS[body.name](body)


_KEYS: dict[str, Callable[..., Response]] = {
    "single_choice": lambda body: body.correct,
    "multiple_choice": lambda body: sorted(body.correct),
    "true_false": lambda body: body.correct,
    "short_answer": lambda body: body.accepted[0],
    "numerical": lambda body: write_number(body.low),
    "ordering": lambda body: list(range(1, len(body.items) + 1)),
    "matching": lambda body: first_with_same_right(body, range(len(body.pairs))),
}


def first_with_same_right(body: Matching, indices: range | list[int]) -> list[int | None]:
    """The canonical form of a choice of right sides by their pairs."""
    rights = [right for _, right in body.pairs]
    return [rights.index(rights[index]) for index in indices]


def responses(body: Kind) -> SearchStrategy[Response]:
    """Responses to a body that is not a card, none of them blank, right ones among them."""
    return st.one_of(st.just(key_response(body)), _RESPONSES[body.name](body))


_TYPED = texts(40).filter(lambda text: "\n" not in text)
_RESPONSES: dict[str, Callable[..., SearchStrategy[Response]]] = {
    "single_choice": lambda body: _indices(body.options),
    "multiple_choice": lambda body: st.frozensets(_indices(body.options), min_size=1).map(sorted),
    "true_false": lambda body: st.booleans(),
    "short_answer": lambda body: _TYPED,
    "numerical": lambda body: st.one_of(_TYPED, numbers().map(write_number)),
    "ordering": lambda body: _partly(body.items, lambda index: index + 1),
    "matching": lambda body: _partly(
        body.pairs, lambda index: first_with_same_right(body, [index])[0]
    ),
}


def _partly(
    items: tuple[object, ...], value: Callable[[int], int | None]
) -> SearchStrategy[list[int | None]]:
    part = st.none() | _indices(items).map(value)
    return st.lists(part, min_size=len(items), max_size=len(items)).filter(
        lambda parts: any(part is not None for part in parts)
    )


def rekeyed(body: Kind) -> SearchStrategy[Kind]:
    """Bodies that differ from this one in their key only."""
    return _REKEYED[body.name](body)


_REKEYED: dict[str, Callable[..., SearchStrategy[Kind]]] = {
    "single_choice": lambda body: st.builds(
        SingleChoice, st.just(body.options), _indices(body.options), _feedback(body.options)
    ),
    "multiple_choice": lambda body: st.builds(
        MultipleChoice,
        st.just(body.options),
        _proper_subsets(body.options),
        _feedback(body.options),
    ),
    "true_false": lambda body: true_falses(),
    "short_answer": lambda body: short_answers(),
    "numerical": lambda body: numericals().map(lambda other: replace(other, unit=body.unit)),
    "ordering": lambda body: st.permutations(body.items).map(lambda items: Ordering(tuple(items))),
    "matching": lambda body: st.permutations([right for _, right in body.pairs]).map(
        lambda rights: Matching(
            tuple((left, right) for (left, _), right in zip(body.pairs, rights, strict=True))
        )
    ),
    "card": lambda body: cards(),
}


@st.composite
def questions(draw: DrawFn, body: SearchStrategy[Kind] | None = None) -> Question:
    """Questions without faults, of every kind where no strategy for the body is given."""
    image = draw(st.sampled_from(("", "map.png", "maps/ww2/east front.JPG")))
    key, *excludes = draw(st.lists(texts(), min_size=1, max_size=4, unique=True))
    return Question(
        key=key,
        stem=draw(texts(60)),
        body=draw(bodies() if body is None else body),
        explanation=draw(optional_texts()),
        points=draw(st.decimals(min_value="0.01", max_value=1000, places=2)),
        topic=draw(optional_texts()),
        tags=tuple(draw(st.lists(texts(), max_size=3, unique=True))),
        difficulty=draw(st.sampled_from(("", *DIFFICULTIES))),
        time_limit=draw(st.none() | st.integers(min_value=5, max_value=86_400)),
        image=image,
        image_alt=draw(texts() if image else optional_texts()),
        source=Source(
            title=draw(optional_texts()),
            url=draw(st.sampled_from(("", "https://example.org/a?b=c,d#e"))),
            locator=draw(optional_texts()),
            quote=draw(optional_texts()),
            form=draw(optional_texts()),
            sha256=draw(st.sampled_from(("", "0123456789abcdef" * 4))),
        ),
        note=draw(optional_texts()),
        excludes=tuple(excludes),
    )


def banks(max_size: int = 5) -> SearchStrategy[list[Question]]:
    """Questions of one bank: at least one, each with a key of its own."""
    return st.lists(questions(), min_size=1, max_size=max_size, unique_by=lambda found: found.key)
