"""Classes: who teaches and attends them, and what is assigned to them."""

from flask import Flask

from quizapp.accounts.hooks import Hooks
from quizapp.classrooms import (
    assignment_views,
    calendar_views,
    giving_views,
    group_views,
    joining,
    joining_views,
    people_views,
    roster_views,
    settings_views,
    student_views,
    students,
    views,
)


def init_app(app: Flask) -> None:
    """Add the pages of this feature, and what it has to do with signing up and in."""
    app.extensions["account_hooks"] = Hooks(
        admit=joining.admit_new, code_used=students.note_used_code
    )
    for module in (
        *(views, joining_views, settings_views, student_views, group_views, roster_views),
        *(people_views, assignment_views, giving_views, calendar_views),
    ):
        app.register_blueprint(module.blueprint)
    assignment_views.init_app(app)
