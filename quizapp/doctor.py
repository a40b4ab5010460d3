"""What is wrong with an installation, in plain words, and what to do about it."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp import migrations
from quizapp.accounts.services import has_administrator
from quizapp.banks.services import list_banks
from quizapp.config import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    is_fine: bool
    words: str


def examine(settings: Settings, engine: Engine) -> list[Finding]:
    """Look at the installation from the ground up; later checks need the earlier ones."""
    findings = [*_check_machine(settings)]
    database = _check_database(engine)
    findings.append(database)
    if not database.is_fine:
        return findings
    schema = check_schema(engine)
    findings.append(schema)
    if schema.is_fine:
        findings.extend(_check_content(engine))
    return findings


def _finding(is_fine: bool, fine: str, mend: str) -> Finding:
    return Finding(is_fine, fine if is_fine else mend)


def _check_machine(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _finding(
        sys.version_info >= (3, 11),
        f"Python is {version}.",
        f"Python is {version}; 3.11 or newer is needed.",
    )
    yield _finding(
        settings.instance.is_dir() and os.access(settings.instance, os.W_OK),
        f"The folder {settings.instance} can be written.",
        f"The folder {settings.instance} is missing or can't be written by this user.",
    )
    key = settings.instance / "secret_key"
    yield _finding(
        not key.exists() or key.stat().st_mode & 0o077 == 0,
        "The secret key is private.",
        f"Others can read the secret key. Run: chmod 600 {key}",
    )
    yield _finding(
        "Europe/Berlin" in available_timezones(),
        "Time zones are known.",
        "Time zones are missing. Install the package tzdata.",
    )
    yield _finding(
        settings.questions.is_dir(),
        f"Banks are loaded from {settings.questions}.",
        f"The folder {settings.questions} is missing. Set QUIZAPP_QUESTIONS to the banks' folder.",
    )
    if settings.trusted_proxies:
        yield _finding(
            settings.secure_cookies,
            "Cookies are sent over HTTPS only.",
            "There is a proxy in front (QUIZAPP_TRUSTED_PROXIES), but cookies may travel without "
            "HTTPS. Set QUIZAPP_SECURE_COOKIES=1 if people reach it by HTTPS.",
        )


def _try(action: Callable[[], object]) -> str:
    try:
        action()
    except SQLAlchemyError as error:
        return str(getattr(error, "orig", None) or error).splitlines()[0]
    return ""


def _check_database(engine: Engine) -> Finding:
    def connect() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    trouble = _try(connect)
    where = engine.url.render_as_string()
    return _finding(
        not trouble,
        f"The database {where} answers.",
        f"The database {where} can't be reached: {trouble}. Check QUIZAPP_DATABASE_URL, and that "
        "the database runs and this user may use it.",
    )


def check_schema(engine: Engine) -> Finding:
    """Whether the tables are as this version of the program needs them."""
    trouble = _try(lambda: migrations.revision_of(engine))
    if trouble:
        return Finding(is_fine=False, words=f"The database can't be read: {trouble}.")
    if migrations.revision_of(engine) not in {None, *migrations.revisions()}:
        newer = "The database is newer than the program. Install the newest program."
        return Finding(is_fine=False, words=newer)
    return _finding(
        migrations.is_current(engine),
        "The database has the newest schema.",
        "The database is behind the program. Run: flask db upgrade",
    )


def _check_content(engine: Engine) -> Iterator[Finding]:
    with Session(engine) as session:
        yield _finding(
            has_administrator(session),
            "There is an administrator.",
            "There is no administrator. Run: flask users setup-link",
        )
        banks = len(list_banks(session, None))
        yield _finding(
            banks > 0,
            f"There are {banks} question banks." if banks != 1 else "There is one question bank.",
            "There is no question bank. Run: flask banks load",
        )
