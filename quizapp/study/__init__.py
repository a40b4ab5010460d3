"""Flashcards: cards, reviews and the daily queue."""

from flask import Flask

from quizapp.quizzes.services import wrong_answer_listeners
from quizapp.study import views
from quizapp.study.services import make_due


def init_app(app: Flask) -> None:
    """Add the pages of this feature, and let wrong quiz answers come up as cards."""
    app.register_blueprint(views.blueprint)
    views.init_app(app)
    if make_due not in wrong_answer_listeners:
        wrong_answer_listeners.append(make_due)
