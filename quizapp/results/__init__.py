"""Scores: what a student has achieved."""

from flask import Flask

from quizapp.results import views


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    app.register_blueprint(views.blueprint)
