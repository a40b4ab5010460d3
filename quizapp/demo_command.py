"""`flask demo`: a class of simulated students with six weeks of work."""

import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from quizapp import doctor
from quizapp.banks import files
from quizapp.banks.files import BankFileError
from quizapp.demo.making import TEACHER, DemoExistsError, make_demo
from quizapp.demo.removing import remove_demo
from quizapp.engine.question import Question
from quizapp.extensions import db
from quizapp.imports import spool_of


@click.command("demo")
@click.option("--remove", is_flag=True, help="Delete the class, its accounts and its bank again.")
@with_appcontext
def demo(*, remove: bool) -> None:
    """Make a class of 30 simulated students with six weeks of work, to look at."""
    schema = doctor.check_schema(db.engine)
    if not schema.is_fine:
        _refuse(schema.words)
    now = datetime.now(UTC)
    if remove:
        if not remove_demo(db.session, spool_of(current_app), now):
            _refuse("There is no demo class here.")
        click.echo("The demo class is deleted, with its accounts and its bank.")
        return
    _make(now)


def _make(now: datetime) -> None:
    password = secrets.token_urlsafe(9)
    folder = current_app.config["SETTINGS"].questions
    try:
        make_demo(db.session, _read_questions(folder), password, now, click.echo)
    except DemoExistsError:
        _refuse("The demo class is here already. To make it anew: flask demo --remove")
    except BankFileError as error:
        _refuse(f"{error.path} has faults. To see them: flask banks load")
    except ValueError:
        _refuse(f"There are too few questions under {folder} for a demo class.")
    click.echo(f"Sign in as {TEACHER}, or as a student from demo-01 to demo-30.")
    click.echo(f"The password of all of them: {password}")


def _read_questions(folder: Path) -> Iterator[Question]:
    for path in files.list_folder(folder):
        yield from files.read_described(path).questions


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
