"""Laws that hold for every kind of question."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import KINDS, InvalidResponse, Kind, check_fields, shuffled
from tests.engine.strategies import (
    BODIES,
    SEEDS,
    bodies,
    key_response,
    rekeyed,
    responses,
    texts,
)

JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.just(0).map(lambda _: 10**5000),
        st.floats(),
        st.text(st.characters()),
        st.sampled_from(("0", "1", " 2 ", "", "true", "\0", "\ud800", "٣", "1e9", "9" * 200)),
        st.just("x" * 201),
    ),
    lambda values: st.lists(values, max_size=6) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=8,
)
FORGED = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.integers(-2, 12).map(str),
        st.sampled_from(("", " ", "true", "yes", "9" * 200, "1e9", "\u0663")),
    ),
    max_size=8,
)


# Each kind in turn: drawn among all, one of them may be left out.
each_kind = pytest.mark.parametrize("name", BODIES)
each_marked_kind = pytest.mark.parametrize("name", [name for name in BODIES if name != "card"])


def test_every_kind_is_registered_under_its_own_name() -> None:
    assert list(KINDS) == list(BODIES)
    assert [kind.name for kind in KINDS.values()] == list(KINDS)
    assert [name for name, kind in KINDS.items() if not kind.in_quizzes] == ["card"]
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)


@each_kind
@given(st.data())
def test_the_strategies_make_no_faults(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    assert list(body.faults()) == []


@each_kind
@given(st.data())
def test_json_round_trip(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    assert KINDS[body.name].from_json(json.loads(json.dumps(body.to_json()))) == body


@each_kind
@given(st.data())
def test_cells_round_trip_and_use_no_other_columns(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    cells = body.to_cells()
    assert KINDS[body.name].from_cells(cells) == body
    filled = {name for name in cells.__slots__ if getattr(cells, name)}
    assert filled <= body.columns


@each_kind
@given(st.data(), SEEDS)
def test_what_a_student_sees_does_not_depend_on_the_key(
    name: str, data: st.DataObject, seed: int
) -> None:
    body = data.draw(BODIES[name])
    assert data.draw(rekeyed(body)).public_view(seed) == body.public_view(seed)


@each_marked_kind
@given(st.data(), SEEDS)
def test_fields_round_trip(name: str, data: st.DataObject, seed: int) -> None:
    body = data.draw(BODIES[name])
    fields = body.to_fields(data.draw(responses(body)), seed)
    response = body.parse(check_fields(list(fields)), seed)
    assert response is not None
    assert body.to_fields(response, seed) == fields or body.name in {"short_answer", "numerical"}
    assert body.parse(body.to_fields(response, seed), seed) == response


@given(st.data(), bodies("single_choice", "multiple_choice", "true_false", "ordering", "matching"))
def test_stored_responses_survive_the_round_trip(data: st.DataObject, body: Kind) -> None:
    response = data.draw(responses(body))
    seed = data.draw(SEEDS)
    assert body.parse(body.to_fields(response, seed), seed) == response
    assert json.loads(json.dumps(response)) == response


@each_marked_kind
@given(st.data())
def test_a_mark_is_a_share(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    mark = body.mark(data.draw(responses(body)))
    assert isinstance(mark, float)
    assert 0 <= mark <= 1


@each_marked_kind
@given(st.data())
def test_the_key_earns_everything_and_a_blank_nothing(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    assert body.mark(key_response(body)) == 1
    assert body.mark(None) == 0


@each_marked_kind
@given(st.data())
def test_the_review_of_the_key_says_what_was_expected(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    right, blank = body.review(key_response(body)), body.review(None)
    assert right.expected == blank.expected != ""
    assert blank.given == ""
    assert right.given != ""
    assert [line.text for line in right.lines] == [line.text for line in blank.lines]
    assert not any(line.chosen or line.given or line.feedback for line in blank.lines)
    assert all(line.right for line in right.lines if line.chosen)


@each_marked_kind
@given(st.data())
def test_the_hint_does_not_depend_on_the_key(name: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[name])
    response = data.draw(responses(body))
    other = data.draw(rekeyed(body))
    assert body.hint(response) == other.hint(response)


@given(JUNK)
def test_junk_is_a_list_of_short_texts_or_refused(raw: Any) -> None:
    try:
        fields = check_fields(raw)
    except InvalidResponse:
        return
    assert list(fields) == raw
    assert all(len(field) <= 200 for field in fields)
    assert "".join(fields).encode().find(0) < 0


@each_kind
@given(st.data(), JUNK | FORGED, SEEDS)
def test_a_forged_response_is_read_or_refused(
    name: str, data: st.DataObject, raw: Any, seed: int
) -> None:
    body = data.draw(BODIES[name])
    try:
        response = body.parse(check_fields(raw), seed)
    except InvalidResponse:
        return
    assert 0 <= body.mark(response) <= 1
    assert body.review(response).expected
    assert response is None or isinstance(body.hint(response), str)


@given(bodies(), st.lists(st.sampled_from(("", " ", "\t")), max_size=8), SEEDS)
def test_empty_fields_are_a_blank_response(body: Kind, fields: list[str], seed: int) -> None:
    assert body.parse(fields, seed) is None


@pytest.mark.parametrize(
    "raw",
    [None, "2", 2, {"answer": ["2"]}, [2], [["2"]], [None], ["\0"], ["\ud800"], ["x" * 201]],
)
def test_what_is_no_list_of_short_texts_is_refused(raw: object) -> None:
    with pytest.raises(InvalidResponse):
        check_fields(raw)


def test_the_longest_response_is_accepted_and_one_field_more_is_not() -> None:
    longest = ["\U0001f600" * 200] * 100
    assert check_fields(longest) == tuple(longest)
    with pytest.raises(InvalidResponse, match="at most 100 parts"):
        check_fields([*longest, ""])


@given(st.lists(texts(), unique=True, max_size=8), st.randoms(), SEEDS)
def test_the_shown_order_depends_on_the_texts_alone(
    items: list[str], random: Any, seed: int
) -> None:
    order = shuffled(items, seed)
    assert sorted(order) == list(range(len(items)))
    mixed = random.sample(items, len(items))
    assert [items[i] for i in order] == [mixed[i] for i in shuffled(mixed, seed)]


def test_the_shown_order_is_the_same_on_every_python_and_changes_with_the_seed() -> None:
    assert shuffled("abcdef", 1) == (5, 3, 0, 4, 2, 1)
    assert len({shuffled("abcdef", seed) for seed in range(50)}) > 40


def test_each_place_is_taken_by_each_text_about_as_often() -> None:
    first = [shuffled(("Paris", "Rome", "Oslo", "Bern"), seed)[0] for seed in range(4000)]
    assert all(900 < first.count(index) < 1100 for index in range(4))
