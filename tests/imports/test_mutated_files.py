"""Damaged and hostile files through a whole import: told, or taken over, and never in part."""

import random

import pytest
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.imports import publishing
from quizapp.imports.publishing import NotImportedError
from quizapp.imports.spool import Spool
from tests.engine.formats.mutators import FILES, MUTATORS
from tests.factories import EVERY_KIND, make_questions
from tests.imports.giving import check, give, native, take_up
from tests.rows import count, snapshot

pytestmark = pytest.mark.sqlite_only

TRIES = 3
FILE = native([*EVERY_KIND, *make_questions(3)])


@pytest.mark.parametrize("name", MUTATORS)
def test_a_mutated_file_is_told_about_or_taken_over_whole(
    session: Session, spool: Spool, teacher: Person, name: str
) -> None:
    before = snapshot(session, Bank, QuestionRow, QuestionVersion)
    refusals: list[str] = []
    for seed in range(TRIES):
        draw = random.Random(seed)
        data = MUTATORS[name](draw.choice((FILE, *FILES)), draw)
        import_id = give(session, spool, teacher, data, title=f"{name} {seed}")
        report = check(session, spool, teacher, import_id)
        assert report.rows == report.new + report.faulty or report.asks, f"seed {seed}"
        try:
            work = take_up(session, teacher, import_id, leave_out_faulty=True)
        except NotImportedError as error:
            refusals.append(str(error))
            assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before, f"seed {seed}"
            continue
        done = publishing.write_import(session, spool, work, lambda _: None)
        assert done.new == report.new == count(session, QuestionVersion), f"seed {seed}"
        publishing.undo_import(session, teacher, import_id)
        assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before, f"seed {seed}"
    assert all(refusal.endswith(".") for refusal in refusals)
