"""Who may do what with a bank, as sentences about known people."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks.access import Right, find_shown_bank, list_editable
from quizapp.banks.models import Bank
from quizapp.banks.services import find_bank, list_banks, list_topics
from quizapp.database import write
from tests.factories import enrol, make_bank, question_ids, take_quiz
from tests.page_client import PageClient
from tests.writing.given import make_people, make_shared_bank, visits


def _rights(session: Session, slug: str) -> dict[str, Right | None]:
    people = make_people(session)
    if slug == "ours":
        make_bank(session, slug)
    else:
        make_shared_bank(session, people, is_open=slug == "open")
        slug = "rivers"
    found = {
        name: find_shown_bank(session, person, slug) for name, person in people.by_name().items()
    }
    return {name: None if bank is None else bank.right for name, bank in found.items()}


def test_a_bank_of_the_installation_is_seen_by_teachers_and_edited_by_administrators(
    session: Session,
) -> None:
    assert _rights(session, "ours") == {
        "owner": Right.VIEW,
        "viewer": Right.VIEW,
        "editor": Right.VIEW,
        "colleague": Right.VIEW,
        "admin": Right.MANAGE,
        "student": Right.STUDY,
    }


def test_an_open_bank_is_seen_by_every_teacher_and_edited_by_few(session: Session) -> None:
    assert _rights(session, "open") == {
        "owner": Right.MANAGE,
        "viewer": Right.VIEW,
        "editor": Right.EDIT,
        "colleague": Right.VIEW,
        "admin": Right.MANAGE,
        "student": Right.STUDY,
    }


def test_a_bank_that_is_not_open_is_known_to_few(session: Session) -> None:
    assert _rights(session, "closed") == {
        "owner": Right.MANAGE,
        "viewer": Right.VIEW,
        "editor": Right.EDIT,
        "colleague": None,
        "admin": Right.MANAGE,
        "student": None,
    }


def test_a_bank_that_is_still_being_written_is_known_to_nobody(session: Session) -> None:
    people = make_people(session)
    bank = make_shared_bank(session, people)
    with write(session):
        session.get_one(Bank, bank.id).is_ready = False
    for person in people.by_name().values():
        assert find_shown_bank(session, person, "rivers") is None
        assert list_banks(session, person) == []
        assert list_editable(session, person) == []


def test_lists_hold_only_what_a_person_knows_of(session: Session) -> None:
    people = make_people(session)
    closed = make_shared_bank(session, people, is_open=False)
    make_bank(session, "lakes")
    for name, person in people.by_name().items():
        slugs = [bank.slug for bank in list_banks(session, person)]
        knows = name not in {"colleague", "student"}
        assert slugs == (["lakes", "rivers"] if knows else ["lakes"]), name
        assert (find_bank(session, person, "rivers") is not None) == knows
        assert bool(list_topics(session, person, [closed.id])) == knows
    also = list_banks(session, people.student, also=[closed.id])
    assert [bank.slug for bank in also] == ["lakes", "rivers"]
    assert [bank.slug for bank in list_banks(session, None)] == ["lakes", "rivers"]


WRITES = (
    *("/banks/rivers/questions/new", "/banks/rivers/questions/1/edit", "/banks/rivers/details"),
)
MANAGES = ("/banks/rivers/sharing", "/banks/rivers/delete")
VIEWS = (
    *("/banks/rivers/questions/1", "/banks/rivers/questions/1/history", "/banks/rivers/copy"),
    "/banks/rivers/export.csv",
)


def test_pages_are_there_for_those_who_may_see_them(app: Flask, session: Session) -> None:
    people = make_people(session)
    make_shared_bank(session, people)
    for name, client in visits(app, session, people).items():
        views = name != "student"
        edits = name in {"owner", "editor", "admin"}
        manages = name in {"owner", "admin"}
        for pages, may in ((VIEWS, views), (WRITES, edits), (MANAGES, manages)):
            for page in pages:
                response = client.http.get(page)
                assert response.status_code == (200 if may else 404), (name, page)


def test_nothing_of_a_closed_bank_is_shown_to_others(app: Flask, session: Session) -> None:
    people = make_people(session)
    make_shared_bank(session, people, is_open=False)
    clients = visits(app, session, people)
    for name in ("colleague", "student"):
        for page in (*VIEWS, *WRITES, *MANAGES, "/banks/rivers"):
            clients[name].get(page, 404)
        clients[name].post("/banks/rivers/study", {}, 404)
        clients[name].post("/banks/rivers/questions/several", {"do": "retire", "all": "1"}, 404)


def test_students_see_no_keys_of_an_open_bank(app: Flask, session: Session) -> None:
    people = make_people(session)
    make_shared_bank(session, people)
    page = visits(app, session, people)["student"].get("/banks/rivers")
    for secret in ("Budapest", "Black Forest", "By length", "capital of"):
        assert secret not in page.html


def test_viewers_change_nothing(app: Flask, session: Session) -> None:
    people = make_people(session)
    bank = make_shared_bank(session, people)
    number = question_ids(session, bank)["capital"]
    client = visits(app, session, people)["viewer"]
    several = {"question": str(number), "do": "retire"}
    client.post("/banks/rivers/questions/several", several, 404)
    client.post(f"/banks/rivers/questions/{number}/edit", {"question": "x"}, 404)
    client.post("/banks/rivers/questions/preview", {"question": "x"}, 404)
    client.post(f"/banks/rivers/questions/{number}/restore", {"version": "1"}, 404)
    client.post("/banks/rivers/retire", {}, 404)
    client.post("/banks/rivers/sharing/1/stop", {}, 404)


@pytest.fixture
def closing(app: Flask, session: Session) -> tuple[PageClient, PageClient]:
    """The owner and a student who has begun with the bank, which isn't open any more."""
    people = make_people(session)
    bank = make_shared_bank(session, people)
    enrol(session, people.student, bank)
    take_quiz(session, people.student, bank)
    clients = visits(app, session, people)
    clients["owner"].get("/banks/rivers/details")
    clients["owner"].submit(is_open=False)
    return clients["owner"], clients["student"]


def test_who_studies_a_bank_goes_on_when_it_is_closed(
    closing: tuple[PageClient, PageClient],
) -> None:
    _, student = closing
    assert student.get("/study").has("[data-study]") or "Show answer" in student.page.text
    assert "You study this bank" in student.get("/study/banks").text
    student.submit("/banks/rivers/leave")
    assert "Rivers" not in student.follow().text


def test_a_quiz_asks_nothing_of_a_bank_that_was_closed(
    closing: tuple[PageClient, PageClient],
) -> None:
    _, student = closing
    page = student.get("/quizzes/1")
    assert "no questions any more" in page.text
    assert "Rivers" not in page.texts(".//main//li")
    student.post("/quizzes/1/attempts")
    assert "no questions any more" in student.follow().text


def test_a_card_of_a_closed_bank_is_not_shown_by_its_number(app: Flask, session: Session) -> None:
    people = make_people(session)
    bank = make_shared_bank(session, people, is_open=False)
    number = question_ids(session, bank)["source"]
    page = visits(app, session, people)["student"].get("/study", question=str(number))
    assert "Black Forest" not in page.html
