"""A planned table to questions, in the file's order."""

from collections.abc import Iterator

from quizapp.engine.formats.anki_text import anki_rows
from quizapp.engine.formats.bank_file import FaultyRow, RecordRow, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.mapped_rows import mapped_rows
from quizapp.engine.formats.native_csv import read_native_rows
from quizapp.engine.formats.plan import ANKI, NATIVE, Plan
from quizapp.engine.formats.table_file import TableFile
from quizapp.engine.kinds.checks import quoted
from quizapp.engine.question import stem_key


def read_questions(table: TableFile, plan: Plan) -> Iterator[Row | RecordRow | FaultyRow]:
    """Yield what the rows say; a fault that ends the reading comes last, without cells.

    Where two rows are the same question, the second is faulty.
    """
    rows = table.rows()
    if plan.layout != NATIVE:
        read = anki_rows if plan.layout == ANKI else mapped_rows
        yield from _without_repeats(read(plan, rows), plan)
        return
    first = next(rows)
    if isinstance(first, TableRow):
        yield from read_native_rows(first, rows)
    else:
        yield FaultyRow(first.line, (), (first,))


def _without_repeats(rows: Iterator[Row | FaultyRow], plan: Plan) -> Iterator[Row | FaultyRow]:
    first_lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, FaultyRow):
            yield row
            continue
        question = row.question
        first_line = first_lines.get(question.key)
        if first_line is None:
            first_lines[question.key] = row.line
            yield row
            continue
        if question.key == stem_key(question.stem):
            role, message = "question", f"The same question stands in line {first_line}."
        else:
            role, message = "id", f"The id {quoted(question.key)} is used in line {first_line}."
        column = plan.column_name(plan.columns.index(role)) if role in plan.columns else ""
        fault = RowFault(row.line, column, "duplicate", message)
        yield FaultyRow(row.line, row.cells, (fault,))
