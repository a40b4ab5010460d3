"""The list of banks, a bank's page, and the pictures of questions."""

from pathlib import Path

from flask import Blueprint, abort, current_app, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts.forms import EmptyForm
from quizapp.banks import services
from quizapp.extensions import db

blueprint = Blueprint("banks", __name__)


@blueprint.get("/banks")
@login_required
def index() -> ResponseReturnValue:
    """All banks."""
    return render_template("banks/index.html", banks=services.list_banks(db.session))


@blueprint.get("/media/<name>")
@login_required
def picture(name: str) -> ResponseReturnValue:
    """A picture of a question, named by its content."""
    return send_from_directory(Path(current_app.instance_path) / "media", name)


@blueprint.get("/banks/<slug>")
@login_required
def bank(slug: str) -> ResponseReturnValue:
    """What is in a bank, and what to do with it."""
    found = services.find_bank(db.session, slug)
    if found is None:
        abort(404)
    return render_template(
        "banks/bank.html",
        bank=found,
        topics=services.list_topics(db.session, [found.id]),
        kinds=services.count_kinds(db.session, found.id),
        form=EmptyForm(),
    )
