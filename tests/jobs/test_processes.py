"""The command that runs a job, and the process that is started for it."""

import logging
import os
import sys

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp import jobs
from quizapp.config import Settings
from quizapp.database import write
from quizapp.jobs import services
from quizapp.jobs.models import Job
from quizapp.jobs.processes import NICENESS, start_process
from quizapp.jobs.services import BROKEN, JobFailedError, JobState, Work
from tests.commands import Command
from tests.factories import NOW
from tests.rows import refresh


@pytest.fixture
def job_id(session: Session) -> int:
    with write(session):
        return services.create_job(session, "counting", 7, NOW)


def find(session: Session, job_id: int) -> JobState:
    refresh(session)
    found = services.find_job(session, job_id)
    session.commit()
    assert found is not None
    return found


@pytest.mark.sqlite_only
class TestCommand:
    def test_does_the_work_once(
        self, app: Flask, command: Command, session: Session, job_id: int
    ) -> None:
        done: list[int] = []

        def work_on(session: Session, work: Work) -> None:
            done.append(work.subject_id)
            with write(session):
                work.finish()

        jobs.handle(app, "counting", work_on)
        for _ in range(2):
            command("jobs", "run", str(job_id))
        assert done == [7]
        assert find(session, job_id).state == "done"

    def test_keeps_why_it_could_not_be_done(
        self, app: Flask, command: Command, session: Session, job_id: int
    ) -> None:
        def work_on(_session: Session, _work: Work) -> None:
            raise JobFailedError("There is nothing to count.")

        jobs.handle(app, "counting", work_on)
        command("jobs", "run", str(job_id))
        state = find(session, job_id)
        assert (state.state, state.message) == ("failed", "There is nothing to count.")

    def test_says_of_a_fault_of_ours_that_it_is_one_and_logs_it(
        self,
        app: Flask,
        command: Command,
        session: Session,
        job_id: int,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        command("jobs", "run", str(job_id))
        state = find(session, job_id)
        assert (state.state, state.message) == ("failed", BROKEN)
        assert "KeyError: 'counting'" in caplog.text

    def test_stops_where_the_work_was_taken_from_it(
        self,
        app: Flask,
        command: Command,
        session: Session,
        job_id: int,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def work_on(session: Session, work: Work) -> None:
            with write(session):
                session.execute(update(Job).values(runs=2))
            with write(session):
                work.finish()

        jobs.handle(app, "counting", work_on)
        command("jobs", "run", str(job_id))
        assert find(session, job_id).state == "running"
        assert "goes on elsewhere" in caplog.text


def test_a_process_has_the_settings_of_the_application(
    app: Flask, settings: Settings, session: Session, job_id: int
) -> None:
    process = start_process(settings, job_id)
    assert process is not None
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(ours + NICENESS, 19)
    assert process.wait(timeout=60) == 0
    # It found the job in this database, and no feature that counts.
    assert find(session, job_id).message == BROKEN


@pytest.mark.sqlite_only
def test_a_process_that_cannot_be_started_leaves_the_job_waiting(
    settings: Settings,
    session: Session,
    job_id: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with caplog.at_level(logging.ERROR):
        assert start_process(settings, job_id) is None
    assert "No process can be started" in caplog.text
    assert find(session, job_id).state == "waiting"
