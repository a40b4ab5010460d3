"""Home and health."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import migrations
from quizapp.accounts import signed_in
from quizapp.banks import services as banks
from quizapp.config import SignUp
from quizapp.extensions import db
from quizapp.quizzes import services as quizzes
from quizapp.results import services as results
from quizapp.study import queue as study

blueprint = Blueprint("site", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The welcome page, or the dashboard of who is signed in."""
    if not current_user.is_authenticated:
        sign_up_open = current_app.config["SETTINGS"].sign_up is not SignUp.CLOSED
        return render_template("site/welcome.html", sign_up_open=sign_up_open)
    now = datetime.now(UTC)
    return render_template(
        "site/dashboard.html",
        queue=study.count_queue(db.session, current_user, now),
        open_attempts=quizzes.list_open_attempts(db.session, current_user),
        recent=results.list_attempts(db.session, current_user, limit=3),
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
