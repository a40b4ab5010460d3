"""What is assigned to a class: giving it, and doing it."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

blueprint = Blueprint("assignments", __name__, url_prefix="/classes/<int:class_id>/assignments")


@blueprint.get("")
@login_required
def index(class_id: int) -> ResponseReturnValue:
    """The assignments of a class."""
    abort(404)


@blueprint.get("/<int:assignment_id>")
@login_required
def shown(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """An assignment: for a student what to do, for a teacher how far everybody is."""
    abort(404)
