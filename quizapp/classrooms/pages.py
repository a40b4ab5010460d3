"""What the pages of a class begin with: which class it is, and who may see it."""

from flask import abort

from quizapp.accounts import signed_in
from quizapp.classrooms.access import ShownClass, find_class
from quizapp.extensions import db


def known_class(class_id: int) -> ShownClass:
    """The class of a page that its teachers and its students may see; else there is no page."""
    found = find_class(db.session, signed_in(), class_id)
    if found is None:
        abort(404)
    return found


def taught_class(class_id: int) -> ShownClass:
    """The class of a page that its teachers alone may see; else there is no page."""
    found = known_class(class_id)
    if not found.is_taught:
        abort(404)
    return found
