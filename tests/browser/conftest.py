"""A real server and a real browser: skipped by name where there is no Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.required import skip_or_fail

PASSWORD = "correct horse"
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    "--host-resolver-rules=MAP quiz.test 127.0.0.1",
]


@dataclass
class Server:
    """Quizapp as `make run` serves it, on a port and instance of the test's own."""

    environment: dict[str, str]
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def flask(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "flask"), *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def start(self) -> None:
        command = [str(BIN / "granian"), "--interface", "wsgi", "--port", str(self.port)]
        options = ["--workers", "2", "--blocking-threads", "1", "--no-ws", "wsgi:app"]
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "the server doesn't answer"

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=5) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


def server_in(folder: Path, database_url: str) -> Server:
    """A server that isn't started yet, on a free port, with its instance in the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")},
        "QUIZAPP_INSTANCE": str(folder / "instance"),
        "QUIZAPP_DATABASE_URL": database_url,
    }
    return Server(environment, port, folder)


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A served installation with the shipped banks."""
    server = server_in(tmp_path, database_url)
    server.flask("banks", "load")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium of this machine, else the one that Playwright has installed."""
    own = Path(playwright.chromium.executable_path)
    found = next(filter(None, map(shutil.which, CHROMIUM)), str(own) if own.exists() else None)
    if found is None:
        skip_or_fail(
            "browser",
            "There is no Chromium. To install it: apt-get install chromium "
            "(or: .venv/bin/playwright install chromium)",
        )
    browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An installation without anything, that isn't started yet, for all tests of a file."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "quizapp.sqlite").write_bytes(sqlite_template.read_bytes())
    server = server_in(folder, f"sqlite:///{folder}/quizapp.sqlite")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def served(empty: Server) -> Server:
    """An installation with a teacher, tess, and no banks, for all tests of a file."""
    empty.flask("users", "create-admin", "tess", "--password", PASSWORD)
    empty.start()
    return empty


@pytest.fixture(scope="module")
def shipped(empty: Server) -> Server:
    """An installation with the shipped banks, for all tests of a file."""
    empty.flask("banks", "load")
    empty.start()
    return empty


@pytest.fixture
def username() -> str:
    """The name of somebody who isn't there yet."""
    return f"ada-{uuid4().hex[:8]}"
