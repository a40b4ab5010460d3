"""The gradebook of a class."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import login_required

blueprint = Blueprint("gradebook", __name__, url_prefix="/classes/<int:class_id>")


@blueprint.get("/gradebook")
@login_required
def shown(class_id: int) -> ResponseReturnValue:
    """Students by assignments."""
    abort(404)
