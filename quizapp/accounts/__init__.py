"""People: accounts, sign-in sessions, invitations."""

from flask import Flask
from flask_login import current_user

from quizapp.accounts import code_views, views
from quizapp.accounts.cookies import RememberingSessions
from quizapp.accounts.hooks import Hooks
from quizapp.accounts.services import Person
from quizapp.extensions import login_manager


def init_app(app: Flask) -> None:
    """Add the pages of this feature and teach Flask-Login who is signed in."""
    app.session_interface = RememberingSessions(app)
    login_manager.init_app(app, add_context_processor=False)
    login_manager.session_protection = None
    login_manager.user_loader(views.load_signed_in)
    login_manager.unauthorized_handler(views.ask_to_sign_in)
    app.extensions["account_hooks"] = Hooks()
    app.before_request(code_views.have_password_chosen)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(code_views.blueprint)


def signed_in() -> Person:
    """Who is signed in, as itself: `current_user` looks it up at every attribute."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 - its documented way out
    return person
