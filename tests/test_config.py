"""Settings from the environment, and the secret key that an installation makes for itself."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from quizapp.config import ROOT, ConfigError, Settings, SignUp, load_secret_key

STARTERS = 8
KEY = "k" * 40
STARTER = """
import sys
from pathlib import Path
from quizapp.config import load_secret_key
print("ready", flush=True)
sys.stdin.readline()
print(load_secret_key(Path(sys.argv[1])))
"""


def settings_from(tmp_path: Path, **variables: str) -> Settings:
    environment = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_SECRET_KEY": KEY}
    return Settings.from_environment(environment | variables)


def load_together(instance: Path, barrier: Barrier) -> str:
    barrier.wait()
    return load_secret_key(instance)


class TestSecretKey:
    def test_is_made_once_and_then_read(self, tmp_path: Path) -> None:
        first = load_secret_key(tmp_path)
        assert len(first) >= 64
        assert load_secret_key(tmp_path) == first
        assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]

    def test_is_another_one_for_each_installation(self, tmp_path: Path) -> None:
        assert load_secret_key(tmp_path / "one") != load_secret_key(tmp_path / "two")

    def test_can_be_read_by_nobody_else(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            load_secret_key(tmp_path / "instance")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700

    def test_is_the_same_for_all_threads_that_start_together(self, tmp_path: Path) -> None:
        for start in range(10):
            instance, barrier = tmp_path / str(start), Barrier(STARTERS)
            with ThreadPoolExecutor(STARTERS) as threads:
                starts = [threads.submit(load_together, instance, barrier) for _ in range(STARTERS)]
                keys = {start.result() for start in starts}
            assert len(keys) == 1
            assert [path.name for path in instance.iterdir()] == ["secret_key"]

    def test_is_the_same_for_all_processes_that_start_together(self, tmp_path: Path) -> None:
        starters = [
            subprocess.Popen(
                [sys.executable, "-c", STARTER, tmp_path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            for _ in range(3)
        ]
        for starter in starters:
            assert starter.stdout
            assert starter.stdout.readline() == "ready\n"
        keys = {starter.communicate("go\n")[0].strip() for starter in starters}
        assert keys == {(tmp_path / "secret_key").read_text()}

    def test_never_replaces_the_one_that_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "secret_key").write_text(f"{KEY}\n")
        assert load_secret_key(tmp_path) == KEY

    def test_says_what_to_do_where_the_folder_cannot_be_made(self, tmp_path: Path) -> None:
        # A file in the way refuses root too, whom no mode of a folder would stop.
        (tmp_path / "file").write_text("")
        with pytest.raises(ConfigError) as caught:
            load_secret_key(tmp_path / "file" / "instance")
        assert "can't be read or written" in str(caught.value)
        assert "QUIZAPP_SECRET_KEY" in str(caught.value)

    def test_says_what_to_do_where_the_key_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "secret_key").mkdir()
        with pytest.raises(ConfigError, match="can't be read or written"):
            load_secret_key(tmp_path)

    def test_refuses_what_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "secret_key").write_bytes(b"\xff" * 40)
        with pytest.raises(ConfigError, match="can't be read or written"):
            load_secret_key(tmp_path)

    @pytest.mark.parametrize("key", ["", "short", "k" * 31])
    def test_refuses_a_key_that_is_too_short(self, tmp_path: Path, key: str) -> None:
        (tmp_path / "secret_key").write_text(key)
        with pytest.raises(ConfigError, match="too short to be safe") as caught:
            load_secret_key(tmp_path)
        assert "Delete the file" in str(caught.value)
        assert (tmp_path / "secret_key").read_text() == key


class TestFromEnvironment:
    def test_needs_nothing_to_be_set(self, tmp_path: Path) -> None:
        settings = Settings.from_environment({"QUIZAPP_INSTANCE": str(tmp_path)})
        assert settings == Settings(
            secret_key=load_secret_key(tmp_path),
            instance=tmp_path,
            database_url=f"sqlite:///{tmp_path}/quizapp.sqlite",
            questions=ROOT / "questions",
            sign_up=SignUp.OPEN,
            sqlite_synchronous="FULL",
            secure_cookies=False,
            trusted_proxies=0,
            keep_audit_days=365,
            keep_archived_class_days=None,
            keep_inactive_account_days=None,
            testing=False,
        )

    def test_reads_every_variable(self, tmp_path: Path) -> None:
        settings = settings_from(
            tmp_path,
            QUIZAPP_DATABASE_URL="sqlite:////srv/other.sqlite",
            QUIZAPP_QUESTIONS=str(tmp_path / "banks"),
            QUIZAPP_SIGN_UP="class-codes",
            QUIZAPP_SQLITE_SYNCHRONOUS="NORMAL",
            QUIZAPP_SECURE_COOKIES="1",
            QUIZAPP_TRUSTED_PROXIES="2",
            QUIZAPP_KEEP_AUDIT_DAYS="90",
            QUIZAPP_KEEP_ARCHIVED_CLASS_DAYS="730",
            QUIZAPP_KEEP_INACTIVE_ACCOUNT_DAYS="400",
        )
        assert settings == Settings(
            secret_key=KEY,
            instance=tmp_path,
            database_url="sqlite:////srv/other.sqlite",
            questions=tmp_path / "banks",
            sign_up=SignUp.CLASS_CODES,
            sqlite_synchronous="NORMAL",
            secure_cookies=True,
            trusted_proxies=2,
            keep_audit_days=90,
            keep_archived_class_days=730,
            keep_inactive_account_days=400,
        )

    def test_takes_an_empty_variable_as_one_that_is_not_set(self, tmp_path: Path) -> None:
        names: tuple[str, ...] = ("DATABASE_URL", "QUESTIONS", "SIGN_UP", "SQLITE_SYNCHRONOUS")
        names += ("KEEP_AUDIT_DAYS", "KEEP_ARCHIVED_CLASS_DAYS", "KEEP_INACTIVE_ACCOUNT_DAYS")
        for name in (*names, "SECURE_COOKIES", "TRUSTED_PROXIES"):
            assert settings_from(tmp_path, **{f"QUIZAPP_{name}": ""}) == settings_from(tmp_path)
        given = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_SECRET_KEY": ""}
        assert Settings.from_environment(given).secret_key == load_secret_key(tmp_path)
        given = {"QUIZAPP_INSTANCE": "", "QUIZAPP_SECRET_KEY": KEY}
        assert Settings.from_environment(given).instance == ROOT / "instance"

    def test_makes_no_key_where_one_is_given(self, tmp_path: Path) -> None:
        settings_from(tmp_path)
        assert [*tmp_path.iterdir()] == []

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
    def test_takes_any_postgresql_address_for_the_driver_that_is_installed(
        self, tmp_path: Path, scheme: str
    ) -> None:
        url = f"{scheme}://quizapp:p%40ss@db.example/quizapp?sslmode=require"
        assert settings_from(tmp_path, QUIZAPP_DATABASE_URL=url).database_url == (
            "postgresql+psycopg://quizapp:p%40ss@db.example/quizapp?sslmode=require"
        )

    @pytest.mark.parametrize(
        "url",
        ["quizapp.sqlite", "mysql://root@localhost/quizapp", "sqlite://", "sqlite:///:memory:"],
    )
    def test_refuses_what_is_no_database_of_ours(self, tmp_path: Path, url: str) -> None:
        with pytest.raises(ConfigError, match="QUIZAPP_DATABASE_URL"):
            settings_from(tmp_path, QUIZAPP_DATABASE_URL=url)

    def test_shows_no_password_of_a_database(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            settings_from(tmp_path, QUIZAPP_DATABASE_URL="mysql://root:geheim@localhost/quizapp")
        assert "geheim" not in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "value", "choices"),
        [
            ("QUIZAPP_SIGN_UP", "yes", "open, class-codes, closed"),
            ("QUIZAPP_SQLITE_SYNCHRONOUS", "OFF", "FULL, NORMAL"),
            ("QUIZAPP_SECURE_COOKIES", "true", "0, 1"),
            ("QUIZAPP_TRUSTED_PROXIES", "-1", "0, 1, 2, 3"),
            ("QUIZAPP_TRUSTED_PROXIES", "4", "0, 1, 2, 3"),
        ],
    )
    def test_refuses_another_value_and_names_those_there_are(
        self, tmp_path: Path, name: str, value: str, choices: str
    ) -> None:
        with pytest.raises(ConfigError) as caught:
            settings_from(tmp_path, **{name: value})
        assert str(caught.value) == f"{name} is {value!r}. It can be: {choices}."

    @pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "36501", "٣", "9" * 5000, "1 year"])
    @pytest.mark.parametrize("name", ["AUDIT", "ARCHIVED_CLASS", "INACTIVE_ACCOUNT"])
    def test_refuses_what_is_no_number_of_days(self, tmp_path: Path, name: str, value: str) -> None:
        with pytest.raises(ConfigError) as caught:
            settings_from(tmp_path, **{f"QUIZAPP_KEEP_{name}_DAYS": value})
        assert f"QUIZAPP_KEEP_{name}_DAYS is {value!r}. It is a number of days" in str(caught.value)

    def test_keeps_accounts_as_long_as_browsers_are_signed_in(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="a number of days from 60 to 36500"):
            settings_from(tmp_path, QUIZAPP_KEEP_INACTIVE_ACCOUNT_DAYS="59")

    @pytest.mark.parametrize("key", ["short", "k" * 31])
    def test_refuses_a_given_key_that_is_too_short(self, tmp_path: Path, key: str) -> None:
        with pytest.raises(ConfigError, match="QUIZAPP_SECRET_KEY"):
            settings_from(tmp_path, QUIZAPP_SECRET_KEY=key)

    def test_can_be_handed_to_another_process(self, tmp_path: Path) -> None:
        settings = settings_from(
            tmp_path,
            QUIZAPP_DATABASE_URL="postgresql://quiz:p%40ss@localhost/quiz",
            QUIZAPP_QUESTIONS=str(tmp_path / "questions"),
            QUIZAPP_SIGN_UP="class-codes",
            QUIZAPP_SQLITE_SYNCHRONOUS="NORMAL",
            QUIZAPP_SECURE_COOKIES="1",
            QUIZAPP_TRUSTED_PROXIES="2",
            QUIZAPP_KEEP_AUDIT_DAYS="30",
            QUIZAPP_KEEP_ARCHIVED_CLASS_DAYS="365",
            QUIZAPP_KEEP_INACTIVE_ACCOUNT_DAYS="60",
        )
        assert Settings.from_environment(settings.to_environment()) == settings
