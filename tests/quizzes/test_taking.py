from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.engine.kinds import Response
from quizapp.quizzes.models import Answer, Attempt
from tests.factories import (
    QUESTIONS,
    RIGHT,
    WRONG,
    fields_for,
    make_bank,
    make_person,
    make_questions,
    start_attempt,
)
from tests.page import Page
from tests.page_client import PageClient
from tests.rows import count, rows, snapshot
from tests.visits import visit_as


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


@pytest.fixture
def ada(app: Flask, session: Session, person: Person) -> PageClient:
    return visit_as(app, session, person)


def _controls(
    session: Session, attempt_id: int, responses: Mapping[str, Response]
) -> dict[str, tuple[str, ...]]:
    given = fields_for(session, attempt_id, responses)
    return {f"answer-{position}": fields for position, fields in given.items()}


def _hand_in(client: PageClient, attempt_id: int) -> Page:
    client.get(f"/attempts/{attempt_id}", question="end")
    client.submit(button="Hand in")
    return client.follow()


@pytest.mark.parametrize(("responses", "share"), [(RIGHT, "100 %"), (WRONG, "0 %")])
def test_all_questions_on_one_page_are_answered_and_handed_in_without_script(
    ada: PageClient,
    session: Session,
    person: Person,
    responses: Mapping[str, Response],
    share: str,
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session), layout="all")
    ada.get(f"/attempts/{attempt_id}")
    ada.submit(values=_controls(session, attempt_id, responses), button="To the end")
    assert "All 7 questions are answered." in ada.follow().text
    ada.submit(button="Hand in")
    page = ada.follow()
    assert page.text.startswith(f"Rivers {share} ")
    assert len(page.elements(".//article")) == 7


def test_one_question_per_page_is_answered_and_handed_in_without_script(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    controls = _controls(session, attempt_id, RIGHT)
    page = ada.get(f"/attempts/{attempt_id}")
    for position in range(1, 8):
        assert page.title == f"Question {position} of 7 – Quizapp"
        name = f"answer-{position}"
        ada.submit(values={name: controls[name]}, button="Next" if position < 7 else "To the end")
        page = ada.follow()
    assert "All 7 questions are answered." in page.text
    assert rows(session, Attempt.submitted_at) == [(None,)]
    ada.submit(button="Hand in")
    assert ada.follow().text.startswith("Rivers 100 % 8 of 8 points")


def test_going_back_shows_the_answers_that_were_given(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    controls = _controls(session, attempt_id, WRONG)
    for position in range(7, 0, -1):
        name = f"answer-{position}"
        ada.get(f"/attempts/{attempt_id}", question=str(position))
        ada.submit(values={name: controls[name]}, button="Back" if position > 1 else "Next")
    for position in range(1, 8):
        page = ada.get(f"/attempts/{attempt_id}", question=str(position))
        name = f"answer-{position}"
        assert tuple(page.form().controls[name].values) == controls[name]


def test_a_changed_answer_replaces_the_one_before_and_can_be_taken_away(
    ada: PageClient, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["multiple_choice"]])
    attempt_id = start_attempt(session, person, bank)
    for checked, stored in ((["0", "1"], 2), (["2"], 1), ([], None)):
        ada.get(f"/attempts/{attempt_id}", question="1")
        ada.submit(values={"answer-1": checked})
        [(response,)] = rows(session, Answer.response)
        assert (response and len(response)) == stored
    assert "1 of 1 questions is not answered" in ada.follow().text


def test_boxes_that_are_unchecked_before_handing_in_count_as_unchecked(
    ada: PageClient, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["multiple_choice"]])
    attempt_id = start_attempt(session, person, bank, layout="all")
    saved = fields_for(session, attempt_id, RIGHT)[1]
    ada.get(f"/attempts/{attempt_id}")
    ada.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": saved})
    ada.get(f"/attempts/{attempt_id}")
    ada.submit(values={"answer-1": []})
    assert "1 of 1 questions is not answered" in ada.follow().text
    ada.submit(button="Hand in")
    assert "Not answered" in ada.follow().text


def test_a_closed_browser_loses_no_answer(app: Flask, session: Session, person: Person) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    controls = _controls(session, attempt_id, RIGHT)
    before = visit_as(app, session, person)
    before.get(f"/attempts/{attempt_id}")
    for position in (1, 2, 4):
        before.get(f"/attempts/{attempt_id}", question=str(position))
        before.submit(values={f"answer-{position}": controls[f"answer-{position}"]})
    after = PageClient(app, address="10.0.0.7")
    assert "3 of 7 answered" in after.sign_in("ada").text
    page = after.get("/quizzes")
    assert "3 of 7 answered" in page.text
    page = after.get(page.link("Rivers"))
    assert page.title.startswith("Question 3 of 7")
    page = after.get(f"/attempts/{attempt_id}", question="4")
    assert tuple(page.form().controls["answer-4"].values) == controls["answer-4"]


def test_a_restarted_server_loses_no_answer(
    app_for: Callable[..., Flask], session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session), layout="all")
    client = visit_as(app_for(), session, person)
    for position, fields in fields_for(session, attempt_id, RIGHT).items():
        client.post_json(f"/attempts/{attempt_id}/answers/{position}", {"answer": fields})
    cookie = client.http.get_cookie("quizapp")
    assert cookie
    later = PageClient(app_for())
    later.http.set_cookie("quizapp", cookie.value)
    later.get(f"/attempts/{attempt_id}", question="end")
    later.submit(button="Hand in")
    assert later.follow().text.startswith("Rivers 100 %")


def test_blanks_are_told_before_and_after_handing_in(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    page = ada.get(f"/attempts/{attempt_id}", question="end")
    assert "7 of 7 questions are not answered" in page.text
    assert ada.get(page.link("Question 5")).title.startswith("Question 5 of 7")
    page = _hand_in(ada, attempt_id)
    assert page.text.startswith("Rivers 0 % 0 of 8 points")
    assert page.texts(".//span[@class='verdict blank']") == ["Not answered"] * 7


def test_handing_in_twice_is_once(ada: PageClient, session: Session, person: Person) -> None:
    attempt_id = start_attempt(session, person, make_bank(session), layout="all")
    ada.get(f"/attempts/{attempt_id}")
    form = ada.page.form()
    ada.submit(values=_controls(session, attempt_id, WRONG), button="To the end")
    assert _hand_in(ada, attempt_id).text.startswith("Rivers 0 %")
    before = snapshot(session, Answer, Attempt)
    fields = form.fields(_controls(session, attempt_id, RIGHT))
    ada.post(form.action, {**fields, "go": "end"}, 409)
    ada.post(form.action, {**fields, "go": ""})
    assert ada.follow().text.startswith("Rivers 0 %")
    assert snapshot(session, Answer, Attempt) == before


def test_an_attempt_that_was_handed_in_takes_no_answers(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session), layout="all")
    ada.get(f"/attempts/{attempt_id}")
    ada.submit(values=_controls(session, attempt_id, WRONG))
    _hand_in(ada, attempt_id)
    before = snapshot(session, Answer)
    for position, fields in fields_for(session, attempt_id, RIGHT).items():
        path = f"/attempts/{attempt_id}/answers/{position}"
        refused = ada.post_json(path, {"answer": fields}, 409)
        assert "handed in already" in refused["error"]
        ada.post(path, {f"answer-{position}": fields}, 409)
        assert "handed in already" in ada.page.text
    assert snapshot(session, Answer) == before


def test_an_open_attempt_has_no_review_and_a_closed_one_no_questions(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    response = ada.http.get(f"/attempts/{attempt_id}/review")
    assert (response.status_code, response.headers["Location"]) == (303, f"/attempts/{attempt_id}")
    _hand_in(ada, attempt_id)
    for query in ("", "?question=1", "?question=end"):
        response = ada.http.get(f"/attempts/{attempt_id}{query}")
        assert response.headers["Location"] == f"/attempts/{attempt_id}/review"
    assert "Go on with" not in ada.get("/quizzes").text


def test_a_question_that_an_attempt_does_not_have_is_not_found(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    for wanted in ("0", "8", "999"):
        ada.get(f"/attempts/{attempt_id}", 404, question=wanted)
    for wanted in ("", "-1", "x", "99999", "1e0", "²"):
        assert ada.get(f"/attempts/{attempt_id}", question=wanted).title.startswith("Question 1 ")
    ada.post_json(f"/attempts/{attempt_id}/answers/0", {"answer": ["1"]}, 404)
    ada.post_json(f"/attempts/{attempt_id}/answers/8", {"answer": ["1"]}, 404)


def test_a_form_without_script_goes_nowhere_but_within_the_attempt(
    ada: PageClient, session: Session, person: Person
) -> None:
    attempt_id = start_attempt(session, person, make_bank(session))
    ada.get(f"/attempts/{attempt_id}")
    for goal in ("//evil.example", "https://evil.example", "99999", "", "end&x=1"):
        ada.post(f"/attempts/{attempt_id}/answers/1", {"go": goal})
        assert ada.follow().title.startswith("Question 1 of 7")


def test_an_old_wording_is_shown_and_marked_as_it_was_asked(
    ada: PageClient, session: Session, person: Person
) -> None:
    question = make_questions(1)[0]
    attempt_id = start_attempt(session, person, make_bank(session, questions=[question]))
    make_bank(session, questions=[replace(question, stem="Changed?", explanation="Changed.")])
    assert question.stem in ada.get(f"/attempts/{attempt_id}").text
    page = _hand_in(ada, attempt_id)
    assert question.stem in page.text
    assert "Changed" not in page.text


def test_a_question_shows_its_picture_with_its_words(
    ada: PageClient, session: Session, person: Person
) -> None:
    question = replace(QUESTIONS["single_choice"], image="0123abcd.png", image_alt="A map")
    attempt_id = start_attempt(session, person, make_bank(session, questions=[question]))
    picture = ada.get(f"/attempts/{attempt_id}").element(".//img")
    assert (picture.get("src"), picture.get("alt")) == ("/media/0123abcd.png", "A map")


def test_what_a_student_types_is_shown_as_text_and_not_as_html(
    ada: PageClient, session: Session, person: Person
) -> None:
    bank = make_bank(session, questions=[QUESTIONS["short_answer"]])
    typed = "<script>alert('\"&amp;')</script>"
    attempt_id = start_attempt(session, person, bank, layout="all")
    ada.get(f"/attempts/{attempt_id}")
    ada.post_json(f"/attempts/{attempt_id}/answers/1", {"answer": [typed]})
    page = ada.get(f"/attempts/{attempt_id}")
    assert page.form().controls["answer-1"].values == [typed]
    assert typed in _hand_in(ada, attempt_id).text


def test_attempts_of_others_are_in_no_list(ada: PageClient, session: Session) -> None:
    start_attempt(session, make_person(session, "bob"), make_bank(session))
    assert count(session, Attempt) == 1
    assert "Go on with" not in ada.get("/quizzes").text
    assert "Go on with" not in ada.get("/").text
