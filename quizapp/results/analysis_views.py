"""How well the questions of an assigned quiz measure."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

blueprint = Blueprint(
    "analysis",
    __name__,
    url_prefix="/classes/<int:class_id>/assignments/<int:assignment_id>/analysis",
)


@blueprint.get("")
@login_required
def shown(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Item analysis of an assignment."""
    abort(404)
