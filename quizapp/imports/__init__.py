"""Files that become banks: described, checked, written unseen, published, and undone."""

from functools import partial
from pathlib import Path

from flask import Flask

from quizapp import jobs
from quizapp.imports import publishing, services, views
from quizapp.imports.spool import Spool


def init_app(app: Flask) -> None:
    """Add the pages of this feature, and what it does in processes of its own."""
    spool = app.extensions["quizapp_imports"] = spool_of(app)
    app.register_blueprint(views.blueprint)
    jobs.handle(app, services.CHECK, partial(services.work_on_check, spool))
    jobs.handle(app, services.WRITE, partial(publishing.work_on_import, spool))


def spool_of(app: Flask, beside: Path | None = None) -> Spool:
    """Where the application keeps the files that people give; `beside` has pictures to take."""
    folder = Path(app.instance_path)
    return Spool(folder / "imports", folder / "media", beside)
