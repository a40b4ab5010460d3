"""The rows that can't be taken over as a file of their own, to be mended and given again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from quizapp.engine.formats.guard import GUARD, REASON, guard_cells

BOM = "\ufeff"
_KEPT_SIGNS = frozenset({",", ";"})


def mending_header(header: Sequence[str], width: int) -> list[str]:
    """The names of the columns: those of the file, else their numbers."""
    names = [*header, *[""] * (width - len(header))]
    return [name or f"column {place}" for place, name in enumerate(names, 1)]


def mending_delimiter(delimiter: str) -> str:
    """The file's own sign where a spreadsheet opens it, so that it is opened as that file was."""
    return delimiter if delimiter in _KEPT_SIGNS else ","


def write_faulty(lines: Iterable[str], header: Sequence[str], delimiter: str) -> Iterator[str]:
    """Yield a CSV file with the faulty rows among the kept outcomes, and what is wrong with each.

    What has no cells, because the reading of the file ended there, can't be mended here.
    """
    names, _ = guard_cells(header)
    yield BOM + _line([GUARD, REASON, *names], delimiter)
    for line in lines:
        if not line.startswith("f"):
            continue
        row = json.loads(line[1:])
        if row["cells"]:
            reason = " ".join(map(fault_words, row["faults"]))
            cells, mark = guard_cells([reason, *row["cells"]])
            yield _line([mark, *cells], delimiter)


def fault_words(fault: dict[str, str]) -> str:
    """What is wrong, with the column where there is one."""
    column = fault["column"]
    return f"{column}: {fault['message']}" if column else fault["message"]


def _line(cells: Sequence[str], delimiter: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return file.getvalue()
