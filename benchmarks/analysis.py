"""How long an item analysis takes, beside bare SQL: `python -m benchmarks.analysis`."""

import gc
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.instance import SECRET_KEY
from quizapp import create_app, migrations
from quizapp.accounts.models import User
from quizapp.banks.importing import import_bank
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import BankDetails
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher
from quizapp.config import Settings
from quizapp.engine.kinds.single_choice import SingleChoice
from quizapp.engine.question import Question
from quizapp.extensions import db
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, Quiz, QuizQuestion
from quizapp.quizzes.packing import PackedAnswer, pack
from quizapp.results.analysis import Which, load_analysis
from tests.factories import person_of
from tests.postgresql import NoPostgreSQLError, running_server
from tests.visits import visit_as

SIZES = (250, 500, 1_000, 2_000)
"""Attempts."""
QUESTIONS = 50
ROUNDS = 15
MEASURED = 1_000
AIM = 40
"""Milliseconds for 1,000 attempts."""


def main() -> int:
    """Measure on both databases, and print."""
    print(
        f"Item analysis of attempts at {QUESTIONS} questions; the best of {ROUNDS} rounds, in "
        "milliseconds, beside a bare aggregate of the same answers"
    )
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as name:
        folder = Path(name)
        _measure("SQLite", folder, f"sqlite:///{folder}/quizapp.sqlite")
        try:
            with running_server(durable=True) as server:
                url = server.create_database().render_as_string(hide_password=False)
                _measure("PostgreSQL", folder, url)
        except NoPostgreSQLError as error:
            print(f"PostgreSQL: not measured. {error}")
    return 0


def _measure(database: str, folder: Path, url: str) -> None:
    app = create_app(Settings(secret_key=SECRET_KEY, instance=folder, database_url=url))
    with app.app_context():
        migrations.upgrade(db.engine)
        class_id, quizzes = _fill(db.session)
        if database == "PostgreSQL":
            db.session.execute(text("ANALYZE"))  # which it does by itself after some minutes
            db.session.commit()
        gc.freeze()  # as wsgi.py does
        heads = ("attempts", "analysis", "bare SQL", "ratio", "µs/answer", "page")
        print(f"\n{database:<12}" + "".join(f"{head:>11}" for head in heads))
        for size, (quiz_id, assignment_id) in quizzes.items():
            path = f"/classes/{class_id}/assignments/{assignment_id}/analysis"
            _print_row(app, size, class_id, quiz_id, path)
        db.session.rollback()
        db.engine.dispose()


def _print_row(app: Flask, size: int, class_id: int, quiz_id: int, path: str) -> None:
    now = datetime.now(UTC)
    teacher = db.session.get_one(User, 1)
    http = visit_as(app, db.session, person_of(teacher)).http

    def analyse() -> None:
        found = load_analysis(db.session, class_id, quiz_id, Which.FIRST, now)
        if found.attempts != size or len(found.questions) != QUESTIONS:
            raise SystemExit(f"{found.attempts} attempts were analysed, not {size}")

    def show() -> None:
        if http.get(path).status_code != 200:
            raise SystemExit(f"{path} can't be shown")

    # In turns, so that a drift of the machine is the same for all.
    jobs = (analyse, lambda: _aggregate(db.session, quiz_id), show)
    rounds = [[_milliseconds(job) for job in jobs] for _ in range(ROUNDS + 1)][1:]
    ours, bare, page = (min(column) for column in zip(*rounds, strict=True))
    aim = f"   aim: under {AIM}" if size == MEASURED else ""
    print(
        f"{'':<12}{size:>11,}{ours:>11.1f}{bare:>11.1f}{ours / bare:>11.2f}"
        f"{1000 * ours / size / QUESTIONS:>11.2f}{page:>11.1f}{aim}"
    )


def _milliseconds(job: Callable[[], Any]) -> float:
    db.session.rollback()
    begin = time.perf_counter()
    job()
    return 1000 * (time.perf_counter() - begin)


def _aggregate(session: Session, quiz_id: int) -> None:
    """Facility, spread and covariance with the total of each question, and nothing else."""
    mark, score = Answer.mark, Attempt.score
    rows = session.execute(
        select(
            *(Answer.version_id, func.count(), func.avg(mark), func.avg(mark * mark)),
            *(func.avg(score), func.avg(score * score), func.avg(mark * score)),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None))
        .group_by(Answer.version_id)
    ).all()
    if len(rows) != QUESTIONS:
        raise SystemExit(f"bare SQL found {len(rows)} questions")


def _fill(session: Session) -> tuple[int, dict[int, tuple[int, int]]]:
    """A class, and for each size a quiz that so many students have taken."""
    now = datetime.now(UTC)
    import_bank(session, None, BankDetails("bench", "Bench"), _questions(), now=now)
    versions = session.execute(
        select(QuestionVersion.question_id, QuestionVersion.id).order_by(QuestionVersion.id)
    ).all()
    people = [
        {
            "id": number,
            "username": f"person{number}",
            "display_name": f"Person {number}",
            "password_hash": "-",
            "role": "student" if number > 1 else "teacher",
            "created_at": now,
        }
        for number in range(1, max(SIZES) + 2)
    ]
    session.execute(insert(User), people)
    made = Class(name="Bench", time_zone="UTC", created_at=now)
    session.add(made)
    session.flush()
    session.add(ClassTeacher(class_id=made.id, user_id=1, is_owner=True, added_at=now))
    session.execute(
        insert(ClassMember),
        [
            {"class_id": made.id, "user_id": one["id"], "state": "active", "joined_at": now}
            for one in people[1:]
        ],
    )
    quizzes = {}
    for size in SIZES:
        quizzes[size] = _fill_quiz(session, made.id, size, [(row[0], row[1]) for row in versions])
    session.commit()
    return made.id, quizzes


def _questions() -> list[Question]:
    return [
        Question(f"q{number}", f"What is *{number}*?", SingleChoice((*"abcd",), number % 4))
        for number in range(QUESTIONS)
    ]


def _fill_quiz(
    session: Session, class_id: int, size: int, versions: list[tuple[int, int]]
) -> tuple[int, int]:
    now = datetime.now(UTC)
    draw = random.Random(size)
    quiz = Quiz(title=f"{size}", question_count=QUESTIONS, layout="one", created_at=now)
    session.add(quiz)
    session.flush()
    assignment = Assignment(class_id=class_id, title=f"{size}", quiz_id=quiz.id, created_at=now)
    session.add(assignment)
    session.add_all(
        QuizQuestion(quiz_id=quiz.id, position=place, question_id=question_id)
        for place, (question_id, _) in enumerate(versions, 1)
    )
    session.flush()
    first = (session.scalar(select(func.max(Attempt.id))) or 0) + 1
    attempts, answers, packed = [], [], []
    for number in range(size):
        ability = draw.random()
        chosen = [
            place % 4 if draw.random() < ability else draw.randrange(4)
            for place in range(QUESTIONS)
        ]
        marks = [float(one == place % 4) for place, one in enumerate(chosen)]
        attempts.append(
            {
                "id": first + number,
                "quiz_id": quiz.id,
                "user_id": number + 2,
                "seed": 1,
                "started_at": now,
                "submitted_at": now,
                "score": Decimal(sum(marks)),
                "max_score": Decimal(QUESTIONS),
            }
        )
        order = draw.sample(range(QUESTIONS), QUESTIONS)
        positions = {place: position for position, place in enumerate(order, 1)}
        answers += [
            {
                "attempt_id": first + number,
                "position": positions[place],
                "version_id": versions[place][1],
                "response": chosen[place],
                "saved_at": now,
                "mark": marks[place],
            }
            for place in range(QUESTIONS)
        ]
        row = pack(
            [
                PackedAnswer(
                    *(*versions[place], positions[place], 100, int(marks[place]) * 10**6),
                    1 << chosen[place],
                )
                for place in range(QUESTIONS)
            ]
        )
        packed.append({"attempt_id": first + number, "packed": row})
    session.execute(insert(Attempt), attempts)
    session.execute(insert(Answer), answers)
    session.execute(insert(AttemptMarks), packed)
    return quiz.id, assignment.id


if __name__ == "__main__":
    raise SystemExit(main())
