"""People: accounts, sign-in sessions, invitations."""

from flask import Flask

from quizapp.accounts import views
from quizapp.extensions import login_manager


def init_app(app: Flask) -> None:
    """Add the pages of this feature and teach Flask-Login who is signed in."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None
    login_manager.user_loader(views.load_signed_in)
    login_manager.unauthorized_handler(views.ask_to_sign_in)
    app.register_blueprint(views.blueprint)
