"""A person of whom something is kept in every table that can name a person."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Column, insert, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.database import Base, write
from quizapp.imports.spool import Spool
from tests.factories import NOW, make_person, person_of

LATER = NOW + timedelta(days=1)
NAME = 'Zenóbia "Z%_" Quill'
USERNAME = "zenobia"


def spool_in(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "imports", tmp_path / "media")


def fill_every_table(session: Session, person: Person, other: Person) -> None:
    """A row in each table, with every foreign key set: to the person where it can be theirs.

    Where a table has several places for people, the first is the person's in one row and the
    second in another.
    """
    made: dict[str, Mapping[str, Any]] = {}
    with write(session):
        for table in Base.metadata.sorted_tables:
            if table.name == "users":
                continue
            places = [
                column
                for column in table.columns
                if any(key.column.table.name == "users" for key in column.foreign_keys)
            ]
            for number in range(max(len(places), 1)):
                row = {
                    column.key: _value(column, made, number)
                    for column in table.columns
                    if not (column.primary_key and column.autoincrement is True)
                    and not _is_own_number(column)
                }
                for place, column in enumerate(places):
                    row[column.key] = person.id if place == number else other.id
                _fit(table.name, row, number)
                inserted = session.execute(
                    insert(table).values(**row).returning(*table.primary_key.columns)
                ).one()
                row |= inserted._mapping
                made.setdefault(table.name, row)


def _is_own_number(column: Column[Any]) -> bool:
    return column.primary_key and column.key == "id" and column.type.python_type is int


def _value(column: Column[Any], made: Mapping[str, Mapping[str, Any]], number: int) -> Any:
    for key in column.foreign_keys:
        if key.column.table.name != "users":
            return made[key.column.table.name][key.column.key]
    name = column.type.__class__.__name__
    if name == "UTCDateTime":
        return LATER
    if name == "JSON":
        return {"said": USERNAME, "names": [NAME]}
    if name == "LargeBinary":
        return b"\x01"
    python = column.type.python_type
    values: dict[type, Any] = {
        bool: False,
        int: number + 1,
        float: 0.5,
        Decimal: Decimal(1),
        date: date(2026, 3, 2),
        bytes: b"\x01",
    }
    if python in values:
        return values[python]
    length = getattr(column.type, "length", None) or 20
    return f"{column.table.name}{number}"[:length]


_FIT: dict[str, dict[str, Any]] = {
    "invitations": {"role": "student"},
    "one_time_codes": {},
    "class_members": {"state": "active", "sort_name": NAME},
    "jobs": {"state": "done"},
    "quizzes": {"layout": "one", "time_limit": None},
    "rulings": {"ruling": "key"},
    "derivations": {},
    "imports": {"state": "published"},
    "proposed_questions": {"change": "new"},
    "decided_questions": {"verdict": "accept"},
    "assignments": {"counts": "best", "quiz_id": None, "late_percent": 0, "goal": 50},
    "cards": {"phase": 2},
    "reviews": {"rating": 3},
    "questions": {"version": 1},
    "question_versions": {
        "kind": "single_choice",
        "tags": [],
        "excludes": [],
        "body": {"options": ["a", "b"], "correct": 0, "feedback": []},
    },
    "banks": {"is_ready": True},
    "quiz_sources": {"topics": [], "counts": None},
    "attempts": {"seed": 7},
}


def _fit(table: str, row: dict[str, Any], number: int) -> None:
    row.update(_FIT.get(table, {}))
    if table == "quizzes":
        row.update(dict.fromkeys([key for key in row if key.startswith("shows_")], "submitted"))
    if table == "audit_entries":
        row["actor_name" if number == 0 else "subject_name"] = NAME
    if table == "one_time_codes" and number == 1:
        row["issuer_name"] = NAME
    if table == "grades":
        row["note"] = "" if number else "Speak with them."


def make_zenobia(session: Session, **columns: Any) -> Person:
    """A student with something in every table; `other` is a teacher."""
    person = make_person(
        session,
        USERNAME,
        display_name=NAME,
        calendar_token="c" * 43,
        last_seen_on=date(2026, 3, 1),
        **columns,
    )
    other = make_person(session, "other", role="teacher", display_name="Other Teacher")
    fill_every_table(session, person, other)
    return person


def places_of_people() -> Iterator[Column[Any]]:
    """All columns that name a person by number."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "users" for key in column.foreign_keys):
                yield column


def find_person(session: Session, username: str) -> Person:
    session.commit()
    return person_of(session.scalars(select(User).where(User.username == username)).one())
