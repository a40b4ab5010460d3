"""The native CSV layout: one question a row, described by the columns of its header."""

import csv
import io
from collections.abc import Iterable, Iterator

from quizapp.engine.formats.bank_file import BankFile, FaultyRow, RecordRow, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow, decode_utf8, read_rows
from quizapp.engine.formats.guard import unguarded
from quizapp.engine.formats.native_columns import ALWAYS, COLUMNS, Header, header_faults, header_of
from quizapp.engine.formats.native_row import question_cells, read_row
from quizapp.engine.formats.plain_rows import plain_reader
from quizapp.engine.kinds.base import Fault
from quizapp.engine.kinds.checks import quoted
from quizapp.engine.question import Question, stem_key


def read_native_csv(data: bytes) -> BankFile:
    """Return the questions of a file in the native layout, and every fault in it; never raises."""
    text = decode_utf8(data)
    if isinstance(text, RowFault):
        return BankFile(faults=(text,))
    table = unguarded(lambda: read_rows(text))()
    first = next(table, None)
    if first is None:
        return BankFile(faults=(RowFault(0, "", "empty", "The file is empty."),))
    if isinstance(first, RowFault):
        return BankFile(faults=(first,))
    rows: list[Row] = []
    faults: list[RowFault] = []
    for row in read_native_rows(first, table):
        if isinstance(row, FaultyRow):
            faults.extend(row.faults)
        else:
            rows.append(Row(row.line, row.question))
    if not rows and not faults:
        message = "The file names its columns, but has no questions."
        faults.append(RowFault(0, "", "no_questions", message))
    return BankFile(tuple(rows), tuple(faults))


def read_native_rows(
    first: TableRow, rows: Iterable[TableRow | RowFault]
) -> Iterator[Row | RecordRow | FaultyRow]:
    """Yield what the rows say under a header in the native layout, in the file's order.

    A header with faults is all that is yielded; a fault with which the reading ends comes last.
    """
    names = tuple(name.lower() for name in first.cells)
    if faults := tuple(header_faults(first, names)):
        yield FaultyRow(first.line, (), faults)
        return
    header = header_of(names)
    read_plain = plain_reader(header)
    first_lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, RowFault):
            yield FaultyRow(row.line, (), (row,))
            return
        record = read_plain(row.cells)
        if record is not None and first_lines.setdefault(record.key, row.line) == row.line:
            yield RecordRow(row.line, record)
        else:
            yield _read_fully(header, row, first_lines)


def _read_fully(header: Header, row: TableRow, first_lines: dict[str, int]) -> Row | FaultyRow:
    question, found = read_row(header, row.cells)
    first_line = first_lines.setdefault(question.key, row.line)
    if first_line != row.line and question.stem:
        found.append(_seen_before(question, first_line))
    if not found:
        return Row(row.line, question, row.cells)
    faults = tuple(RowFault(row.line, fault.field, fault.code, fault.message) for fault in found)
    return FaultyRow(row.line, row.cells, faults)


def write_native_csv(questions: Iterable[Question]) -> str:
    """Return a file in the native layout, with the columns that these questions use."""
    rows = [question_cells(question) for question in questions]
    used = {name for row in rows for name in row}
    columns = [name for name in COLUMNS if name in ALWAYS or name in used]
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", strict=True)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _seen_before(question: Question, first_line: int) -> Fault:
    if question.key == stem_key(question.stem):
        message = f"The same question stands in line {first_line}; give each an id of its own."
        return Fault("question", message, "duplicate")
    message = f"The id {quoted(question.key)} is used in line {first_line} already."
    return Fault("id", message, "duplicate")
