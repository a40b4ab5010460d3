"""How many rows a second an import takes, beside a bare one: `python -m benchmarks.imports`."""

import csv
import gc
import json
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from benchmarks import instance, requests
from benchmarks.instance import SECRET_KEY, Visitor
from benchmarks.load import PATIENCE, Exchange
from benchmarks.server import serve
from quizapp import create_app
from quizapp.config import ROOT, Settings
from quizapp.extensions import db
from quizapp.imports import publishing, services, spool_of
from quizapp.jobs import services as jobs
from quizapp.jobs.processes import NICENESS
from tests.postgresql import NoPostgreSQLError, running_server

ROWS = 100_000
ROUNDS = 3
ANSWERS_A_SECOND = 100
CONNECTIONS = 4
AIM = 40_000
"""Rows a second."""

_HEADER = (
    *("id", "type", "question", "option_1", "option_2", "option_3", "option_4", "correct"),
    *("explanation", "topic", "tags", "difficulty", "source_title"),
)


def main() -> int:
    """Measure on both databases, and print."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as name:
        folder = Path(name)
        file = folder / "rivers.csv"
        _write_file(file)
        print(
            f"{ROWS:,} rows of {len(_HEADER)} cells, {file.stat().st_size / 1e6:.0f} MB; the best "
            f"of {ROUNDS} rounds, rows a second"
        )
        bare = max(_bare(folder / f"bare-{number}", file) for number in range(ROUNDS))
        print(f"{'bare csv and executemany, the same tables':<44}{bare:>9,.0f}")
        _measure("SQLite", folder, file, bare)
        try:
            with running_server(durable=True) as server:
                url = server.create_database().render_as_string(hide_password=False)
                _measure("PostgreSQL", folder, file, bare, url)
        except NoPostgreSQLError as error:
            print(f"PostgreSQL: not measured. {error}")
    return 0


def _measure(database: str, folder: Path, file: Path, bare: float, url: str | None = None) -> None:
    place = folder / database
    place.mkdir()
    url = url or f"sqlite:///{place}/quizapp.sqlite"
    visitors = instance.build(place, url, people=40, questions=300, cards=60)
    runs = [_run_child(place, url, file, number) for number in range(ROUNDS)]
    for name, words in (
        ("imported", "import, unseen and published"),
        ("checked", "dry run of the same file again"),
    ):
        rate = ROWS / min(run[name] for run in runs)
        aim = f", aim {AIM:,}" if name == "imported" else ""
        print(f"{f'{database}: {words}':<44}{rate:>9,.0f}   {rate / bare:.0%} of bare{aim}")
    print(
        f"{f'{database}: peak memory of the process':<44}{max(r['peak'] for r in runs):>9.0f} MiB"
    )
    environment = {
        "QUIZAPP_INSTANCE": str(place),
        "QUIZAPP_DATABASE_URL": url,
        "QUIZAPP_SECRET_KEY": SECRET_KEY,
    }
    with (
        serve("wsgi:app", place / "server.log", environment) as server,
        _answers(server.port, visitors) as waits,
    ):
        run = _run_child(place, url, file, ROUNDS)
    waits.sort()
    p50, p99 = (1000 * waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99))
    print(
        f"{database}: {len(waits)} answers saved meanwhile, {ANSWERS_A_SECOND} a second: "
        f"p50 {p50:.1f} ms, p99 {p99:.0f} ms (aim 250), longest {1000 * waits[-1]:.0f} ms; "
        f"the import took {ROWS / run['imported']:,.0f} rows a second"
    )


def _write_file(path: Path) -> None:
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for number in range(ROWS):
            lengths = draw.sample(range(1_000, 9_999), 4)
            writer.writerow(
                [
                    *(f"river-{number:06d}", "single_choice"),
                    f"How long is river number {number} of the country, from spring to mouth?",
                    *(f"{length} metres" for length in lengths),
                    draw.randint(1, 4),
                    f"The survey of the year {lengths[0]} says so.",
                    *(f"Chapter {number % 40}", f"rivers|part {number % 7}", "medium"),
                    "Survey of Rivers",
                ]
            )


def _bare(folder: Path, file: Path) -> float:
    """Rows a second of a parse and an `executemany` for each table, checked by nobody."""
    instance.build(folder_of(folder), _url(folder), people=1, questions=1, cards=1)
    connection = sqlite3.connect(folder / "quizapp.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    begin = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        numbered = [*enumerate(rows, 1_000)]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO questions (id, bank_id, key, position, version, created_at) "
        "VALUES (?, 1, ?, ?, 1, '2026-01-01 00:00:00.000000')",
        ((number, row[0], number) for number, row in numbered),
    )
    connection.executemany(
        "INSERT INTO question_versions (id, question_id, number, digest, kind, stem, body, "
        "explanation, points, topic, tags, difficulty, image, image_alt, source_title, "
        "source_url, source_locator, source_quote, note, created_at) VALUES "
        "(?, ?, 1, '', ?, ?, ?, ?, 1, ?, ?, ?, '', '', ?, '', '', '', '', "
        "'2026-01-01 00:00:00.000000')",
        (
            (number, number, row[1], row[2], row[3], *row[8:10], row[10], row[11], row[12])
            for number, row in numbered
        ),
    )
    connection.execute("COMMIT")
    seconds = time.perf_counter() - begin
    connection.close()
    return ROWS / seconds


def folder_of(folder: Path) -> Path:
    """The folder, made."""
    folder.mkdir()
    return folder


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/quizapp.sqlite"


def _run_child(folder: Path, url: str, file: Path, number: int) -> dict[str, float]:
    """Import in a process of its own, so that its memory can be told."""
    command = [sys.executable, "-m", "benchmarks.imports", str(folder), url, str(file), str(number)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _import(folder: Path, url: str, file: Path, number: str) -> dict[str, float]:
    app = create_app(Settings(secret_key=SECRET_KEY, instance=folder, database_url=url))
    spool = spool_of(app)
    gc.freeze()
    os.nice(NICENESS)
    with app.app_context(), file.open("rb") as stream:
        now = datetime.now(UTC)
        import_id = services.create_import(
            *(db.session, spool, None, stream), name=file.name, bank_title=f"R{number}", now=now
        )
        job_id = publishing.begin_import(db.session, None, import_id, now)
        work = jobs.take_up(db.session, job_id, lambda: datetime.now(UTC))
        begin = time.perf_counter()
        report = publishing.write_import(db.session, spool, work, lambda _: None)  # type: ignore[arg-type]
        imported = time.perf_counter() - begin
        peak = _peak()
        with file.open("rb") as again:
            bank_id = services.load_import(db.session, import_id).bank_id
            other = services.create_import(
                *(db.session, spool, None, again), name=file.name, bank_id=bank_id, now=now
            )
        view = services.load_import(db.session, other)
        begin = time.perf_counter()
        again_report = services.check_now(db.session, spool, view)
        checked = time.perf_counter() - begin
        for done in (import_id, other):
            services.forget_import(db.session, spool, done)
    if (report.new, again_report.unchanged) != (ROWS, ROWS):
        raise SystemExit(f"not all rows were taken: {report}, {again_report}")
    return {"imported": imported, "checked": checked, "peak": peak}


def _peak() -> float:
    """The most MiB that this process has held; Linux tells it apart from what its parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _answers(port: int, visitors: list[Visitor]) -> Iterator[list[float]]:
    """Save answers at a steady rate while it is entered; gives the seconds that each took."""
    waits: list[float] = []
    over = Event()
    parts = [visitors[number::CONNECTIONS] for number in range(CONNECTIONS)]
    threads = [Thread(target=_save, args=(port, part, over, waits)) for part in parts]
    for thread in threads:
        thread.start()
    try:
        yield waits
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _save(port: int, visitors: list[Visitor], over: Event, waits: list[float]) -> None:
    source = requests.saved_answers(visitors)
    pause = CONNECTIONS / ANSWERS_A_SECOND
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as wire:
        exchange = Exchange(wire)
        due = time.perf_counter()
        while not over.wait(max(0.0, due - time.perf_counter())):
            exchange.send(next(source))
            while not exchange.receive():
                pass
            # What had to wait for the one before has waited since it was due.
            waits.append(time.perf_counter() - due)
            due += pause


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child_folder, child_url, child_file, child_number = sys.argv[1:]
        found: dict[str, Any] = _import(
            Path(child_folder), child_url, Path(child_file), child_number
        )
        print(json.dumps(found))
        raise SystemExit
    raise SystemExit(main())
