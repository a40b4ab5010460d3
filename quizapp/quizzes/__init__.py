"""Quizzes, attempts and answers."""

from flask import Flask

from quizapp.quizzes import views


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    app.register_blueprint(views.blueprint)
    views.describe_assigned(app, lambda _quiz_id, _attempt_id: None)
