"""A file as it is going to be read: how, what each column is, and what a person has to decide."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.plan import ANKI, Plan, Said
from quizapp.engine.formats.planning import make_plan
from quizapp.engine.formats.reading import read_questions
from quizapp.engine.formats.table_file import TableFile, TableRow, TableSettings, open_table
from quizapp.engine.record import Record
from quizapp.imports.comparing import ReadRow


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person said of a file; what is None or empty is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    has_header: bool | None = None
    layout: str | None = None
    columns: Mapping[int, str] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The form in which it is stored."""
        roles = None if self.columns is None else {str(at): self.columns[at] for at in self.columns}
        return {**asdict(self), "columns": roles, "answers": {**self.answers}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Settings":
        """What `to_json` gave; {} is nothing said."""
        columns = data.get("columns")
        roles = None if columns is None else {int(place): columns[place] for place in columns}
        return cls(**{**data, "columns": roles})


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that can be read, and how."""

    table: TableFile
    plan: Plan
    lines: int
    """About how many lines it has; 0 where that isn't known before it is read."""

    @property
    def carried(self) -> frozenset[str]:
        """The fields of a record that this file has a say in."""
        fields = {_FIELDS[role] for role in self.plan.columns if role in _FIELDS}
        if any(role.startswith("feedback_") for role in self.plan.columns):
            fields.add("feedback")
        return frozenset((*_ALWAYS, *fields, *(("tags",) if self.plan.tags else ())))

    @property
    def has_ids(self) -> bool:
        """Whether the rows say themselves which question they are."""
        return "id" in self.plan.columns

    @property
    def is_cards(self) -> bool:
        """Whether it is of a program that knows nothing but cards."""
        return self.plan.layout == ANKI

    def rows(self) -> Iterator[ReadRow]:
        """What the rows say, in their order."""
        return read_questions(self.table, self.plan)

    def head(self, count: int) -> list[TableRow]:
        """The first rows as they stand."""
        rows = (row for row in self.table.rows() if isinstance(row, TableRow))
        return [*islice(rows, count)]


_ALWAYS = ("key", "digest", "kind", "stem", "body")
_FIELDS = {
    **{name: name for name in Record._fields if name not in _ALWAYS},
    "form": "source_form",
    "deck": "topic",
}


def open_file(data: bytes, settings: Settings) -> OpenedFile | RowFault:
    """Find out how a file is to be read, or return why it can't be."""
    table = open_table(data, TableSettings(settings.encoding, settings.delimiter, settings.sheet))
    if isinstance(table, RowFault):
        return table
    said = Said(settings.has_header, settings.layout, settings.columns, settings.answers)
    plan = make_plan(table, said)
    if isinstance(plan, RowFault):
        return plan
    lines = max(data.count(b"\n"), data.count(b"\r")) if table.kind == "text" else 0
    return OpenedFile(table, plan, lines)
