import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds.cells import join_list, split_list, without_trailing_blanks
from tests.engine.strategies import texts


@given(st.lists(texts()))
def test_lists_in_cells_round_trip(items: list[str]) -> None:
    assert split_list(join_list(items)) == tuple(items)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("", ()),
        (" | ", ()),
        ("a| b |c|", ("a", "b", "c")),
        (r"a\|b|c", ("a|b", "c")),
        (r"a\\|b", ("a\\", "b")),
        (r"C:\new|\d", (r"C:\new", r"\d")),
        ("a\\", ("a\\",)),
    ],
)
def test_a_backslash_before_a_bar_or_a_backslash_takes_its_meaning(
    cell: str, items: tuple[str, ...]
) -> None:
    assert split_list(cell) == items


@given(st.text())
def test_any_cell_splits_into_items_that_are_clean(cell: str) -> None:
    assert all(item and item == item.strip() for item in split_list(cell))


def test_blanks_are_taken_from_the_end_only() -> None:
    assert without_trailing_blanks(("", "a", "", "")) == ("", "a")
    assert without_trailing_blanks(("", "")) == ()
