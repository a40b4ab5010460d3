"""Banks as files: written as they are read, however large they are."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile

from quizapp.engine.formats.anki_text import write_anki_text
from quizapp.engine.formats.guard import GUARD, guard_cells
from quizapp.engine.formats.native_columns import ALWAYS, COLUMNS
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.question import Question

# By it Excel knows that the file is in UTF-8.
_MARK = "\ufeff"


Writer = Callable[[Iterable[Question], str], Iterator[str]]
"""Yields the parts of a file with these questions, from a bank of that title."""


def export_csv(questions: Iterable[Question]) -> Iterator[str]:
    """Yield a file in the native layout, with the columns that these questions use.

    Cells that a spreadsheet would take for formulas are marked, and a column says in which rows.
    """
    used: set[str] = set(ALWAYS)
    # Which columns there are is known after the last question, and has to be said first.
    with TemporaryFile("w+", encoding="utf-8") as kept:
        for question in questions:
            cells = question_cells(question)
            guarded, mark = guard_cells([*cells.values()])
            row = dict(zip(cells, guarded, strict=True)) | ({GUARD: mark} if mark else {})
            used.update(row)
            kept.write(f"{json.dumps(row)}\n")
        kept.seek(0)
        columns = [name for name in (*COLUMNS, GUARD) if name in used]
        file = io.StringIO(_MARK)
        file.seek(0, io.SEEK_END)
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n", strict=True)
        writer.writeheader()
        for line in kept:
            writer.writerow(json.loads(line))
            yield file.getvalue()
            file.seek(0)
            file.truncate()
        yield file.getvalue()


EXPORTS: dict[str, Writer] = {
    "csv": lambda questions, _title: export_csv(questions),
    "anki": write_anki_text,
}
"""What writes a bank, by the name of the format."""
