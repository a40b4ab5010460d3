"""A class with a test of which one question has the wrong key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import BankSummary
from quizapp.classrooms.models import Assignment
from quizapp.engine.kinds import Response, ShortAnswer, SingleChoice
from quizapp.engine.question import Question
from quizapp.writing.services import save_question
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    question_ids,
)
from tests.page import Page

SEAS = ("Black Sea", "Baltic Sea", "North Sea")
QUESTIONS = (
    Question("broken", "Which *river*?", SingleChoice(("Rhine", "Danube", "Elbe"), 0, ("No.",))),
    Question("sea", "Which sea?", SingleChoice(SEAS, 0), topic="Seas"),
    Question("city", "Which city?", SingleChoice(("Vienna", "Budapest"), 1)),
    Question("name", "What is it called?", ShortAnswer(("Donau",))),
)


@dataclass(slots=True)
class Analysed:
    """The class, its teacher and students, and the assignment."""

    session: Session
    teacher: Person
    students: list[Person]
    class_id: int
    bank: BankSummary
    assignment: Assignment

    @property
    def quiz_id(self) -> int:
        """The quiz of the assignment."""
        assert self.assignment.quiz_id is not None
        return self.assignment.quiz_id

    @property
    def path(self) -> str:
        """The address of its analysis."""
        return f"/classes/{self.class_id}/assignments/{self.assignment.id}/analysis"

    def hand_in(
        self, student: int, given: Mapping[str, Response], *, minutes: int | None = None
    ) -> int:
        """An attempt of a student, so many minutes after `NOW`."""
        now = NOW + timedelta(minutes=student if minutes is None else minutes)
        return hand_in(self.session, self.students[student], self.assignment, given, now=now)


def make_analysed(session: Session, students: int = 3) -> Analysed:
    """The class with nothing handed in."""
    teacher = make_person(session, "tess", role="teacher")
    people = [make_person(session, f"student{number}") for number in range(students)]
    bank = make_bank(session, questions=QUESTIONS, owner=teacher)
    class_id = make_class(session, teacher, *people)
    assignment = make_assignment(session, class_id, bank)
    return Analysed(session, teacher, people, class_id, bank, assignment)


STRONG: Mapping[str, Response] = {"broken": 1, "sea": 0, "city": 1, "name": "Donau"}
MIDDLING: Mapping[str, Response] = {"broken": 1, "sea": 0, "city": 0, "name": "donau"}
WEAK: Mapping[str, Response] = {"broken": 0, "sea": 1, "city": 0, "name": "Dunaj"}


def make_broken(session: Session, students: int = 24) -> Analysed:
    """A class where the strong choose the Danube, which the key calls wrong."""
    found = make_analysed(session, students)
    for number in range(students):
        found.hand_in(number, (STRONG, MIDDLING, WEAK)[number % 3])
    return found


def path_of(given: Analysed, key: str = "broken", *more: str) -> str:
    """The address of the page of a question, or of one below it."""
    question_id = question_ids(given.session, given.bank)[key]
    return "/".join((given.path, "questions", str(question_id), *more))


def mend(given: Analysed, body: SingleChoice) -> int:
    """A new version of the broken question; returns its number in the database."""
    question_id = question_ids(given.session, given.bank)["broken"]
    save_question(
        *(given.session, given.teacher, given.bank.id, replace(QUESTIONS[0], body=body)),
        question_id=question_id,
        base=1,
        is_new_key=False,
        now=NOW,
    )
    versions = select(QuestionVersion.id).where(QuestionVersion.question_id == question_id)
    found = max(given.session.scalars(versions))
    given.session.commit()
    return found


def table(page: Page, place: int = 0) -> list[list[str]]:
    """The texts of the cells of a table of a page."""
    found = page.elements(".//table")[place]
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.iter("tr")
    ]
