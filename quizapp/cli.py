"""The `flask` commands: thin, and in plain words. Exit 0 done, 1 refused, 2 wrong usage."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, NoReturn

import click
from alembic.util.exc import CommandError
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from quizapp import doctor, migrations
from quizapp.accounts import services as accounts
from quizapp.accounts.forms import SignUpForm
from quizapp.banks import files
from quizapp.banks import importing as banks
from quizapp.banks.files import BankFileError, LoadedBank
from quizapp.banks.importing import ImportReport
from quizapp.banks.services import find_bank
from quizapp.demo_command import demo
from quizapp.derive_command import derive_article
from quizapp.extensions import db
from quizapp.import_command import import_file
from quizapp.presentation import counted
from quizapp.privacy_command import apply_retention
from quizapp.writing.exporting import EXPORTS
from quizapp.writing.listing import read_bank

db_group = AppGroup("db", help="The database's schema.")


@click.group("users", cls=AppGroup)
@with_appcontext
def users_group() -> None:
    """People and invitations."""
    _need_schema()


@click.group("banks", cls=AppGroup)
@with_appcontext
def banks_group() -> None:
    """Question banks."""
    _need_schema()


@click.group("privacy", cls=AppGroup)
@with_appcontext
def privacy_group() -> None:
    """What is kept for how long."""
    _need_schema()


def init_app(app: Flask) -> None:
    """Add the commands."""
    banks_group.add_command(import_file)
    privacy_group.add_command(apply_retention)
    for command in (
        db_group,
        users_group,
        banks_group,
        privacy_group,
        derive_article,
        demo,
        examine,
    ):
        app.cli.add_command(command)


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


def _refuse_faults(faults: Sequence[str]) -> None:
    if faults:
        _refuse("\n".join(faults))


def _account_form(username: str, password: str) -> SignUpForm:
    """The form of the page with its verdict: the same rules hold here."""
    fields = MultiDict({"username": username, "display_name": username, "password": password})
    form = SignUpForm(fields, meta={"csrf": False})
    form.validate()
    return form


def _need_schema() -> None:
    """What a group of commands asks first, so that none of them meets missing tables."""
    schema = doctor.check_schema(db.engine)
    if not schema.is_fine:
        _refuse(schema.words)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        _refuse(str(error))
    except OperationalError as error:
        _refuse(f"The database can't be reached: {error.orig}. Run: flask doctor")


@db_group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to date."""
    with _refusals():
        migrations.upgrade(db.engine, revision)


@db_group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION ("base": to nothing)."""
    with _refusals():
        migrations.downgrade(db.engine, revision)


@db_group.command("check")
def check() -> None:
    """Say whether the models and the schema agree."""
    with _refusals():
        migrations.check(db.engine)


@db_group.command("draft")
@click.argument("message")
def draft(message: str) -> None:
    """Write a migration from what the models have and the schema lacks."""
    with _refusals():
        migrations.draft(db.engine, message)


@users_group.command("create-admin")
@click.argument("username")
@click.password_option()
def create_admin(username: str, password: str) -> None:
    """Make an administrator."""
    form = _account_form(username, password)
    _refuse_faults([*form["username"].errors, *form["password"].errors])
    try:
        accounts.create_user(
            db.session,
            username=username,
            display_name=username,
            password=password,
            role="administrator",
            now=datetime.now(UTC),
        )
    except accounts.UsernameTakenError:
        _refuse(f"There is an account named {username!r} already.")
    accounts.withdraw_setup_links(db.session)
    click.echo(f"{username.lower()} can sign in as administrator.")


@users_group.command("invite-teacher")
@click.option("--url", default="http://127.0.0.1:8000", help="Where this installation is reached.")
@click.option("--days", default=14, type=click.IntRange(1, 365), help="How long the link works.")
def invite_teacher(url: str, days: int) -> None:
    """Print a link with which one teacher can make an account."""
    token = accounts.create_invitation(
        db.session, "teacher", now=datetime.now(UTC), lifetime=timedelta(days=days)
    )
    click.echo(f"{url.rstrip('/')}/setup?token={token}")


@users_group.command("class-code")
@click.option("--days", default=30, type=click.IntRange(1, 365), help="How long the code works.")
@click.option("--uses", type=click.IntRange(1), help="For how many students; without, for all.")
def class_code(days: int, uses: int | None) -> None:
    """Print a code with which students can sign up where that needs one."""
    code = accounts.create_invitation(
        db.session, "student", now=datetime.now(UTC), lifetime=timedelta(days=days), uses=uses
    )
    click.echo(code)


@users_group.command("setup-link")
@click.option("--url", default="http://127.0.0.1:8000", help="Where this installation is reached.")
def setup_link(url: str) -> None:
    """Print the one-time link for the first administrator, if there is none yet."""
    token = accounts.create_setup_link(db.session, datetime.now(UTC))
    if token:
        click.echo("There is no administrator yet. Open this link to become it (7 days, once):")
        click.echo(f"  {url.rstrip('/')}/setup?token={token}")


@users_group.command("reset-password")
@click.argument("username")
@click.password_option()
def reset_password(username: str, password: str) -> None:
    """Set a new password; the person is signed out everywhere."""
    user = accounts.find_user(db.session, username)
    if user is None:
        _refuse(f"There is no account named {username!r}.")
    _refuse_faults(_account_form(username, password)["password"].errors)
    accounts.reset_password(db.session, user, password)
    click.echo(f"{user.username} has a new password.")


@banks_group.command("export")
@click.argument("slug")
@click.option(
    *("--format", "format_name"),
    type=click.Choice([*EXPORTS]),
    default="csv",
    help="Our own CSV, or text for Anki.",
)
@click.option("--out", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_bank(slug: str, format_name: str, out: IO[str]) -> None:
    """Write the questions of a bank to a file (without --out: print them)."""
    bank = find_bank(db.session, None, slug)
    if bank is None:
        _refuse(f"There is no bank {slug!r}.")
    for part in EXPORTS[format_name](read_bank(db.session, bank.id), bank.title):
        out.write(part)


@banks_group.command("load")
def load_banks() -> None:
    """Load every bank under the questions folder; what is known and unchanged stays as it is.

    A question that is gone from its file is retired. A faulty file stops only its own bank.
    """
    folder = current_app.config["SETTINGS"].questions
    if not folder.is_dir():
        _refuse(f"The folder {folder} is missing. Set QUIZAPP_QUESTIONS to the banks' folder.")
    faulty = 0
    for path in files.list_folder(folder):
        try:
            report = _load(files.read_described(path))
        except BankFileError as error:
            faulty += 1
            _print_faults(error)
        else:
            click.echo(_sentence(report))
    if faulty:
        _refuse(f"{counted(faulty, 'bank')} had faults and stayed as before.")


def _load(bank: LoadedBank) -> ImportReport:
    media = Path(current_app.instance_path) / "media"
    return banks.import_bank(
        db.session,
        None,
        bank.details,
        files.store_images(bank, media),
        now=datetime.now(UTC),
        is_whole=True,
    )


def _sentence(report: ImportReport) -> str:
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
    counts += f", {report.retired} retired" if report.retired else ""
    return f"{report.slug}: {counts}"


def _print_faults(error: BankFileError) -> None:
    for fault in error.faults:
        place = [f"line {fault.line}"] if fault.line else []
        place += [f"column {fault.column}"] if fault.column else []
        click.echo(f"{', '.join([str(error.path), *place])}: {fault.message}", err=True)


@click.command("doctor")
@with_appcontext
def examine() -> None:
    """Say in plain words what is wrong with this installation."""
    findings = doctor.examine(current_app.config["SETTINGS"], db.engine)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_fine else 'MEND'}  {finding.words}")
    if not all(finding.is_fine for finding in findings):
        sys.exit(1)
