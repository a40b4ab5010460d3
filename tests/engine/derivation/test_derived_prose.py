"""Sentences that are known: no question on them has two right answers or a wrong key."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds import Numerical, ShortAnswer, TrueFalse
from tests.engine.derivation.deriving import (
    body_of,
    check_laws,
    correct_of,
    options_of,
    shown,
)
from tests.engine.derivation.known_dates import NEAR, WHENS, When, days, months, read, year
from tests.engine.derivation.known_numbers import PLAIN, Number

GAP = "_____"
THINGS = ["The bridge", "The old mill", "The mill", "A railway", "The harbour of Steinach"]
DONE = ["was opened", "was destroyed", "opened", "was a market", "was founded by Anna Moos"]
NAMES = ["Talheim", "Steinach", "Moos", "Anna Moos", "Hans Berg", "Bergen", "Tal of Moos"]


class Sentence(NamedTuple):
    """A sentence of three parts, of which that in the middle is a date, a number or a name."""

    before: str
    value: When | Number | str
    after: str
    about: tuple[str, ...] = ()
    more: str = ""

    @property
    def middle(self) -> str:
        return self.value if isinstance(self.value, str) else self.value.text

    @property
    def text(self) -> str:
        return f"{self.before}{self.middle}{self.after}"


FINE = st.one_of(NEAR.map(year), months(NEAR), days(NEAR), WHENS)


@st.composite
def dated(draw: st.DrawFn) -> Sentence:
    thing, done, when = draw(st.sampled_from(THINGS)), draw(st.sampled_from(DONE)), draw(FINE)
    lead = "on" if when.unit == "day" else "in"
    lead = draw(st.sampled_from([lead, lead, lead, "since", "until", "before"]))
    before, after, more = draw(
        st.sampled_from(
            [
                (f"{thing} {done} {lead} ", ".", ""),
                (f"{thing} {done} {lead} ", " with music and flags.", "music"),
                (f"{lead.capitalize()} ", f", {thing.lower()} {done}.", ""),
                (f"{thing} ({done.removeprefix('was ')} {lead} ", ") is beside the lake.", "lake"),
            ]
        )
    )
    about = (thing, done.removeprefix("was ")) if lead in {"in", "on"} else ()
    return Sentence(before, when, after, about, more)


COUNTED = st.builds(
    lambda number, thing, end: Sentence(f"{thing} was made of ", number, end),
    PLAIN,
    st.sampled_from(THINGS),
    st.sampled_from([" stones in all.", " large stones.", " stones and 40 beams of oak."]),
)
NAMED = st.builds(
    lambda name, thing, end: Sentence(f"{thing} was once a part of ", name, end),
    st.sampled_from(NAMES),
    st.sampled_from(THINGS),
    st.sampled_from([" and of its lands.", ", which nobody disputed.", " before the flood."]),
)
SENTENCES = st.lists(st.one_of(dated(), dated(), COUNTED, NAMED), min_size=1, max_size=12)


class Truth:
    """What stands in the article between the words before a gap and those after it."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self.sentences = sentences
        self.lines = ["# Sights of Examplia", ""]
        for number, sentence in enumerate(sentences):
            self.lines.append(sentence.text)
            if number % 3 == 2:
                self.lines.append("")

    def around(self, before: str, after: str) -> list[str]:
        """All that the article has between these words."""
        return [
            sentence.text[len(before) : len(sentence.text) - len(after)]
            for sentence in self.sentences
            if sentence.text.startswith(before) and sentence.text.endswith(after)
        ]

    def dates_of(self, asked: Sentence) -> list[When]:
        """The dates of all sentences that say what this one says, and perhaps more."""
        return [
            sentence.value
            for sentence in self.sentences
            if isinstance(sentence.value, When)
            and (sentence is asked or sentence.about == asked.about != ())
            and asked.more in {"", sentence.more}
        ]

    def when(self, text: str) -> When:
        values = [sentence.value for sentence in self.sentences]
        whens = [value for value in values if isinstance(value, When) and value.text == text]
        return whens[0] if whens else read(text)

    def check(self, proposal: Proposal) -> None:
        {
            "prose.cloze-date": self.check_date,
            "prose.cloze-number": self.check_number,
            "prose.cloze-name": self.check_name,
            "prose.truth": self.check_truth,
        }[proposal.form](proposal)

    def gap(self, proposal: Proposal) -> list[str]:
        before, _, rest = shown(proposal.question.stem).partition(GAP)
        text = self.whole(proposal).text
        ends = (text[start:] for start in range(len(before) + 1, len(text)))
        found = self.around(before, next(end for end in ends if rest.startswith(end)))
        assert found
        return found

    def whole(self, proposal: Proposal) -> Sentence:
        """The sentence that a question is on."""
        (place,) = proposal.places
        return next(sentence for sentence in self.sentences if sentence.text == place.quote)

    def check_date(self, proposal: Proposal) -> None:
        truths, body = self.dates_of(self.whole(proposal)), proposal.question.body
        assert set(map(self.when, self.gap(proposal))) <= set(truths)
        if isinstance(body, ShortAnswer):
            assert all(body.mark(text) == 1 for text in self.gap(proposal))
            return
        assert [
            number
            for number, option in enumerate(options_of(proposal.question))
            if any(map(self.when(option).meets, truths))
        ] == [correct_of(proposal.question)]

    def check_number(self, proposal: Proposal) -> None:
        body = body_of(proposal.question, Numerical)
        assert all(body.mark(text) == 1 for text in self.gap(proposal))

    def check_name(self, proposal: Proposal) -> None:
        body = body_of(proposal.question, ShortAnswer)
        assert all(body.mark(text) == 1 for text in self.gap(proposal))

    def check_truth(self, proposal: Proposal) -> None:
        body, stem = body_of(proposal.question, TrueFalse), shown(proposal.question.stem)
        is_true = stem in {sentence.text for sentence in self.sentences}
        assert body.correct == is_true
        if is_true:
            return
        whole = self.whole(proposal)
        assert stem.startswith(whole.before) and stem.endswith(whole.after)
        told = self.when(stem[len(whole.before) : len(stem) - len(whole.after)])
        assert not any(map(told.meets, self.dates_of(whole)))
        assert whole.text in shown(body.feedback_true) == shown(body.feedback_false)


@given(SENTENCES)
def test_prose_gives_no_wrong_question(sentences: list[Sentence]) -> None:
    truth = Truth(sentences)
    for proposal in check_laws("\n".join(truth.lines)).proposals:
        if proposal.form.startswith("prose."):
            truth.check(proposal)
