"""What a gradebook is worked out from: attempts, progress, decisions, and who has other rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.classrooms.assignments import AssignmentView
from quizapp.classrooms.classes import GroupRow
from quizapp.classrooms.models import AssignmentGroup, AssignmentStudent, ClassMember, Grade
from quizapp.engine.assignment_rules import Rules
from quizapp.engine.gradebook import Decision
from quizapp.engine.scheduling import Phase
from quizapp.results.gradebook_attempts import QuizAttempts, load_attempts
from quizapp.study.models import Card


@dataclass(frozen=True, slots=True)
class Work:
    """What students did, and what teachers said of it; all but `learned` by assignment."""

    attempts: Mapping[int, QuizAttempts]
    learned: Mapping[int, Mapping[int, float]]
    """By bank and student: the share of its cards."""
    decisions: Mapping[int, Mapping[int, Decision]]
    exceptions: Mapping[int, Mapping[int, Rules]]
    targets: Mapping[int, set[int]]
    """For whom an assignment is, where it isn't for the whole class."""

    def undecided(self) -> "Work":
        """The same as if no teacher had said anything."""
        return replace(self, decisions={})


def load_work(
    session: Session,
    class_id: int,
    assignments: Sequence[AssignmentView],
    groups: Iterable[GroupRow],
    user_id: int | None = None,
) -> Work:
    """The work on these assignments, of the whole class or of one student."""
    ids = [one.id for one in assignments]
    exceptions, targets = _load_exceptions(session, {one.id: one for one in assignments})
    members = {group.id: group.student_ids for group in groups}
    for row in session.execute(
        select(AssignmentGroup.assignment_id, AssignmentGroup.group_id).where(
            AssignmentGroup.assignment_id.in_(ids)
        )
    ):
        targets[row.assignment_id].update(members.get(row.group_id, ()))
    grades = select(Grade.assignment_id, Grade.user_id, Grade.share, Grade.is_excused).where(
        Grade.assignment_id.in_(ids)
    )
    if user_id is not None:
        grades = grades.where(Grade.user_id == user_id)
    decisions: defaultdict[int, dict[int, Decision]] = defaultdict(dict)
    for assignment_id, student_id, share, is_excused in session.execute(grades):
        decisions[assignment_id][student_id] = Decision(share, is_excused)
    banks = {one.bank_id for one in assignments if one.bank_id is not None}
    learned = _load_learned(session, class_id, banks, user_id) if banks else {}
    apart = {one: {*decisions.get(one, ()), *exceptions.get(one, ())} for one in ids}
    attempts = load_attempts(session, ids, apart, user_id)
    return Work(attempts, learned, decisions, exceptions, targets)


def _load_exceptions(
    session: Session, assignments: Mapping[int, AssignmentView]
) -> tuple[dict[int, dict[int, Rules]], defaultdict[int, set[int]]]:
    exceptions: defaultdict[int, dict[int, Rules]] = defaultdict(dict)
    targets: defaultdict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(
            *(AssignmentStudent.assignment_id, AssignmentStudent.user_id),
            *(AssignmentStudent.is_target, AssignmentStudent.due_at, AssignmentStudent.closes_at),
        ).where(AssignmentStudent.assignment_id.in_(assignments))
    )
    for row in rows:
        if row.is_target:
            targets[row.assignment_id].add(row.user_id)
        if row.due_at or row.closes_at:
            rules = assignments[row.assignment_id].rules
            exceptions[row.assignment_id][row.user_id] = rules.with_exception(
                due_at=row.due_at, closes_at=row.closes_at
            )
    return exceptions, targets


def _load_learned(
    session: Session, class_id: int, banks: Collection[int], user_id: int | None
) -> dict[int, dict[int, float]]:
    """For each bank and student, the share of its cards that come back in days."""
    in_use = QuestionRow.retired_at.is_(None) & (QuestionRow.version > 0)
    sizes = {
        row[0]: row[1]
        for row in session.execute(
            select(QuestionRow.bank_id, func.count())
            .where(QuestionRow.bank_id.in_(banks), in_use)
            .group_by(QuestionRow.bank_id)
        )
    }
    students = select(ClassMember.user_id).where(ClassMember.class_id == class_id)
    if user_id is not None:
        students = students.where(ClassMember.user_id == user_id)
    found: dict[int, dict[int, float]] = {bank_id: {} for bank_id in banks}
    for bank_id, student_id, count in session.execute(
        select(QuestionRow.bank_id, Card.user_id, func.count())
        .join(QuestionRow, QuestionRow.id == Card.question_id)
        .where(
            QuestionRow.bank_id.in_(banks),
            in_use,
            Card.user_id.in_(students),
            Card.phase == int(Phase.REVIEW),
        )
        .group_by(QuestionRow.bank_id, Card.user_id)
    ):
        found[bank_id][student_id] = count / sizes[bank_id]
    return found
