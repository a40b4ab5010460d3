"""The pages of privacy: the copy, the deletion, the notice and the logs."""

import io
import json
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.audit.reading import PER_PAGE
from quizapp.audit.services import Action, Subject, record
from quizapp.database import write
from tests.factories import (
    NOW,
    PASSWORD,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
)
from tests.page_client import PageClient
from tests.privacy.given import find_person
from tests.rows import count, rows
from tests.visits import visit_as


@pytest.fixture
def ada(session: Session) -> Person:
    return make_person(session, "ada", display_name="Ada L.")


@pytest.fixture
def browser(app: Flask, session: Session, ada: Person) -> PageClient:
    return visit_as(app, session, ada)


@pytest.fixture
def admin(app: Flask, session: Session) -> PageClient:
    person = make_person(session, "admin", role="administrator", display_name="Head Office")
    return visit_as(app, session, person)


def with_results(session: Session, student: Person) -> int:
    teacher = make_person(session, "teacher", role="teacher", display_name="Ms Teach")
    class_id = make_class(session, teacher, student)
    hand_in(session, student, make_assignment(session, class_id, make_bank(session, owner=teacher)))
    return class_id


class TestCopy:
    def test_is_a_zip_file_made_by_a_button(self, browser: PageClient) -> None:
        browser.get("/account/export")
        response = browser.submit("/account/export", status=200)
        assert response.mimetype == "application/zip"
        assert "quizapp-ada-" in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        told = json.loads(ZipFile(io.BytesIO(response.data)).read("data.json"))
        assert told["account"][0]["username"] == "ada"

    def test_is_told_of_in_the_own_log(self, browser: PageClient) -> None:
        browser.get("/account/export")
        browser.submit("/account/export", status=200)
        page = browser.get("/account/log")
        assert "took a copy of all that is kept of a person" in page.text

    def test_can_be_made_by_an_administrator_and_the_person_sees_it(
        self, admin: PageClient, browser: PageClient, ada: Person
    ) -> None:
        admin.get(f"/people/{ada.id}/export")
        response = admin.submit(f"/people/{ada.id}/export", status=200)
        told = json.loads(ZipFile(io.BytesIO(response.data)).read("data.json"))
        assert told["account"][0]["username"] == "ada"
        assert "Head Office took a copy" in browser.get("/account/log").text
        assert count_sessions(told) == 1

    def test_is_made_by_nobody_else(self, session: Session, browser: PageClient) -> None:
        other = make_person(session, "bob")
        browser.get(f"/people/{other.id}/export", 404)
        browser.get("/account")
        browser.post(f"/people/{other.id}/export", status=404)
        browser.post("/account/export", csrf=False, status=400)

    def test_of_nobody_is_not_found(self, admin: PageClient) -> None:
        admin.get("/people/99/export", 404)
        admin.get("/account")
        admin.post("/people/99/export", status=404)


def count_sessions(told: dict[str, list[object]]) -> int:
    return len(told["sign_ins"])


class TestDeletion:
    def test_asks_for_the_username_and_the_password(
        self, session: Session, browser: PageClient
    ) -> None:
        page = browser.get("/account/delete")
        assert "What goes, and what stays" in page.text
        for values, words in (
            ({"username": "", "password": PASSWORD}, "Type the username."),
            ({"username": "bob", "password": PASSWORD}, "Type ada here, if you mean it."),
            ({"username": "ada", "password": "wrong password"}, "This is not your password."),
            ({"username": "ada", "password": ""}, "Enter a password."),
        ):
            browser.submit("/account/delete", values, status=422)
            assert words in browser.page.text
        assert count(session, User) == 1

    def test_ends_signed_out_on_the_welcome_page(
        self, session: Session, browser: PageClient
    ) -> None:
        browser.get("/account/delete")
        browser.submit("/account/delete", username=" ADA ", password=PASSWORD)
        page = browser.follow()
        assert "Your account is gone." in page.text
        assert count(session, User) == 0
        browser.response = browser.http.get("/account")
        assert browser.response.status_code == 303

    def test_signs_out_every_browser(
        self, app: Flask, session: Session, browser: PageClient, ada: Person
    ) -> None:
        second = visit_as(app, session, ada)
        browser.get("/account/delete")
        browser.submit("/account/delete", username="ada", password=PASSWORD)
        assert second.http.get("/account").status_code == 303

    def test_leaves_the_choice_where_there_are_results(
        self, session: Session, browser: PageClient, ada: Person
    ) -> None:
        with_results(session, ada)
        page = browser.get("/account/delete")
        assert f"Former student {ada.id}" in page.text
        browser.submit("/account/delete", what="anonymise", username="ada", password=PASSWORD)
        assert "Your account is gone." in browser.follow().text
        session.commit()
        assert session.get_one(User, ada.id).display_name == f"Former student {ada.id}"

    def test_without_results_nothing_can_stay(self, session: Session, browser: PageClient) -> None:
        browser.get("/account/delete")
        assert "keep the results" not in browser.page.text
        form = {"what": "anonymise", "username": "ada", "password": PASSWORD}
        browser.post("/account/delete", form, 422)
        assert count(session, User) == 1

    def test_says_what_is_in_the_way(self, app: Flask, session: Session) -> None:
        teacher = make_person(session, "teacher", role="teacher")
        make_class(session, teacher, name="History 9b")
        client = visit_as(app, session, teacher)
        page = client.get("/account/delete")
        assert "This can’t be done now" in page.text
        assert "History 9b" in page.text
        form = {"what": "delete", "username": "teacher", "password": PASSWORD}
        client.get("/account")
        client.post("/account/delete", form, 422)
        assert "History 9b" in client.page.text
        assert count(session, User) == 1

    def test_of_the_last_administrator_is_refused(self, admin: PageClient) -> None:
        assert "only administrator" in admin.get("/account/delete").text

    def test_guessing_the_password_is_slowed_down(self, browser: PageClient) -> None:
        browser.get("/account/delete")
        for _ in range(5):
            browser.submit("/account/delete", username="ada", password="a wrong one", status=422)
        form = {"username": "ada", "password": "a wrong one", "what": "delete"}
        browser.post("/account/delete", form, 429)

    def test_by_an_administrator(self, session: Session, admin: PageClient, ada: Person) -> None:
        admin.get(f"/people/{ada.id}/delete")
        assert "Ada L." in admin.page.text
        admin.submit(f"/people/{ada.id}/delete", username="nobody", status=422)
        assert "Type ada here" in admin.page.text
        admin.submit(f"/people/{ada.id}/delete", username="ada")
        assert admin.response is not None
        assert admin.response.headers["Location"] == "/people"
        assert session.get(User, ada.id) is None
        (entry,) = rows(session, AuditEntry.action, AuditEntry.actor_name, AuditEntry.subject_id)
        assert entry == ("deleted account", "Head Office", None)

    def test_by_an_administrator_without_a_name(
        self, session: Session, admin: PageClient, ada: Person
    ) -> None:
        with_results(session, ada)
        admin.get(f"/people/{ada.id}/delete")
        admin.submit(f"/people/{ada.id}/delete", username="ada", what="anonymise")
        session.commit()
        assert session.get_one(User, ada.id).anonymised_at is not None
        admin.get(f"/people/{ada.id}/delete")
        admin.submit(f"/people/{ada.id}/delete", username=f"former {ada.id}", status=404)

    def test_of_oneself_is_asked_on_ones_own_page(
        self, session: Session, admin: PageClient
    ) -> None:
        (number,) = rows(session, User.id)[0]
        assert admin.http.get(f"/people/{number}/delete").headers["Location"] == "/account/delete"

    def test_is_done_by_nobody_else(self, session: Session, browser: PageClient) -> None:
        other = make_person(session, "bob")
        browser.get(f"/people/{other.id}/delete", 404)
        browser.get("/account")
        browser.post(f"/people/{other.id}/delete", {"username": "bob", "what": "delete"}, 404)
        assert count(session, User) == 2


def test_the_notice_says_what_is_kept_for_how_long(browser: PageClient) -> None:
    page = browser.get("/account/privacy")
    assert "365 days" in page.text
    assert "no end is set" in page.text


class TestLog:
    def test_of_a_class_is_for_its_teachers(
        self, app: Flask, session: Session, browser: PageClient, ada: Person
    ) -> None:
        teacher = make_person(session, "teacher", role="teacher", display_name="Ms Teach")
        class_id = make_class(session, teacher, ada)
        client = visit_as(app, session, teacher)
        assert "Nothing has been written down yet." in client.get(f"/classes/{class_id}/log").text
        client.get(f"/classes/{class_id}/students/{ada.id}")
        page = client.get(f"/classes/{class_id}/log")
        assert "Ms Teach looked at a student’s work Ada L." in page.text
        browser.get(f"/classes/{class_id}/log", 404)

    def test_of_a_student_names_what_concerned_them(
        self, app: Flask, session: Session, browser: PageClient, ada: Person
    ) -> None:
        assert "Nobody but you has looked" in browser.get("/account/log").text
        other = make_person(session, "bob", display_name="Bob M.")
        class_id = with_results(session, ada)
        teacher = visit_as(app, session, _teacher(session))
        teacher.get(f"/classes/{class_id}/students/{ada.id}")
        with write(session):
            subject = Subject(other.id, other.display_name)
            record(session, None, Action.SAW_ATTEMPT, NOW, class_id=class_id, subject=subject)
            record(session, None, Action.SAW_GRADEBOOK, NOW, class_id=class_id)
            record(session, None, Action.SAW_ANALYSIS, NOW, class_id=class_id + 1)
            record(session, None, Action.CHANGED_GROUPS, NOW, class_id=class_id)
        text = browser.get("/account/log").text
        assert "Ms Teach looked at a student’s work" in text
        assert "looked at the gradebook" in text
        assert "Bob" not in text
        assert "how the questions worked" not in text
        assert "changed the groups" not in text

    def test_what_was_before_joining_did_not_concern_them(
        self, session: Session, browser: PageClient, ada: Person
    ) -> None:
        class_id = with_results(session, ada)
        with write(session):
            before = NOW.replace(year=2025)
            record(session, None, Action.SAW_GRADEBOOK, before, class_id=class_id)
        assert "gradebook" not in browser.get("/account/log").text

    def test_of_the_installation_is_for_administrators(
        self, session: Session, admin: PageClient, browser: PageClient, ada: Person
    ) -> None:
        class_id = with_results(session, ada)
        with write(session):
            record(
                session,
                None,
                Action.CHANGED_GRADE,
                NOW,
                class_id=class_id,
                subject=Subject(ada.id, "Ada L."),
                details={"assignment": "Secret title", "after": 0.4},
            )
            record(session, None, Action.APPLIED_RETENTION, NOW, class_id=77)
        browser.get("/log", 404)
        page = admin.get("/log")
        assert "changed a grade Ada L. History 9b" in page.text
        assert "a class that is gone" in page.text
        assert "Secret title" not in page.text
        assert "0.4" not in page.text

    def test_can_be_filtered(self, session: Session, admin: PageClient, ada: Person) -> None:
        class_id = with_results(session, ada)
        with write(session):
            record(session, ada, Action.JOINED_CLASS, NOW, class_id=class_id)
            record(session, None, Action.APPLIED_RETENTION, NOW)
        admin.get("/log")
        for query, joined, applied in (
            ({"username": " Ada "}, True, False),
            ({"username": "nobody"}, False, False),
            ({"class": str(class_id)}, True, False),
            ({"action": "applied retention"}, False, True),
            ({"action": "nonsense", "class": "x", "before": "\u0663"}, True, True),
            ({"class": "9" * 30}, True, True),
            ({"class": "9999999999"}, False, False),
        ):
            cells = admin.get(f"/log?{urlencode(query)}").texts(".//td")
            assert ("joined the class" in cells) is joined, query
            assert ("deleted what is past its time" in cells) is applied, query

    def test_has_pages(self, session: Session, admin: PageClient) -> None:
        with write(session):
            for _ in range(PER_PAGE + 1):
                record(session, None, Action.APPLIED_RETENTION, NOW)
        page = admin.get("/log")
        assert len(page.elements(".//tbody/tr")) == PER_PAGE
        (older,) = [
            link.get("href", "") for link in page.elements(".//main//a[@class='btn btn-outline']")
        ]
        page = admin.get(older)
        assert len(page.elements(".//tbody/tr")) == 1
        assert "Older entries" not in page.text


def _teacher(session: Session) -> Person:
    return find_person(session, "teacher")
