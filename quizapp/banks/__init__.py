"""Banks, their questions and the versions of each question."""

from flask import Flask

from quizapp.banks import views


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    app.register_blueprint(views.blueprint)
