"""The page of scores."""

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.extensions import db
from quizapp.quizzes import services as quizzes
from quizapp.results import services
from quizapp.results.charts import line_chart

blueprint = Blueprint("results", __name__)

CHART_ATTEMPTS = 30


@blueprint.get("/scores")
@login_required
def scores() -> ResponseReturnValue:
    """Every attempt, best and latest per bank, the topics, and the scores over time."""
    person, now = signed_in(), datetime.now(UTC)
    quizzes.hand_in_overdue(db.session, now, user_id=person.id)
    attempts = services.list_attempts(db.session, person, now)
    scored = [attempt for attempt in attempts if attempt.share is not None]
    charted = scored[:CHART_ATTEMPTS][::-1]
    return render_template(
        "results/scores.html",
        attempts=attempts,
        bank_scores=services.list_bank_scores(db.session, person, now),
        topic_scores=services.list_topic_scores(db.session, person, now),
        charted=charted,
        chart=line_chart([attempt.share or 0.0 for attempt in charted]),
    )
