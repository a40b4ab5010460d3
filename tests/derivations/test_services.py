"""Derivations: made at once or in the background, made again, seen by their owner alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.database import write
from quizapp.derivations import deciding, services, storing
from quizapp.derivations.deciding import Verdict
from quizapp.derivations.models import (
    ArticlePart,
    ArticleText,
    Derivation,
    ProposedQuestion,
    RefusedPage,
)
from quizapp.derivations.services import (
    BusyDerivationError,
    GivenArticle,
    UnknownDerivationError,
)
from quizapp.engine.derivation.blocks import MAX_BYTES, ArticleTooLargeError, NotAnArticleError
from quizapp.jobs import services as jobs
from quizapp.jobs.models import Job
from quizapp.jobs.services import JobFailedError, LostJobError, Work
from tests.derivations.given import (
    ARTICLE,
    CORRECTED,
    FACTLESS,
    cards_of,
    derive_for,
    find,
    positions,
    verdicts,
)
from tests.factories import NOW, make_person
from tests.rows import count, rows, snapshot

LATER = NOW + timedelta(days=1)


@pytest.fixture
def tess(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def all_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every article is one for the background, stored a few rows at a time."""
    monkeypatch.setattr(services, "MAX_AT_ONCE", 0)
    monkeypatch.setattr(storing, "BATCH", 7)


def take_up(session: Session) -> Work:
    [(job_id,)] = rows(session, Job.id)
    work = jobs.take_up(session, job_id, lambda: NOW)
    assert work is not None
    return work


def test_only_teachers_and_administrators_derive(session: Session) -> None:
    for role, may in {"student": False, "teacher": True, "administrator": True}.items():
        assert services.may_derive(make_person(session, role, role=role)) is may


def test_a_derivation_tells_what_was_found(session: Session, tess: Person) -> None:
    found = derive_for(session, tess)
    assert (found.title, found.run, found.is_open) == ("The rivers of the east", 1, False)
    summary = found.summary
    assert summary["questions"] == count(session, ProposedQuestion) > 40
    assert summary["facts"]["figure"] == 10
    assert 0.9 < summary["coverage"] <= 1
    assert sum(summary["refused"].values()) == sum(
        len(page) for (page,) in rows(session, RefusedPage.refusals)
    )
    assert (summary["new"], summary["changed"], summary["gone_count"]) == (0, 0, 0)


def test_a_title_that_is_given_is_used_and_one_is_found_where_there_is_none(
    session: Session, tess: Person
) -> None:
    assert derive_for(session, tess, title="Rivers").title == "Rivers"
    assert derive_for(session, tess, FACTLESS).title == "Untitled article"
    assert derive_for(session, tess, FACTLESS, title="Nothing").title == "Nothing"


def test_an_article_without_facts_is_an_empty_report(session: Session, tess: Person) -> None:
    found = derive_for(session, tess, FACTLESS)
    assert (found.run, found.summary["questions"], found.summary["facts"]) == (1, 0, {})
    assert count(session, ArticlePart) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [("a\0b", NotAnArticleError), ("\ud800", NotAnArticleError)],
)
def test_what_is_no_article_leaves_nothing_behind(
    session: Session, tess: Person, text: str, error: type[Exception]
) -> None:
    before = snapshot(session)
    with pytest.raises(error):
        services.derive_article(session, tess, GivenArticle(text), NOW)
    assert snapshot(session) == before


def test_a_failure_while_storing_leaves_nothing_behind(session: Session, tess: Person) -> None:
    before = snapshot(session)
    with (
        acting_after(session, "INSERT INTO refused_pages", die),
        pytest.raises(ConnectionError),
    ):
        services.derive_article(session, tess, GivenArticle(ARTICLE), NOW)
    assert snapshot(session) == before


def test_nobody_else_has_a_derivation(session: Session, tess: Person) -> None:
    other = make_person(session, "otto", role="administrator")
    found = derive_for(session, tess)
    before = snapshot(session)
    for forbidden in (
        lambda: services.find_derivation(session, other, found.id),
        lambda: services.load_text(session, other, found.id),
        lambda: services.derive_again(session, other, found.id, GivenArticle(CORRECTED), NOW),
        lambda: services.delete_derivation(session, other, found.id),
        lambda: deciding.decide(session, other, found.id, 0, Verdict("accept"), NOW),
        lambda: deciding.decide_open(session, other, found.id, Verdict("accept"), NOW),
        lambda: deciding.reopen(session, other, found.id, 0),
        lambda: deciding.undo(session, other, found.id, 1),
    ):
        with pytest.raises(UnknownDerivationError):
            forbidden()
    assert services.list_derivations(session, other) == []
    assert snapshot(session) == before


def test_the_list_tells_how_much_is_decided_the_newest_first(
    session: Session, tess: Person
) -> None:
    first, second = derive_for(session, tess), derive_for(session, tess, title="Second")
    for position in (0, 1):
        deciding.decide(session, tess, first.id, position, Verdict("accept"), NOW)
    listed = services.list_derivations(session, tess)
    assert [(each.id, each.decided) for each in listed] == [(second.id, 0), (first.id, 2)]


class TestAgain:
    def test_tells_what_is_new_changed_and_gone(self, session: Session, tess: Person) -> None:
        found = derive_for(session, tess)
        before = positions(session)
        services.derive_again(session, tess, found.id, GivenArticle(CORRECTED), LATER)
        again = find(session, tess)
        after = positions(session)
        assert again.run == 2
        assert again.summary["gone_count"] == len(before.keys() - after.keys()) > 0
        assert again.summary["new"] == len(after.keys() - before.keys())
        changed = {card.key: card for card in cards_of(session, again, "changed")}
        value = changed["figure-number-volga-length"]
        assert (value.change, value.is_stale) == ("changed", False)
        assert [(c.name, c.before, c.after) for c in value.changes if c.name == "Right answer"] == [
            ("Right answer", "3531", "3692")
        ]

    def test_keeps_what_was_decided(self, session: Session, tess: Person) -> None:
        found = derive_for(session, tess)
        at = positions(session)
        for key, verdict in {
            "figure-number-volga-length": Verdict("accept"),
            "figure-number-ural-length": Verdict("reject", "Too hard."),
            "figure-number-don-length": Verdict("edit", changes={"note": "A note."}),
            "figure-number-kama-length": Verdict("accept"),
        }.items():
            deciding.decide(session, tess, found.id, at[key], verdict, NOW)
        decided = verdicts(session)
        services.derive_again(session, tess, found.id, GivenArticle(CORRECTED), LATER)
        assert verdicts(session) == decided
        cards = {card.key: card for card in cards_of(session, find(session, tess))}
        stale = {card.key for card in cards.values() if card.is_stale}
        assert "figure-number-volga-length" in stale
        assert "figure-number-ural-length" not in stale
        assert cards["figure-number-ural-length"].reason == "Too hard."
        assert cards["figure-number-don-length"].question.note.endswith("A note.")
        # It stays so until it is decided on again, however often the article is derived.
        services.derive_again(session, tess, found.id, GivenArticle(CORRECTED), LATER)
        changed = cards_of(session, find(session, tess), "changed")
        assert {card.key for card in changed} == stale
        # Back in the article, the question is decided as it was.
        services.derive_again(session, tess, found.id, GivenArticle(ARTICLE), LATER)
        cards = {card.key: card for card in cards_of(session, find(session, tess))}
        assert cards["figure-number-kama-length"].verdict == "accept"
        assert not cards["figure-number-volga-length"].is_stale

    def test_leaves_no_rows_of_the_run_before(self, session: Session, tess: Person) -> None:
        found = derive_for(session, tess)
        services.derive_again(session, tess, found.id, GivenArticle(CORRECTED), LATER)
        for model in (ArticlePart, ProposedQuestion, RefusedPage):
            assert {run for (run,) in rows(session, model.run)} == {2}
        assert rows(session, ArticleText.text) == [(CORRECTED,)]

    def test_changes_nothing_where_it_cannot_be_read(self, session: Session, tess: Person) -> None:
        found = derive_for(session, tess)
        before = snapshot(session)
        with pytest.raises(NotAnArticleError):
            services.derive_again(session, tess, found.id, GivenArticle("\0"), LATER)
        assert snapshot(session) == before

    def test_keeps_the_title_that_was_given(self, session: Session, tess: Person) -> None:
        found = derive_for(session, tess, title="Rivers")
        services.derive_again(session, tess, found.id, GivenArticle(CORRECTED), LATER)
        assert find(session, tess).title == "Rivers"
        given = GivenArticle(CORRECTED, title="Streams")
        services.derive_again(session, tess, found.id, given, LATER)
        assert find(session, tess).title == "Streams"


@pytest.mark.usefixtures("all_long")
class TestLongArticles:
    @pytest.fixture
    def derivation_id(self, session: Session, tess: Person) -> int:
        derivation_id, job_id = services.derive_article(session, tess, GivenArticle(ARTICLE), NOW)
        assert job_id is not None
        return derivation_id

    def test_wait_for_a_process(self, session: Session, tess: Person, derivation_id: int) -> None:
        found = find(session, tess)
        assert (found.run, found.is_open, found.title) == (0, True, "Untitled article")
        assert count(session, ProposedQuestion) == 0

    def test_come_to_the_same_as_short_ones(
        self,
        session: Session,
        tess: Person,
        derivation_id: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        services.work_on_derivation(session, take_up(session))
        found = find(session, tess)
        assert (found.run, found.is_open, found.job) == (1, False, None)
        monkeypatch.setattr(services, "MAX_AT_ONCE", MAX_BYTES)
        at_once = derive_for(session, tess)
        assert found.summary == at_once.summary
        assert cards_of(session, found) == cards_of(session, at_once)

    def test_are_not_seen_by_halves(
        self, session: Session, tess: Person, derivation_id: int
    ) -> None:
        seen: list[int] = []

        def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("INSERT INTO proposed_questions"):
                seen.append(session.scalars(select(Derivation.run)).one())

        engine = session.get_bind()
        event.listen(engine, "after_cursor_execute", look)
        services.work_on_derivation(session, take_up(session))
        event.remove(engine, "after_cursor_execute", look)
        assert len(seen) > 3
        assert set(seen) == {0}

    def test_begin_anew_after_a_process_has_died(
        self, session: Session, tess: Person, derivation_id: int
    ) -> None:
        for died_after in ("INSERT INTO article_parts", "INSERT INTO refused_pages"):
            work = take_up(session)
            with acting_after(session, died_after, die), pytest.raises(ConnectionError):
                services.work_on_derivation(session, work)
            session.rollback()
            [(job_id,)] = rows(session, Job.id)
            assert jobs.revive(session, job_id, NOW + timedelta(hours=1))
        services.work_on_derivation(session, take_up(session))
        found = find(session, tess)
        assert found.run == 1
        assert count(session, ProposedQuestion) == found.summary["questions"]

    @pytest.mark.parametrize(
        "moment", ["SELECT proposed_questions.proposal", "INSERT INTO article_parts"]
    )
    def test_are_left_alone_by_a_process_that_was_replaced(
        self,
        session: Session,
        sessions: sessionmaker[Session],
        tess: Person,
        derivation_id: int,
        moment: str,
    ) -> None:
        work = take_up(session)

        def be_replaced() -> None:
            [(job_id,)] = rows(other, Job.id)
            late = NOW + timedelta(hours=1)
            assert jobs.revive(other, job_id, late)
            replacing = jobs.take_up(other, job_id, lambda: late)
            assert replacing is not None
            services.work_on_derivation(other, replacing)

        with (
            sessions() as other,
            acting_after_commit(session, moment, be_replaced),
            pytest.raises(LostJobError),
        ):
            services.work_on_derivation(session, work)
        found = find(session, tess)
        assert found.run == 1
        assert count(session, ProposedQuestion) == found.summary["questions"]
        assert count(session, ArticlePart) == found.summary["parts"]

    def test_cannot_be_derived_twice_at_once(
        self, session: Session, tess: Person, derivation_id: int
    ) -> None:
        before = snapshot(session)
        with pytest.raises(BusyDerivationError):
            services.derive_again(session, tess, derivation_id, GivenArticle(CORRECTED), NOW)
        assert snapshot(session) == before

    def test_can_be_deleted_while_they_are_read(
        self,
        session: Session,
        sessions: sessionmaker[Session],
        tess: Person,
        derivation_id: int,
    ) -> None:
        def delete() -> None:
            with sessions() as other:
                services.delete_derivation(other, tess, derivation_id)

        work = take_up(session)
        with (
            acting_after(session, "SELECT proposed_questions.proposal", delete),
            pytest.raises(LostJobError),
        ):
            services.work_on_derivation(session, work)
        for model in (Derivation, Job, ArticleText, ArticlePart, ProposedQuestion):
            assert count(session, model) == 0

    def test_that_cannot_be_read_keep_what_was_there(
        self, session: Session, tess: Person, derivation_id: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        services.work_on_derivation(session, take_up(session))
        before = find(session, tess)
        services.derive_again(session, tess, derivation_id, GivenArticle(CORRECTED), NOW)

        def refuse(*_arguments: object, **_named: object) -> None:
            raise ArticleTooLargeError("It is too large.")

        monkeypatch.setattr(services, "derive", refuse)
        work = take_up(session)
        with pytest.raises(JobFailedError, match=r"It is too large\."):
            services.work_on_derivation(session, work)
        work.fail("It is too large.")
        found = find(session, tess)
        assert found.job is not None
        assert replace(found, job=None) == before
        assert found.job.message == "It is too large."

    def test_are_derived_again_with_their_decisions(
        self, session: Session, tess: Person, derivation_id: int
    ) -> None:
        services.work_on_derivation(session, take_up(session))
        deciding.decide_open(session, tess, derivation_id, Verdict("accept"), NOW)
        services.derive_again(session, tess, derivation_id, GivenArticle(CORRECTED), NOW)
        services.work_on_derivation(session, take_up(session))
        found = find(session, tess)
        assert found.run == 2
        assert found.summary["changed"] > 0
        assert {run for (run,) in rows(session, ProposedQuestion.run)} == {2}
        assert any(card.is_stale for card in cards_of(session, found, "accepted"))


@contextmanager
def acting_after(session: Session, beginning: str, act: Callable[[], None]) -> Iterator[None]:
    """Do something once, right after a statement that begins so."""
    engine = session.get_bind()
    seen: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(beginning) and not seen:
            seen.append(statement)
            act()

    event.listen(engine, "after_cursor_execute", watch)
    yield
    event.remove(engine, "after_cursor_execute", watch)
    assert seen


@contextmanager
def acting_after_commit(
    session: Session, beginning: str, act: Callable[[], None]
) -> Iterator[None]:
    """Do something once, when a statement that begins so has been made last."""
    waiting: list[None] = []
    done: list[None] = []

    def watch(_session: Session) -> None:
        if waiting and not done:
            done.append(None)
            act()

    event.listen(session, "after_commit", watch)
    with acting_after(session, beginning, lambda: waiting.append(None)):
        yield
    event.remove(session, "after_commit", watch)
    assert done


def die() -> None:
    raise ConnectionError("the power is cut")


def test_a_deleted_derivation_leaves_nothing_behind(session: Session, tess: Person) -> None:
    before = snapshot(session)
    found = derive_for(session, tess)
    deciding.decide_open(session, tess, found.id, Verdict("accept"), NOW)
    with write(session):
        jobs.create_job(session, services.JOB, found.id, NOW)
    services.delete_derivation(session, tess, found.id)
    assert snapshot(session) == before
