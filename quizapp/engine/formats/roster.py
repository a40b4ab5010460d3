"""A class list, as schools' tools write it or as a teacher types it, to its students."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.roster_columns import Layout, columns_of, layout_of
from quizapp.engine.formats.table_file import TableFile, TableRow, TableSettings, open_table
from quizapp.engine.formats.usernames import is_username
from quizapp.engine.kinds.checks import counted, quoted

MOST_ROWS = 2_000
"""The most students that a list may have: as many as a class."""

MAX_NAME = 80
MAX_SORT_NAME = 160
MAX_ID = 100
MAX_GROUP = 80
MOST_GROUPS = 10

_HEADER_ROWS = 10
_MOST_NAMED = 8
_CHANGES_OF_DIRECTION = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_STUDENTS = re.compile(
    r"(?i).*\b(student|learner|pupil|schüler|schuler|élève|eleve|étudiant|estudiante|alumno|"
    r"aluno|studente|alunno|leerling|uczeń|elev|ученик|студент|учень)"
)
_GONE = frozenset({"tobedeleted", "inactive", "deleted"})
_NO_GROUP = frozenset({"no groups", "keine gruppen", "aucun groupe", "sin grupos"})


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A student of a list: `username` and `roster_id` are "" where the list says none."""

    line: int
    name: str
    sort_name: str
    username: str = ""
    roster_id: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a list, what is wrong with it, and how it was read."""

    rows: tuple[RosterRow, ...] = ()
    faults: tuple[RowFault, ...] = ()
    layout: Layout = "own"
    left_out: int = 0
    """How many rows are of no student, or of one who is gone."""
    has_addresses: bool = False
    """Whether the list has a column of e-mail addresses, which isn't read."""
    encoding: str = ""
    is_encoding_sure: bool = True
    has_ids: bool = False


def read_roster(data: bytes, settings: TableSettings | None = None) -> Roster:
    """Read a list; what is wrong is among the faults, and then nothing of it should be used.

    A list of more than `MOST_ROWS` students is refused without being read to its end.
    """
    table = open_table(data, settings)
    if isinstance(table, RowFault):
        return Roster(faults=(table,))
    found = _read_table(table)
    return replace(found, encoding=table.encoding, is_encoding_sure=table.is_encoding_sure)


def _read_table(table: TableFile) -> Roster:
    rows = table.rows()
    first = [*islice(rows, _HEADER_ROWS)]
    number, columns = _find_header([row for row in first if isinstance(row, TableRow)])
    if columns is None:
        return Roster(faults=(_no_header(first),))
    if number is None:
        return _students(_chain(first, rows), columns, "names")
    header = first[number]
    # What was found among the rows is a row.
    cells = header.cells if isinstance(header, TableRow) else ()
    return _students(_chain(first[number + 1 :], rows), columns, layout_of(cells))


def _chain(
    first: Iterable[TableRow | RowFault], rest: Iterable[TableRow | RowFault]
) -> Iterator[TableRow | RowFault]:
    yield from first
    yield from rest


def _find_header(
    rows: Sequence[TableRow],
) -> tuple[int | None, Mapping[str, tuple[int, ...]] | None]:
    """Return the number of the row that names the columns, and these; one column needs no name."""
    for number, row in enumerate(rows):
        if columns := columns_of(row.cells):
            return number, columns
    is_list = bool(rows) and all(sum(map(bool, row.cells)) == 1 and row.cells[0] for row in rows)
    return None, {"name": (0,)} if is_list else None


def _no_header(first: Sequence[TableRow | RowFault]) -> RowFault:
    if first and isinstance(first[0], RowFault):
        return first[0]
    cells = first[0].cells if first and isinstance(first[0], TableRow) else ()
    listed = ", ".join(map(quoted, cells[:_MOST_NAMED]))
    message = (
        f'No column of names was found. Name the columns in the first row: "name", or '
        f'"first_name" and "last_name"; if you like "username", "id" and "group". It has: {listed}.'
    )
    return RowFault(0, "", "header", message)


@dataclass(frozen=True, slots=True)
class _Reader:
    columns: Mapping[str, tuple[int, ...]]
    layout: Layout

    def cell(self, row: TableRow, role: str) -> str:
        """Return the first cell of a role that isn't empty, white space collapsed."""
        texts = (row.cells[place] for place in self.columns.get(role, ()) if place < len(row.cells))
        return next((" ".join(text.split()) for text in texts if text.strip()), "")

    def is_student(self, row: TableRow) -> bool:
        """Return whether a row is of a student of now, and not something that a tool adds."""
        role, status = self.cell(row, "role"), self.cell(row, "status")
        if (role and not _STUDENTS.match(role)) or status.lower() in _GONE:
            return False
        if self.layout == "canvas":
            name = self.cell(row, "name")
            return bool(name) and name not in {"Points Possible", "Student, Test", "Test Student"}
        if self.layout == "google":
            return bool(self.cell(row, "email"))
        return True

    def student(self, row: TableRow) -> RosterRow:
        """Return what a row says of a student, unchecked."""
        name, sort_name = self._names(row)
        username = self.cell(row, "username").lower()
        return RosterRow(
            row.line,
            name,
            self.cell(row, "sort_name") or sort_name,
            username if is_username(username) else "",
            self.cell(row, "id"),
            self._groups(row),
        )

    def _names(self, row: TableRow) -> tuple[str, str]:
        first, last = self.cell(row, "first_name"), self.cell(row, "last_name")
        if not (first or last):
            # Whom GitHub Classroom knows by no name it knows by what the teacher's list said.
            whole = self.cell(row, "name") or (
                self.cell(row, "id") if self.layout == "github" else ""
            )
            last, _, first = (part.strip() for part in whole.partition(","))
            if not (first and last) or "," in first:
                return whole, whole
        return " ".join(filter(None, (first, last))), ", ".join(filter(None, (last, first)))

    def _groups(self, row: TableRow) -> tuple[str, ...]:
        text = self.cell(row, "group")
        if text.lower() in _NO_GROUP:
            return ()
        signs = r"[;|,]" if self.layout == "moodle" else r"[;|]"
        return tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split(signs, text)))))


def _students(
    rows: Iterable[TableRow | RowFault], columns: Mapping[str, tuple[int, ...]], layout: Layout
) -> Roster:
    reader = _Reader(columns, layout)
    found: list[RosterRow] = []
    faults: list[RowFault] = []
    left_out = 0
    for row in rows:
        if isinstance(row, RowFault):
            faults.append(row)
        elif not reader.is_student(row):
            left_out += 1
        elif len(found) == MOST_ROWS:
            return Roster(faults=(_too_many(),), layout=layout)
        else:
            found.append(reader.student(row))
    faults += check_rows(found)
    if not found and not faults:
        message = "The list has no students: there is nothing below the names of the columns."
        faults.append(RowFault(0, "", "empty", message))
    return Roster(
        rows=tuple(found),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        layout=layout,
        left_out=left_out,
        has_addresses="email" in columns,
        has_ids=any(row.roster_id for row in found),
    )


def _too_many() -> RowFault:
    message = (
        f"The list has more than {MOST_ROWS:,} students, and a class can have at most "
        f"{MOST_ROWS:,}. Import a list of one class only."
    )
    return RowFault(0, "", "too_many", message)


def check_rows(rows: Sequence[RosterRow]) -> Iterator[RowFault]:
    """Yield what is wrong with the students of a list, each fault with its line and column."""
    ids: dict[str, int] = {}
    usernames: dict[str, int] = {}
    for row in rows:
        yield from _row_faults(row)
        for column, text, lines in (
            ("id", row.roster_id, ids),
            ("username", row.username, usernames),
        ):
            if text and (line := lines.setdefault(text, row.line)) != row.line:
                message = f"{quoted(text)} stands in line {line} too; each student has one's own."
                yield RowFault(row.line, column, "duplicate", message)


def _row_faults(row: RosterRow) -> Iterator[RowFault]:
    if not row.name:
        yield RowFault(row.line, "name", "missing", "There is no name.")
    texts = [
        ("name", row.name, MAX_NAME),
        ("name", row.sort_name, MAX_SORT_NAME),
        ("id", row.roster_id, MAX_ID),
        *(("group", group, MAX_GROUP) for group in row.groups),
    ]
    for column, text, most in texts:
        if len(text) > most:
            message = f"{quoted(text)} has {counted(len(text), 'character')}; {most} are possible."
            yield RowFault(row.line, column, "too_long", message)
        elif not all(map(_is_writable, text)):
            message = "This has a character that can't be used here; was the encoding right?"
            yield RowFault(row.line, column, "character", message)
    if len(row.groups) > MOST_GROUPS:
        message = f"These are {len(row.groups)} groups; {MOST_GROUPS} are possible."
        yield RowFault(row.line, "group", "too_many", message)


def _is_writable(char: str) -> bool:
    return (
        unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
        and unicodedata.bidirectional(char) not in _CHANGES_OF_DIRECTION
    )


def pack_rows(rows: Sequence[RosterRow]) -> str:
    """Return the students as a text that `unpack_rows` reads."""
    return json.dumps(
        [
            [row.line, row.name, row.sort_name, row.username, row.roster_id, *row.groups]
            for row in rows
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpack_rows(text: str) -> tuple[RosterRow, ...] | None:
    """Return the students of a text of `pack_rows`; None where it isn't one without faults."""
    try:
        packed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(packed, list) or not 0 < len(packed) <= MOST_ROWS:
        return None
    rows = [_unpacked(each) for each in packed]
    known = [row for row in rows if row is not None]
    if len(known) < len(rows) or any(check_rows(known)):
        return None
    return tuple(known)


def _unpacked(packed: Any) -> RosterRow | None:
    match packed:
        case [int(line), str(name), str(sort_name), str(username), str(roster_id), *groups]:
            row = RosterRow(line, name, sort_name, username, roster_id, tuple(groups))
        case _:
            return None
    is_usual = all(isinstance(group, str) for group in groups)
    return row if is_usual and (not username or is_username(username)) else None
