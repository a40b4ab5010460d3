import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import InvalidResponse, Line, Ordering, Response, Review
from tests.engine.strategies import orderings

BATTLES = Ordering(("Moscow", "Stalingrad", "Kursk"))


@given(orderings())
def test_the_reverse_order_earns_nothing(body: Ordering) -> None:
    assert body.mark(list(range(len(body.items), 0, -1))) == 0


@given(st.data(), orderings())
def test_swapping_neighbours_that_stand_right_lowers_the_mark(
    data: st.DataObject, body: Ordering
) -> None:
    places = data.draw(st.permutations(range(1, len(body.items) + 1)))
    by_place = sorted(range(len(places)), key=lambda index: places[index])
    right = [n for n in range(len(places) - 1) if by_place[n] < by_place[n + 1]]
    for n in right:
        swapped = list(places)
        first, second = by_place[n], by_place[n + 1]
        swapped[first], swapped[second] = swapped[second], swapped[first]
        assert body.mark(swapped) < body.mark(places)


@given(st.data(), orderings())
def test_taking_a_place_away_never_raises_the_mark(data: st.DataObject, body: Ordering) -> None:
    places: list[int | None] = [*data.draw(st.permutations(range(1, len(body.items) + 1)))]
    fewer = [*places]
    fewer[data.draw(st.integers(0, len(places) - 1))] = None
    assert body.mark(fewer) <= body.mark(places)


@pytest.mark.parametrize(
    ("places", "mark"),
    [
        ([1, 2, 3], 1),
        ([2, 1, 3], 2 / 3),
        ([3, 1, 2], 1 / 3),
        ([3, 2, 1], 0),
        ([1, 1, 1], 0),
        ([1, 1, 2], 2 / 3),
        ([1, None, 2], 1 / 3),
        ([None, None, 1], 0),
    ],
)
def test_the_mark_is_the_share_of_pairs_in_order(places: Response, mark: float) -> None:
    assert BATTLES.mark(places) == mark


def test_fields_give_each_shown_item_its_place() -> None:
    for seed in range(20):
        view = BATTLES.public_view(seed)
        year = {"Moscow": "1", "Stalingrad": "", "Kursk": "3"}
        assert BATTLES.parse([year[item] for item in view.options], seed) == [1, None, 3]
    assert view.control == "order"


@pytest.mark.parametrize(
    "fields", [["1", "2"], ["1", "2", "3", ""], ["0", "1", "2"], ["1", "2", "4"], ["a", "", ""]]
)
def test_other_fields_are_refused(fields: list[str]) -> None:
    with pytest.raises(InvalidResponse):
        BATTLES.parse(fields, 1)


def test_review() -> None:
    assert BATTLES.review([3, None, 1]) == Review(
        given="1. Kursk; 3. Moscow",
        expected="1. Moscow; 2. Stalingrad; 3. Kursk",
        lines=(
            Line("Moscow", chosen=True, right=False, given="3", expected="1"),
            Line("Stalingrad", chosen=False, right=False, given="", expected="2"),
            Line("Kursk", chosen=True, right=False, given="1", expected="3"),
        ),
    )


def test_faults_are_those_of_options() -> None:
    faults = [(fault.field, fault.code) for fault in Ordering(("a", "a")).faults()]
    assert faults == [("option_2", "duplicate")]
    assert [fault.code for fault in Ordering(("a",)).faults()] == ["too_few"]
