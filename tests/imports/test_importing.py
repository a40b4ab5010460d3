"""Files into banks: unseen until all of it is there, or nothing; again, and undone."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks.access import find_shown_bank
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import find_bank, list_banks, load_version
from quizapp.database import write
from quizapp.engine.formats.anki_text import write_anki_text
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.kinds import Card, SingleChoice
from quizapp.engine.question import Question
from quizapp.engine.scheduling import Rating
from quizapp.imports import checking, publishing, services
from quizapp.imports.comparing import BATCH, Outcome
from quizapp.imports.publishing import FaultyRowsError, UnfinishedError, UsedImportError
from quizapp.imports.services import BusyImportError, UnknownImportError
from quizapp.imports.spool import Spool
from quizapp.jobs.models import Job
from quizapp.jobs.services import JobFailedError
from quizapp.study import models as study
from quizapp.writing import services as editing
from quizapp.writing.exporting import export_csv
from tests.factories import (
    EVERY_KIND,
    NOW,
    QUESTIONS,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    retire,
    start_attempt,
    version_id,
)
from tests.imports.giving import bring, check, give, native, table, take_up
from tests.rows import count, rows, snapshot

LATER = NOW + timedelta(days=1)
ONE = Question("one", "Which?", SingleChoice(("a", "b"), 0))


def stored(session: Session, slug: str) -> list[Question]:
    """The questions of a bank as they are asked now."""
    session.commit()
    found = session.execute(
        select(QuestionRow.key, QuestionVersion.id)
        .join(Bank, Bank.id == QuestionRow.bank_id)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == QuestionRow.id)
            & (QuestionVersion.number == QuestionRow.version),
        )
        .where(Bank.slug == slug)
        .order_by(QuestionRow.position)
    ).all()
    return [replace(load_version(session, id_)[0], key=key) for key, id_ in found]


def test_every_kind_comes_as_it_is_written(session: Session, spool: Spool, teacher: Person) -> None:
    _, report = bring(session, spool, teacher, native(EVERY_KIND))
    assert (report.new, report.faulty) == (len(EVERY_KIND), 0)
    assert stored(session, "rivers") == [*EVERY_KIND]
    bank = find_shown_bank(session, teacher, "rivers")
    assert bank is not None
    assert (bank.title, bank.owner_id) == ("Rivers", teacher.id)
    assert {row[0] for row in rows(session, QuestionVersion.author_id)} == {teacher.id}


def test_the_same_file_again_changes_nothing(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bring(session, spool, teacher, native(EVERY_KIND))
    bank = find_bank(session, None, "rivers")
    assert bank is not None
    before = snapshot(session, Bank, QuestionRow, QuestionVersion)
    _, report = bring(session, spool, teacher, native(EVERY_KIND), bank_id=bank.id, now=LATER)
    assert (report.rows, report.unchanged) == (len(EVERY_KIND), len(EVERY_KIND))
    assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before


def test_a_changed_row_makes_a_new_version_and_leaves_the_old_one(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)
    (old,) = question_ids(session, bank).values()
    old_version = version_id(session, old)
    changed = replace(ONE, stem="Which one?")
    _, report = bring(session, spool, teacher, native([changed]), bank_id=bank.id, now=LATER)
    assert (report.new, report.changed, report.unchanged) == (0, 1, 0)
    assert stored(session, "rivers") == [changed]
    assert load_version(session, old_version)[0].stem == "Which?"
    assert question_ids(session, bank) == {"one": old}


def test_what_the_file_has_no_column_for_stays(
    session: Session, spool: Spool, teacher: Person
) -> None:
    rich = replace(QUESTIONS["single_choice"], points=Decimal(3))
    bank = make_bank(session, questions=[rich], owner=teacher)
    cells = question_cells(rich)
    names = ["id", "question", "option_1", "option_2", "option_3", "correct"]
    same = table(names, [cells[name] for name in names])
    import_id = give(session, spool, teacher, same, bank_id=bank.id)
    assert check(session, spool, teacher, import_id).unchanged == 1
    other = table(names, [cells[name] if name != "question" else "What?" for name in names])
    bring(session, spool, teacher, other, bank_id=bank.id, now=LATER)
    (found,) = stored(session, "rivers")
    assert found == replace(rich, stem="What?")


def test_a_row_without_an_id_is_known_by_its_stem(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["card"]], owner=teacher)
    data = table(["question", "answer"], ["Where does  the Danube rise?", "In Germany."])
    _, report = bring(session, spool, teacher, data, bank_id=bank.id, now=LATER)
    assert (report.new, report.changed) == (0, 1)
    assert [*question_ids(session, bank)] == ["source"]


def test_nobody_sees_anything_before_all_of_it_is_there(
    session: Session,
    sessions: sessionmaker[Session],
    spool: Spool,
    teacher: Person,
) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)
    data = native([replace(ONE, stem="Changed"), *make_questions(2 * BATCH)])
    seen: list[tuple[list[int], list[Question]]] = []

    def look(_: list[Outcome]) -> None:
        with sessions() as other:
            seen.append(
                ([found.questions for found in list_banks(other, None)], stored(other, "rivers"))
            )

    bring(session, spool, teacher, data, tell=look, bank_id=bank.id)
    bring(session, spool, teacher, data, tell=look, title="Lakes", now=LATER)
    untouched = ([1], [ONE])
    assert seen[:3] == [untouched] * 3
    assert [counts for counts, _ in seen[3:]] == [[2 * BATCH + 1]] * 3
    assert [found.questions for found in list_banks(session, None)] == [2 * BATCH + 1] * 2


def test_what_is_broken_off_leaves_nothing(session: Session, spool: Spool, teacher: Person) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)
    before = snapshot(session, Bank, QuestionRow, QuestionVersion)
    data = native([replace(ONE, stem="Changed"), *make_questions(2 * BATCH)])
    parts = []

    def break_off(outcomes: list[Outcome]) -> None:
        parts.append(outcomes)
        if len(parts) % 3 == 0:
            raise OSError("the disk is full")

    for target in (bank.id, None):
        with pytest.raises(OSError, match="disk"):
            bring(session, spool, teacher, data, tell=break_off, bank_id=target)
        assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before
    states = {view.state for view in services.list_imports(session, teacher)}
    assert states == {"checked"}


def test_a_process_that_died_is_followed_by_one_that_begins_anew(
    session: Session, spool: Spool, teacher: Person
) -> None:
    data = native(make_questions(BATCH + 1))
    import_id = give(session, spool, teacher, data)
    work = take_up(session, teacher, import_id)

    class Died(BaseException):
        pass

    def die(outcomes: list[Outcome]) -> None:
        if len(outcomes) < BATCH:
            raise Died

    with pytest.raises(Died):
        publishing.write_import(session, spool, work, die)
    assert count(session, QuestionRow) == BATCH
    assert list_banks(session, teacher) == []
    report = publishing.write_import(session, spool, work, lambda _: None)
    assert report.new == BATCH + 1
    assert [bank.questions for bank in list_banks(session, teacher)] == [BATCH + 1]


def test_one_file_at_a_time_is_written_into_a_bank(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)
    first, second = (
        give(session, spool, teacher, native(make_questions(2)), bank_id=bank.id) for _ in "ab"
    )
    work = take_up(session, teacher, first)
    for import_id in (first, second):
        with pytest.raises(BusyImportError):
            publishing.begin_import(session, teacher, import_id, NOW)
    publishing.write_import(session, spool, work, lambda _: None)
    take_up(session, teacher, second)


def test_a_question_that_is_changed_meanwhile_stops_the_import(
    session: Session, sessions: sessionmaker[Session], spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)

    def change(_: list[Outcome]) -> None:
        with sessions() as other:
            make_bank(other, questions=[replace(ONE, stem="Mine")], owner=teacher)

    with pytest.raises(JobFailedError, match="Somebody has changed this bank meanwhile"):
        bring(
            *(session, spool, teacher, native([replace(ONE, stem="Yours")])),
            tell=change,
            bank_id=bank.id,
        )
    assert [question.stem for question in stored(session, "rivers")] == ["Mine"]
    assert count(session, QuestionVersion) == 2


def test_a_question_that_is_edited_meanwhile_stops_the_import(
    session: Session, sessions: sessionmaker[Session], spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[ONE, *make_questions(1)], owner=teacher)
    ids = question_ids(session, bank)

    def change(outcomes: list[Outcome]) -> None:
        if len(outcomes) == BATCH:
            return
        with sessions() as other:
            edited = replace(ONE, stem="Mine")
            editing.save_question(
                *(other, teacher, bank.id, edited),
                question_id=ids["one"],
                base=1,
                is_new_key=None,
                now=LATER,
            )

    data = native([replace(ONE, stem="Yours"), *make_questions(BATCH)])
    with pytest.raises(JobFailedError, match="Somebody has changed this bank meanwhile"):
        bring(session, spool, teacher, data, tell=change, bank_id=bank.id)
    stems = {question.stem for question in stored(session, "rivers")}
    assert stems == {"Mine", "Which of them is q 1?"}
    assert count(session, QuestionVersion) == 3


def test_what_a_dead_process_left_is_taken_back_by_the_next_import(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[ONE], owner=teacher)
    data = native([replace(ONE, stem="Changed"), *make_questions(BATCH)])
    dead = give(session, spool, teacher, data, bank_id=bank.id)
    work = take_up(session, teacher, dead)

    class Died(BaseException):
        pass

    def die(outcomes: list[Outcome]) -> None:
        if len(outcomes) < BATCH:
            raise Died

    with pytest.raises(Died):
        publishing.write_import(session, spool, work, die)
    with write(session):
        session.execute(update(Job).values(state="failed"))
    _, report = bring(session, spool, teacher, native([ONE]), bank_id=bank.id, now=LATER)
    assert report.unchanged == 1
    assert stored(session, "rivers") == [ONE]
    assert count(session, QuestionVersion) == 1


class TestFaultyRows:
    DATA = table(["question", "answer"], ["A", "1"], ["B", ""], ["C", "3"])

    def test_stop_all_of_it(self, session: Session, spool: Spool, teacher: Person) -> None:
        import_id = give(session, spool, teacher, self.DATA)
        for _ in range(2):
            with pytest.raises(FaultyRowsError, match="1 row is to be mended"):
                publishing.write_import(
                    session, spool, take_up(session, teacher, import_id), lambda _: None
                )
            check(session, spool, teacher, import_id)
        assert count(session, Bank) == count(session, QuestionVersion) == 0

    def test_are_left_out_where_that_is_said(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        _, report = bring(session, spool, teacher, self.DATA, leave_out_faulty=True)
        assert (report.new, report.faulty) == (2, 1)
        assert [question.stem for question in stored(session, "rivers")] == ["A", "C"]

    def test_alone_make_no_bank(self, session: Session, spool: Spool, teacher: Person) -> None:
        with pytest.raises(FaultyRowsError):
            bring(
                *(session, spool, teacher, table(["question", "answer"], ["B", ""])),
                leave_out_faulty=True,
            )
        assert count(session, Bank) == 0


class TestAnotherKey:
    """The right answer of a question changes that somebody has studied."""

    CHANGED = replace(ONE, body=SingleChoice(("a", "b"), 1))

    @pytest.fixture
    def student(self, session: Session, teacher: Person) -> Person:
        bank = make_bank(session, questions=[ONE], owner=teacher)
        student = make_person(session, "ada")
        rate(session, student, question_ids(session, bank)["one"], Rating.EASY)
        return student

    def _bring(
        self, session: Session, spool: Spool, teacher: Person, question: Question, **answers: str
    ) -> None:
        bank = find_bank(session, None, "rivers")
        assert bank is not None
        bring(
            *(session, spool, teacher, native([question])),
            bank_id=bank.id,
            answers=answers,
            now=LATER,
        )

    def _phases(self, session: Session) -> list[tuple[int, bool]]:
        found = rows(session, study.Card.phase, study.Card.stability)
        return [(phase, stability is None) for phase, stability in found]

    def test_asks_what_becomes_of_what_is_remembered(
        self, session: Session, spool: Spool, teacher: Person, student: Person
    ) -> None:
        with pytest.raises(UnfinishedError):
            self._bring(session, spool, teacher, self.CHANGED)
        assert stored(session, "rivers") == [ONE]

    def test_can_leave_it(
        self, session: Session, spool: Spool, teacher: Person, student: Person
    ) -> None:
        before = self._phases(session)
        self._bring(session, spool, teacher, self.CHANGED, memory="keep")
        assert self._phases(session) == before
        assert stored(session, "rivers") == [self.CHANGED]

    def test_can_have_it_learnt_anew(
        self, session: Session, spool: Spool, teacher: Person, student: Person
    ) -> None:
        self._bring(session, spool, teacher, self.CHANGED, memory="anew")
        assert self._phases(session) == [(0, True)]

    def test_is_no_matter_of_the_wording(
        self, session: Session, spool: Spool, teacher: Person, student: Person
    ) -> None:
        before = self._phases(session)
        self._bring(session, spool, teacher, replace(ONE, stem="Which one?"))
        assert self._phases(session) == before


class TestUndo:
    def test_takes_the_whole_bank_back(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        import_id, _ = bring(session, spool, teacher, native(make_questions(BATCH + 1)))
        publishing.undo_import(session, teacher, import_id)
        assert count(session, Bank) == count(session, QuestionRow) == 0
        assert services.find_import(session, teacher, import_id).state == "undone"

    def test_takes_each_question_back_to_what_it_was(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        bank = make_bank(session, questions=[ONE, *make_questions(2)], owner=teacher)
        retire(session, bank, "q1")
        before = snapshot(session, Bank, QuestionRow, QuestionVersion)
        data = native([replace(ONE, stem="Changed"), *make_questions(4)])
        import_id, report = bring(session, spool, teacher, data, bank_id=bank.id, now=LATER)
        assert (report.new, report.changed, report.unchanged) == (2, 2, 1)
        publishing.undo_import(session, teacher, import_id)
        assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before
        with pytest.raises(BusyImportError):
            publishing.undo_import(session, teacher, import_id)

    def test_is_refused_once_somebody_was_asked(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        import_id, _ = bring(session, spool, teacher, native([ONE]))
        bank = find_bank(session, None, "rivers")
        assert bank is not None
        start_attempt(session, make_person(session, "ada"), bank)
        with pytest.raises(UsedImportError, match="asked its questions in a quiz"):
            publishing.undo_import(session, teacher, import_id)
        assert stored(session, "rivers") == [ONE]

    def test_is_refused_once_somebody_has_studied(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        import_id, _ = bring(session, spool, teacher, native([ONE]))
        bank = find_bank(session, None, "rivers")
        assert bank is not None
        rate(session, make_person(session, "ada"), question_ids(session, bank)["one"], Rating.EASY)
        with pytest.raises(UsedImportError, match="studied"):
            publishing.undo_import(session, teacher, import_id)

    def test_is_refused_once_a_question_was_changed(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        import_id, _ = bring(session, spool, teacher, native([ONE]))
        make_bank(session, questions=[replace(ONE, stem="Mine")], owner=teacher)
        with pytest.raises(UsedImportError, match="changed since"):
            publishing.undo_import(session, teacher, import_id)


class TestWhoMay:
    def test_an_import_is_its_owners(self, session: Session, spool: Spool, teacher: Person) -> None:
        import_id, _ = bring(session, spool, teacher, native([ONE]))
        other = make_person(session, "toni", role="teacher")
        assert services.list_imports(session, other) == []
        for act in (services.find_import, publishing.undo_import):
            with pytest.raises(UnknownImportError):
                act(session, other, import_id)
        with pytest.raises(UnknownImportError):
            publishing.begin_import(session, other, import_id, NOW)

    def test_a_file_goes_only_into_a_bank_that_one_may_edit(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        bank = make_bank(session, questions=[ONE])
        import_id = give(session, spool, teacher, native([ONE]), bank_id=bank.id)
        with pytest.raises(PermissionError):
            publishing.begin_import(session, teacher, import_id, NOW)
        assert services.find_import(session, teacher, import_id).state == "waiting"


def test_a_bank_that_is_deleted_meanwhile_is_told(
    session: Session, spool: Spool, teacher: Person
) -> None:
    bank = make_bank(session, questions=[], owner=teacher)
    import_id = give(session, spool, teacher, native([ONE]), bank_id=bank.id)
    work = take_up(session, teacher, import_id)
    with write(session):
        session.delete(session.get_one(Bank, bank.id))
    with pytest.raises(JobFailedError, match="has been deleted meanwhile"):
        publishing.write_import(session, spool, work, lambda _: None)


def test_texts_of_all_scripts_and_signs_are_stored_as_they_are(
    session: Session, spool: Spool, teacher: Person
) -> None:
    odd = "Back\\slash, tab\tin, \"quotes\", 'one', \\N, äöü, 漢字, 😀, ﷽\nnew line; $x$ %s ?"
    questions = [
        replace(ONE, stem=odd, explanation=odd, tags=("a b", "c|d"), topic="\\.", note="\\N"),
        Question("card", odd + "?", Card(odd)),
    ]
    bring(session, spool, teacher, native(questions))
    assert stored(session, "rivers") == questions


class TestOurOwnExport:
    """Bringing a file of ours in again changes nothing."""

    RISKY = (
        replace(ONE, key="=1+1", stem="=cmd|' /C calc'!A0", explanation="-5", topic="@home"),
        replace(ONE, key="-5", stem="-ing is its ending", tags=("+a b", "c_d", "50%")),
        replace(ONE, key="'=x", stem="'=x' is a formula", note="+", difficulty="easy"),
        Question("#tags:x", "Tab", Card("- a\n- b **c** $x^2$ <b>"), topic="a::b"),
    )

    @pytest.mark.parametrize("write_file", [export_csv, partial(write_anki_text, title="=R::S")])
    def test_changes_nothing(
        self,
        session: Session,
        spool: Spool,
        teacher: Person,
        write_file: Callable[[Iterable[Question]], Iterator[str]],
    ) -> None:
        questions = [*EVERY_KIND, *self.RISKY]
        bank = make_bank(session, questions=questions, owner=teacher)
        before = snapshot(session, Bank, QuestionRow, QuestionVersion)
        data = "".join(write_file(questions)).encode()
        _, report = bring(session, spool, teacher, data, bank_id=bank.id, now=LATER)
        assert (report.unchanged, report.rows) == (len(questions), len(questions))
        assert snapshot(session, Bank, QuestionRow, QuestionVersion) == before

    @pytest.mark.parametrize("write_file", [export_csv, partial(write_anki_text, title="=R::S")])
    def test_has_no_cell_that_begins_like_a_formula(
        self, write_file: Callable[[Iterable[Question]], Iterator[str]]
    ) -> None:
        text = "".join(write_file([*EVERY_KIND, *self.RISKY])).removeprefix("\ufeff")
        delimiter = "\t" if text.startswith("#") else ","
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        begins = {cell for cell in cells if cell[:1] in {*"=+-@\t\r\n"}}
        assert begins == {"-5"}

    def test_of_a_card_that_was_changed_in_anki_changes_the_card(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        card = replace(QUESTIONS["card"], source=QUESTIONS["numerical"].source, difficulty="easy")
        bank = make_bank(session, questions=[card, QUESTIONS["numerical"]], owner=teacher)
        text = "".join(write_anki_text([card, QUESTIONS["numerical"]], "Rivers"))
        text = text.replace("In the <b>Black", "Deep in the <b>Black")
        _, report = bring(session, spool, teacher, text.encode(), bank_id=bank.id, now=LATER)
        assert (report.changed, report.unchanged) == (1, 1)
        changed = replace(card, body=Card("Deep in the **Black Forest**."))
        assert stored(session, "rivers") == [changed, QUESTIONS["numerical"]]

    def test_of_another_kind_cant_be_changed_as_a_card(
        self, session: Session, spool: Spool, teacher: Person
    ) -> None:
        bank = make_bank(session, questions=[QUESTIONS["numerical"]], owner=teacher)
        text = "".join(write_anki_text([QUESTIONS["numerical"]], "Rivers")).replace("long", "deep")
        import_id = give(session, spool, teacher, text.encode(), bank_id=bank.id)
        report = check(session, spool, teacher, import_id)
        assert (report.rows, report.faulty) == (1, 1)
        with spool.read_outcomes(services.find_import(session, teacher, import_id).file) as lines:
            (outcome,) = checking.read_outcomes(lines, "faulty", 0, 10)
        assert "In the bank this is no card: numerical" in outcome["faults"][0]["message"]
