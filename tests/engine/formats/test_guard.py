import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.guard import guard_cells, is_risky, unguarded

CELLS = st.lists(st.text(st.sampled_from("'=+-@\t\r\n\0＝a1. %"), max_size=5), max_size=4)


def read_back(*rows: list[str]) -> list[tuple[str, ...]]:
    table = [TableRow(line, tuple(cells)) for line, cells in enumerate(rows, 1)]
    return [row.cells for row in unguarded(lambda: iter(table))() if isinstance(row, TableRow)]


@given(st.lists(CELLS, min_size=1))
def test_what_is_guarded_comes_back_as_it_was(rows: list[list[str]]) -> None:
    written = [[mark, "why", *guarded] for guarded, mark in map(guard_cells, rows)]
    header, *found = read_back(["guard", "reason", "question"], *written)
    assert header == ("question",)
    assert found == [tuple(row) for row in rows]


@given(CELLS)
def test_no_guarded_cell_begins_like_a_formula(cells: list[str]) -> None:
    for cell in guard_cells(cells)[0]:
        assert cell[:1] not in {*"=+-@\t\r\n\0＝"} or not is_risky(cell)


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-1+1", "+a", "\tx", "\0", "'=1", "＝1", "-"])
def test_what_a_spreadsheet_may_compute_is_guarded(cell: str) -> None:
    assert guard_cells(["a", cell]) == (["a", f"'{cell}"], "'")


@pytest.mark.parametrize("cell", ["-5", "+3.5", "-1,200", "-1e5", "a=b", "'x'", "", "'"])
def test_numbers_and_other_texts_stay_as_they_are(cell: str) -> None:
    assert guard_cells([cell]) == ([cell], "")


def test_only_a_file_that_says_so_is_changed() -> None:
    rows = [["question", "answer"], ["'=1", "x"]]
    assert read_back(*rows) == [tuple(row) for row in rows]
    assert read_back(["guard", "question"], ["", "'=1"]) == [("question",), ("'=1",)]
    assert read_back(["question", "guard"], ["'=1", "'"], ["'=1"]) == [
        ("question",),
        ("=1",),
        ("'=1",),
    ]


def test_a_fault_passes_through() -> None:
    fault = RowFault(2, "", "quote", "not closed")
    header = TableRow(1, ("guard", "question"))
    assert [*unguarded(lambda: iter((fault,)))()] == [fault]
    found = [*unguarded(lambda: iter((header, fault)))()]
    assert found == [TableRow(1, ("question",)), fault]
    assert [*unguarded(lambda: iter(()))()] == []
