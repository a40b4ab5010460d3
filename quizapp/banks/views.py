"""The list of banks, a bank's page, and the pictures of questions."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks import access, services
from quizapp.banks.access import ShownBank
from quizapp.extensions import db

blueprint = Blueprint("banks", __name__)

ViewersPage = Callable[[ShownBank], ResponseReturnValue]


def show_to_viewers(app: Flask, page: ViewersPage) -> None:
    """Give those who may see the questions of a bank another page of it."""
    app.extensions["quizapp_viewers_page"] = page


@blueprint.get("/banks")
@login_required
def index() -> ResponseReturnValue:
    """All banks that the person knows of."""
    return render_template(
        "banks/index.html",
        banks=services.list_banks(db.session, signed_in()),
        is_teacher=access.is_teacher(signed_in()),
    )


@blueprint.get("/media/<name>")
@login_required
def picture(name: str) -> ResponseReturnValue:
    """A picture of a question, named by its content."""
    return send_from_directory(Path(current_app.instance_path) / "media", name)


@blueprint.get("/banks/<slug>")
@login_required
def bank(slug: str) -> ResponseReturnValue:
    """What is in a bank, and what to do with it."""
    person = signed_in()
    shown = access.find_shown_bank(db.session, person, slug)
    if shown is None:
        abort(404)
    if shown.may_view:
        page: ViewersPage = current_app.extensions["quizapp_viewers_page"]
        return page(shown)
    return render_template(
        "banks/bank.html",
        bank=services.find_bank(db.session, person, slug),
        topics=services.list_topics(db.session, person, [shown.id]),
        kinds=services.count_kinds(db.session, shown.id),
        form=EmptyForm(),
    )
