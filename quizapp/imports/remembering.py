"""What a person said of a file's columns, kept for the next file with the same header."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.database import insert_missing, write
from quizapp.engine.formats.guard import GUARD, MARK, REASON
from quizapp.imports.checking import MEMORY
from quizapp.imports.models import ColumnMapping
from quizapp.imports.publishing import LEAVE_OUT
from quizapp.imports.reading import Settings

_KEPT = ("has_header", "layout", "columns", "answers")
# What is decided for one import says nothing about the next.
_OF_ONE_IMPORT = {MEMORY, LEAVE_OUT}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was said of a file with this header, and when."""

    said: Settings
    used_at: datetime


def signature(header: Sequence[str]) -> str:
    """What tells a header from others, however it is written; "" for one without any name."""
    names = [" ".join(cell.lstrip(MARK).casefold().split()) for cell in header]
    names = [name for name in names if name not in {GUARD, REASON}]
    while names and not names[-1]:
        names.pop()
    return sha256(json.dumps(names).encode()).hexdigest() if any(names) else ""


def recall(session: Session, person: Person, rows: Iterable[Sequence[str]]) -> Remembered | None:
    """What the person said of a file with one of these rows for its header, the newest first."""
    signatures = {signature(row) for row in rows} - {""}
    row = session.execute(
        select(ColumnMapping.said, ColumnMapping.used_at)
        .where(ColumnMapping.owner_id == person.id, ColumnMapping.signature.in_(signatures))
        .order_by(ColumnMapping.used_at.desc(), ColumnMapping.signature)
        .limit(1)
    ).first()
    return None if row is None else Remembered(Settings.from_json(row[0]), row[1])


def remember(
    session: Session, person: Person, header: Sequence[str], settings: Settings, now: datetime
) -> None:
    """Keep what was said of a file with this header; nothing said is forgetting it."""
    mark = signature(header)
    if not mark:
        return
    said = kept(settings).to_json()
    key = {"owner_id": person.id, "signature": mark}
    mine = (ColumnMapping.owner_id == person.id) & (ColumnMapping.signature == mark)
    with write(session):
        if not any(said.values()) and said["has_header"] is None:
            session.execute(delete(ColumnMapping).where(mine))
            return
        values: dict[str, Any] = {"said": said, "used_at": now}
        insert_missing(session, ColumnMapping, [{**key, **values}])
        session.execute(update(ColumnMapping).where(mine).values(**values))


def kept(settings: Settings) -> Settings:
    """What of the settings is about the columns, and so holds for other files like this."""
    answers = {
        name: value for name, value in settings.answers.items() if name not in _OF_ONE_IMPORT
    }
    said = {name: getattr(settings, name) for name in _KEPT}
    return replace(Settings(), **{**said, "answers": answers})
