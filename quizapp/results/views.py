"""The page of scores."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from quizapp.extensions import db
from quizapp.results import services
from quizapp.results.charts import line_chart

blueprint = Blueprint("results", __name__)

CHART_ATTEMPTS = 30


@blueprint.get("/scores")
@login_required
def scores() -> ResponseReturnValue:
    """Every attempt, best and latest per bank, the topics, and the scores over time."""
    attempts = services.list_attempts(db.session, current_user)
    charted = attempts[:CHART_ATTEMPTS][::-1]
    return render_template(
        "results/scores.html",
        attempts=attempts,
        bank_scores=services.list_bank_scores(db.session, current_user),
        topic_scores=services.list_topic_scores(db.session, current_user),
        charted=charted,
        chart=line_chart([attempt.share for attempt in charted]),
    )
