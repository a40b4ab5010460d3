"""The calendar feed: what is in it, for whom, and its secret address."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.classrooms import assigning, calendars
from quizapp.classrooms.other_rules import OtherRules, set_other_rules
from quizapp.classrooms.taking import start_assigned
from tests.classrooms.assigned import DAY, HOUR, give_quiz, give_study, quiz_plan, submit
from tests.classrooms.school import School, make_school
from tests.factories import NOW, RIGHT, make_bank
from tests.page_client import PageClient
from tests.rows import rows
from tests.visits import visit_as


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def _events(session: Session, person: Person) -> dict[str, Any]:
    token = calendars.find_token(session, person) or calendars.renew_token(session, person)
    feed = calendars.find_feed(session, token)
    assert feed is not None
    return {str(event["UID"]): event for event in Calendar.from_ical(feed).walk("VEVENT")}


def test_each_due_date_and_exam_is_an_event_in_utc(session: Session, school: School) -> None:
    bank = make_bank(session)
    due = datetime(2026, 6, 1, 22, 59, tzinfo=UTC)
    give_quiz(session, school.noether, school.class_id, bank, due_at=due)
    give_study(session, school.noether, school.class_id, bank, exam_on=date(2026, 7, 1))
    give_quiz(session, school.noether, school.class_id, bank, title="Without a date")
    events = _events(session, school.amy)
    assert [*events] == ["assignment-1-due.quizapp", "assignment-2-exam.quizapp"]
    quiz, exam = events.values()
    assert quiz["DTSTART"].to_ical() == b"20260601T225900Z"
    assert quiz["SUMMARY"] == "Rivers test is due (History 9b)"
    assert exam["DTSTART"].dt == date(2026, 7, 1)
    assert exam["SUMMARY"] == "Exam: Study rivers (History 9b)"
    assert (int(quiz["SEQUENCE"]), quiz["LAST-MODIFIED"].dt) == (0, NOW)


def test_a_change_keeps_the_id_and_raises_the_sequence(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank, due_at=NOW + DAY)
    place = (session, school.noether, school.class_id, made)
    sequences = []
    for hours in (1, 2):
        plan = quiz_plan(bank, due_at=NOW + hours * DAY)
        assigning.change(*place, plan, NOW + hours * HOUR)
        [event] = _events(session, school.amy).values()
        assert event["LAST-MODIFIED"].dt == NOW + hours * HOUR
        sequences.append(int(event["SEQUENCE"]))
    set_other_rules(*place, school.amy.id, OtherRules(due_at=NOW + 9 * DAY), NOW + 3 * HOUR)
    [event] = _events(session, school.amy).values()
    assert event["DTSTART"].dt == NOW + 9 * DAY
    assert 0 < sequences[0] < sequences[1] < int(event["SEQUENCE"])
    [event] = _events(session, school.bo).values()
    assert event["DTSTART"].dt == NOW + 2 * DAY


def test_everybody_has_their_own(session: Session, school: School) -> None:
    bank = make_bank(session)
    columns: dict[str, Any] = {"due_at": NOW + DAY, "student_ids": (school.amy.id,)}
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    having = {name for name, person in school.people().items() if _events(session, person)}
    assert having == {"noether", "gauss", "amy"}
    assigning.withdraw(session, school.noether, school.class_id, made, NOW)
    assert _events(session, school.amy) == {}


def test_no_result_is_in_it(session: Session, school: School) -> None:
    made = give_quiz(
        session, school.noether, school.class_id, make_bank(session), due_at=NOW + DAY, attempts=9
    )
    token = calendars.renew_token(session, school.amy)
    before = calendars.find_feed(session, token)
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW)
    submit(session, school.amy, attempt_id, RIGHT)
    assert calendars.find_feed(session, token) == before


def test_the_address_is_made_renewed_and_switched_off(
    app: Flask, session: Session, school: School
) -> None:
    amy, stranger = visit_as(app, session, school.amy), PageClient(app)
    assert "You have no feed now." in amy.get("/calendar").text
    addresses: list[str] = []
    for button in ("Make an address", "Make a new address"):
        amy.submit(None if not addresses else "/calendar/address", button=button)
        page = amy.follow()
        [field] = page.elements(".//input[@id='address']")
        address = (field.get("value") or "").removeprefix("http://localhost")
        addresses.append(address)
        answer = stranger.http.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert stranger.http.get(addresses[0]).status_code == 404
    amy.submit("/calendar/off")
    amy.follow()
    assert stranger.http.get(addresses[1]).status_code == 404
    assert rows(session, User.calendar_token) == [(None,)] * 8


@pytest.mark.sqlite_only
@pytest.mark.parametrize("token", ["x", "None", "é" * 43, "a" * 43, "a" * 5000])
def test_an_address_that_nobody_has_shows_nothing(app: Flask, token: str) -> None:
    assert PageClient(app).http.get(f"/calendar/{token}.ics").status_code == 404
