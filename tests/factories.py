"""People, banks, enrolments and attempts for tests, made as simply as the services allow."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.banks import services as banks
from quizapp.banks.importing import import_bank
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import BankDetails, BankSummary
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher
from quizapp.database import write
from quizapp.engine.kinds import (
    KINDS,
    Card,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    Response,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.question import Question, Source
from quizapp.engine.scheduling import Rating
from quizapp.quizzes import choosing
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.models import Answer, Attempt, Quiz, QuizQuestion
from quizapp.study import queue
from quizapp.study import services as study

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"

SOURCE = Source(
    title="A Short History of Rivers",
    url="https://example.org/rivers",
    locator="chapter 2, sentence 5",
    quote="The Danube flows through ten countries.",
)

QUESTIONS: dict[str, Question] = {
    "single_choice": Question(
        key="capital",
        stem="What is the capital of *Hungary*?",
        body=SingleChoice(
            ("Vienna", "Budapest", "Belgrade"), 1, ("It is that of Austria.", "", "")
        ),
        explanation="Buda and Pest were joined in 1873.",
        topic="Cities",
        tags=("capital", "hungary"),
        difficulty="easy",
        source=SOURCE,
    ),
    "multiple_choice": Question(
        key="danube-countries",
        stem="Which of these does the Danube flow through?",
        body=MultipleChoice(("Austria", "Poland", "Serbia", "Italy"), frozenset({0, 2})),
        explanation="It rises in Germany and ends in the Black Sea.",
        points=Decimal(2),
        topic="Rivers",
        source=SOURCE,
    ),
    "true_false": Question(
        key="danube-longest",
        stem="The Danube is the longest river in Europe.",
        body=TrueFalse(
            correct=False, feedback_true="The Volga is longer.", feedback_false="Right."
        ),
        topic="Rivers",
        note="By length, not by the water it carries.",
    ),
    "short_answer": Question(
        key="danube-sea",
        stem="Which sea does the Danube flow into?",
        body=ShortAnswer(("Black Sea", "the Black Sea")),
        topic="Rivers",
    ),
    "numerical": Question(
        key="danube-length",
        stem="How long is the Danube?",
        body=Numerical(Decimal(2850), Decimal(2850), tolerance=Decimal(10), unit="km"),
        explanation="2,850 km by most counts.",
        topic="Rivers",
    ),
    "ordering": Question(
        key="downstream",
        stem="Put these cities in the order in which the Danube reaches them.",
        body=Ordering(("Ulm", "Vienna", "Budapest", "Belgrade")),
        topic="Cities",
    ),
    "matching": Question(
        key="countries",
        stem="Which country is each city in?",
        body=Matching((("Linz", "Austria"), ("Vienna", "Austria"), ("Novi Sad", "Serbia"))),
        topic="Cities",
    ),
    "card": Question(
        key="source",
        stem="Where does the Danube rise?",
        body=Card("In the **Black Forest**."),
        topic="Rivers",
    ),
}
"""One question of each kind, by the name of the kind."""

EVERY_KIND = tuple(QUESTIONS.values())

RIGHT: dict[str, Response] = {
    "single_choice": 1,
    "multiple_choice": [0, 2],
    "true_false": False,
    "short_answer": "black sea",
    "numerical": "2,855 km",
    "ordering": [1, 2, 3, 4],
    "matching": [0, 0, 2],
}
"""For each of `QUESTIONS` that a quiz can ask, a response that earns all its points."""

WRONG: dict[str, Response] = {
    "single_choice": 0,
    "multiple_choice": [1, 3],
    "true_false": True,
    "short_answer": "North Sea",
    "numerical": "28",
    "ordering": [4, 3, 2, 1],
    "matching": [2, 2, 0],
}
"""For each of them, a response that earns nothing."""


@lru_cache
def _password_hash() -> str:
    # As cheap as Argon2 can be made: tests sign in often, and checking takes the cost of the hash.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_user(
    session: Session,
    username: str = "ada",
    *,
    role: str = "student",
    now: datetime = NOW,
    **columns: Any,
) -> User:
    """An account with the password `PASSWORD`."""
    columns.setdefault("display_name", username.title())
    user = User(
        username=username, role=role, password_hash=_password_hash(), created_at=now, **columns
    )
    with write(session):
        session.add(user)
    return user


def person_of(user: User) -> Person:
    """The account's holder as the services take them."""
    return Person(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        time_zone=user.time_zone,
        theme=user.theme,
        new_cards_per_day=user.new_cards_per_day,
        shortcuts=user.shortcuts,
    )


def make_person(session: Session, username: str = "ada", **columns: Any) -> Person:
    """Somebody with an account; the columns are those of `User`, such as `time_zone`."""
    return person_of(make_user(session, username, **columns))


def make_bank(
    session: Session,
    slug: str = "rivers",
    questions: Iterable[Question] = EVERY_KIND,
    *,
    owner: Person | None = None,
    now: datetime = NOW,
    **details: str,
) -> BankSummary:
    """A bank with these questions; without any given, one of every kind."""
    details.setdefault("title", slug.title())
    import_bank(session, owner, BankDetails(slug, **details), questions, now=now)
    bank = banks.find_bank(session, None, slug)
    # On SQLite a session that has read goes on seeing what it saw, whatever others write.
    session.commit()
    assert bank is not None
    return bank


def make_questions(count: int, *, topic: str = "", prefix: str = "q") -> list[Question]:
    """Plain questions in any number, each with two options of which the first is right."""
    return [
        Question(
            key=f"{prefix}{number}",
            stem=f"Which of them is {prefix} {number}?",
            body=SingleChoice((f"{number}", f"not {number}"), 0),
            topic=topic,
        )
        for number in range(1, count + 1)
    ]


def question_ids(session: Session, bank: BankSummary) -> dict[str, int]:
    """The number of each question of a bank, by its key."""
    query = select(QuestionRow.key, QuestionRow.id).where(QuestionRow.bank_id == bank.id)
    found = {row[0]: row[1] for row in session.execute(query.order_by(QuestionRow.position))}
    session.commit()
    return found


def version_id(session: Session, question_id: int) -> int:
    """The number of a question's current version."""
    query = select(QuestionVersion.id).join(QuestionRow, banks.IS_CURRENT)
    found = session.scalars(query.where(QuestionRow.id == question_id)).one()
    session.commit()
    return found


def retire(session: Session, bank: BankSummary, *keys: str, now: datetime = NOW) -> None:
    """Take these questions (without any given: all) of the bank out of use."""
    of_bank = update(QuestionRow).where(QuestionRow.bank_id == bank.id).values(retired_at=now)
    with write(session):
        session.execute(of_bank.where(QuestionRow.key.in_(keys)) if keys else of_bank)


def enrol(session: Session, person: Person, bank: BankSummary, now: datetime = NOW) -> None:
    """Let the person study the bank."""
    study.enrol(session, person, bank.id, now)


def answer_to(
    session: Session, person: Person, question_id: int, rating: Rating, now: datetime = NOW
) -> study.SentRating:
    """What the study page sends for this rating of the card as it is now."""
    card = queue.card_for(session, person, question_id, now)
    assert card is not None
    return study.SentRating(
        uuid4(), question_id, card.version_id, rating, card.memory.reps, day=card.day
    )


def rate(
    session: Session, person: Person, question_id: int, rating: Rating, now: datetime = NOW
) -> study.SentRating:
    """Rate a card, due or not; returns what was sent."""
    answer = answer_to(session, person, question_id, rating, now)
    study.rate_card(session, person, answer, now)
    return answer


def start_attempt(
    session: Session,
    person: Person,
    *chosen: BankSummary,
    question_count: int = 100,
    layout: str = "one",
    seed: int = 1,
    now: datetime = NOW,
) -> int:
    """An open attempt at a new quiz over these banks; returns its number."""
    quiz_id = choosing.create_quiz(
        session,
        person,
        sources=[choosing.Source(bank.id) for bank in chosen],
        question_count=question_count,
        layout=layout,
        now=now,
    )
    return quizzes.start_attempt(session, person, quiz_id, now, seed)


def fields_for(
    session: Session, attempt_id: int, responses: Mapping[str, Response]
) -> dict[int, tuple[str, ...]]:
    """What the controls hold for these responses (by the kind of question), by position."""
    seed = session.scalars(select(Attempt.seed).where(Attempt.id == attempt_id)).one()
    rows = session.execute(
        select(Answer.position, QuestionVersion.kind, QuestionVersion.body)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(Answer.attempt_id == attempt_id)
        .order_by(Answer.position)
    ).all()
    session.commit()
    return {
        position: KINDS[kind].from_json(body).to_fields(responses[kind], seed + position)
        for position, kind, body in rows
        if kind in responses
    }


def take_quiz(
    session: Session,
    person: Person,
    *chosen: BankSummary,
    responses: Mapping[str, Response] | None = None,
    seed: int = 1,
    now: datetime = NOW,
) -> int:
    """An attempt that was handed in, answered by kind (`RIGHT` by default); returns its number."""
    attempt_id = start_attempt(session, person, *chosen, seed=seed, now=now)
    given = fields_for(session, attempt_id, RIGHT if responses is None else responses)
    quizzes.submit_attempt(session, person, attempt_id, given, now)
    return attempt_id


def make_class(
    session: Session,
    teacher: Person,
    *students: Person,
    name: str = "History 9b",
    time_zone: str = "Europe/London",
    now: datetime = NOW,
    **columns: Any,
) -> int:
    """A class that the teacher owns, with these students in it; returns its number."""
    made = Class(name=name, time_zone=time_zone, created_at=now, **columns)
    with write(session):
        session.add(made)
        session.flush()
        session.add(ClassTeacher(class_id=made.id, user_id=teacher.id, is_owner=True, added_at=now))
        session.add_all(
            ClassMember(
                class_id=made.id,
                user_id=student.id,
                state="active",
                sort_name=student.display_name,
                joined_at=now,
            )
            for student in students
        )
    return made.id


def make_assignment(
    session: Session,
    class_id: int,
    bank: BankSummary,
    *,
    keys: Iterable[str] = (),
    title: str = "Rivers test",
    quiz_columns: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    **columns: Any,
) -> Assignment:
    """A quiz of these questions (by default: all that a quiz can ask) given to a class."""
    ids = question_ids(session, bank)
    chosen = [ids[key] for key in keys] or _quiz_questions(session, bank)
    with write(session):
        quiz = Quiz(
            title=title,
            question_count=len(chosen),
            layout="one",
            created_at=now,
            **(quiz_columns or {}),
        )
        session.add(quiz)
        session.flush()
        session.add_all(
            QuizQuestion(quiz_id=quiz.id, position=position, question_id=question_id)
            for position, question_id in enumerate(chosen, 1)
        )
        assignment = Assignment(
            class_id=class_id, title=title, quiz_id=quiz.id, created_at=now, **columns
        )
        session.add(assignment)
    return assignment


def _quiz_questions(session: Session, bank: BankSummary) -> list[int]:
    query = (
        select(QuestionRow.id)
        .join(QuestionVersion, banks.IS_CURRENT)
        .where(QuestionRow.bank_id == bank.id, QuestionVersion.kind.in_(banks.QUIZ_KINDS))
    )
    return [*session.scalars(query.order_by(QuestionRow.position))]


def hand_in(
    session: Session,
    student: Person,
    assignment: Assignment,
    responses: Mapping[str, Response] | None = None,
    *,
    seed: int = 1,
    now: datetime = NOW,
) -> int:
    """A student's attempt at an assigned quiz, handed in; returns its number.

    The responses are by the key of the question (those of `RIGHT` by its kind where none are
    given). It is stored as the services store it, without asking whether the student may.
    """
    with write(session):
        rows = session.execute(
            select(
                QuestionRow.key, QuestionVersion.id, QuestionVersion.kind, QuestionVersion.points
            )
            .join_from(QuizQuestion, QuestionRow, QuestionRow.id == QuizQuestion.question_id)
            .join(QuestionVersion, banks.IS_CURRENT)
            .where(QuizQuestion.quiz_id == assignment.quiz_id)
            .order_by(QuizQuestion.position)
        ).all()
        attempt = Attempt(
            quiz_id=assignment.quiz_id,
            user_id=student.id,
            seed=seed,
            started_at=now,
            max_score=sum((row.points for row in rows), Decimal(0)),
        )
        session.add(attempt)
        session.flush()
        for position, row in enumerate(rows, 1):
            given = RIGHT.get(row.kind) if responses is None else responses.get(row.key)
            session.add(
                Answer(
                    attempt_id=attempt.id,
                    position=position,
                    version_id=row.id,
                    response=given,
                    saved_at=now,
                )
            )
    quizzes.submit_attempt(session, student, attempt.id, {}, now)
    return attempt.id
