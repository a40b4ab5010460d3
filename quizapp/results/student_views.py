"""The students of a class, for its teachers: who needs help, one of them, one attempt."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.audit.services import Action, Subject, record_seen
from quizapp.classrooms.pages import taught_class
from quizapp.engine.mastery import Level
from quizapp.engine.warning_signs import Concern
from quizapp.extensions import db
from quizapp.results.charts import line_chart
from quizapp.results.student import load_student
from quizapp.results.student_attempt import find_taught_attempt
from quizapp.results.trouble import load_overview

blueprint = Blueprint("students", __name__, url_prefix="/classes/<int:class_id>")

CHART_SCORES = 30


@blueprint.get("/students")
@login_required
def index(class_id: int) -> ResponseReturnValue:
    """Who of the class needs help, and what it should repeat."""
    found = taught_class(class_id)
    now = datetime.now(UTC)
    overview = load_overview(db.session, found.id, now)
    record_seen(db.session, signed_in(), Action.SAW_OVERVIEW, now, class_id=found.id)
    return render_template(
        "students/index.html", **{"class": found}, overview=overview, concerns=Concern
    )


@blueprint.get("/students/<int:user_id>")
@login_required
def shown(class_id: int, user_id: int) -> ResponseReturnValue:
    """A student's work, scores, strengths and mistakes."""
    found = taught_class(class_id)
    now = datetime.now(UTC)
    by_date = request.args.get("mistakes") == "latest"
    page = load_student(db.session, found, user_id, now, by_date=by_date)
    if page is None:
        abort(404)
    subject = Subject(user_id, page.student.display_name)
    record_seen(
        db.session, signed_in(), Action.SAW_STUDENT, now, class_id=found.id, subject=subject
    )
    charted = page.scores[-CHART_SCORES:]
    return render_template(
        "students/student.html",
        **{"class": found},
        page=page,
        charted=charted,
        chart=line_chart([min(score.share, 1.0) for score in charted]),
        by_date=by_date,
        concerns=Concern,
        levels=Level,
    )


@blueprint.get("/attempts/<int:attempt_id>")
@login_required
def attempt(class_id: int, attempt_id: int) -> ResponseReturnValue:
    """One attempt with all questions, responses and marks."""
    found = taught_class(class_id)
    now = datetime.now(UTC)
    taken = find_taught_attempt(db.session, found.id, attempt_id, now)
    if taken is None:
        abort(404)
    record_seen(
        db.session,
        signed_in(),
        Action.SAW_ATTEMPT,
        now,
        class_id=found.id,
        subject=Subject(taken.student.user_id, taken.student.display_name),
        details={"assignment": taken.assignment.title},
    )
    return render_template("students/attempt.html", **{"class": found}, taken=taken)
