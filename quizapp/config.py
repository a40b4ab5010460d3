"""Settings: read once from the environment, checked, and handed to the application."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_KEY = 32
KEEP_AUDIT_DAYS = 365
MAX_KEEP_DAYS = 36_500
MIN_INACTIVE_DAYS = 60
"""Two lifetimes of a sign-in: nobody's account goes who still has a browser signed in."""


class ConfigError(Exception):
    """The installation can't start as it is configured; the message says what to change."""


class SignUp(StrEnum):
    """Who may make an account without being invited by name."""

    OPEN = "open"
    CLASS_CODES = "class-codes"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an installation can decide. `from_environment` reads it from `QUIZAPP_*`."""

    secret_key: str
    instance: Path
    database_url: str
    questions: Path = ROOT / "questions"
    sign_up: SignUp = SignUp.OPEN
    sqlite_synchronous: str = "FULL"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    keep_audit_days: int = KEEP_AUDIT_DAYS
    keep_archived_class_days: int | None = None
    """How long after its end a class is kept with its results; None is for good."""
    keep_inactive_account_days: int | None = None
    """How long an account is kept that nobody signs in to; None is for good."""
    testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the `QUIZAPP_*` variables; raises `ConfigError` for a value that can't be used."""
        instance = Path(environment.get("QUIZAPP_INSTANCE") or ROOT / "instance").resolve()
        _make_folder(instance)
        return cls(
            secret_key=_secret_key(environment) or load_secret_key(instance),
            instance=instance,
            database_url=_database_url(
                environment.get("QUIZAPP_DATABASE_URL") or f"sqlite:///{instance}/quizapp.sqlite"
            ),
            questions=Path(environment.get("QUIZAPP_QUESTIONS") or ROOT / "questions").resolve(),
            sign_up=SignUp(
                _one_of(environment, "QUIZAPP_SIGN_UP", "open", [mode.value for mode in SignUp])
            ),
            sqlite_synchronous=_one_of(
                environment, "QUIZAPP_SQLITE_SYNCHRONOUS", "FULL", ["FULL", "NORMAL"]
            ),
            secure_cookies=_one_of(environment, "QUIZAPP_SECURE_COOKIES", "0", ["0", "1"]) == "1",
            trusted_proxies=int(
                _one_of(environment, "QUIZAPP_TRUSTED_PROXIES", "0", ["0", "1", "2", "3"])
            ),
            keep_audit_days=_days(environment, "QUIZAPP_KEEP_AUDIT_DAYS") or KEEP_AUDIT_DAYS,
            keep_archived_class_days=_days(environment, "QUIZAPP_KEEP_ARCHIVED_CLASS_DAYS"),
            keep_inactive_account_days=_days(
                environment, "QUIZAPP_KEEP_INACTIVE_ACCOUNT_DAYS", MIN_INACTIVE_DAYS
            ),
        )

    def to_environment(self) -> dict[str, str]:
        """The variables from which another process reads these settings."""
        return {
            "QUIZAPP_SECRET_KEY": self.secret_key,
            "QUIZAPP_INSTANCE": str(self.instance),
            "QUIZAPP_DATABASE_URL": self.database_url,
            "QUIZAPP_QUESTIONS": str(self.questions),
            "QUIZAPP_SIGN_UP": self.sign_up.value,
            "QUIZAPP_SQLITE_SYNCHRONOUS": self.sqlite_synchronous,
            "QUIZAPP_SECURE_COOKIES": str(int(self.secure_cookies)),
            "QUIZAPP_TRUSTED_PROXIES": str(self.trusted_proxies),
            "QUIZAPP_KEEP_AUDIT_DAYS": str(self.keep_audit_days),
            "QUIZAPP_KEEP_ARCHIVED_CLASS_DAYS": str(self.keep_archived_class_days or ""),
            "QUIZAPP_KEEP_INACTIVE_ACCOUNT_DAYS": str(self.keep_inactive_account_days or ""),
        }


def _one_of(environment: Mapping[str, str], name: str, default: str, choices: list[str]) -> str:
    value = environment.get(name) or default
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}. It can be: {', '.join(choices)}.")
    return value


def _days(environment: Mapping[str, str], name: str, least: int = 1) -> int | None:
    text = environment.get(name, "").strip()
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_KEEP_DAYS))
    if not is_number or not least <= int(text) <= MAX_KEEP_DAYS:
        raise ConfigError(
            f"{name} is {text!r}. It is a number of days from {least} to {MAX_KEEP_DAYS}, or empty."
        )
    return int(text)


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"The folder {instance} can't be made ({error.strerror}). Make it, or set "
            "QUIZAPP_INSTANCE to a folder that this user may write."
        ) from error


def _secret_key(environment: Mapping[str, str]) -> str:
    key = environment.get("QUIZAPP_SECRET_KEY", "")
    if key and len(key) < MIN_SECRET_KEY:
        raise ConfigError(
            f"QUIZAPP_SECRET_KEY is too short to be safe. Use at least {MIN_SECRET_KEY} random "
            "characters, or leave it out to have a key made."
        )
    return key


def _database_url(text: str) -> str:
    """Any PostgreSQL address is made to use the driver that is installed."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # The address may hold a password, so it isn't shown.
        raise ConfigError(
            "QUIZAPP_DATABASE_URL is not an address of a database. "
            "Examples: sqlite:////srv/quizapp/quizapp.sqlite, "
            "postgresql://quizapp:password@localhost/quizapp."
        ) from error
    backend = url.get_backend_name()
    if backend in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url.render_as_string(hide_password=False)
    raise ConfigError(
        "QUIZAPP_DATABASE_URL must name an SQLite file or a PostgreSQL database, not "
        f"{url.render_as_string()!r}."
    )


def load_secret_key(instance: Path) -> str:
    """The installation's own random key, made at the first start in `instance/secret_key`.

    The file is linked into place whole and only once, so that workers that start together all
    read the same key. Raises `ConfigError` where it can be neither read nor written.
    """
    path = instance / "secret_key"
    try:
        if not path.exists():
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create_exclusively(path, secrets.token_urlsafe(48))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The secret key in {path} can't be read or written ({error}). Make the folder "
            "writable for this user, or set QUIZAPP_SECRET_KEY to a long random text."
        ) from error
    if len(key) < MIN_SECRET_KEY:
        raise ConfigError(
            f"The secret key in {path} is too short to be safe. Delete the file to have a new one "
            "made (everybody will have to sign in again)."
        )
    return key


def _create_exclusively(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
