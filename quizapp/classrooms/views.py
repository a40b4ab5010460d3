"""Classes: the list, making and joining one, its page, its settings."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

blueprint = Blueprint("classes", __name__, url_prefix="/classes")


@blueprint.get("")
@login_required
def index() -> ResponseReturnValue:
    """The classes that the person teaches or attends."""
    abort(404)


@blueprint.get("/<int:class_id>")
@login_required
def shown(class_id: int) -> ResponseReturnValue:
    """What is new in a class."""
    abort(404)


@blueprint.get("/<int:class_id>/roster")
@login_required
def roster(class_id: int) -> ResponseReturnValue:
    """The students of a class."""
    abort(404)


@blueprint.get("/<int:class_id>/settings")
@login_required
def settings(class_id: int) -> ResponseReturnValue:
    """What a teacher can change of a class."""
    abort(404)
