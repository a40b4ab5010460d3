"""What is hidden of a closed attempt isn't told anywhere, until it is shown."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, QuestionVersion
from quizapp.classrooms import assigning
from quizapp.classrooms.models import Assignment
from quizapp.classrooms.other_rules import OtherRules, set_other_rules
from quizapp.classrooms.plans import Plan
from quizapp.classrooms.taking import start_assigned
from quizapp.database import write
from quizapp.engine.assignment_rules import GRACE
from quizapp.engine.scheduling import Rating
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.closed_attempts import load_closed_attempt
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.results import services as results
from quizapp.study import queue
from quizapp.study import services as study
from quizapp.study.models import Card
from tests.classrooms.assigned import DAY, HIDDEN, HOUR, give_quiz, submit
from tests.classrooms.school import School, make_school
from tests.engine.strategies import BODIES, rekeyed, responses
from tests.factories import (
    NOW,
    QUESTIONS,
    RIGHT,
    WRONG,
    answer_to,
    make_bank,
    make_questions,
    question_ids,
    version_id,
)
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.rows import rows
from tests.visits import visit_as, without_token

QUIZ_KINDS = [name for name in BODIES if name != "card"]
ALL_HIDDEN = {**HIDDEN, "shows_marks": "closed", "shows_score": "closed"}
CLOSES = NOW + DAY
OPEN_LONG: dict[str, Any] = {"due_at": datetime(2199, 1, 1, tzinfo=NOW.tzinfo)}
OPEN_LONG |= {"closes_at": OPEN_LONG["due_at"]}


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


@pytest.fixture
def amy(app: Flask, session: Session, school: School) -> PageClient:
    return visit_as(app, session, school.amy)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", QUIZ_KINDS)
@settings(ON_DATABASE, max_examples=3)
@given(data=st.data())
def test_no_byte_depends_on_the_key_before_it_is_shown(
    amy: PageClient, session: Session, school: School, kind: str, data: DataObject
) -> None:
    body = data.draw(BODIES[kind])
    other = data.draw(rekeyed(body))
    response = data.draw(responses(body))
    bank = make_bank(session, questions=make_questions(1))
    with write(session):
        session.execute(update(Bank).values(is_open=False, owner_id=school.noether.id))
        session.execute(update(QuestionVersion).values(kind=kind, body=body.to_json()))
    made = give_quiz(
        session, school.noether, school.class_id, bank, attempts=2, **ALL_HIDDEN, **OPEN_LONG
    )
    now = datetime.now(NOW.tzinfo)
    attempt_id = start_assigned(session, school.amy, school.class_id, made, now, seed=5)
    fields = body.to_fields(response, 5 + 1)
    number = question_ids(session, bank)["q1"]
    sent = []
    for key in (body, other):
        with write(session):
            session.execute(
                update(QuestionVersion).values(body=key.to_json(), explanation=str(key))
            )
            session.execute(update(Attempt).values(submitted_at=None, score=None))
            session.execute(delete(Card))
        quizzes.submit_attempt(session, school.amy, attempt_id, {1: fields}, now)
        seen = []
        for path in (
            *(f"/attempts/{attempt_id}/review", "/scores", "/", "/study", "/study/next"),
            *(f"/study?question={number}", f"/classes/{school.class_id}/assignments/{made}"),
            f"/classes/{school.class_id}/assignments",
        ):
            page = amy.http.get(path)
            seen.append((path, page.status, without_token(page.text)))
        sent.append(seen)
    assert sent[0] == sent[1]
    with write(session):
        session.execute(delete(Attempt))


def _attempt(session: Session, school: School, **columns: Any) -> int:
    """Amy's attempt with all answers wrong, at a quiz that closes after a day."""
    columns = {"due_at": CLOSES, "closes_at": CLOSES, **columns}
    bank = make_bank(session, owner=school.noether)
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW)
    submit(session, school.amy, attempt_id, WRONG)
    return attempt_id


def test_each_part_is_shown_when_it_is_meant_to_be(session: Session, school: School) -> None:
    columns: dict[str, Any] = {
        "shows_marks": "submitted",
        "shows_key": "closed",
        "shows_explanation": "never",
    }
    attempt_id = _attempt(session, school, shows_score="never", **columns)
    for moment, shows_key in ((CLOSES + GRACE, False), (CLOSES + GRACE * 2, True)):
        closed = load_closed_attempt(session, school.amy, attempt_id, moment)
        assert closed is not None
        assert closed.score is None and closed.share is None
        for answer in closed.answers:
            assert answer.mark == 0
            assert answer.shows_key is bool(answer.review.expected) is shows_key
            assert not answer.question.explanation and not answer.question.source.title
            assert not answer.review.feedback
            assert not any(line.feedback for line in answer.review.lines)


def test_all_is_shown_of_a_quiz_that_hides_nothing(session: Session, school: School) -> None:
    attempt_id = _attempt(session, school)
    closed = load_closed_attempt(session, school.amy, attempt_id, NOW)
    assert closed is not None
    assert (closed.score, closed.is_assigned) == (Decimal(0), True)
    explanations = {answer.question.explanation for answer in closed.answers}
    assert QUESTIONS["numerical"].explanation in explanations


def test_scores_list_what_may_be_seen(session: Session, school: School) -> None:
    _attempt(session, school, **ALL_HIDDEN)
    for moment, score, listed in ((NOW, None, 0), (CLOSES + 2 * GRACE, Decimal(0), 1)):
        [attempt] = results.list_attempts(session, school.amy, moment)
        assert attempt.score == score
        assert len(results.list_bank_scores(session, school.amy, moment)) == listed
        assert bool(results.list_topic_scores(session, school.amy, moment)) is bool(listed)


def test_the_review_page_says_when_more_is_shown(
    app: Flask, session: Session, school: School
) -> None:
    bank = make_bank(session)
    columns: dict[str, Any] = {**ALL_HIDDEN, **OPEN_LONG, "attempts": 3}
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    attempt_id = start_assigned(session, school.amy, school.class_id, made, NOW)
    submit(session, school.amy, attempt_id, RIGHT)
    amy = visit_as(app, session, school.amy)
    page = amy.get(f"/attempts/{attempt_id}/review")
    assert "More is shown from 1 January 2199" in page.text
    assert "Attempt 1 of 3; the best attempt counts." in page.text
    assert "%" not in page.text and "Right answer" not in page.text
    assert amy.get(page.link("To the assignment")).heading == "Rivers test"


def test_wrong_answers_become_cards_at_once_where_all_is_shown(
    session: Session, school: School
) -> None:
    _attempt(session, school)
    assert queue.count_queue(session, school.amy, NOW).due == 7


@pytest.mark.parametrize("part", ["shows_marks", "shows_key", "shows_explanation"])
def test_wrong_answers_become_cards_on_the_first_day_after_all_is_shown(
    session: Session, school: School, part: str
) -> None:
    _attempt(session, school, **{part: "closed"})
    number, *_ = (number for (number,) in rows(session, Card.question_id))
    with write(session):
        session.execute(update(Bank).values(is_open=False))
    # The bank isn't open to her: as a card it would show what is hidden yet.
    answer = study.SentRating(
        id=uuid4(), question_id=number, version_id=version_id(session, number),
        rating=Rating.GOOD, reps=0, day=NOW.date(),
    )  # fmt: skip
    for moment in (NOW, CLOSES):
        assert queue.count_queue(session, school.amy, moment).total == 0
        assert queue.next_card(session, school.amy, moment) is None
        assert queue.card_for(session, school.amy, number, moment) is None
        assert queue.summarise_day(session, school.amy, moment).next_at is None
    with pytest.raises(study.UnknownCardError):
        study.rate_card(session, school.amy, answer, NOW)
    assert queue.count_queue(session, school.amy, CLOSES + DAY).due == 7
    assert answer_to(session, school.amy, number, Rating.GOOD, CLOSES + DAY).reps == 0


def test_where_something_is_never_shown_no_card_is_made(session: Session, school: School) -> None:
    _attempt(session, school, shows_explanation="never")
    assert rows(session, Card.question_id) == []


def test_cards_follow_when_the_answers_are_shown_at_another_time(
    session: Session, school: School
) -> None:
    _attempt(session, school, **HIDDEN)
    [(made,)] = rows(session, Assignment.id)
    place = (session, school.noether, school.class_id, made)
    first = CLOSES.date() + timedelta(days=1)
    assert {day for (day,) in rows(session, Card.due_day)} == {first}
    set_other_rules(*place, school.bo.id, OtherRules(closes_at=CLOSES + 3 * DAY), NOW)
    assert {day for (day,) in rows(session, Card.due_day)} == {first + timedelta(days=3)}
    old = assigning.find_plan(session, school.class_id, made)
    assert old is not None

    def change(**columns: Any) -> None:
        plan = quiz_plan_of(old, **columns)
        assigning.change(*place, plan, NOW)

    change(shows_key="never")
    assert rows(session, Card.due_day) == []
    change(shows_key="closed")
    assert {day for (day,) in rows(session, Card.due_day)} == {first + timedelta(days=3)}
    change(shows_key="submitted", shows_explanation="submitted")
    assert {day for (day,) in rows(session, Card.due_day)} == {NOW.date()}


def quiz_plan_of(plan: Plan, **columns: Any) -> Plan:
    return replace(plan, subject=replace(plan.subject, **columns))


def test_the_answers_wait_for_the_last_student_who_has_more_time(
    session: Session, school: School
) -> None:
    attempt_id = _attempt(session, school, **HIDDEN)
    [(made,)] = rows(session, Assignment.id)
    place = (session, school.noether, school.class_id, made, school.bo.id)
    set_other_rules(*place, OtherRules(due_at=CLOSES + DAY), NOW)
    later = load_closed_attempt(session, school.amy, attempt_id, CLOSES + HOUR)
    assert later is not None and not later.shown.key
    assert rows(session, Quiz.revealed_at) == [(CLOSES + DAY,)]
