"""Tables of words: no question on what is said of whom has two right answers or a wrong key."""

import re
from collections import defaultdict
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds import Matching
from tests.engine.derivation.deriving import (
    body_of,
    check_laws,
    correct_of,
    options_of,
    shown,
)

SUBJECTS = ["Fox", "Red fox", "Hare", "Badger", "Owl", "Vole & mouse", "Deer (male)", "Ant", "hare"]
ASPECTS = ["Colour", "Home", "Habit of the *night*"]
SIGNIFICANCE = "Significance"
STATEMENTS = [
    *("red", "Red.", "dark red", "red and white", "grey with a white tail", "black", "brown fur"),
    *("lives in forests", "lives in forests and meadows", "digs a den in sand", "a den in sand"),
    *("sleeps until noon", "hunts at night", "eats grass, roots and bark", "bark", "grass"),
    *("hunts badgers at night", "none", "unknown", "", "both", "n/a", "A. B. C."),
]
Columns = dict[str, list[str]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], Columns]:
    subjects = draw(st.lists(st.sampled_from(SUBJECTS), min_size=2, max_size=8, unique=True))
    if draw(st.integers(0, 9)) == 0:
        subjects[0] = subjects[-1]
    aspects = draw(st.lists(st.sampled_from(ASPECTS), min_size=1, max_size=3, unique=True))
    cells = st.lists(st.sampled_from(STATEMENTS), min_size=len(subjects), max_size=len(subjects))
    return subjects, {aspect: draw(cells) for aspect in aspects}


def bare(text: str) -> str:
    return text.replace("*", "").strip(". ").casefold()


def are_alike(first: str, second: str) -> bool:
    """Tell whether one of two texts stands in the other, in whole words."""
    first, second = sorted((bare(first), bare(second)), key=len)
    return re.search(rf"(?<!\w){re.escape(first)}(?!\w)", second) is not None


class Truth:
    """What is said of each subject under each aspect."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.lines = ["# Animals of Examplia", "", "## What they are like"]

    def add_table(self, subjects: list[str], columns: Columns) -> None:
        self.lines += ["", f"| Animal | {' | '.join(columns)} |"]
        self.lines += ["|---" * (len(columns) + 1) + "|"]
        for row, subject in enumerate(subjects):
            cells = [column[row] for column in columns.values()]
            self.lines.append(f"| {subject} | {' | '.join(cells)} |")
            # What has two rows of one name is no table of subjects.
            is_table = len(set(map(bare, subjects))) == len(subjects)
            for aspect, statement in zip(columns, cells, strict=True):
                if is_table and bare(statement) not in {"", "none", "unknown", "n/a"}:
                    self.said[bare(subject), bare(aspect)].append(statement)

    def add_rows(self, rows: Iterable[tuple[str, str]], aspect: str) -> None:
        """Add what a table that stands elsewhere says under one header."""
        for subject, statement in rows:
            self.said[bare(subject), bare(aspect)].append(statement)

    def is_said(self, statement: str, subject: str, aspect: str) -> bool:
        found = self.said[bare(subject), bare(aspect)]
        assert found
        return any(are_alike(statement, other) for other in found)

    def check(self, proposal: Proposal) -> None:
        aspect = next(
            bare(name)
            for name in (*ASPECTS, SIGNIFICANCE)
            if f"“{name.replace('*', '')}”" in proposal.question.stem
        )
        {
            "comparison.subject": self.check_subject,
            "comparison.statement": self.check_statement,
            "comparison.matching": self.check_matching,
        }[proposal.form](proposal, aspect, re.findall("“(.+?)”", shown(proposal.question.stem)))

    def check_subject(self, proposal: Proposal, aspect: str, quoted: list[str]) -> None:
        question = proposal.question
        assert [
            number
            for number, subject in enumerate(options_of(question))
            if self.is_said(quoted[-1], subject, aspect)
        ] == [correct_of(question)]

    def check_statement(self, proposal: Proposal, aspect: str, quoted: list[str]) -> None:
        question = proposal.question
        assert [
            number
            for number, statement in enumerate(options_of(question))
            if self.is_said(statement, quoted[0], aspect)
        ] == [correct_of(question)]

    def check_matching(self, proposal: Proposal, aspect: str, quoted: list[str]) -> None:
        pairs = body_of(proposal.question, Matching).pairs
        assert 3 <= len(pairs) <= 5
        for left, right in pairs:
            for other, _ in pairs:
                is_right = self.is_said(shown(right), shown(other), aspect)
                assert is_right == (left == other)


def check(truth: Truth) -> None:
    for proposal in check_laws("\n".join(truth.lines)).proposals:
        if proposal.form.startswith("comparison."):
            truth.check(proposal)


@given(tables())
def test_a_table_of_words_gives_no_wrong_question(table: tuple[list[str], Columns]) -> None:
    truth = Truth()
    truth.add_table(*table)
    check(truth)


@given(tables(), tables())
def test_tables_that_say_otherwise_give_no_wrong_question(
    table: tuple[list[str], Columns], other: tuple[list[str], Columns]
) -> None:
    truth = Truth()
    truth.add_table(*table)
    truth.add_table(*other)
    check(truth)
