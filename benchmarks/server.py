"""The server as `make run` starts it, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quizapp.config import ROOT

WORKERS = os.cpu_count() or 1


class ServerError(Exception):
    """The server didn't start; the text says what it wrote."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int
    process_id: int

    def processor_time(self) -> float:
        """Seconds of processor time that its workers have used, where the system tells (Linux)."""
        return sum(_processor_time(child) for child in _children(self.process_id))


@contextmanager
def serve(target: str, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve an application; the server is ended at the end. Raises `ServerError`."""
    port = _free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
                *("--blocking-threads", "1", "--backlog", "4096", "--backpressure", "2048"),
                *("--no-ws", "--log-level", "warning", target),
            ],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_open(process, port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            for child in _children(process.pid):
                os.kill(child, 9)
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_open(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerError(log.read_text(errors="replace")[-2000:] or "the server didn't start")


def _children(process_id: int) -> list[int]:
    tasks = Path(f"/proc/{process_id}/task")
    if not tasks.is_dir():
        return []
    return [
        int(child)
        for task in tasks.iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]


def _processor_time(process_id: int) -> float:
    stat = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii", errors="replace")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
