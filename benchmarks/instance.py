"""A temporary installation: a bank, people who are signed in, due cards and open quizzes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from quizapp import create_app, migrations
from quizapp.accounts import services as accounts
from quizapp.accounts.models import User
from quizapp.accounts.services import Person, SignIn
from quizapp.banks.importing import import_bank
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.services import BankDetails
from quizapp.config import Settings
from quizapp.engine import scheduling
from quizapp.engine.kinds.short_answer import ShortAnswer
from quizapp.engine.kinds.single_choice import SingleChoice
from quizapp.engine.question import Question
from quizapp.extensions import db
from quizapp.quizzes import choosing
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.models import Answer
from quizapp.study.models import Card, Review

FIRST_REPS = 10
"""Every card has been rated so often: two digits, as long as no card is rated 90 times more."""

SECRET_KEY = "not a secret: the installation lasts for one measurement"
SHORT_ANSWER = ShortAnswer(("answer",))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, and what that person can do."""

    cookie: str
    csrf_token: str
    day: date
    attempt_id: int
    cards: tuple[tuple[int, int], ...]
    """Question and version of each due card."""
    positions: tuple[int, ...]
    """The questions of the attempt that take a text."""


def build(
    folder: Path, database_url: str, *, people: int, questions: int, cards: int
) -> list[Visitor]:
    """Fill an empty database; everybody has so many cards due, and a quiz that has begun."""
    app = create_app(Settings(secret_key=SECRET_KEY, instance=folder, database_url=database_url))
    now = datetime.now(UTC)
    with app.app_context():
        migrations.upgrade(db.engine)
        import_bank(db.session, None, BankDetails("bench", "Bench"), _questions(questions), now=now)
        versions = _versions()
        visitors = [
            _visitor(app, sign_in, versions[index % 7 :: 2][:cards], now)
            for index, sign_in in enumerate(_sign_in(people, now))
        ]
        db.session.commit()
        db.engine.dispose()
    return visitors


def count_reviews(folder: Path, database_url: str) -> int:
    """How many reviews are stored."""
    with _opened(folder, database_url).app_context():
        count = len(db.session.scalars(select(Review.id)).all())
        db.engine.dispose()
    return count


def saved_answers(folder: Path, database_url: str) -> dict[tuple[int, int], str]:
    """The answers that are stored, by attempt and position."""
    with _opened(folder, database_url).app_context():
        rows = db.session.execute(
            select(Answer.attempt_id, Answer.position, Answer.response).where(
                Answer.saved_at.is_not(None)
            )
        ).all()
        db.engine.dispose()
    return {(row[0], row[1]): row[2] for row in rows}


def _opened(folder: Path, database_url: str) -> Flask:
    return create_app(Settings(secret_key=SECRET_KEY, instance=folder, database_url=database_url))


def _questions(count: int) -> list[Question]:
    return [
        Question(
            key=f"q{number}",
            stem=f"What happened in the year *{1000 + number}*?",
            body=SHORT_ANSWER
            if number % 2
            else SingleChoice(tuple(f"Event {letter}{number}" for letter in "abcd"), number % 4),
            explanation="It is told in the **second** chapter.",
            topic=f"Chapter {number // 20}",
        )
        for number in range(count)
    ]


def _versions() -> list[tuple[int, int]]:
    rows = db.session.execute(
        select(QuestionVersion.question_id, QuestionVersion.id).order_by(QuestionVersion.id)
    )
    return [(row[0], row[1]) for row in rows]


def _sign_in(count: int, now: datetime) -> list[SignIn]:
    db.session.execute(
        insert(User),
        [
            {
                "username": f"student{number}",
                "display_name": f"Student {number}",
                "password_hash": "-",
                "role": "student",
                "time_zone": ("Europe/Berlin", "UTC", "America/New_York")[number % 3],
                "created_at": now,
            }
            for number in range(count)
        ],
    )
    db.session.commit()
    return [
        accounts.open_session(db.session, user, user_agent="benchmark", now=now)
        for user in db.session.scalars(select(User).order_by(User.id))
    ]


def _visitor(app: Flask, sign_in: SignIn, cards: list[tuple[int, int]], now: datetime) -> Visitor:
    person = sign_in.person
    today = scheduling.study_day(now, person.zone)
    _add_cards(person, cards, today)
    attempt_id, positions = _start_attempt(person, now)
    return Visitor(*_cookie(app, sign_in), today, attempt_id, tuple(cards), positions)


def _cookie(app: Flask, sign_in: SignIn) -> tuple[str, str]:
    """The browser's cookie as signing in makes it, and the token that the forms hold."""
    with app.test_request_context() as context, app.app_context():
        login_user(sign_in, force=True)
        csrf_token = generate_csrf()
        response = app.response_class()
        app.session_interface.save_session(app, context.session, response)
    header = response.headers["Set-Cookie"]
    return header.partition("=")[2].partition(";")[0], csrf_token


def _add_cards(person: Person, cards: list[tuple[int, int]], today: date) -> None:
    db.session.execute(
        insert(Card),
        [
            {
                "user_id": person.id,
                "question_id": question_id,
                "phase": 2,
                "stability": 5.0 + number % 30,
                "difficulty": 3.0 + number % 6,
                "last_day": today - timedelta(days=4 + number % 30),
                "reps": FIRST_REPS,
                "lapses": number % 3,
                "due_day": today - timedelta(days=number % 3),
            }
            for number, (question_id, _) in enumerate(cards)
        ],
    )
    db.session.commit()


def _start_attempt(person: Person, now: datetime) -> tuple[int, tuple[int, ...]]:
    bank_id = db.session.scalars(select(Bank.id)).one()
    quiz_id = choosing.create_quiz(
        db.session,
        person,
        sources=[choosing.Source(bank_id)],
        question_count=40,
        layout="one",
        now=now,
    )
    attempt_id = quizzes.start_attempt(db.session, person, quiz_id, now, seed=person.id)
    positions = db.session.scalars(
        select(Answer.position)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(Answer.attempt_id == attempt_id, QuestionVersion.kind == ShortAnswer.name)
        .order_by(Answer.position)
    )
    return attempt_id, tuple(positions)
