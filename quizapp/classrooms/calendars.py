"""A person's calendar feed: what is due and when exams are, at a secret address."""

import secrets
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, person_of
from quizapp.classrooms.assignments import (
    AssignmentView,
    is_for,
    rules_for,
    select_assignments,
)
from quizapp.classrooms.models import Assignment, Class, ClassMember, ClassTeacher
from quizapp.database import write
from quizapp.engine.assignment_rules import Rules

MAX_TOKEN = 43
REFRESH = timedelta(hours=4)
"""How often a calendar is asked to look again."""


def find_token(session: Session, person: Person) -> str | None:
    """The secret in the address of the person's feed; None where it is off."""
    return session.scalar(select(User.calendar_token).where(User.id == person.id))


def renew_token(session: Session, person: Person) -> str:
    """Make a new secret; whoever knows the old address sees nothing any more."""
    token = secrets.token_urlsafe(32)
    with write(session):
        session.execute(update(User).where(User.id == person.id).values(calendar_token=token))
    return token


def switch_off(session: Session, person: Person) -> None:
    """Have no feed any more."""
    with write(session):
        session.execute(update(User).where(User.id == person.id).values(calendar_token=None))


def find_feed(session: Session, token: str) -> bytes | None:
    """The feed of this address as iCalendar; None where there is none."""
    if not token.isascii() or len(token) != MAX_TOKEN:
        return None
    user = session.scalar(select(User).where(User.calendar_token == token))
    return None if user is None else _feed(session, person_of(user))


def _feed(session: Session, person: Person) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Quizapp//Assignments//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Quizapp")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in _events(session, person):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(session: Session, person: Person) -> list[Event]:
    """An event for each due date and each exam: as the student's own rules say, else as given."""
    taught = select(ClassTeacher.class_id).where(ClassTeacher.user_id == person.id)
    attended = select(ClassMember.class_id).where(
        ClassMember.user_id == person.id, ClassMember.state == "active"
    )
    is_own = Assignment.class_id.in_(attended) & is_for(person.id)
    rows = session.execute(
        select(Assignment.id, Assignment.created_at, Assignment.changed_at, Class.name)
        .join(Class, Class.id == Assignment.class_id)
        .where(
            Class.archived_at.is_(None),
            Assignment.withdrawn_at.is_(None),
            Assignment.class_id.in_(taught) | is_own,
        )
    )
    known = {row.id: row for row in rows}
    rules = rules_for(session, known, [person.id])
    return [
        _event(view, what, moment, *known[view.id][1:])
        for view in select_assignments(session, Assignment.id.in_(known))
        for what, moment in (("due", _due(rules[view.id, person.id])), ("exam", view.exam_on))
        if moment is not None
    ]


def _due(rules: Rules) -> datetime | None:
    return rules.due_at or rules.closes_at


def _event(
    view: AssignmentView,
    what: str,
    moment: datetime | date,
    created_at: datetime,
    changed_at: datetime | None,
    class_name: str,
) -> Event:
    changed_at = changed_at or created_at
    words = f"Exam: {view.title}" if what == "exam" else f"{view.title} is due"
    event = Event()
    event.add("uid", f"assignment-{view.id}-{what}.quizapp")
    event.add("summary", f"{words} ({class_name})")
    event.add("dtstart", moment.astimezone(UTC) if isinstance(moment, datetime) else moment)
    event.add("dtstamp", changed_at)
    event.add("created", created_at)
    event.add("last-modified", changed_at)
    # It has to grow with each change, and time does.
    event.add("sequence", int((changed_at - created_at).total_seconds()))
    event.add("transp", "TRANSPARENT")
    return event
