"""Classes: who teaches and attends them, and what is assigned to them."""

from flask import Flask

from quizapp.classrooms import assignment_views, views


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(assignment_views.blueprint)
