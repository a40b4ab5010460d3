"""Deciding on proposed questions: stored at once, the last one counts, each can be undone."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.derivations import deciding, reviewing
from quizapp.derivations.deciding import NO_REASON, UnknownQuestionError, Verdict
from quizapp.derivations.models import DecidedQuestion
from quizapp.derivations.reviewing import Chosen, Counts, add_up
from quizapp.derivations.services import DerivationView
from quizapp.engine.derivation.decisions import Decision, read_decisions, write_decisions
from tests.derivations.given import cards_of, derive_for, positions, verdicts
from tests.factories import NOW, make_person
from tests.rows import rows, snapshot
from tests.visits import at_once

ACCEPT, REJECT = Verdict("accept"), Verdict("reject")
EDIT = Verdict("edit", changes={"question": "How long is it?"})
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def tess(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def derivation(session: Session, tess: Person) -> DerivationView:
    return derive_for(session, tess)


def decide(session: Session, tess: Person, position: int, verdict: Verdict) -> int:
    return deciding.decide(session, tess, 1, position, verdict, NOW).number


def counts(session: Session, derivation: DerivationView) -> Counts:
    return add_up(reviewing.count_forms(session, derivation))


def test_a_question_is_accepted_rejected_or_edited(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    total = derivation.summary["questions"]
    assert counts(session, derivation) == Counts(total=total)
    for position, verdict in enumerate((ACCEPT, EDIT, Verdict("reject", "Too easy."))):
        decide(session, tess, position, verdict)
    found = counts(session, derivation)
    assert (found.accepted, found.rejected, found.open) == (2, 1, total - 3)
    cards = {card.position: card for card in cards_of(session, derivation)}
    assert [cards[position].verdict for position in range(4)] == ["accept", "edit", "reject", ""]
    assert cards[1].question.stem == "How long is it?"
    assert [(edit.name, edit.after) for edit in cards[1].edits] == [("Question", "How long is it?")]
    assert cards[2].reason == "Too easy."


def test_what_was_edited_is_told_in_the_order_of_the_columns(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    changes = {"topic": "Rivers", "note": "A note.", "explanation": "So.", "question": "Which?"}
    decide(session, tess, 0, Verdict("edit", changes=changes))
    [card] = reviewing.find_cards(session, derivation, [0])
    assert [edit.name for edit in card.edits] == ["Question", "Explanation", "Topic", "Note"]


def test_the_last_decision_counts(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    for verdict in (ACCEPT, REJECT, EDIT, ACCEPT):
        decide(session, tess, 0, verdict)
        assert [*verdicts(session).values()] == [verdict.name]
    assert rows(session, DecidedQuestion.changes) == [({},)]


def test_of_decisions_made_at_once_one_counts_and_none_fails(
    session: Session,
    sessions: sessionmaker[Session],
    tess: Person,
    derivation: DerivationView,
) -> None:
    def deciding_on(verdict: Verdict) -> int:
        with sessions() as own:
            return decide(own, tess, 0, verdict)

    verdict_of = [ACCEPT, REJECT, EDIT, ACCEPT]
    steps = at_once([lambda v=v: deciding_on(v) for v in verdict_of])  # type: ignore[misc]
    assert sorted(map(str, steps)) == ["1", "2", "3", "4"]
    last = verdict_of[steps.index(4)]
    assert [*verdicts(session).values()] == [last.name]


def test_what_is_not_proposed_cannot_be_decided_on(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    for position in (-1, derivation.summary["questions"], 2**31 - 1):
        with pytest.raises(UnknownQuestionError):
            decide(session, tess, position, ACCEPT)
        with pytest.raises(UnknownQuestionError):
            deciding.reopen(session, tess, 1, position)
    assert verdicts(session) == {}


class TestMany:
    def test_all_that_is_open_of_a_form(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        of_form = positions(session, form="figure.value")
        first, second = [*of_form][:2]
        decide(session, tess, of_form[first], REJECT)
        decide(session, tess, of_form[second], EDIT)
        step = deciding.decide_open(session, tess, 1, ACCEPT, NOW, form="figure.value")
        assert step.positions == tuple(sorted(of_form.values()))[2:]
        decided = verdicts(session)
        assert decided.keys() == of_form.keys()
        assert (decided.pop(first), decided.pop(second)) == ("reject", "edit")
        assert {*decided.values()} == {"accept"}

    def test_all_that_is_shown(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        step = deciding.decide_open(session, tess, 1, REJECT, NOW, positions=[3, 1, 4711])
        assert step.positions == (1, 3)
        assert [*verdicts(session).values()] == ["reject", "reject"]

    def test_all_of_them(self, session: Session, tess: Person, derivation: DerivationView) -> None:
        deciding.decide_open(session, tess, 1, ACCEPT, NOW)
        assert counts(session, derivation).open == 0
        again = deciding.decide_open(session, tess, 1, REJECT, NOW)
        assert again.positions == ()
        assert {*verdicts(session).values()} == {"accept"}

    def test_at_once_with_another_window(
        self,
        session: Session,
        sessions: sessionmaker[Session],
        tess: Person,
        derivation: DerivationView,
    ) -> None:
        def all_of_them(verdict: Verdict) -> int:
            with sessions() as own:
                return len(deciding.decide_open(own, tess, 1, verdict, NOW).positions)

        done = at_once([lambda: all_of_them(ACCEPT), lambda: all_of_them(REJECT)])
        assert sorted(map(str, done)) == sorted(["0", str(derivation.summary["questions"])])


class TestTakingBack:
    def test_brings_back_what_there_was(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        decide(session, tess, 0, EDIT)
        before = snapshot(session, DecidedQuestion)
        deciding.decide(session, tess, 1, 0, Verdict("reject", "Why not."), LATER)
        step = deciding.undo(session, tess, 1, deciding.last_step(session, 1))
        assert step.positions == (0,)
        assert snapshot(session, DecidedQuestion) == before
        deciding.undo(session, tess, 1, deciding.last_step(session, 1))
        assert verdicts(session) == {}
        assert deciding.last_step(session, 1) == 0

    def test_takes_back_all_of_a_step_and_nothing_else(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        decide(session, tess, 0, REJECT)
        step = deciding.decide_open(session, tess, 1, ACCEPT, NOW)
        decide(session, tess, 5, REJECT)
        undone = deciding.undo(session, tess, 1, step.number)
        assert undone.positions == tuple(p for p in step.positions if p != 5)
        assert [*verdicts(session).values()] == ["reject", "reject"]

    def test_twice_is_once(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        decide(session, tess, 0, ACCEPT)
        step = decide(session, tess, 1, ACCEPT)
        deciding.undo(session, tess, 1, step)
        before = snapshot(session)
        assert deciding.undo(session, tess, 1, step).positions == ()
        assert snapshot(session) == before

    def test_of_one_question_whatever_was_decided(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        for verdict in (ACCEPT, REJECT):
            decide(session, tess, 0, verdict)
        for _ in range(2):
            deciding.reopen(session, tess, 1, 0)
            assert verdicts(session) == {}


def test_the_decisions_can_be_had_as_the_file_that_the_command_reads(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    keys = [*positions(session)]
    decide(session, tess, 0, ACCEPT)
    decide(session, tess, 1, EDIT)
    decide(session, tess, 2, REJECT)
    decide(session, tess, 3, Verdict("reject", "Too easy."))
    decisions = deciding.load_decisions(session, 1)
    assert {**decisions} == {
        keys[0]: Decision("accept"),
        keys[1]: Decision("edit", changes={"question": "How long is it?"}),
        keys[2]: Decision("reject", NO_REASON),
        keys[3]: Decision("reject", "Too easy."),
    }
    assert {**read_decisions(write_decisions(decisions))} == {**decisions}


class TestLists:
    def test_show_form_by_form_what_was_chosen(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        decide(session, tess, 0, ACCEPT)
        decide(session, tess, 1, REJECT)
        decide(session, tess, 2, EDIT)
        shown = {
            name: {card.position for card in cards_of(session, derivation, name)}
            for name in ("accepted", "rejected", "changed")
        }
        assert shown == {"accepted": {0, 2}, "rejected": {1}, "changed": set()}
        assert not {0, 1, 2} & {c.position for c in cards_of(session, derivation, "open")}
        of_form = reviewing.list_cards(session, derivation, Chosen(form="figure.value"))
        assert {card.form for card in of_form} == {"figure.value"}
        assert len(of_form) == 10
        forms = [card.form for card in cards_of(session, derivation)]
        assert len({*forms}) == 1 + sum(one != other for one, other in pairwise(forms))

    def test_are_shown_page_by_page(
        self,
        session: Session,
        tess: Person,
        derivation: DerivationView,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        total = derivation.summary["questions"]
        monkeypatch.setattr(reviewing, "PER_PAGE", 7)
        pages = [
            [card.position for card in reviewing.list_cards(session, derivation, Chosen(page=page))]
            for page in range(1, total // 7 + 3)
        ]
        assert {len(page) for page in pages[:-2]} == {7}
        assert pages[-1] == []
        assert sorted(position for page in pages for position in page) == [*range(total)]

    def test_show_the_questions_on_a_place_of_the_article(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        chosen = Chosen(positions=(4, 2, 4711))
        found = reviewing.list_cards(session, derivation, chosen)
        assert {card.position for card in found} == {2, 4}

    def test_say_where_an_edit_does_not_fit_any_more(
        self, session: Session, tess: Person, derivation: DerivationView
    ) -> None:
        [position] = [*positions(session, form="figure.value").values()][:1]
        decide(session, tess, position, Verdict("edit", changes={"correct": "9"}))
        [card] = reviewing.find_cards(session, derivation, [position])
        assert card.question.stem.startswith("Which value")
        assert [fault.field for fault in card.faults] == ["correct"]
