"""How long deriving questions from an article takes: `python -m benchmarks.derivation`."""

import random
import statistics
import time
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt

from quizapp.engine.derivation.derive import derive

ROWS = (10, 100, 1_000)
MEGABYTE = 1_000_000
ROUNDS = 3

_SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ra",
    "tu",
    "ne",
    "so",
    "vi",
    "da",
    "pel",
    "gor",
    "han",
    "ist",
    "mer",
)
_MONTHS = ("January", "March", "April", "June", "July", "August", "October", "December")
_VERBS = ("founded", "attacked", "captured", "visited", "described", "left", "reached")


class _Writer:
    """Writes articles in which no sentence and no row is like another, always the same ones."""

    def __init__(self) -> None:
        self.random = random.Random(1)

    def name(self) -> str:
        syllables = (self.random.choice(_SYLLABLES) for _ in range(3))
        return f"{''.join(syllables).capitalize()} {self.random.choice(_SYLLABLES).capitalize()}"

    def date(self) -> str:
        day, month = self.random.randint(1, 28), self.random.choice(_MONTHS)
        return f"{day} {month} {self.random.randint(1000, 1999)}"

    def words(self, count: int) -> str:
        choice = self.random.choice
        return " ".join(choice(_SYLLABLES) + choice(_SYLLABLES) for _ in range(count))

    def table(self, rows: int) -> Iterator[str]:
        """Yield a table of events and numbers, five cells a row."""
        yield "| Event | Date | Soldiers | Share | Significance |"
        yield "|---|---|---:|---:|---|"
        for _ in range(rows):
            number, share = self.random.randint(1_000, 999_999), self.random.randint(1, 999) / 10
            cells = f"{number:,} | {share}% | {self.words(6).capitalize()}"
            yield f"| Battle of {self.name()} | {self.date()} | {cells} |"

    def paragraph(self) -> str:
        """Write six sentences, two of them with a date and one with a number."""
        verb = self.random.choice(_VERBS)
        return (
            f"{self.name()} {verb} {self.name()} on {self.date()}. "
            f"The {self.words(9)} of the {self.words(5)}. "
            f"In {self.random.randint(1000, 1999)} the town of {self.name()} was founded. "
            f"Many {self.words(12)}, and {self.words(8)}. "
            f"About {self.random.randint(1_000, 99_999):,} people lived in {self.name()}. "
            f"{self.words(20).capitalize()}."
        )


def table_article(rows: int) -> str:
    """Return an article that is one table."""
    return "\n".join(["# Battles", "", "## Timeline", "", *_Writer().table(rows)])


def long_article(size: int) -> str:
    """Return an article of `size` characters at least: chapters of prose, each with a table."""
    writer = _Writer()
    parts, length = ["# History"], 0
    while length < size:
        prose = "\n\n".join(writer.paragraph() for _ in range(40))
        table = "\n".join(writer.table(20))
        parts.append(f"## {writer.name()}\n\n{prose}\n\n{table}")
        length += len(parts[-1])
    return "\n\n".join(parts)


def _seconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    articles = {f"{rows:,} rows": table_article(rows) for rows in ROWS}
    articles["1 MB"] = long_article(MEGABYTE)
    print(
        "Deriving questions, beside markdown-it-py turning the same article into HTML; "
        f"medians of {ROUNDS}."
    )
    print("     article      kB   facts questions       s  µs/fact  of markdown-it")
    markdown = MarkdownIt().enable("table")
    for name, article in articles.items():
        derived = derive(article)
        seconds = _seconds(lambda article=article: derive(article))  # type: ignore[misc]
        baseline = _seconds(lambda article=article: markdown.render(article))  # type: ignore[misc]
        print(
            f"{name:>12} {len(article) / 1000:>7.0f} {len(derived.facts):>7} "
            f"{len(derived.proposals):>9} {seconds:>7.2f} "
            f"{seconds / len(derived.facts) * 1e6:>8.0f} {seconds / baseline:>14.1f}×"
        )


if __name__ == "__main__":
    main()
