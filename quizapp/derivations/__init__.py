"""Articles that become banks: deriving, the teacher's review, and publishing."""

from flask import Flask

from quizapp import jobs
from quizapp.derivations import review_views, services, views


def init_app(app: Flask) -> None:
    """Add the pages of this feature, and what it does in processes of its own."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(review_views.blueprint)
    jobs.handle(app, services.JOB, services.work_on_derivation)
