from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks import services
from quizapp.banks.services import Topic
from quizapp.config import Settings
from tests.factories import EVERY_KIND, QUESTIONS, make_bank, make_person, make_questions, retire
from tests.page_client import PageClient
from tests.visits import visit_as

PICTURE = "0123456789abcdef0123456789abcdef01234567.png"


@pytest.fixture
def media(settings: Settings) -> Path:
    folder = settings.instance / "media"
    folder.mkdir()
    (folder / PICTURE).write_bytes(b"a picture")
    (settings.instance / "secret_key").write_text("a secret")
    return folder


@pytest.fixture
def ada(app: Flask, session: Session) -> PageClient:
    return visit_as(app, session, make_person(session, "ada"))


def test_the_list_of_banks_leads_to_each(ada: PageClient, session: Session) -> None:
    assert "There are no question banks yet." in ada.get("/banks").text
    make_bank(session, "rivers", description="Of Europe", subject="Geography")
    make_bank(session, "lakes", make_questions(1))
    page = ada.get("/banks")
    assert page.texts(".//main//li") == [
        "Lakes 1 question",
        "Rivers Of Europe 8 questions · Geography",
    ]
    assert ada.get(page.link("Rivers")).heading == "Rivers"


def test_a_banks_page_tells_what_is_in_it(ada: PageClient, session: Session) -> None:
    make_bank(session, "rivers", source_title="A Short History", licence="CC0")
    page = ada.get("/banks/rivers")
    for words in (
        "Rivers 4",
        "Cities 3",
        "Single choice 1",
        "Matching 1",
        "From “A Short History”",
    ):
        assert words in page.text
    assert "Licence: CC0." in page.text
    assert ada.get(page.link("Take a quiz")).heading == "Quizzes"
    assert ada.page.form("/quizzes").controls["banks"].values != []


def test_an_empty_bank_and_one_of_cards_have_pages_too(ada: PageClient, session: Session) -> None:
    make_bank(session, "empty", [])
    make_bank(session, "cards", [QUESTIONS["card"]])
    assert "This bank is empty." in ada.get("/banks/empty").text
    assert not ada.page.has(".//a[.='Take a quiz']")
    assert "This bank holds only cards" in ada.get("/banks/cards").text
    assert not ada.page.has(".//a[.='Take a quiz']")


def test_an_unknown_bank_is_not_found(ada: PageClient) -> None:
    for slug in ("none", "..", "%00", "%2e%2e", "a" * 3000, "rivers'--"):
        ada.get(f"/banks/{slug}", 404)


def test_retired_questions_are_not_counted(session: Session) -> None:
    bank = make_bank(session)
    retire(session, bank, "capital", "source")
    [found] = services.list_banks(session, None)
    assert (found.questions, found.quiz_questions) == (6, 6)
    assert services.list_topics(session, None) == [
        Topic(bank.id, "Rivers", 4),
        Topic(bank.id, "Cities", 2),
    ]
    assert services.count_kinds(session, bank.id).get("Single choice") is None


def test_only_the_current_version_of_a_question_counts(session: Session) -> None:
    bank = make_bank(session)
    make_bank(session, questions=[replace(question, topic="All") for question in EVERY_KIND])
    assert services.list_topics(session, None, [bank.id]) == [Topic(bank.id, "All", 7)]
    assert services.list_topics(session, None, []) == []


def test_what_stands_in_a_bank_is_shown_as_text_and_not_as_html(
    ada: PageClient, session: Session
) -> None:
    script = "<script>alert(1)</script>"
    question = replace(QUESTIONS["card"], topic=script)
    make_bank(session, "evil", [question], title=script, description=script, licence=script)
    for path in ("/banks", "/banks/evil", "/"):
        assert script in ada.get(path).text


@pytest.mark.sqlite_only
def test_pictures_are_shown_to_who_is_signed_in(app: Flask, session: Session, media: Path) -> None:
    path = f"/media/{PICTURE}"
    assert PageClient(app).http.get(path).status_code == 303
    client = visit_as(app, session, make_person(session, "ada"))
    response = client.http.get(path)
    assert (response.status_code, response.data) == (200, b"a picture")
    assert response.mimetype == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.sqlite_only
def test_nothing_but_pictures_can_be_reached_where_they_are(
    app: Flask, session: Session, media: Path
) -> None:
    client = visit_as(app, session, make_person(session, "ada"))
    for name in (
        *("../secret_key", "..%2fsecret_key", "%2e%2e/secret_key", "..%5csecret_key"),
        *("....//secret_key", "/etc/passwd", "%2fetc%2fpasswd", "%00", ".", "..", ""),
        *(f"{PICTURE}%00.txt", f"./../{media.name}/../secret_key", "a" * 5000, "none.png"),
    ):
        response = client.http.get(f"/media/{name}")
        assert response.status_code == 404, name
        assert b"secret" not in response.data
