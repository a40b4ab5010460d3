"""Who of a class needs help, and what the class should repeat."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.classrooms.assignments import AssignmentView
from quizapp.classrooms.classes import StudentRow
from quizapp.engine.gradebook import CellState
from quizapp.engine.warning_signs import Concern, Record, Signs, find_signs
from quizapp.results.class_answers import TopicPart, load_topic_parts, quizzes_of
from quizapp.results.gradebook import GradebookRow, load_gradebook

WEAK = 0.5
"""A topic is weak for a student who has less of it right, in `SOME` answers or more."""
SOME = 4
REPEAT = 0.6
"""A topic is to be repeated when the class has less of it right ..."""
BEHIND = 0.12
"""... or so much less than of all topics together ..."""
ENOUGH_ANSWERS = 10
"""... in so many answers ..."""
ENOUGH_STUDENTS = 3
"""... of so many students: below that, it is a matter of single students."""


@dataclass(frozen=True, slots=True)
class StudentSigns:
    """A student of the class with the grade so far and what is to be said."""

    student: StudentRow
    final: float | None
    signs: Signs

    @property
    def concern(self) -> Concern:
        """How urgent it is to look after the student."""
        return self.signs.concern


@dataclass(frozen=True, slots=True)
class ClassTopic:
    """A topic over the whole class."""

    name: str
    bank: str
    share: float
    answers: int
    students: int
    weak: tuple[int, ...]
    """The students who have less than half of it right."""
    is_to_repeat: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The students, the most urgent first, and the topics, the weakest first."""

    students: tuple[StudentSigns, ...]
    topics: tuple[ClassTopic, ...]

    def of(self, concern: Concern) -> list[StudentSigns]:
        """The students of this urgency."""
        return [each for each in self.students if each.concern is concern]

    @property
    def to_repeat(self) -> list[ClassTopic]:
        """The topics that the class should repeat."""
        return [topic for topic in self.topics if topic.is_to_repeat]


def load_overview(session: Session, class_id: int, now: datetime) -> Overview:
    """Who needs help in a class, and what is to be repeated. Overdue attempts are closed first."""
    gradebook = load_gradebook(session, class_id, now)
    active = {row.student.user_id for row in gradebook.rows}
    parts = [
        part
        for part in load_topic_parts(session, quizzes_of(gradebook.columns))
        if part.user_id in active
    ]
    topics = judge_topics(parts)
    own: dict[int, list[TopicPart]] = defaultdict(list)
    for part in parts:
        own[part.user_id].append(part)
    students = [
        StudentSigns(
            row.student,
            row.totals.final,
            find_signs(
                record_of(gradebook.columns, row, weak_topics(own[row.student.user_id], topics))
            ),
        )
        for row in gradebook.rows
    ]
    students.sort(key=lambda each: (-each.concern, -each.signs.weight))
    return Overview(tuple(students), tuple(topics))


def record_of(
    columns: Sequence[AssignmentView], row: GradebookRow, topics: Sequence[str]
) -> Record:
    """What the signs of a student are found in: work that is due by now, in the order of it.

    Study that is under way says nothing yet; what a teacher excused, or gave to practise without a
    grade, says nothing at all.
    """
    missing, scores, due = [], [], 0
    for column, cell in zip(columns, row.cells, strict=True):
        if not column.is_graded:
            continue
        if cell.state is CellState.MISSING:
            missing.append(column.title)
        if cell.state in {CellState.MISSING, CellState.SCORED, CellState.UNSCORED}:
            due += 1
        if cell.state is CellState.SCORED and cell.share is not None and column.quiz_id is not None:
            scores.append(cell.share)
    return Record(due, missing[::-1], scores, topics)


def weak_topics(parts: Sequence[TopicPart], topics: Sequence[ClassTopic]) -> list[str]:
    """The topics that a student has less than half right, the weakest first.

    Those that the whole class is to repeat single nobody out.
    """
    repeated = {(topic.bank, topic.name) for topic in topics if topic.is_to_repeat}
    weak = [
        part
        for part in parts
        if part.answers >= SOME and part.share < WEAK and (part.bank, part.name) not in repeated
    ]
    return [part.name for part in sorted(weak, key=lambda part: (part.share, part.name))]


def judge_topics(parts: Sequence[TopicPart]) -> list[ClassTopic]:
    """The topics of a class, the weakest first, and which of them are to be repeated."""
    by_topic: dict[tuple[str, str], list[TopicPart]] = defaultdict(list)
    for part in parts:
        by_topic[part.bank, part.topic].append(part)
    answers = sum(part.answers for part in parts)
    overall = sum(part.share * part.answers for part in parts) / answers if answers else 0.0
    topics = [_judge(found, overall) for found in by_topic.values()]
    return sorted(topics, key=lambda topic: (topic.share, topic.name, topic.bank))


def _judge(parts: Sequence[TopicPart], overall: float) -> ClassTopic:
    answers = sum(part.answers for part in parts)
    share = sum(part.share * part.answers for part in parts) / answers
    is_enough = answers >= ENOUGH_ANSWERS and len(parts) >= ENOUGH_STUDENTS
    return ClassTopic(
        name=parts[0].name,
        bank=parts[0].bank,
        share=share,
        answers=answers,
        students=len(parts),
        weak=tuple(part.user_id for part in parts if part.share < WEAK),
        is_to_repeat=is_enough and (share < REPEAT or round(overall - share, 9) >= BEHIND),
    )
