"""What the rows of a file would do to a bank: new, changed field by field, unchanged, or faulty."""

import json
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import IS_CURRENT, question_of
from quizapp.engine.answer_keys import has_same_key
from quizapp.engine.derivation.difference import Change
from quizapp.engine.formats.anki_text import as_card
from quizapp.engine.formats.bank_file import FaultyRow, RecordRow, Row, RowFault
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.kinds import Card
from quizapp.engine.question import Question, stem_key
from quizapp.engine.record import Record, record_of
from quizapp.engine.record import question_of as question_of_record

BATCH = 2_000
"""The rows that are compared, and later written, together."""

ReadRow: TypeAlias = Row | RecordRow | FaultyRow


class Known(NamedTuple):
    """A question that the bank has, and its current version."""

    id: int
    version_id: int
    number: int
    digest: str
    is_retired: bool


class Outcome(NamedTuple):
    """What became of one row of the file.

    `record` is what would be stored, with the key that the question has in the bank; a faulty row
    has its cells and faults instead.
    """

    line: int
    state: Literal["new", "changed", "unchanged", "faulty"]
    record: Record | None = None
    known: Known | None = None
    changes: tuple[Change, ...] = ()
    has_new_key: bool = False
    cells: tuple[str, ...] = ()
    faults: tuple[RowFault, ...] = ()


class Comparer:
    """Compares rows with what a bank holds; `carried` are the fields that the file has a say in.

    What a file can't carry stays as it is in the bank. With `by_stem`, a question of the bank is
    known by its stem, whatever its own key is. `is_cards` says that the file is of a program that
    knows nothing but cards: questions of other kinds come back from it as cards.
    """

    def __init__(
        self,
        session: Session,
        bank_id: int | None,
        carried: Set[str],
        *,
        by_stem: bool,
        is_cards: bool,
    ) -> None:
        self._session = session
        self._carried = carried
        self._is_cards = is_cards
        self._known = {} if bank_id is None else _load_known(session, bank_id)
        self._keys = {} if bank_id is None or not by_stem else _load_stem_keys(session, bank_id)

    def batches(self, rows: Iterable[ReadRow]) -> Iterator[list[Outcome]]:
        """Yield what becomes of the rows, in their order and so many at a time."""
        rows = iter(rows)
        while batch := [*islice(rows, BATCH)]:
            yield self._compare(batch)

    def _compare(self, batch: list[ReadRow]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        doubtful: list[tuple[int, int, Record, Known]] = []
        for row in batch:
            if isinstance(row, FaultyRow):
                outcomes.append(Outcome(row.line, "faulty", cells=row.cells, faults=row.faults))
                continue
            record = row.record
            if self._keys and record.key in self._keys:
                record = record._replace(key=self._keys[record.key])
            known = self._known.get(record.key)
            if known is None:
                outcomes.append(Outcome(row.line, "new", record))
                continue
            if known.digest != record.digest or known.is_retired:
                doubtful.append((len(outcomes), row.line, record, known))
            outcomes.append(Outcome(row.line, "unchanged", record, known))
        stored = _load_questions(self._session, [known.version_id for *_, known in doubtful])
        for place, line, record, known in doubtful:
            outcomes[place] = self._judge(line, record, known, stored[known.version_id])
        return outcomes

    def _judge(self, line: int, record: Record, known: Known, stored: Question) -> Outcome:
        if self._is_cards and stored.kind != Card.name:
            return self._judge_card(line, record, known, stored)
        before = record_of(stored)
        merged = _merge(before, record, self._carried)
        after = question_of_record(merged)
        merged = record_of(after)
        if merged.digest == known.digest and not known.is_retired:
            return Outcome(line, "unchanged", merged, known)
        changes = tuple(_changes(stored, after))
        if known.is_retired:
            changes = (*changes, Change("state", "retired", "asked again"))
        return Outcome(
            *(line, "changed", merged, known, changes),
            has_new_key=not has_same_key(stored.body, after.body),
        )

    def _judge_card(self, line: int, record: Record, known: Known, stored: Question) -> Outcome:
        """What becomes of a row that is a card of a question of another kind."""
        card = record_of(as_card(stored))
        merged = record_of(question_of_record(_merge(card, record, self._carried)))
        if merged.digest == card.digest and not known.is_retired:
            return Outcome(line, "unchanged", record_of(stored), known)
        message = (
            f"In the bank this is no card: {stored.body.label.lower()}. This file can't say what "
            "becomes of it; change it in the bank, or give the card another id."
        )
        return Outcome(line, "faulty", faults=(RowFault(line, "", "not_a_card", message),))


def _load_known(session: Session, bank_id: int) -> dict[str, Known]:
    rows = session.execute(
        select(
            *(QuestionRow.key, QuestionRow.id, QuestionVersion.id, QuestionVersion.number),
            *(QuestionVersion.digest, QuestionRow.retired_at.is_not(None)),
        )
        .join(QuestionVersion, IS_CURRENT)
        .where(QuestionRow.bank_id == bank_id)
        .execution_options(yield_per=BATCH)
    )
    return {row[0]: Known(*row[1:]) for row in rows}


def _load_stem_keys(session: Session, bank_id: int) -> dict[str, str]:
    """The keys of questions by the key that their stems would give them, where it is another."""
    rows = session.execute(
        select(QuestionVersion.stem, QuestionRow.key)
        .join(QuestionRow, IS_CURRENT)
        .where(QuestionRow.bank_id == bank_id)
        .order_by(QuestionRow.retired_at.is_not(None), QuestionRow.position, QuestionRow.id)
        .execution_options(yield_per=BATCH)
    )
    found: dict[str, str] = {}
    for stem, key in rows:
        found.setdefault(stem_key(stem), key)
    return {by_stem: key for by_stem, key in found.items() if by_stem != key}


def _load_questions(session: Session, version_ids: list[int]) -> dict[int, Question]:
    if not version_ids:
        return {}
    rows = session.execute(
        select(QuestionVersion, QuestionRow.key)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(version_ids))
    )
    return {version.id: question_of(version, key) for version, key in rows}


def _merge(before: Record, row: Record, carried: Set[str]) -> Record:
    """What the file says, and what it has no say in as it was."""
    kept = {name: getattr(before, name) for name in Record._fields if name not in carried}
    merged = row._replace(**kept)
    if "feedback" in carried or before.kind != row.kind:
        return merged
    body, old = json.loads(row.body), json.loads(before.body)
    if "feedback" in old and {**body, "feedback": old["feedback"]} == old:
        return merged._replace(body=before.body)
    return merged


def _changes(before: Question, after: Question) -> Iterator[Change]:
    was, is_now = question_cells(before), question_cells(after)
    for column in dict.fromkeys((*was, *is_now)):
        if was.get(column, "") != is_now.get(column, ""):
            yield Change(column, was.get(column, ""), is_now.get(column, ""))
