"""Banks as files: read back as they were, and harmless in a spreadsheet."""

import csv
import io

from hypothesis import given

from quizapp.engine.formats.guard import is_risky
from quizapp.engine.formats.planning import make_plan
from quizapp.engine.formats.reading import read_questions
from quizapp.engine.formats.table_file import TableFile, open_table
from quizapp.engine.question import Question
from quizapp.writing.exporting import export_csv
from tests.engine.strategies import banks


@given(banks())
def test_an_export_reads_back_as_the_same_questions(bank: list[Question]) -> None:
    table = open_table("".join(export_csv(bank)).encode())
    assert isinstance(table, TableFile)
    plan = make_plan(table)
    assert not hasattr(plan, "message")
    assert plan.asks == ()
    assert [getattr(row, "question", None) for row in read_questions(table, plan)] == bank


@given(banks())
def test_no_cell_of_an_export_begins_like_a_formula(bank: list[Question]) -> None:
    text = "".join(export_csv(bank)).removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert cell.startswith("'") or not is_risky(cell)
