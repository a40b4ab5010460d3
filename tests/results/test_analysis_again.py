from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.engine.kinds import SingleChoice
from quizapp.quizzes.models import Attempt, Ruling
from tests.page_client import PageClient
from tests.results.analysed import Analysed, make_analysed, make_broken, mend, path_of, table
from tests.rows import count, snapshot
from tests.visits import visit_as

PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.fixture
def given(session: Session) -> Analysed:
    return make_broken(session)


@pytest.fixture
def tess(app: Flask, session: Session, given: Analysed) -> PageClient:
    return visit_as(app, session, given.teacher)


def test_marking_again_shows_first_and_then_does(tess: PageClient, given: Analysed) -> None:
    version_id = mend(given, SingleChoice(("Rhine", "Danube", "Elbe"), 1))
    page = tess.get(path_of(given, "broken", "again"))
    assert "Right: Danube" in page.text
    before = snapshot(given.session, Attempt, Ruling)
    tess.submit(path_of(given, "broken", "again"), ruling=f"key-{version_id}", status=200)
    assert "24 of the 24 attempts" in tess.page.text
    assert snapshot(given.session, Attempt, Ruling) == before
    changed = [cell.replace(PERCENT, " %") for cell in table(tess.page)[1]]
    assert changed == ["Student0", "3 of 475 %", "4 of 4100 %"]
    press(tess)
    assert "Marked again. 24 scores changed." in tess.follow().text
    assert "wrong key" not in tess.page.text
    assert "marked by another key" in tess.get(given.path).text
    assert (
        "It is marked by the key of version 2 now."
        in tess.get(path_of(given, "broken", "again")).text
    )
    tess.get(path_of(given, "broken", "again"), ruling="none")
    press(tess)
    tess.follow()
    assert snapshot(given.session, Attempt, Ruling) == before


def press(client: PageClient) -> None:
    """Press the button under the preview."""
    form = next(one for one in client.page.elements(".//form") if "token" in fields_of(one))
    client.post(form.get("action", ""), fields_of(form))


def fields_of(form: Any) -> dict[str, str]:
    hidden = [one for one in form.iter("input") if one.get("type") == "hidden"]
    named = {one.get("name", ""): one.get("value", "") for one in hidden}
    named.pop("csrf_token", None)
    return named


@pytest.mark.parametrize("ruling", ["full", "void"])
def test_other_rulings_are_told_afterwards(tess: PageClient, given: Analysed, ruling: str) -> None:
    tess.get(path_of(given, "broken", "again"), ruling=ruling)
    press(tess)
    assert "Settled by you" in tess.follow().text
    words = {"full": "full points for everybody", "void": "left out"}[ruling]
    assert words in tess.get(given.path).text
    assert "Take back what was decided" in tess.get(path_of(given, "broken", "again")).text


def test_what_changed_since_the_preview_is_shown_again(tess: PageClient, given: Analysed) -> None:
    tess.get(path_of(given, "broken", "again"), ruling="full")
    token = next(
        fields_of(one) for one in tess.page.elements(".//form") if "token" in fields_of(one)
    )
    given.hand_in(0, {"broken": 2}, minutes=100)
    tess.post(path_of(given, "broken", "again"), token, status=409)
    assert "Something has changed since the preview" in tess.page.text
    assert count(given.session, Ruling) == 0
    press(tess)
    assert "17 scores changed" in tess.follow().text


def test_a_key_that_given_answers_do_not_fit_is_refused(tess: PageClient, given: Analysed) -> None:
    version_id = mend(given, SingleChoice(("Danube", "Elbe"), 0))
    path = path_of(given, "broken", "again")
    page = tess.get(path, 422, ruling=f"key-{version_id}")
    assert "The other version has no “Rhine”, which is in an answer. (8 attempts)" in page.text
    tess.post(path, {"ruling": f"key-{version_id}", "token": ""}, status=422)
    assert count(given.session, Ruling) == 0


@pytest.mark.parametrize(
    "said", ["key-0", "key-999999999999999", "half", "key-", "\N{ROMAN NUMERAL ONE}"]
)
def test_what_the_form_does_not_offer_is_refused(
    tess: PageClient, given: Analysed, said: str
) -> None:
    path = path_of(given, "broken", "again")
    assert "Choose how the question is to be marked." in tess.get(path, 422, ruling=said).text
    tess.post(path, {"ruling": said, "token": "x"}, status=422)
    tess.post(path, {}, status=422)
    assert count(given.session, Ruling) == 0


def test_a_preview_of_a_quiz_that_nobody_has_taken_says_so(app: Flask, session: Session) -> None:
    given = make_analysed(session)
    client = visit_as(app, session, given.teacher)
    page = client.get(path_of(given, "broken", "again"), ruling="void")
    assert "No score would change. Attempts to come are marked like that too." in page.text
