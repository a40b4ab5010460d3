"""Long work outside the web workers: its rows, its processes, and the command that runs one."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from quizapp.extensions import db
from quizapp.jobs import services
from quizapp.jobs.services import JobFailedError, LostJobError, Work

Handler = Callable[[Session, Work], None]
"""What does the work of one kind; it ends with `work.finish()` inside its last write."""

jobs_group = AppGroup("jobs", help="Long work; the application starts these itself.")


def init_app(app: Flask) -> None:
    """Add the command; features say with `handle` what they do in jobs."""
    app.extensions["quizapp_jobs"] = {}
    app.cli.add_command(jobs_group)


def handle(app: Flask, kind: str, handler: Handler) -> None:
    """Let jobs of this kind be done by this function."""
    app.extensions["quizapp_jobs"][kind] = handler


@jobs_group.command("run")
@click.argument("job_id", type=int)
def run(job_id: int) -> None:
    """Do the work of job JOB_ID, unless another process does it already."""
    # What the application is made of stays: it need not be looked at each time that the garbage of
    # a large file is collected.
    gc.freeze()
    work = services.take_up(db.session, job_id, lambda: datetime.now(UTC))
    if work is None:
        return
    perform(work)


def perform(work: Work) -> None:
    """Do the work of a job that was taken up, whatever becomes of it."""
    handlers: dict[str, Handler] = current_app.extensions["quizapp_jobs"]
    try:
        try:
            handlers[work.kind](db.session, work)
        except JobFailedError as error:
            work.fail(str(error))
        except LostJobError:
            raise
        except Exception:
            current_app.logger.exception("Job %d has failed", work.job_id)
            work.fail(services.BROKEN)
    except LostJobError:
        current_app.logger.warning("Job %d goes on elsewhere, or is wanted no more", work.job_id)
