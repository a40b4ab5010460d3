"""Home and health."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import migrations
from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks import services as banks
from quizapp.banks.access import is_teacher
from quizapp.classrooms import joining, overview, work
from quizapp.config import SignUp
from quizapp.extensions import db
from quizapp.quizzes import open_attempts
from quizapp.quizzes import services as quizzes
from quizapp.results import services as results
from quizapp.study import queue as study

blueprint = Blueprint("site", __name__)

SOON = timedelta(days=1)
"""How soon something is due that a teacher's home names."""


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The welcome page, or the dashboard of who is signed in."""
    if not current_user.is_authenticated:
        sign_up_open = current_app.config["SETTINGS"].sign_up is not SignUp.CLOSED
        return render_template("site/welcome.html", sign_up_open=sign_up_open)
    person, now = signed_in(), datetime.now(UTC)
    quizzes.hand_in_overdue(db.session, now, user_id=person.id)
    attempts = open_attempts.list_open_attempts(db.session, person, now)
    is_taught = is_teacher(person)
    return render_template(
        "site/dashboard.html",
        now=now,
        work=work.list_work(db.session, person, now),
        pending=joining.list_pending(db.session, person),
        taught=overview.list_taught(db.session, person, now + SOON, now) if is_taught else [],
        form=EmptyForm(),
        queue=study.count_queue(db.session, current_user, now),
        open_attempts=[attempt for attempt in attempts if not attempt.is_assigned],
        recent=results.list_attempts(db.session, person, now, limit=3),
        banks=banks.list_banks(db.session, signed_in()),
    )


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether the database can be reached and has the newest schema."""
    if not migrations.is_current(db.engine):
        return jsonify(status="the database needs `flask db upgrade`"), 503
    return jsonify(status="ready")
