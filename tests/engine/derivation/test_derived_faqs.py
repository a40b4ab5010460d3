"""FAQs with answers that are known: no question on them has two right answers or a wrong key."""

import re
from collections import defaultdict
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds import Card, Matching, ShortAnswer, TrueFalse
from tests.engine.derivation.deriving import (
    body_of,
    check_laws,
    correct_of,
    options_of,
    shown,
)
from tests.engine.derivation.known_dates import NEAR, WHENS, When, year
from tests.engine.derivation.known_numbers import PLAIN, Number

THINGS = ["bridge", "old mill", "mill", "Kleintal railway", "town hall", "harbour of Steinach"]
PEOPLE = ["Anna Moos", "Hans Tal", "The Council", "Moos", "Emil Berg of Talheim", "the council"]
REASONS = [
    "Storms came every winter and the ferry sank twice.",
    "Trade with Talheim grew faster than anybody had expected.",
    "Nobody knows. Some papers burned in 1891.",
    "Because of *salt*! About 400 tons were carried each year.",
    "Storms came every winter.",
    "See below.",
    "It was cheap; it was near.",
]
YES = ["Yes.", "Yes, every day in summer.", "Absolutely. Tickets cost 3 coins.", "Of course!"]
NO = ["No.", "No, it is closed.", "No. The keys were lost in 1902.", "Certainly not!"]
NEITHER = ["Yes and no.", "Not really.", "Sometimes.", "Nobody knows.", "Yes, but only on Mondays."]


class Entry(NamedTuple):
    question: str
    answer: str
    value: When | Number | bool | str | None


def entry(question: str, answers: st.SearchStrategy[Entry]) -> st.SearchStrategy[Entry]:
    return st.builds(
        lambda thing, found: found._replace(question=question.format(thing)),
        st.sampled_from(THINGS),
        answers,
    )


def answer(text: str, value: When | Number | bool | str | None) -> Entry:
    return Entry("", text, value)


NAMES = st.sampled_from(PEOPLE).map(lambda name: answer(f"{name}.", name))
DATES = WHENS.map(lambda when: answer(f"{when.text}.", when))
NUMBERS = PLAIN.map(lambda number: answer(f"{number.text}.", number))
TRUTHS = st.one_of(
    st.sampled_from(YES).map(lambda text: answer(text, value=True)),
    st.sampled_from(NO).map(lambda text: answer(text, value=False)),
    st.sampled_from(NEITHER).map(lambda text: answer(text, None)),
)
OTHERS = st.sampled_from(REASONS).map(lambda text: answer(text, None))
FAQS = st.lists(
    st.one_of(
        entry("When was the {} built?", DATES),
        entry("Who built the {}?", NAMES),
        entry("How many people saw the {}?", NUMBERS),
        entry("Is the {} open?", TRUTHS),
        entry("Was the {} ever closed?", TRUTHS),
        entry("Why was the {} built?", OTHERS),
    ),
    min_size=1,
    max_size=9,
)


class Truth:
    """The questions with all that they are answered with."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.lines = ["# Sights of Examplia", "", "## Questions", ""]
        for found in entries:
            self.entries[found.question].append(found)
            self.lines += [f"**{found.question}**", "", found.answer, ""]

    def check(self, proposal: Proposal) -> None:
        stem = shown(proposal.question.stem)
        found = next((self.entries[text] for text in self.entries if text in stem), [])
        assert found or proposal.form == "faq.matching"
        {
            "faq.card": self.check_card,
            "faq.short": self.check_short,
            "faq.truth": self.check_truth,
            "faq.matching": self.check_matching,
            "faq.choice": self.check_choice,
        }[proposal.form](proposal, found)

    def check_card(self, proposal: Proposal, found: list[Entry]) -> None:
        back = shown(body_of(proposal.question, Card).back)
        assert all(plain(other.answer) == plain(back) for other in found)

    def check_short(self, proposal: Proposal, found: list[Entry]) -> None:
        body = body_of(proposal.question, ShortAnswer)
        stem = shown(proposal.question.stem)
        for other in found:
            if "_____" in stem:
                gap = re.search(r"Complete the answer: “(.+?)”(?: \(|$)", stem)
                assert gap
                assert plain(gap[1].replace("_____", body.accepted[0])) in plain(other.answer)
            elif isinstance(other.value, bool):
                assert body.mark("yes") == other.value and body.mark("no") != other.value
            else:
                assert body.mark(other.answer) == 1

    def check_truth(self, proposal: Proposal, found: list[Entry]) -> None:
        body = body_of(proposal.question, TrueFalse)
        assert proposal.question.stem.endswith("is yes.")
        assert {other.value for other in found} == {body.correct}
        assert {plain(other.answer) for other in found} == {plain(shown(body.feedback_true))}

    def check_matching(self, proposal: Proposal, found: list[Entry]) -> None:
        pairs = body_of(proposal.question, Matching).pairs
        assert 3 <= len(pairs) <= 5
        for left, right in pairs:
            for question, _ in pairs:
                answers = [plain(other.answer) for other in self.entries[shown(question)]]
                assert answers
                is_right = any(text.startswith(plain(shown(right))) for text in answers)
                assert is_right == (question == left)

    def check_choice(self, proposal: Proposal, found: list[Entry]) -> None:
        written = {
            other.answer.rstrip("."): other.value
            for entries in self.entries.values()
            for other in entries
        }
        right = [
            number
            for number, option in enumerate(options_of(proposal.question))
            if any(may_be(written[option], other.value) for other in found)
        ]
        assert right == [correct_of(proposal.question)]


def may_be(option: When | Number | bool | str | None, value: object) -> bool:
    if isinstance(option, When) and isinstance(value, When):
        return option.meets(value)
    if isinstance(option, Number) and isinstance(value, Number):
        return option.is_tied(value)
    assert isinstance(option, str) and isinstance(value, str)
    first, second = sorted((option.casefold(), value.casefold()), key=len)
    return re.search(rf"\b{first}\b", second) is not None


def plain(markdown: str) -> str:
    return markdown.replace("*", "").casefold()


SHORT = st.one_of(
    *(
        st.lists(entry(question, answers), min_size=4, max_size=9)
        for question, answers in (
            ("When was the {} built?", NEAR.map(year).map(lambda when: answer(when.text, when))),
            ("Who built the {}?", NAMES),
            ("How many people saw the {}?", NUMBERS),
        )
    )
)


def check(entries: list[Entry]) -> None:
    truth = Truth(entries)
    for proposal in check_laws("\n".join(truth.lines)).proposals:
        if proposal.form.startswith("faq."):
            truth.check(proposal)


@given(FAQS)
def test_an_faq_gives_no_wrong_question(entries: list[Entry]) -> None:
    check(entries)


@given(SHORT)
def test_an_faq_with_short_answers_gives_no_wrong_question(entries: list[Entry]) -> None:
    check(entries)
