"""Writing questions: the bank's page of who may look into it, the editor, banks themselves."""

from flask import Flask

from quizapp.banks.views import show_to_viewers
from quizapp.writing import bank_views, question_views, views


def init_app(app: Flask) -> None:
    """Add the pages of this feature, one of them in the place of a bank's page for students."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(question_views.blueprint)
    app.register_blueprint(bank_views.blueprint)
    show_to_viewers(app, views.bank_page)
