"""Results: scores, the gradebook, item analysis, and one student of a class."""

from flask import Flask

from quizapp.results import (
    analysis_views,
    gradebook_views,
    grading_views,
    student_views,
    views,
)


def init_app(app: Flask) -> None:
    """Add the pages of this feature."""
    for module in (views, gradebook_views, grading_views, analysis_views, student_views):
        app.register_blueprint(module.blueprint)
