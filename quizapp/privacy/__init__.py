"""Privacy: the export of a person's data, deletion, retention, and the audit log."""

from flask import Flask

from quizapp.privacy import views


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    app.register_blueprint(views.blueprint)
