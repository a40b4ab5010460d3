"""A long article: read by a process of its own, while its page says how far that is."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.database import write
from quizapp.derivations import services
from quizapp.jobs import services as jobs
from quizapp.jobs.models import Job
from tests.derivations.given import ARTICLE, CORRECTED, derive_for
from tests.factories import NOW, make_person
from tests.page_client import PageClient
from tests.rows import rows
from tests.visits import visit_as

REVIEW = "/banks/derive/1"


@pytest.fixture
def teacher(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def tess(app: Flask, session: Session, teacher: Person) -> PageClient:
    return visit_as(app, session, teacher)


@pytest.fixture
def all_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_AT_ONCE", 0)


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of the processes isn't there."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")


def wait_for_processes() -> None:
    """Wait until the processes that were started have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job "):
            thread.join(60)
            assert not thread.is_alive()


def give(client: PageClient, text: str = ARTICLE) -> None:
    client.get("/banks/derive")
    client.submit("/banks/derive", text=text)


@pytest.mark.usefixtures("all_long")
def test_it_is_read_by_a_process_and_then_reviewed(tess: PageClient, session: Session) -> None:
    give(tess)
    wait_for_processes()
    page = tess.follow()
    assert page.heading == "The rivers of the east"
    assert "questions from 17 facts." in page.text
    assert tess.get_json(f"{REVIEW}/progress") == {"is_open": False}
    tess.get(f"{REVIEW}/again")
    tess.submit(f"{REVIEW}/again", text=CORRECTED)
    wait_for_processes()
    assert "Since the article was changed:" in tess.follow().text


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("all_long", "no_process")
class TestWaiting:
    def test_the_page_says_how_far_it_is(self, tess: PageClient, session: Session) -> None:
        give(tess)
        page = tess.follow()
        assert page.heading == "Untitled article"
        assert "The article is being read" in page.text
        assert "Reading the article …" in page.text
        assert page.element(".//progress").get("value") is None
        now = datetime.now(UTC)
        with write(session):
            session.execute(
                update(Job).values(state="running", done=6, total=24, started_at=now, beat_at=now)
            )
        page = tess.get(REVIEW)
        assert "6 of 24 forms of question tried" in page.text
        assert page.element(".//progress").get("value") == "6"
        state = tess.get_json(f"{REVIEW}/progress")
        assert (state["is_open"], state["done"], state["total"]) == (True, 6, 24)
        assert "Being read" in tess.get("/banks/derive").text

    def test_it_is_not_derived_a_second_time_meanwhile(self, tess: PageClient) -> None:
        give(tess)
        tess.get(f"{REVIEW}/again")
        tess.submit(f"{REVIEW}/again", text=CORRECTED, status=409)
        assert "being read at this moment" in tess.page.text

    def test_a_process_that_has_died_is_replaced_when_the_page_is_looked_at(
        self, tess: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        give(tess)
        monkeypatch.undo()
        for path in (f"{REVIEW}/progress", REVIEW):
            tess.get_json(path) if path.endswith("progress") else tess.get(path)
            wait_for_processes()
            assert rows(session, Job.state) == [("waiting",)]
        with write(session):
            session.execute(update(Job).values(beat_at=NOW, state="running", runs=1))
        assert "The article is being read" in tess.get(REVIEW).text
        wait_for_processes()
        assert "questions from 17 facts." in tess.get(REVIEW).text


@pytest.mark.sqlite_only
class TestFailing:
    def fail(self, session: Session) -> None:
        [(job_id,)] = rows(session, Job.id)
        work = jobs.take_up(session, job_id, lambda: NOW)
        assert work is not None
        work.fail("There is a bad word in line 3.")

    @pytest.mark.usefixtures("all_long", "no_process")
    def test_it_says_why_and_what_to_do(self, tess: PageClient, session: Session) -> None:
        give(tess)
        self.fail(session)
        page = tess.follow()
        assert "The article could not be read" in page.text
        assert "There is a bad word in line 3." in page.text
        assert "Could not be read" in tess.get("/banks/derive").text
        kept = tess.get(page.link("Change the article")).form().controls["text"].values[0]
        assert kept.strip() == ARTICLE.strip()

    def test_what_was_there_before_stays(
        self,
        tess: PageClient,
        session: Session,
        teacher: Person,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        derive_for(session, teacher)
        monkeypatch.setattr(services, "MAX_AT_ONCE", 0)
        monkeypatch.setattr("sys.executable", "/nowhere/python")
        tess.get(f"{REVIEW}/again")
        tess.submit(f"{REVIEW}/again", text=CORRECTED)
        self.fail(session)
        text = tess.follow().text
        assert "The changed article could not be read, so you see the one before." in text
        assert "There is a bad word in line 3." in text
        assert "3,531 km" in text
