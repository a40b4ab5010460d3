"""Tables of dates that are known: no question on them has two right answers or a wrong key."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds import Card, Numerical, TrueFalse
from tests.engine.derivation.deriving import (
    body_of,
    check_laws,
    correct_of,
    key_of,
    options_of,
    others_of,
    shown,
)
from tests.engine.derivation.known_dates import BLANK, UNREADABLE, WHENS, When, read

NAMES = [
    "Siege of Oberdorf",
    "Siege",
    "Fall of Talheim",
    "fall of Talheim",
    "Treaty of Bergen",
    "Battle of Moos",
    "Fire of 1940",
    "The Great Flood",
    "March on Steinach",
    "Opening of the *Kleintal* line",
    "Storm",
    "Revolt",
]
MEANINGS = [
    "the walls are rebuilt",
    "The walls are rebuilt.",
    "peace returns",
    "peace returns to the valley",
    "a bridge is lost",
    "nobody knew of it before",
    "the mayor flees by night",
    "prices rise",
    "",
]


class Row(NamedTuple):
    name: str
    when: When | str
    then: When | str
    meaning: str


ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(NAMES),
        st.one_of(WHENS, WHENS, WHENS, WHENS, BLANK),
        st.one_of(WHENS, WHENS, WHENS, BLANK),
        st.sampled_from(MEANINGS),
    ),
    min_size=2,
    max_size=9,
)


def bare(name: str) -> str:
    return name.replace("*", "").strip("“”. ").casefold()


def text_of(when: When | str) -> str:
    return when if isinstance(when, str) else when.text


class Truth:
    """What the dates of each event are under each header, and what is said of it."""

    def __init__(self) -> None:
        self.dates: dict[tuple[str, str], list[When]] = defaultdict(list)
        self.meanings: dict[str, set[str]] = defaultdict(set)
        self.lines: list[str] = []

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def add_table(self, rows: list[Row], labels: tuple[str, ...]) -> None:
        self.lines += ["", f"| Event | {' | '.join(labels)} | Significance |", "|---" * 4 + "|"]
        dated = sum(isinstance(row.when, When) for row in rows)
        odd = sum(row.when == UNREADABLE for row in rows)
        # What has hardly a date is no timeline, and what it says besides is not looked at.
        is_timeline = dated >= max(2, 1.5 * odd)
        for row in rows:
            dates = (row.when, row.then)[: len(labels)]
            cells = " | ".join(map(text_of, dates))
            self.lines.append(f"| {row.name} | {cells} | {row.meaning} |")
            for label, when in zip(labels, dates, strict=True):
                if isinstance(when, When):
                    self.dates[bare(row.name), label].append(when)
                    self.meanings[bare(row.name)].add(bare(row.meaning) if is_timeline else "")

    def add_list(self, rows: list[Row]) -> None:
        self.lines.append("")
        for row in rows:
            if isinstance(row.when, When):
                self.lines.append(f"- {row.name} ({row.when.text}): {row.meaning or 'it was'}")
                self.dates[bare(row.name), "Date"].append(row.when)
                self.meanings[bare(row.name)].add(bare(row.meaning or "it was"))

    def of(self, name: str, label: str) -> list[When]:
        """The dates of an event, without those that say less of another of them."""
        found = set(self.dates[bare(name), label])
        assert found, f"{name} has no {label}"
        return [when for when in found if not any(when.says_less_than(other) for other in found)]

    def check(self, proposal: Proposal) -> None:
        stem = shown(proposal.question.stem)
        label = next((name for name in ("Signed", "Ratified") if name in stem), "Date")
        quoted = re.findall("“(.+?)”", stem)
        {
            "timeline.date": self.check_date,
            "timeline.event": self.check_event,
            "timeline.order": self.check_order,
            "timeline.first": self.check_first,
            "timeline.between": self.check_between,
            "timeline.meaning": self.check_meaning,
            "timeline.card": self.check_card,
            "prose.truth": self.check_truth,
        }[proposal.form](proposal, label, quoted)

    def check_date(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        options = [self.option(text) for text in options_of(proposal.question)]
        right = [
            number
            for number, option in enumerate(options)
            if any(option.meets(when) for when in self.of(quoted[0], label))
        ]
        assert right == [correct_of(proposal.question)]

    def option(self, text: str) -> When:
        return next((when for when in self.all if when.text == text), None) or read(text)

    @property
    def all(self) -> list[When]:
        return [when for whens in self.dates.values() for when in whens]

    def check_event(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        stem = shown(proposal.question.stem)
        found = [when for when in self.all if re.search(rf"\b{when.text}\b", stem)]
        asked = max(found, key=lambda when: len(when.text))
        assert [
            number
            for number, name in enumerate(options_of(proposal.question))
            if any(when.meets(asked) for when in self.of(name, label))
        ] == [correct_of(proposal.question)]

    def check_order(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        items = options_of(proposal.question)
        assert 3 <= len(items) <= 5
        for number, name in enumerate(items[1:]):
            self.check_before(items[number], name, label)

    def check_before(self, first: str, second: str, label: str) -> None:
        for when in self.of(first, label):
            assert all(when.is_before(other) for other in self.of(second, label))

    def check_first(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        for name in others_of(proposal.question):
            self.check_before(key_of(proposal.question), name, label)

    def check_between(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        body = body_of(proposal.question, Numerical)
        first, second = quoted
        self.check_before(first, second, label)
        found = {
            apart(start, end, body.unit)
            for when in self.of(first, label)
            for other in self.of(second, label)
            for start in (when.first, when.last)
            for end in (other.first, other.last)
        }
        assert found == {body.low} and body.high == body.low
        assert body.tolerance == (1 if body.unit == "months" else 0) and not body.percent

    def check_meaning(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        assert [
            number
            for number, name in enumerate(options_of(proposal.question))
            if any(
                meaning in bare(quoted[0]) or bare(quoted[0]) in meaning
                for meaning in self.meanings[bare(name)] - {""}
            )
        ] == [correct_of(proposal.question)]

    def check_card(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        back = shown(body_of(proposal.question, Card).back)
        dates = [when for when in self.all if back.startswith(f"{when.text}.")]
        assert dates and all(dates[0].meets(when) for when in self.of(quoted[0], label))

    def check_truth(self, proposal: Proposal, label: str, quoted: list[str]) -> None:
        told = self.option(shown(proposal.question.stem).rpartition(" is dated ")[2].rstrip("."))
        is_true = any(map(told.meets, self.of(quoted[0], label)))
        assert body_of(proposal.question, TrueFalse).correct == is_true


def apart(first: tuple[int, int, int], second: tuple[int, int, int], unit: str) -> Decimal:
    counts = {
        "years": second[0] - first[0],
        "months": 12 * (second[0] - first[0]) + second[1] - first[1],
        "days": (date(*second) - date(*first)).days if min(first[0], second[0]) > 0 else 0,
    }
    return Decimal(counts[unit])


def check(truth: Truth) -> None:
    for proposal in check_laws("\n".join(["# Valleys", *truth.lines])).proposals:
        if proposal.form.startswith(("timeline.", "prose.")):
            truth.check(proposal)


@given(ROWS)
def test_a_table_of_dates_gives_no_wrong_question(rows: list[Row]) -> None:
    truth = Truth()
    truth.add_table(rows, ("Date",))
    check(truth)


@given(ROWS)
def test_a_table_with_two_columns_of_dates_gives_no_wrong_question(rows: list[Row]) -> None:
    truth = Truth()
    truth.add_table(rows, ("Signed", "Ratified"))
    check(truth)


@given(ROWS, ROWS, ROWS)
def test_tables_and_lists_that_disagree_give_no_wrong_question(
    rows: list[Row], more: list[Row], entries: list[Row]
) -> None:
    truth = Truth()
    truth.add_table(rows, ("Date",))
    truth.add_table(more, ("Date",))
    truth.add_list(entries)
    check(truth)
