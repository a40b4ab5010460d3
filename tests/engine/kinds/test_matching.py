import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import InvalidResponse, Line, Matching, Review
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from tests.engine.strategies import matchings

FRONTS = Matching((("Rokossovsky", "Don"), ("Konev", "Steppe"), ("Yeryomenko", "Don")))


@given(st.data(), matchings())
def test_the_mark_is_the_share_of_right_choices(data: st.DataObject, body: Matching) -> None:
    count = len(body.pairs)
    chosen = data.draw(
        st.lists(st.none() | st.integers(0, count - 1), min_size=count, max_size=count)
    )
    right = [
        index is not None and body.pairs[index][1] == pair[1]
        for index, pair in zip(chosen, body.pairs, strict=True)
    ]
    assert body.mark(chosen) == sum(right) / count


def test_equal_right_sides_are_one_option() -> None:
    view = FRONTS.public_view(1)
    assert view.control == "match"
    assert sorted(view.options) == ["Don", "Steppe"]
    assert view.prompts == ("Rokossovsky", "Konev", "Yeryomenko")
    for seed in range(20):
        don = str(FRONTS.public_view(seed).options.index("Don"))
        assert FRONTS.parse([don, "", don], seed) == [0, None, 0]
    assert FRONTS.mark([0, 1, 0]) == 1
    assert FRONTS.mark([0, None, 1]) == 1 / 3


@pytest.mark.parametrize(
    "fields", [["0", "1"], ["0", "1", "0", ""], ["2", "", ""], ["-1", "", ""], ["Don", "", ""]]
)
def test_other_fields_are_refused(fields: list[str]) -> None:
    with pytest.raises(InvalidResponse):
        FRONTS.parse(fields, 1)


def test_review() -> None:
    assert FRONTS.review([1, None, 0]) == Review(
        given="Rokossovsky \u2192 Steppe; Yeryomenko \u2192 Don",
        expected="Rokossovsky \u2192 Don; Konev \u2192 Steppe; Yeryomenko \u2192 Don",
        lines=(
            Line("Rokossovsky", chosen=True, right=False, given="Steppe", expected="Don"),
            Line("Konev", chosen=False, right=False, given="", expected="Steppe"),
            Line("Yeryomenko", chosen=True, right=True, given="Don", expected="Don"),
        ),
    )


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((("a", "1"), ("b", "2")), []),
        ((("a", "1"), ("b", "=> 2")), []),
        ((), [("option_1", "too_few")]),
        ((("a", "1"),), [("option_2", "too_few")]),
        ((("a", "1"), ("", "2")), [("option_2", "empty")]),
        ((("a", "1"), ("b", " ")), [("option_2", "empty")]),
        ((("", "1"), ("", "2")), [("option_1", "empty"), ("option_2", "empty")]),
        ((("a", "1"), ("a", "2")), [("option_2", "duplicate")]),
        ((("a", "1"), ("b", "1")), [("option_2", "all_right")]),
        ((("a", "1"), ("b=>c", "2")), [("option_2", "unreadable")]),
        ((("a", "1"), ("b\0", "2\0")), [("option_2", "control_character")] * 2),
        (tuple((str(n), str(n)) for n in range(101)), [("option_101", "too_many")]),
    ],
)
def test_faults(pairs: tuple[tuple[str, str], ...], expected: list[tuple[str, str]]) -> None:
    assert [(fault.field, fault.code) for fault in Matching(pairs).faults()] == expected


@pytest.mark.parametrize(
    ("option", "pair"),
    [
        ("a => b", ("a", "b")),
        ("a=>b", ("a", "b")),
        ("a => b => c", ("a", "b => c")),
        ("", ("", "")),
    ],
)
def test_cells(option: str, pair: tuple[str, str]) -> None:
    assert Matching.from_cells(Cells(options=(option,))) == Matching((pair,))


def test_cells_without_an_arrow_are_each_named() -> None:
    with pytest.raises(UnreadableCells, match="left => right") as caught:
        Matching.from_cells(Cells(options=("a = b", "c => d", "e -> f")))
    assert [fault.field for fault in caught.value.faults] == ["option_1", "option_3"]
