"""Tables of numbers that are known: no question on them has two right answers or a wrong key."""

import re
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds import Numerical, Ordering, SingleChoice
from tests.engine.derivation.deriving import (
    body_of,
    check_laws,
    correct_of,
    key_of,
    options_of,
    others_of,
    shown,
)
from tests.engine.derivation.known_numbers import ODD, PLAIN, Number, columns, read

SUBJECTS = [
    "Ober",
    "Nieder",
    "Niederland",
    "Ausser",
    "Total",
    "Moos",
    "Tal & Berg",
    "The *Grund*",
    "Kleintal",
    "Ober",
    "World",
    "Bad Stein",
]
THINGS = ["goats", "goats of the north", "tons of hay", "carts & horses", "old coins"]
MEASURES = ["Guides", "Area (km²)", "Income", "Share of all", "Dead"]


Columns = dict[str, list[Number | str]]


class Truth:
    """The numbers of each subject under each measure, those of marked cells with their note."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], dict[Number, None]] = defaultdict(dict)
        self.marked: set[tuple[str, str]] = set()
        self.lines = ["# Villages"]

    @property
    def is_several(self) -> bool:
        return sum(line.startswith("| Village") for line in self.lines) > 1

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def add_table(self, subjects: list[str], columns: Columns) -> None:
        self.lines += ["", f"| Village | {' | '.join(columns)} |"]
        self.lines += ["|---" * (len(columns) + 1) + "|"]
        for row, subject in enumerate(subjects):
            cells = [
                self.add(subject, measure, column[row], marked=row % 4 == 1)
                for measure, column in columns.items()
            ]
            self.lines.append(f"| {subject} | {' | '.join(cells)} |")
        self.lines += ["", "† Without children."]

    def add_list(self, entries: list[tuple[Number, str]]) -> None:
        self.lines += [""]
        for number, thing in entries:
            self.lines.append(f"- {number.text} {thing}")
            self.numbers[bare(thing), ""][number] = None

    def add(self, subject: str, measure: str, cell: Number | str, *, marked: bool) -> str:
        if isinstance(cell, str):
            return cell
        key = bare(subject), measure
        self.numbers[key][cell] = None
        if marked:
            self.marked.add(key)
        return f"{cell.text}{'†' * marked}"

    def of(self, subject: str, measure: str) -> list[Number]:
        found = list(self.numbers[bare(subject), measure])
        assert found, f"{subject} has no {measure}"
        return found

    def only(self, subject: str, measure: str) -> Number:
        (number,) = self.of(subject, measure)
        return number

    def pairs(self, subjects: list[str], measure: str) -> list[tuple[Decimal, Decimal]]:
        """What the numbers of two subjects may be; the numbers of each are near one another."""
        first, second = (self.of(subject, measure) for subject in subjects)
        for found in (first, second):
            assert any(all(map(number.is_near, found)) for number in found)
        pairs = ((number, other) for number in first for other in second)
        return [
            (number.low, other.low)
            for number, other in pairs
            if number.low == number.high and other.low == other.high
        ]

    def check(self, proposal: Proposal) -> None:
        question = proposal.question
        measure = next((name for name in MEASURES if f"“{name}”" in question.stem), "")
        names = re.findall("“(.+?)”", shown(question.stem))
        subjects = [bare(name) for name in names if name != measure]
        {
            "figure.value": self.check_value,
            "figure.number": self.check_number,
            "figure.largest": self.check_extreme,
            "figure.smallest": self.check_extreme,
            "figure.compare": self.check_extreme,
            "figure.rank": self.check_rank,
            "figure.difference": self.check_difference,
            "figure.ratio": self.check_ratio,
            "figure.line": self.check_line,
        }[proposal.form](proposal, measure, subjects)
        is_choice = isinstance(question.body, SingleChoice | Ordering)
        named = {*subjects, *map(bare, options_of(question) if is_choice else ())}
        is_marked = any((name, measure) in self.marked for name in named)
        # Of a number that two tables give, only the one may be marked.
        if not self.is_several:
            assert ("Without children." in question.explanation) == is_marked

    def check_value(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        values = self.of(subjects[0], measure)
        written = {cell.text: cell for cells in self.numbers.values() for cell in cells}
        options = [written.get(text) or read(text) for text in options_of(proposal.question)]
        assert [
            number
            for number, option in enumerate(options)
            if any(option.is_tied(value) for value in values)
        ] == [correct_of(proposal.question)]
        key = key_of(proposal.question)
        assert key in {value.text for value in values}
        for text in proposal.made_up:
            check_alike(text, key)

    def check_number(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        body = body_of(proposal.question, Numerical)
        values = self.of(subjects[0], measure)
        assert any(
            (value.low, value.high) == (body.low, body.high) and all(map(value.is_near, values))
            for value in values
        )
        assert body.unit in {"", *(value.unit for value in values)}
        assert body.mark(str(body.low)) == body.mark(str(body.high)) == 1
        assert not body.mark(str(body.high + abs(body.high) / 5 + 1))
        assert not body.mark(str(body.low - abs(body.low) / 5 - 1))
        if body.tolerance:
            assert f"{body.tolerance} % more or less" in proposal.question.stem

    def check_extreme(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        key, others = key_of(proposal.question), others_of(proposal.question)
        for other in others:
            if proposal.form == "figure.smallest":
                self.check_above(other, key, measure)
            else:
                self.check_above(key, other, measure)
        assert len(others) == 1 or proposal.form != "figure.compare"
        assert not {"total", "world"} & set(map(bare, [key, *others]))

    def check_above(self, first: str, second: str, measure: str) -> None:
        for value in self.of(first, measure):
            assert all(value.is_above(other) for other in self.of(second, measure))

    def check_rank(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        items = options_of(proposal.question)
        assert 3 <= len(items) <= 5
        for first, second in pairwise(items):
            self.check_above(first, second, measure)

    def check_difference(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        body = body_of(proposal.question, Numerical)
        assert body.low in {first - second for first, second in self.pairs(subjects, measure)}
        assert body.low == body.high > 2 * body.tolerance and not body.percent
        assert body.unit in {"", *(value.unit for value in self.of(subjects[0], measure))}

    def check_ratio(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        body = body_of(proposal.question, Numerical)
        ratios = {first / second for first, second in self.pairs(subjects, measure) if second}
        tenth = Decimal("0.1")
        assert body.low in {ratio.quantize(tenth, ROUND_HALF_EVEN) for ratio in ratios}
        assert body.low == body.high and all(body.mark(f"{ratio:.9f}") for ratio in ratios)
        assert body.tolerance == 10 and body.percent and not body.unit

    def check_line(self, proposal: Proposal, measure: str, subjects: list[str]) -> None:
        body = body_of(proposal.question, Numerical)
        number = self.only(subjects[0], "")
        assert (body.low, body.high) == (number.low, number.high)
        assert body.unit in {"", number.unit} and body.mark(str(number.low)) == 1


def check_alike(made_up: str, key: str) -> None:
    """Check that a made-up number has as many digits as the key, and all other signs of it."""
    assert re.sub(r"\d", "0", made_up) == re.sub(r"\d", "0", key)


def bare(name: str) -> str:
    return name.replace("*", "").strip("“”. ").casefold()


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], Columns]:
    subjects = draw(st.lists(st.sampled_from(SUBJECTS), min_size=2, max_size=9))
    measures = draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique=True))
    return subjects, {measure: draw(columns(len(subjects))) for measure in measures}


def check(truth: Truth) -> None:
    for proposal in check_laws("\n".join(truth.lines)).proposals:
        if proposal.form.startswith("figure."):
            truth.check(proposal)


@given(tables())
def test_a_table_of_numbers_gives_no_wrong_question(table: tuple[list[str], Columns]) -> None:
    truth = Truth()
    truth.add_table(*table)
    check(truth)


@given(tables(), tables())
def test_tables_that_disagree_give_no_wrong_question(
    table: tuple[list[str], Columns], other: tuple[list[str], Columns]
) -> None:
    truth = Truth()
    truth.add_table(*table)
    truth.add_table(*other)
    check(truth)


@given(st.lists(st.tuples(st.one_of(PLAIN, ODD), st.sampled_from(THINGS)), max_size=8))
def test_a_list_of_numbers_gives_no_wrong_question(entries: list[tuple[Number, str]]) -> None:
    truth = Truth()
    truth.add_list(entries)
    check(truth)
