"""Measure and print: `python -m benchmarks --help`."""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import instance
from benchmarks.load import CONNECTIONS, PROCESSES, Generators, Load, LoadError, generators
from benchmarks.server import WORKERS, Server, ServerError, serve
from tests.postgresql import NoPostgreSQLError, running_server

PEOPLE = 80
QUESTIONS = 300
CARDS = 60

WORDS = {
    "answer": "POST /study/answer",
    "save": "POST /attempts/<id>/answers/<n>",
    "next": "GET /study/next (JSON)",
    "page": "GET /study (HTML)",
}
DATABASES = {
    "NORMAL": "SQLite, synchronous=NORMAL",
    "FULL": "SQLite, synchronous=FULL",
    "PostgreSQL": "PostgreSQL",
}
AIMS = {
    ("answer", "NORMAL"): 20,
    ("answer", "FULL"): 12,
    ("answer", "PostgreSQL"): 9,
    ("next", "NORMAL"): 50,
    ("page", "NORMAL"): 30,
}
"""The share of the hello view to be reached, in percent."""


@dataclass(slots=True)
class Series:
    """The rounds of one measurement; times are in seconds."""

    rates: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    server_times: list[float] = field(default_factory=list)
    generator_shares: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def add(self, load: Load, server_time: float) -> None:
        """One round."""
        self.rates.append(len(load.waits) / load.duration)
        self.server_times.append(server_time / len(load.waits))
        self.generator_shares.append(load.processor_time / load.duration)
        self.waits.extend(load.waits)

    def row(self) -> list[str]:
        """The numbers for the table: medians of the rounds, and the waits of all requests."""
        waits = sorted(self.waits)
        p50, p99 = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.99))
        return [
            f"{statistics.median(self.rates):.0f}",
            f"{statistics.median(self.shares):.1%}",
            *(f"{wait * 1000:.1f}" for wait in (p50, p99, waits[-1])),
            f"{statistics.median(self.server_times) * 1e6:.0f}",
            f"{statistics.median(self.generator_shares):.0%}",
        ]


HEADINGS = [
    *("requests/s", "of hello", "p50 ms", "p99 ms", "max ms"),
    *("server µs", "generator", "aim"),
]


EXPLANATION = (
    f"{WORKERS} workers, {PROCESSES * CONNECTIONS} connections, {CARDS} cards due for everybody; "
    "{rounds} rounds of {seconds:g} s,\neach between two of the hello view; medians. "
    "Server µs: processor time of the workers for a request.\n"
    "Generator: the share of one core that making and checking the requests took."
)


def main() -> int:
    """Measure what was asked for; 1 where something was refused or lost."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder, ExitStack() as stack:
            hello = stack.enter_context(serve("benchmarks.hello:app", Path(folder) / "hello.log"))
            print(EXPLANATION.format(rounds=options.rounds, seconds=options.seconds))
            for database in options.databases:
                try:
                    _measure_database(Path(folder) / database, database, hello, options)
                except NoPostgreSQLError as error:
                    print(f"\n{DATABASES[database]}: not measured. {error}")
    except (LoadError, ServerError, LostError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    return 0


class LostError(Exception):
    """The database doesn't hold what was acknowledged."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(WORDS), default=list(WORDS))
    parser.add_argument("--databases", nargs="+", choices=list(DATABASES), default=list(DATABASES))
    return parser.parse_args()


def _measure_database(
    folder: Path, database: str, hello: Server, options: argparse.Namespace
) -> None:
    folder.mkdir()
    with _database_url(folder, database) as url:
        visitors = instance.build(folder, url, people=PEOPLE, questions=QUESTIONS, cards=CARDS)
        environment = {
            "QUIZAPP_INSTANCE": str(folder),
            "QUIZAPP_DATABASE_URL": url,
            "QUIZAPP_SECRET_KEY": instance.SECRET_KEY,
            "QUIZAPP_SQLITE_SYNCHRONOUS": "NORMAL" if database == "NORMAL" else "FULL",
        }
        middle = len(visitors) // 2
        with (
            serve("wsgi:app", folder / "server.log", environment) as ours,
            generators(visitors[:middle], visitors[middle:]) as load,
        ):
            bench = Bench(load, hello, ours)
            bench.run(options.only, options.rounds, options.seconds)
        _check_database(folder, url, bench)
    _print_table(database, bench)


@contextmanager
def _database_url(folder: Path, database: str) -> Iterator[str]:
    if database != "PostgreSQL":
        yield f"sqlite:///{folder}/quizapp.sqlite"
        return
    with running_server(durable=True) as server:
        url = server.create_database()
        yield url.render_as_string(hide_password=False)
        server.drop_database(url)


class Bench:
    """Measurements of one database, and all that was acknowledged meanwhile."""

    def __init__(self, load: Generators, hello: Server, ours: Server) -> None:
        self.series: dict[str, Series] = {}
        self.reviews = 0
        self.saved: dict[tuple[int, int], str] = {}
        self._load = load
        self._hello = hello
        self._ours = ours

    def run(self, names: list[str], rounds: int, seconds: float) -> None:
        """Measure the hello view before and after each, so that a drift of the machine cancels."""
        for name in ("hello", *names):
            self._measure(name, seconds / 4)  # workers import and fill their caches
        self.series = {name: Series() for name in ("hello", *names)}
        before = self._measure("hello", seconds)
        for _ in range(rounds):
            for name in names:
                rate = self._measure(name, seconds)
                after = self._measure("hello", seconds)
                self.series[name].shares.append(2 * rate / (before + after))
                before = after
        self.series["hello"].shares.append(1.0)

    def _measure(self, name: str, seconds: float) -> float:
        server = self._hello if name == "hello" else self._ours
        time_before = server.processor_time()
        load = self._load.measure(name, server.port, seconds)
        series = self.series.setdefault(name, Series())
        series.add(load, server.processor_time() - time_before)
        if name == "answer":
            self.reviews += len(load.waits)
        self.saved.update(load.saved)
        return series.rates[-1]


def _check_database(folder: Path, url: str, bench: Bench) -> None:
    stored = instance.count_reviews(folder, url)
    if stored != bench.reviews:
        raise LostError(f"{bench.reviews} answers were acknowledged, {stored} are stored")
    saved = instance.saved_answers(folder, url)
    wrong = sum(saved.get(place) != text for place, text in bench.saved.items())
    if wrong or len(saved) != len(bench.saved):
        raise LostError(f"{wrong} of {len(bench.saved)} saved answers aren't stored as sent")


def _print_table(database: str, bench: Bench) -> None:
    print(f"\n{DATABASES[database]:32}" + "".join(f"{words:>11}" for words in HEADINGS))
    for name, series in bench.series.items():
        aim = AIMS.get((name, database))
        cells = [*series.row(), f">= {aim} %" if aim else ""]
        words = WORDS.get(name, "the bare hello view")
        print(f"{words:32}" + "".join(f"{cell:>11}" for cell in cells))
    print(f"Stored as acknowledged: {bench.reviews} reviews, {len(bench.saved)} saved answers.")


if __name__ == "__main__":
    sys.exit(main())
