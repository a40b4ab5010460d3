"""The audit log: what is written down, in which words it is read, and how it is cut off."""

from datetime import timedelta

from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.audit.reading import INSTALLATION, PER_PAGE, read_log
from quizapp.audit.services import Action, Subject, list_entries, prune, record, record_seen
from quizapp.audit.wording import CONCERNS_EVERYBODY, WORDS, about, words_of
from quizapp.database import write
from tests.factories import NOW, make_person
from tests.rows import count


def test_every_action_has_words_of_its_own() -> None:
    assert {*WORDS} == {*Action}
    assert len({*WORDS.values()}) == len(WORDS)
    assert {*Action} >= CONCERNS_EVERYBODY
    assert all(len(action.value) <= 40 for action in Action)


def test_an_action_of_a_later_version_is_named_as_it_is() -> None:
    assert words_of("flew to the moon") == "flew to the moon"


def test_details_tell_which_thing_it_was() -> None:
    assert about({"assignment": "Quiz 1", "share": 0.5, "title": 3}) == "Quiz 1"
    assert about({}) == ""


def test_what_was_seen_is_written_at_once(session: Session) -> None:
    actor, subject = make_person(session), make_person(session, "bob")
    record_seen(
        session,
        actor,
        Action.SAW_STUDENT,
        NOW,
        class_id=5,
        subject=Subject(subject.id, "Bob"),
        details={"assignment": "Quiz 1"},
    )
    session.rollback()
    (entry,) = read_log(session).entries
    assert (entry.actor, entry.words, entry.subject) == ("Ada", "looked at a student’s work", "Bob")
    assert (entry.at, entry.class_id, entry.about) == (NOW, 5, "Quiz 1")
    assert (entry.actor_id, entry.subject_id) == (actor.id, subject.id)


def test_without_an_actor_it_was_the_installation(session: Session) -> None:
    with write(session):
        record(session, None, Action.APPLIED_RETENTION, NOW)
    assert [entry.actor for entry in read_log(session).entries] == [INSTALLATION]


def test_the_log_is_read_in_pages_from_the_newest_on(session: Session) -> None:
    with write(session):
        for number in range(2 * PER_PAGE):
            record(session, None, Action.SAW_GRADEBOOK, NOW, class_id=number % 2)
            session.flush()
    first = read_log(session)
    second = read_log(session, before=first.older)
    numbers = [entry.id for page in (first, second) for entry in page.entries]
    assert numbers == sorted(numbers, reverse=True)
    assert len({*numbers}) == 2 * PER_PAGE
    assert second.older is None
    of_class = read_log(session, AuditEntry.class_id == 1)
    assert len(of_class.entries) == PER_PAGE
    assert of_class.older is None
    assert len(list_entries(session, limit=3)) == 3


def test_what_is_older_is_cut_off(session: Session) -> None:
    with write(session):
        for days in range(3):
            record(session, None, Action.SAW_GRADEBOOK, NOW - timedelta(days=days))
    assert prune(session, NOW - timedelta(days=1)) == 1
    assert count(session, AuditEntry) == 2
