import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.engine.kinds import TrueFalse
from quizapp.engine.question import Question, Source
from tests.factories import make_bank, make_person, take_quiz
from tests.page import Page
from tests.visits import visit_as

ROW = "Danube | 2,850 km | Black Sea |"


def _review(app: Flask, session: Session, source: Source) -> Page:
    person = make_person(session, "ada")
    bank = make_bank(session, questions=[Question("q", "True?", TrueFalse(True), source=source)])
    attempt_id = take_quiz(session, person, bank)
    return visit_as(app, session, person).get(f"/attempts/{attempt_id}/review")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            Source("Rivers", "", "Lengths, row 1", ROW, "figure.value", "5e" * 32),
            ["Source: Lengths, row 1", "Danube · 2,850 km · Black Sea", "Rivers"],
        ),
        (Source(title="Rivers"), ["Source", "Rivers"]),
        (Source(url="https://example.org/a"), ["Source", "https://example.org/a"]),
        (Source(locator="page 7"), ["Source: page 7"]),
        (Source(quote="The Danube is long."), ["Source", "The Danube is long."]),
    ],
)
def test_a_marked_answer_says_where_it_is_from(
    app: Flask, session: Session, source: Source, shown: list[str]
) -> None:
    page = _review(app, session, source)
    assert page.texts(".//details[@class='source']/*") == shown


@pytest.mark.sqlite_only
def test_an_answer_without_a_source_names_none(app: Flask, session: Session) -> None:
    page = _review(app, session, Source(form="figure.value", sha256="5e" * 32))
    assert page.texts(".//details") == []
