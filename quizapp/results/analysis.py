"""Item analysis of an assigned quiz: of which attempts, and what is to be said of each question."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any

from sqlalchemy import Double, cast, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import ShownBank, find_shown_bank
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.classrooms.models import ClassMember
from quizapp.engine.item_analysis.statistics import TestStatistics, analyse
from quizapp.engine.item_analysis.verdicts import TestVerdict, judge_test
from quizapp.engine.kinds import KINDS
from quizapp.quizzes.marking import pack_answers
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, QuizQuestion, Ruling
from quizapp.quizzes.services import hand_in_overdue
from quizapp.results.analysed_questions import AnalysedQuestion, KnownVersion, QuestionBuilder
from quizapp.results.analysis_columns import Marks, make_sheet, read_marks

MOST_TYPED = 20
"""How many different typed answers are listed."""


class Which(StrEnum):
    """The attempts that are analysed where a student has taken several."""

    FIRST = "first"
    LATEST = "latest"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QuizAnalysis:
    """How well a quiz and its questions measure."""

    which: Which
    attempts: int
    students: int
    is_drawn: bool
    """Whether each attempt was asked questions drawn at random."""
    test: TestStatistics
    test_verdict: TestVerdict
    questions: tuple[AnalysedQuestion, ...]
    """In the order of the quiz, or of the banks where they are drawn."""

    def find(self, question_id: int) -> AnalysedQuestion | None:
        """One of the questions."""
        return next((one for one in self.questions if one.id == question_id), None)


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """An answer in words, and how many gave it."""

    text: str
    count: int
    mark: float


def count_attempts(session: Session, class_id: int, quiz_id: int) -> int:
    """How many attempts the active students of the class have handed in."""
    return session.scalar(_closed(class_id, quiz_id, func.count())) or 0


def load_analysis(
    session: Session,
    class_id: int,
    quiz_id: int,
    which: Which,
    now: datetime,
    *,
    version_id: int | None = None,
) -> QuizAnalysis:
    """The analysis of all questions that the attempts were asked.

    With a version, the question that has it is analysed by the answers to that version alone.
    Attempts whose time is over are handed in before.
    """
    hand_in_overdue(session, now, quiz_ids=[quiz_id])
    chosen = _choose(_load_attempts(session, class_id, quiz_id), which)
    marks = read_marks([packed for _, packed in chosen], version_id)
    return _analysis(session, quiz_id, which, marks, len({user for user, _ in chosen}))


def _closed(class_id: int, quiz_id: int, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Attempt)
        .join(ClassMember, ClassMember.user_id == Attempt.user_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.state == "active",
            Attempt.quiz_id == quiz_id,
            Attempt.submitted_at.is_not(None),
        )
    )


def _load_attempts(session: Session, class_id: int, quiz_id: int) -> list[tuple[int, float, bytes]]:
    """User, share and packed marks of every attempt, in the order of handing in."""
    share = cast(Attempt.score, Double) / cast(func.nullif(Attempt.max_score, 0), Double)
    query = _closed(class_id, quiz_id, Attempt.id, Attempt.user_id, share, AttemptMarks.packed)
    rows = session.execute(
        query.outerjoin(AttemptMarks, AttemptMarks.attempt_id == Attempt.id).order_by(
            Attempt.submitted_at, Attempt.id
        )
    ).all()
    missing = [row[0] for row in rows if row[3] is None]
    packed = pack_answers(session, missing) if missing else {}
    return [(row[1], row[2] or 0.0, row[3] or packed[row[0]]) for row in rows]


def _choose(attempts: Sequence[tuple[int, float, bytes]], which: Which) -> list[tuple[int, bytes]]:
    """Student and packed marks of the attempts that are wanted, the weakest first.

    The analysis is the same in any order, and fastest in that of the scores.
    """
    if which is Which.ALL:
        ordered = sorted(attempts, key=itemgetter(1))
        return [(user_id, packed) for user_id, _, packed in ordered]
    chosen: dict[int, tuple[float, bytes]] = {}
    for user_id, share, packed in attempts:
        before = chosen.get(user_id)
        if before is None or which is Which.LATEST or (which is Which.BEST and share > before[0]):
            chosen[user_id] = (share, packed)
    ordered_users = sorted(chosen, key=lambda user_id: chosen[user_id][0])
    return [(user_id, chosen[user_id][1]) for user_id in ordered_users]


def _analysis(
    session: Session, quiz_id: int, which: Which, marks: Marks, students: int
) -> QuizAnalysis:
    fixed = _load_positions(session, quiz_id)
    rulings = _load_rulings(session, quiz_id, marks.segments)
    versions, places = _load_versions(session, marks, rulings)
    # Those taken out of the quiz since come after those that are in it.
    order = sorted(versions, key=lambda one: (fixed.get(one, len(fixed) + 1), places[one]))
    questions = {
        one: QuestionBuilder(
            versions[one],
            marks.segments[one],
            marks.analysed(one),
            *rulings.get(one, (None, None)),
        )
        for one in order
    }
    asked = {one: question.asked for one, question in questions.items()}
    found = analyse(make_sheet(marks, asked, order, is_drawn=not fixed))
    return QuizAnalysis(
        which=which,
        attempts=marks.attempts,
        students=students,
        is_drawn=not fixed,
        test=found.test,
        test_verdict=judge_test(found.test),
        questions=tuple(
            questions[one].analysed(number, statistics)
            for number, (one, statistics) in enumerate(zip(order, found.items, strict=True), 1)
        ),
    )


def _load_positions(session: Session, quiz_id: int) -> dict[int, int]:
    query = select(QuizQuestion.question_id, QuizQuestion.position)
    rows = session.execute(query.where(QuizQuestion.quiz_id == quiz_id))
    return {row[0]: row[1] for row in rows}


def _load_rulings(
    session: Session, quiz_id: int, asked: Container[int]
) -> dict[int, tuple[str, int | None]]:
    query = select(Ruling.question_id, Ruling.ruling, Ruling.version_id)
    rows = session.execute(query.where(Ruling.quiz_id == quiz_id))
    return {row[0]: (row[1], row[2]) for row in rows if row[0] in asked}


def _load_versions(
    session: Session, marks: Marks, rulings: Mapping[int, tuple[str, int | None]]
) -> tuple[dict[int, list[KnownVersion]], dict[int, tuple[int, int]]]:
    """The versions that were asked or are ruled by, the newest first; and where questions stand."""
    ids = {segment.version_id for those in marks.segments.values() for segment in those}
    ids |= {ruled_by for _, ruled_by in rulings.values() if ruled_by is not None}
    rows = session.execute(
        select(
            *(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.number),
            *(QuestionVersion.kind, QuestionVersion.stem, QuestionVersion.topic),
            *(QuestionVersion.body, QuestionRow.bank_id, QuestionRow.position),
        )
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(ids))
        .order_by(QuestionVersion.number.desc())
    )
    found: dict[int, list[KnownVersion]] = {}
    places = {}
    for version_id, question_id, number, kind, stem, topic, body, bank_id, position in rows:
        parsed = KINDS[kind].from_json(body)
        version = KnownVersion(version_id, question_id, number, kind, stem, topic, parsed)
        found.setdefault(question_id, []).append(version)
        places[question_id] = (bank_id, position)
    return found, places


def find_bank_of(session: Session, person: Person, question_id: int) -> ShownBank | None:
    """The bank of a question where the person may know of it."""
    query = select(Bank.slug).join(QuestionRow, QuestionRow.bank_id == Bank.id)
    slug = session.scalar(query.where(QuestionRow.id == question_id))
    return None if slug is None else find_shown_bank(session, person, slug)


def list_typed_answers(
    session: Session, class_id: int, quiz_id: int, question_id: int
) -> list[TypedAnswer]:
    """The answers in words to a question in all attempts, the most frequent first."""
    rows = session.execute(
        _closed(class_id, quiz_id, Answer.response, Answer.mark)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(
            QuestionVersion.question_id == question_id,
            or_(QuestionVersion.kind == "short_answer", QuestionVersion.kind == "numerical"),
        )
    )
    counts: Counter[tuple[str, float]] = Counter()
    for response, mark in rows:
        if isinstance(response, str):
            counts[" ".join(response.split()), mark or 0.0] += 1
    listed = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_TYPED]
    return [TypedAnswer(text, count, mark) for (text, mark), count in listed]
