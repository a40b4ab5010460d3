from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.results.views import CHART_ATTEMPTS
from tests.factories import NOW, WRONG, make_bank, make_person, make_questions, take_quiz
from tests.page_client import PageClient
from tests.visits import visit_as


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada", time_zone="Asia/Kathmandu")


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def test_who_has_handed_in_nothing_is_led_to_a_quiz(ada: PageClient) -> None:
    page = ada.get("/scores")
    assert "You haven’t handed in a quiz yet." in page.text
    assert page.link("Take a quiz") == "/quizzes"


def test_the_page_of_scores_tells_all(ada: PageClient, session: Session, person: Person) -> None:
    bank = make_bank(session)
    take_quiz(session, person, bank, responses=WRONG, now=NOW.replace(hour=20))
    attempt_id = take_quiz(session, person, bank, now=NOW + timedelta(days=1))
    take_quiz(session, make_person(session, "bob"), make_bank(session, "lakes"))
    page = ada.get("/scores")
    tables = [
        [[cell for cell in row.itertext() if cell.strip()] for row in table.iter("tr")]
        for table in page.elements(".//table")
    ]
    percent = "\N{NO-BREAK SPACE}%"
    assert tables[0][1:] == [["Rivers", f"100{percent}", f"100{percent}", "2"]]
    assert [row[0] for row in tables[1][1:]] == ["Cities", "Rivers"]
    assert tables[2][1:] == [
        ["Rivers", "3 March 2026, 15:45", "8 of 8", f"100{percent}"],
        # In Kathmandu it was the next day already.
        ["Rivers", "3 March 2026, 01:45", "0 of 8", f"0{percent}"],
    ]
    assert "Lakes" not in page.text
    link = page.elements(".//table")[2].find(".//a")
    assert link is not None
    assert link.get("href") == f"/attempts/{attempt_id}/review"


def test_the_chart_shows_the_last_attempts_beside_a_table_of_all(
    ada: PageClient, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=make_questions(1))
    for day in range(CHART_ATTEMPTS + 2):
        take_quiz(session, person, bank, responses={}, now=NOW + timedelta(days=day))
    page = ada.get("/scores")
    assert page.html.count("<circle") == CHART_ATTEMPTS
    assert len(page.elements(".//table")[2].findall(".//tbody/tr")) == CHART_ATTEMPTS + 2
    [chart] = [element for element in page.root.iter() if element.get("role") == "img"]
    assert f"last {CHART_ATTEMPTS} attempts" in (chart.get("aria-label") or "")


def test_a_review_is_dated_in_the_readers_zone(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = take_quiz(session, person, make_bank(session), now=NOW.replace(hour=20))
    assert "3 March 2026, 01:45" in ada.get(f"/attempts/{attempt_id}/review").text
