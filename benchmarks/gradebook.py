"""How long a large gradebook takes, beside its query: `python -m benchmarks.gradebook`."""

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from benchmarks.instance import SECRET_KEY
from quizapp import create_app, migrations
from quizapp.accounts import services as accounts
from quizapp.accounts.models import User
from quizapp.classrooms.models import (
    Assignment,
    Class,
    ClassMember,
    ClassTeacher,
    Grade,
    GradeCategory,
)
from quizapp.config import Settings
from quizapp.extensions import db
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.results.gradebook import load_gradebook
from tests.postgresql import NoPostgreSQLError, running_server

STUDENTS = 1_000
ASSIGNMENTS = 50
ROUNDS = 7
AIM = 300
"""Milliseconds of the server for the page."""

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
BARE = text(
    "SELECT attempts.quiz_id, attempts.user_id, attempts.submitted_at, attempts.score, "
    "attempts.max_score FROM attempts JOIN assignments ON assignments.quiz_id = attempts.quiz_id "
    "WHERE assignments.class_id = 1"
)
WIDTH = 52


def main() -> int:
    """Measure on both databases, and print."""
    print(f"A gradebook of {STUDENTS:,} students by {ASSIGNMENTS} assignments; medians of {ROUNDS}")
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
        fill(STUDENTS, ASSIGNMENTS)
        bare = _median(lambda: db.session.execute(BARE).all())
        worked_out = _median(lambda: load_gradebook(db.session, 1, datetime.now(UTC)))
        if database == "PostgreSQL":
            db.session.execute(text("ANALYZE"))  # which it does by itself after some minutes
            db.session.commit()
    client = sign_in_teacher(app)
    gc.freeze()  # as wsgi.py does
    times = {
        "loaded and worked out": worked_out,
        "page of 100 students": _median(lambda: client.get("/classes/1/gradebook")),
        "page sorted by the grade": _median(
            lambda: client.get("/classes/1/gradebook?sort=final&order=down&page=5")
        ),
        "CSV of all": _median(lambda: client.get("/classes/1/gradebook.csv")),
        "xlsx of all": _median(lambda: client.get("/classes/1/gradebook.xlsx")),
    }
    print(f"{f'{database}: bare query of the attempts':<{WIDTH}}{bare:>7.0f} ms")
    for words, milliseconds in times.items():
        aim = f", aim {AIM} ms" if words.startswith("page") else ""
        ratio = milliseconds / bare
        print(f"{f'{database}: {words}':<{WIDTH}}{milliseconds:>7.0f} ms   {ratio:.1f} x bare{aim}")
    with app.app_context():
        db.engine.dispose()


def _median(action: Callable[[], Any]) -> float:
    """Milliseconds of an action that fills the caches once before."""
    action()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - begin))
        db_rollback()
    return statistics.median(times)


def db_rollback() -> None:
    """End what was read, where a session is open."""
    try:
        db.session.rollback()
    except RuntimeError:
        return


def sign_in_teacher(app: Flask) -> Any:
    """A browser of the first account, which teaches the class."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.id == 1)).one()
        sign_in = accounts.open_session(db.session, user, user_agent="", now=datetime.now(UTC))
    client = app.test_client()
    with client.session_transaction() as stored:
        stored.update({"_user_id": sign_in.get_id(), "_fresh": True})
    return client


def fill(students: int, assignments: int, *, seed: int = 1) -> None:
    """A class whose teacher is the first account, with about one attempt for each cell."""
    draw = random.Random(seed)
    first = ("Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jun")
    last = ("Adler", "Bianchi", "Costa", "Dvorak", "Eriksen", "Fischer", "Garcia", "Horvat")
    db.session.execute(
        insert(User),
        [
            {
                "username": f"person{number}",
                "display_name": f"{draw.choice(first)} {draw.choice(last)} {number}",
                "password_hash": "-",
                "role": "student" if number else "teacher",
                "time_zone": "Europe/London",
                "created_at": NOW,
            }
            for number in range(students + 1)
        ],
    )
    made = {"id": 1, "name": "History 9b", "description": "", "time_zone": "Europe/London"}
    db.session.execute(insert(Class), [{**made, "needs_approval": False, "created_at": NOW}])
    db.session.execute(
        insert(ClassTeacher), [{"class_id": 1, "user_id": 1, "is_owner": True, "added_at": NOW}]
    )
    names = db.session.execute(select(User.id, User.display_name).where(User.id > 1)).all()
    members = [
        {
            "class_id": 1,
            "user_id": user_id,
            "state": "active",
            "roster_id": f"S{user_id:05}",
            "sort_name": ", ".join(name.split()[1::-1]),
            "joined_at": NOW,
        }
        for user_id, name in names
    ]
    db.session.execute(insert(ClassMember), members)
    weights = {1: ("Tests", 60), 2: ("Homework", 30), 3: ("Projects", 10)}
    db.session.execute(
        insert(GradeCategory),
        [
            {"id": number, "class_id": 1, "name": name, "weight": weight}
            for number, (name, weight) in weights.items()
        ],
    )
    _fill_assignments(assignments, draw)
    _fill_attempts([row.id for row in names], assignments, draw)
    db.session.commit()
    # The planner of PostgreSQL knows only then how much there is.
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _fill_assignments(count: int, draw: random.Random) -> None:
    numbers = range(1, count + 1)
    db.session.execute(
        insert(Quiz),
        [
            {
                "id": number,
                "title": f"Quiz {number}",
                "question_count": 10,
                "layout": "one",
                "created_at": NOW,
            }
            for number in numbers
        ],
    )
    db.session.execute(
        insert(Assignment),
        [
            {
                "id": number,
                "class_id": 1,
                "title": f"Unit {number}: {draw.choice(('rivers', 'revolutions', 'trade'))}",
                "quiz_id": number,
                "due_at": _due(number, count),
                "counts": "best",
                "late_percent": 10,
                "category_id": (None, 1, 2, 3)[number % 4],
                "is_graded": bool(number % 10),
                "created_at": NOW,
            }
            for number in numbers
        ],
    )


def _due(number: int, count: int) -> datetime:
    """The last one is not due yet."""
    return datetime.now(UTC) - timedelta(days=7 * (count - number) - 3)


def _fill_attempts(students: list[int], assignments: int, draw: random.Random) -> None:
    attempts: list[dict[str, Any]] = []
    grades: list[dict[str, Any]] = []
    for user_id in students:
        skill = draw.betavariate(4, 2)
        for number in range(1, assignments + 1):
            due = _due(number, assignments)
            chance = draw.random()
            if chance < 0.01:
                grades.append(
                    {
                        "assignment_id": number,
                        "user_id": user_id,
                        "share": draw.choice((None, 0.85)),
                        "graded_at": NOW,
                    }
                )
            for _ in range(0 if chance < 0.06 else 2 if chance > 0.95 else 1):
                handed = due - timedelta(hours=draw.uniform(-30, 90) if chance < 0.4 else 20)
                begun = handed > datetime.now(UTC)
                attempts.append(
                    {
                        "quiz_id": number,
                        "user_id": user_id,
                        "seed": 1,
                        "started_at": min(handed, datetime.now(UTC)) - timedelta(minutes=20),
                        "submitted_at": None if begun else handed,
                        "score": None
                        if begun
                        else round(10 * min(1, skill * draw.uniform(0.6, 1.3))),
                        "max_score": 10,
                    }
                )
    # As they come in a school: all classes at once, and not one student after the other.
    draw.shuffle(attempts)
    db.session.execute(insert(Attempt), attempts)
    for grade in grades:
        grade["is_excused"] = grade["share"] is None
        grade["note"] = ""
    db.session.execute(insert(Grade), grades)


if __name__ == "__main__":
    raise SystemExit(main())
