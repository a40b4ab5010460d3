"""One student of a class, for its teachers."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

blueprint = Blueprint(
    "students", __name__, url_prefix="/classes/<int:class_id>/students/<int:user_id>"
)


@blueprint.get("")
@login_required
def shown(class_id: int, user_id: int) -> ResponseReturnValue:
    """A student's work, scores, strengths and mistakes."""
    abort(404)
