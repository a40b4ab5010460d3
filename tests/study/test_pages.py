import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.services import BankSummary
from quizapp.database import write
from quizapp.engine.kinds import Card as CardBody
from quizapp.engine.question import Question
from quizapp.engine.scheduling import Rating
from quizapp.presentation import interval
from quizapp.study import queue
from quizapp.study.models import Card, Enrolment, Review
from tests.factories import (
    EVERY_KIND,
    QUESTIONS,
    enrol,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    retire,
)
from tests.page import Page, parse_fragment
from tests.page_client import PageClient
from tests.page_rules import element_faults
from tests.rows import count, rows, snapshot
from tests.visits import visit_as

STALE = "This card was rated in another window"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


@pytest.fixture
def bank(session: Session, person: Person) -> BankSummary:
    """Three plain questions that the person studies."""
    bank = make_bank(session, questions=make_questions(3))
    enrol(session, person, bank)
    return bank


def _front(page: Page) -> str:
    return page.texts(".//div[@data-front]//div[@class='stem']")[0]


def _rate(client: PageClient, words: str) -> Page:
    """Press a rating button of the page; without script, the next card is a new page."""
    [button] = [
        found[2] for found in client.page.form("/study/answer").buttons if words in found[2]
    ]
    client.submit("/study/answer", button=button)
    return client.follow()


def _sent(client: PageClient, **changes: Any) -> dict[str, Any]:
    """What the script of the page sends for its card."""
    card = client.get_json("/study/next")["card"]
    answer = {name: card[name] for name in ("question", "version", "reps", "day")}
    return {"id": str(uuid4()), "rating": 3, **answer, **changes}


def test_a_bank_is_studied_by_its_button_and_left_by_another(
    ada: PageClient, session: Session
) -> None:
    make_bank(session, questions=make_questions(3))
    ada.get("/banks/rivers")
    ada.submit("/banks/rivers/study")
    assert _front(ada.follow()) == "Which of them is q 1?"
    assert "You study this bank." in ada.get("/study/banks").text
    ada.submit("/banks/rivers/leave")
    assert "You get no new cards from this bank." in ada.follow().text
    assert count(session, Enrolment) == 0
    ada.post("/banks/none/study", status=404)
    ada.post("/banks/none/leave", status=404)


def test_studying_works_without_script(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    page = ada.get("/study")
    assert "3 left today" in page.text
    details = page.element(".//details[@data-reveal]")
    assert details.get("open") is None
    assert details[0].tag == "summary"
    assert next(details.iter("form")).get("action") == "/study/answer"
    assert page.texts(".//details//div[@data-back]") == ["1"]
    assert [button[1] for button in page.form("/study/answer").buttons] == ["1", "2", "3", "4"]
    assert _front(_rate(ada, "Easy")) == "Which of them is q 2?"
    assert _front(_rate(ada, "Easy")) == "Which of them is q 3?"
    end = _rate(ada, "Easy")
    assert end.heading == "Done for now"
    assert "3 reviews today" in end.text
    assert rows(session, Review.rating, Review.reps) == [(4, 0)] * 3


def test_the_interval_on_the_button_is_the_one_that_is_given(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    for rating in (1, 4, 2):
        page = ada.get("/study")
        shown = page.texts(".//span[@data-interval]")[rating - 1]
        ada.submit("/study/answer", button=str(rating))
        [row] = [row for row in rows(session, *_given()) if row[0] == rating]
        assert shown == interval(row[1] and timedelta(seconds=row[1]), row[2])
    sent = _sent(ada)
    card = ada.get_json("/study/next")["card"]
    given = ada.post_json("/study/answer", sent)
    assert given["interval"] == card["intervals"][2]
    assert given["review"] == sent["id"]


def _given() -> tuple[Any, ...]:
    return (Review.rating, Review.wait, Review.days)


def test_a_rating_is_taken_back_by_a_button_and_the_card_is_shown_again(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    ada.get("/study")
    assert not ada.page.form("/study/undo").controls["review"].values[0]
    before = snapshot(session, Card)
    _rate(ada, "Again")
    ada.submit("/study/undo")
    assert _front(ada.follow()) == "Which of them is q 1?"
    assert snapshot(session, Card) == before
    assert "3 left today" in ada.page.text


def test_the_last_rating_can_be_taken_back_from_the_end_screen(
    ada: PageClient, session: Session, person: Person
) -> None:
    enrol(session, person, make_bank(session, questions=make_questions(1)))
    ada.get("/study")
    assert _rate(ada, "Easy").heading == "Done for now"
    ada.submit("/study/undo")
    assert _front(ada.follow()) == "Which of them is q 1?"
    assert _rate(ada, "Easy").heading == "Done for now"


def test_the_end_screen_tells_what_was_done_and_when_to_come_back(
    ada: PageClient, session: Session, person: Person, bank: BankSummary
) -> None:
    ada.get("/study")
    _rate(ada, "Easy")
    _rate(ada, "Easy")
    _rate(ada, "Again")
    assert "1 left today" in ada.page.text
    end = _rate(ada, "Easy")
    assert "4 reviews today" in end.text
    assert "75\N{NO-BREAK SPACE}% remembered, 3 new cards begun." in end.html
    next_at = queue.summarise_day(session, person, datetime.now(UTC)).next_at
    assert next_at is not None
    assert min(day for (day,) in rows(session, Card.due_day)) == next_at.date()
    assert re.search(r"The next card is due (today|tomorrow|on \d+ \w+ \d+) at 04:00", end.text)


def test_who_studies_no_bank_is_asked_to_choose_one(ada: PageClient, session: Session) -> None:
    assert "There are no question banks yet." in ada.get("/study").text
    make_bank(session)
    make_bank(session, "empty", [])
    page = ada.get("/study")
    assert "Choose a bank." in page.text
    assert [form.action for form in page.forms(".//main//form")] == ["/banks/rivers/study"]


def test_a_form_of_an_older_page_is_refused_with_words_and_the_card_shown_again(
    app: Flask, ada: PageClient, session: Session, person: Person, bank: BankSummary
) -> None:
    other = visit_as(app, session, person)
    ada.get("/study")
    other.get("/study")
    _rate(other, "Good")
    before = snapshot(session, Card, Review)
    page = _rate(ada, "Easy")
    assert STALE in page.text
    assert _front(page) == "Which of them is q 2?"
    assert snapshot(session, Card, Review) == before


def test_a_form_that_is_sent_twice_is_stored_once(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    page = ada.get("/study")
    fields = page.form("/study/answer").fields({}, "3")
    for _ in range(2):
        ada.post("/study/answer", fields)
        assert STALE not in ada.follow().text
    assert count(session, Review) == 1
    ada.post("/study/answer", {**fields, "rating": "4"}, 409)
    assert "used for another answer" in ada.page.text
    assert count(session, Review) == 1


def test_a_script_is_told_the_same_when_it_repeats_itself(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    sent = _sent(ada)
    first = ada.post_json("/study/answer", sent)
    assert ada.post_json("/study/answer", sent) == first
    refused = ada.post_json("/study/answer", {**sent, "rating": 1}, 409)
    assert refused == {"error": "The id of this answer was used for another answer."}
    assert count(session, Review) == 1


def test_a_script_is_told_that_a_card_is_stale(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    sent = _sent(ada)
    ada.post_json("/study/answer", _sent(ada))
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    for changes in ({}, {"reps": 1, "day": yesterday}, {"reps": 9}):
        refused = ada.post_json("/study/answer", {**sent, "id": str(uuid4()), **changes}, 409)
        assert refused["error"].startswith(STALE)
    ada.post_json("/study/answer", {**sent, "id": str(uuid4()), "question": 4711}, 404)
    assert count(session, Review) == 1


def test_an_id_of_somebody_else_tells_a_script_nothing(
    app: Flask, ada: PageClient, session: Session, bank: BankSummary
) -> None:
    other = make_person(session, "bob")
    enrol(session, other, bank)
    bob = visit_as(app, session, other)
    sent = _sent(bob)
    bob.post_json("/study/answer", sent)
    before = snapshot(session, Card, Review)
    refused = [
        ada.post_json("/study/answer", {**sent, "rating": rating}, 409) for rating in (1, 2, 3)
    ]
    assert refused == [{"error": "The id of this answer was used for another answer."}] * 3
    assert ada.post_json("/study/undo", {"review": sent["id"]}, 404) == ada.post_json(
        "/study/undo", {"review": str(uuid4())}, 404
    )
    assert snapshot(session, Card, Review) == before


def test_a_script_gets_the_card_again_that_was_taken_back(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    shown = ada.get_json("/study/next")["card"]
    one, two = _sent(ada), _sent(ada, rating=4)
    ada.post_json("/study/answer", one)
    two = _sent(ada, rating=4)
    ada.post_json("/study/answer", two)
    undone = ada.post_json("/study/undo", {"review": two["id"]})
    assert undone["card"]["question"] == two["question"]
    assert undone["last_review"] == one["id"]
    assert undone["left"] == 3
    assert ada.post_json("/study/undo", {"review": two["id"]}) == undone
    undone = ada.post_json("/study/undo", {"review": one["id"]})
    assert (undone["card"], undone["last_review"]) == (shown, None)


def test_a_rating_before_another_one_cannot_be_taken_back(
    ada: PageClient, session: Session, person: Person, bank: BankSummary
) -> None:
    number = question_ids(session, bank)["q1"]
    now = datetime.now(UTC)
    early, late = (rate(session, person, number, Rating.GOOD, now) for _ in range(2))
    refused = ada.post_json("/study/undo", {"review": str(early.id)}, 409)
    assert "can't be taken back any more" in refused["error"]
    ada.get("/study")
    ada.post("/study/undo", {"review": str(early.id)}, 409)
    assert "can't be taken back any more" in ada.page.text
    ada.post("/study/undo", {"review": str(late.id)})


def test_the_next_card_leaves_out_the_one_on_the_screen(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    first = ada.get_json("/study/next")["card"]
    second = ada.get_json("/study/next", skip=str(first["question"]))["card"]
    assert first["question"] != second["question"]
    for skip in ("0", "-1", "x", "", str(2**31), str(2**64), "9" * 5000):
        assert ada.get_json("/study/next", skip=skip)["card"] == first
    retire(session, bank)
    assert ada.get_json("/study/next") == {"card": None}


def test_a_wanted_question_is_shown_where_there_is_one(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    wanted = question_ids(session, bank)["q3"]
    assert _front(ada.get("/study", question=str(wanted))) == "Which of them is q 3?"
    for question in ("0", "-1", "4711", "x", str(2**31), str(2**64), "9" * 5000):
        assert _front(ada.get("/study", question=question)) == "Which of them is q 1?"


def test_every_kind_of_question_is_a_card_with_two_sides(
    ada: PageClient, session: Session, person: Person
) -> None:
    enrol(session, person, make_bank(session))
    backs = {}
    skip = 0
    for _ in EVERY_KIND:
        card = ada.get_json("/study/next", skip=str(skip))["card"]
        for side in (card["front"], card["back"]):
            root, faults = parse_fragment(side)
            assert [*faults, *element_faults(root)] == []
        sent = {name: card[name] for name in ("question", "version", "reps", "day")}
        ada.post_json("/study/answer", {"id": str(uuid4()), "rating": 4, **sent})
        backs[card["question"]] = card["back"]
        page = ada.get("/study", question=str(card["question"]))
        assert page.texts(".//div[@data-back]")[0]
    words = ("Budapest", "Austria", "False", "Black Sea", "2,850", "Belgrade", "Serbia")
    for back, shown in zip(backs.values(), [*words, "Black Forest"], strict=True):
        assert shown in back


def test_the_front_of_a_card_tells_nothing_of_its_back(
    ada: PageClient, session: Session, person: Person
) -> None:
    question = replace(QUESTIONS["short_answer"], explanation="MARK-explanation", note="MARK-note")
    card = Question("card", "Front?", CardBody("MARK-back"))
    enrol(session, person, make_bank(session, questions=[card, question]))
    for shown in (ada.get("/study"), ada.get("/study", question="2")):
        front = shown.element(".//div[@data-front]")
        texts = "".join(front.itertext())
        assert "MARK" not in texts
        assert "Black Sea" not in texts
        assert "MARK" in shown.html


def test_shortcuts_can_be_switched_off(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    assert ada.get("/study").has(".//div[@data-shortcuts]")
    ada.get("/account")
    ada.submit("/account", shortcuts=False)
    page = ada.get("/study")
    assert not page.has(".//*[@data-shortcuts]")
    assert not page.has(".//kbd")


def test_a_question_of_many_due_ones_is_counted_down(
    ada: PageClient, session: Session, bank: BankSummary
) -> None:
    ada.get("/study")
    _rate(ada, "Again")
    assert "3 left today" in ada.page.text
    with write(session):
        session.execute(update(Card).values(due_at=None))
    assert _front(ada.get("/study")) == "Which of them is q 1?"
    assert "2 left today" in _rate(ada, "Easy").text
