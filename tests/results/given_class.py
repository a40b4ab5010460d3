"""A class whose work has a story: who is in trouble, who is well, which topic is weak."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.classrooms.models import Assignment
from quizapp.engine.kinds import Response, SingleChoice
from quizapp.engine.question import Question
from tests.factories import NOW, hand_in, make_assignment, make_bank, make_class, make_person

WEEK = timedelta(days=7)
TOPICS = ("Rivers", "Cities", "Lakes")
FEEDBACK = "That is where it begins, not where it ends."
WEEKS = 6


def question_of(topic: str, number: int) -> Question:
    """A question of three options: the first is right, the second has feedback."""
    return Question(
        key=f"{topic}-{number}",
        stem=f"{topic} number {number}?",
        body=SingleChoice(("right", "wrong one", "wrong other"), 0, ("", FEEDBACK, "")),
        topic=topic,
    )


def keys_of(week: int) -> list[str]:
    """What the quiz of a week asks: three questions of each topic."""
    return [f"{topic}-{3 * week + number}" for topic in TOPICS for number in range(3)]


def answers(week: int, **right: int) -> dict[str, Response]:
    """Answers of which so many are right of the three of each topic; all, where none is given."""
    return {
        f"{topic}-{3 * week + number}": 0 if number < right.get(topic.lower(), 3) else 1
        for topic in TOPICS
        for number in range(3)
    }


@dataclass(frozen=True, slots=True)
class Told:
    """The class of the story; `at` is when it is looked at, after all six quizzes were due."""

    class_id: int
    teacher: Person
    lost: Person
    """Has handed in two of six."""
    falling: Person
    good: Person
    others: tuple[Person, ...]
    bank: BankSummary
    assignments: tuple[Assignment, ...]
    at: datetime

    @property
    def students(self) -> tuple[Person, ...]:
        return (self.lost, self.falling, self.good, *self.others)


def make_story(session: Session) -> Told:
    """Six weekly quizzes over three topics; the lakes are hard for everybody but one."""
    teacher = make_person(session, "teacher", role="teacher")
    names = ("lost", "falling", "good", "wim", "xia", "yara")
    students = [make_person(session, name, display_name=f"{name.title()} Q.") for name in names]
    bank = make_bank(
        session,
        "waters",
        [question_of(topic, number) for topic in TOPICS for number in range(3 * WEEKS)],
        owner=teacher,
    )
    class_id = make_class(session, teacher, *students)
    assignments = []
    for week in range(WEEKS):
        given = NOW + week * WEEK
        assignment = make_assignment(
            session,
            class_id,
            bank,
            keys=keys_of(week),
            title=f"Quiz {week + 1}",
            due_at=given + timedelta(days=5),
            now=given,
        )
        assignments.append(assignment)
        for student in students:
            responses = _responses(student.username, week)
            if responses is not None:
                hand_in(session, student, assignment, responses, now=given + timedelta(days=2))
    lost, falling, good, *others = students
    return Told(
        *(class_id, teacher, lost, falling, good, tuple(others), bank, tuple(assignments)),
        NOW + WEEKS * WEEK,
    )


def _responses(name: str, week: int) -> Mapping[str, Response] | None:
    if name == "lost" and week >= 2:
        return None
    if name == "good":
        return answers(week)
    if name == "falling" and week >= 3:
        return answers(week, rivers=1, cities=1, lakes=0)
    return answers(week, cities=2, lakes=1)
