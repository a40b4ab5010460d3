"""Publishing what is accepted: a bank like any other, brought up to date by the next time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.banks import services as banks
from quizapp.banks.models import Bank, Question, QuestionVersion
from quizapp.banks.services import BankDetails
from quizapp.database import write
from quizapp.derivations import deciding, publishing, services
from quizapp.derivations.deciding import Verdict
from quizapp.derivations.publishing import NothingToPublishError, UnfitEditsError
from quizapp.derivations.services import DerivationView, GivenArticle
from tests.derivations.given import CORRECTED, derive_for, find, positions
from tests.factories import NOW, make_bank, make_person
from tests.rows import refresh, rows, snapshot
from tests.visits import at_once

LATER = NOW + timedelta(days=1)
DETAILS = BankDetails("", "Rivers", subject="Geography", language="en", licence="CC0")
ACCEPT = Verdict("accept")


@pytest.fixture
def tess(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def derivation(session: Session, tess: Person) -> DerivationView:
    return derive_for(session, tess)


def stored(session: Session, slug: str = "rivers") -> dict[str, QuestionVersion]:
    """The questions of the bank in their order, by key."""
    refresh(session)
    query = (
        select(Question.key, QuestionVersion)
        .join(QuestionVersion, banks.IS_CURRENT)
        .join(Bank, Bank.id == Question.bank_id)
        .where(Bank.slug == slug, Question.retired_at.is_(None))
        .order_by(Question.position)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    session.commit()
    return found


def test_the_accepted_questions_are_the_bank(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    keys = [*positions(session)]
    for position, verdict in {
        3: ACCEPT,
        0: ACCEPT,
        1: Verdict("reject"),
        2: Verdict("edit", changes={"question": "Mine?"}),
    }.items():
        deciding.decide(session, tess, 1, position, verdict, NOW)
    prepared = publishing.prepare(session, derivation)
    assert [question.key for question in prepared.reviewed.questions] == [keys[0], keys[2], keys[3]]
    assert (prepared.report.new, prepared.report.retired) == (3, 0)
    report = publishing.publish(session, tess, 1, DETAILS, NOW)
    assert (report.slug, report.new) == ("rivers", 3)
    questions = stored(session)
    assert [*questions] == [keys[0], keys[2], keys[3]]
    assert questions[keys[2]].stem == "Mine?"
    first = questions[keys[0]]
    assert first.source_title == "The rivers of the east"
    assert first.source_form.startswith("timeline.")
    assert len(first.source_hash) == 64
    # A question that isn't in the bank excludes nothing there.
    assert {key for version in questions.values() for key in version.excludes} <= {*questions}
    found = find(session, tess)
    assert (found.bank_slug, found.bank_title, found.published_at) == ("rivers", "Rivers", NOW)
    assert rows(session, Bank.owner_id, Bank.subject, Bank.licence) == [
        (tess.id, "Geography", "CC0")
    ]


def test_questions_that_give_each_other_away_exclude_each_other_in_the_bank(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    deciding.decide_open(session, tess, 1, ACCEPT, NOW)
    publishing.publish(session, tess, 1, DETAILS, NOW)
    questions = stored(session)
    pairs = {(key, other) for key, version in questions.items() for other in version.excludes}
    assert pairs
    assert pairs == {(other, key) for key, other in pairs}


def test_publishing_again_brings_the_same_bank_up_to_date(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    for position in (0, 1, 2):
        deciding.decide(session, tess, 1, position, ACCEPT, NOW)
    publishing.publish(session, tess, 1, DETAILS, NOW)
    keys = [*positions(session)]
    deciding.decide(session, tess, 1, 1, Verdict("reject"), NOW)
    deciding.decide(session, tess, 1, 2, Verdict("edit", changes={"note": "Mine."}), NOW)
    deciding.decide(session, tess, 1, 3, ACCEPT, NOW)
    report = publishing.prepare(session, find(session, tess)).report
    assert (report.new, report.changed, report.unchanged, report.retired) == (1, 1, 1, 1)
    again = replace(DETAILS, title="Streams")
    assert publishing.publish(session, tess, 1, again, LATER) == report
    assert [*stored(session)] == [keys[0], keys[2], keys[3]]
    assert rows(session, Bank.slug, Bank.title) == [("rivers", "Streams")]
    assert publishing.load_details(session, find(session, tess)).title == "Streams"


def test_a_corrected_article_makes_a_new_version(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    deciding.decide_open(session, tess, 1, ACCEPT, NOW, form="figure.number")
    publishing.publish(session, tess, 1, DETAILS, NOW)
    services.derive_again(session, tess, 1, GivenArticle(CORRECTED), LATER)
    report = publishing.publish(session, tess, 1, DETAILS, LATER)
    assert report.new == 0
    assert report.changed >= 1
    assert report.retired == 2
    assert stored(session)["figure-number-volga-length"].number == 2


def test_nothing_is_published_without_an_accepted_question(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    deciding.decide(session, tess, 1, 0, Verdict("reject"), NOW)
    before = snapshot(session)
    with pytest.raises(NothingToPublishError):
        publishing.publish(session, tess, 1, DETAILS, NOW)
    assert snapshot(session) == before


def test_nothing_is_published_while_a_change_does_not_fit(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    at = positions(session, form="figure.value")
    key, position = next(iter(at.items()))
    deciding.decide(session, tess, 1, position, Verdict("edit", changes={"correct": "9"}), NOW)
    before = snapshot(session)
    [(unfit, message)] = publishing.prepare(session, derivation).unfit
    assert unfit == key
    assert "9 is not the number of an option" in message
    with pytest.raises(UnfitEditsError):
        publishing.publish(session, tess, 1, DETAILS, NOW)
    assert snapshot(session) == before


def test_a_bank_of_that_name_is_left_alone(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    make_bank(session, "rivers")
    make_bank(session, "rivers-2")
    before = [*stored(session)]
    deciding.decide(session, tess, 1, 0, ACCEPT, NOW)
    assert publishing.publish(session, tess, 1, DETAILS, NOW).slug == "rivers-3"
    assert [*stored(session)] == before


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Derive", "derive-bank"), ("Import", "import-bank"), ("Ключ", "bank"), ("x" * 200, "x" * 80)],
)
def test_a_name_is_found_that_an_address_can_have(
    session: Session, tess: Person, derivation: DerivationView, title: str, slug: str
) -> None:
    deciding.decide(session, tess, 1, 0, ACCEPT, NOW)
    report = publishing.publish(session, tess, 1, replace(DETAILS, title=title), NOW)
    assert report.slug == slug


def test_of_banks_published_at_once_each_gets_a_name_of_its_own(
    session: Session, sessions: sessionmaker[Session], tess: Person, derivation: DerivationView
) -> None:
    for _ in range(2):
        derive_for(session, tess)
    for number in (1, 2, 3):
        deciding.decide(session, tess, number, 0, ACCEPT, NOW)

    def publish(number: int) -> str:
        with sessions() as own:
            return publishing.publish(own, tess, number, DETAILS, NOW).slug

    done = at_once([lambda: publish(1), lambda: publish(2), lambda: publish(3)])
    assert sorted(map(str, done)) == ["rivers", "rivers-2", "rivers-3"]


def test_pressed_twice_makes_one_bank(
    session: Session, sessions: sessionmaker[Session], tess: Person, derivation: DerivationView
) -> None:
    deciding.decide(session, tess, 1, 0, ACCEPT, NOW)

    def publish() -> str:
        with sessions() as own:
            return publishing.publish(own, tess, 1, DETAILS, NOW).slug

    assert at_once([publish, publish]) == ["rivers", "rivers"]
    assert rows(session, Bank.slug) == [("rivers",)]
    assert len(stored(session)) == 1


def test_a_bank_that_is_gone_is_made_anew(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    deciding.decide(session, tess, 1, 0, ACCEPT, NOW)
    publishing.publish(session, tess, 1, DETAILS, NOW)
    with write(session):
        session.execute(delete(Bank))
    assert find(session, tess).bank_slug is None
    assert publishing.publish(session, tess, 1, DETAILS, LATER).new == 1
    assert len(stored(session)) == 1


def test_a_deleted_derivation_leaves_its_bank(
    session: Session, tess: Person, derivation: DerivationView
) -> None:
    deciding.decide(session, tess, 1, 0, ACCEPT, NOW)
    publishing.publish(session, tess, 1, DETAILS, NOW)
    services.delete_derivation(session, tess, 1)
    assert len(stored(session)) == 1
