"""Writing questions by the form, as teachers without script do."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import find_bank
from quizapp.config import Settings
from quizapp.engine.kinds import KINDS
from quizapp.engine.scheduling import Rating
from quizapp.study.models import Card
from quizapp.writing.services import StoredQuestion, find_question
from tests.factories import NOW, QUESTIONS, question_ids, rate, take_quiz
from tests.page_client import PageClient
from tests.rows import count, refresh, rows
from tests.visits import visit_as
from tests.writing.given import People, make_people, make_shared_bank

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
EDIT = "/banks/rivers/questions/{}/edit"


@pytest.fixture
def people(session: Session) -> People:
    return make_people(session)


@pytest.fixture
def ids(session: Session, people: People) -> dict[str, int]:
    return question_ids(session, make_shared_bank(session, people))


@pytest.fixture
def owner(app: Flask, session: Session, people: People, ids: dict[str, int]) -> PageClient:
    return visit_as(app, session, people.owner)


def _stored(session: Session, question_id: int) -> StoredQuestion:
    refresh(session)
    bank_id = session.get_one(QuestionRow, question_id).bank_id
    return find_question(session, bank_id, question_id)


def _versions(session: Session, question_id: int) -> int:
    return sum(row[0] == question_id for row in rows(session, QuestionVersion.question_id))


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_every_kind_gives_back_what_it_was_given(
    session: Session, owner: PageClient, ids: dict[str, int], kind: str
) -> None:
    question_id = ids[QUESTIONS[kind].key]
    path = EDIT.format(question_id)
    owner.get(path)
    owner.submit(path, button="save")
    assert "Nothing was changed." in owner.follow().text
    assert _versions(session, question_id) == 1
    owner.get(path)
    owner.submit(path, button="save", note="Look twice.", tags="one\r\ntwo, three")
    assert "The question is saved." in owner.follow().text
    assert "two, three" in owner.page.text
    stored = _stored(session, question_id)
    assert stored.question.note == "Look twice."
    assert stored.question.tags == ("one", "two, three")
    assert stored.question.body == QUESTIONS[kind].body
    assert (stored.number, stored.author) == (2, "Owner")


NEW: dict[str, dict[str, str]] = {
    "single_choice": {"option_1": "a", "option_3": "b", "correct": "3", "feedback_1": "No."},
    "true_false": {"correct": "false"},
    "short_answer": {"correct": "a|b", "accepted": "c\nd"},
    "numerical": {"correct": "3..4", "tolerance": "5%", "unit": "km"},
    "ordering": {"option_2": "first", "option_4": "second"},
    "matching": {"option_1": "a", "right_1": "1", "option_3": "b", "right_3": "2"},
    "card": {"answer": "**back**"},
}


@pytest.mark.parametrize("kind", NEW)
def test_a_question_of_every_kind_is_written_by_the_form(
    session: Session, owner: PageClient, kind: str
) -> None:
    owner.get("/banks/rivers/questions/new", kind=kind)
    values = {"question": "What is *new*?", **NEW[kind]}
    owner.submit("/banks/rivers/questions/new", values, button="save")
    assert "The question is saved." in owner.follow().text
    assert owner.page.has(".//em[.='new']")


def test_several_right_options_are_marked_by_the_form(owner: PageClient) -> None:
    owner.get("/banks/rivers/questions/new", kind="multiple_choice")
    values = {"question": "Which?", "option_1": "a", "option_2": "b", "option_3": "c"}
    path = "/banks/rivers/questions/new"
    owner.submit(path, {**values, "correct": ["1", "3"]}, button="another")
    page = owner.follow()
    assert "The question is saved." in page.text
    assert page.heading == "New question"


def test_what_is_wrong_stands_at_its_field(session: Session, owner: PageClient) -> None:
    before = count(session, QuestionRow)
    path = "/banks/rivers/questions/new"
    owner.get(path)
    owner.submit(path, {"option_2": "a", "points": "many"}, button="save", status=422)
    page = owner.page
    assert "The question is empty." in page.text
    assert "Mark the right option." in page.text
    assert "is not a number of points" in page.text
    # What was written is still there, closed up.
    assert page.form(path).fields({}, "save")["option_1"] in ("a", ["a"])
    assert count(session, QuestionRow) == before


def test_options_are_added_moved_and_removed_without_script(owner: PageClient) -> None:
    path = "/banks/rivers/questions/new"
    owner.get(path, kind="ordering")
    owner.submit(path, {"option_1": "a", "option_2": "b"}, button="down-1", status=200)
    owner.submit(path, button="add", status=200)
    owner.submit(path, button="remove-3", status=200)
    owner.post(path, {"type": "ordering", "options": "1", "do": "up-9"}, 200)
    owner.post(path, {"type": "ordering", "options": "99999999999", "do": "remove-٣"}, 200)
    owner.get(path, kind="ordering")
    owner.submit(path, {"option_1": "b", "option_2": "a"}, button="add", status=200)
    owner.submit(path, button="remove-5", status=200)
    fields = owner.page.form(path).fields({}, "save")
    found = {name: value for name, value in fields.items() if name.startswith("option")}
    assert {name: "".join(value) for name, value in found.items()} == {
        "options": "4", "option_1": "b", "option_2": "a", "option_3": "", "option_4": "",
    }  # fmt: skip


def test_the_kind_is_changed_with_its_texts(owner: PageClient, ids: dict[str, int]) -> None:
    path = EDIT.format(ids["danube-countries"])
    owner.get(path)
    owner.submit(path, kind="single_choice", button="kind", status=200)
    fields = owner.page.form(path).fields({}, "save")
    assert "".join(fields["option_2"]) == "Poland"
    assert [*fields["correct"]] == ["1"]
    owner.submit(path, button="save")
    assert "The question is saved." in owner.follow().text


def test_a_preview_is_shown_without_script_and_stores_nothing(
    session: Session, owner: PageClient
) -> None:
    before = count(session, QuestionVersion)
    path = "/banks/rivers/questions/new"
    owner.get(path, kind="card")
    owner.submit(path, {"question": "$x^2$", "answer": "b"}, button="preview", status=200)
    assert owner.page.has(".//*[@class='preview-face']")
    found = owner.post("/banks/rivers/questions/preview", {"type": "card", "question": "x"}, 200)
    assert "The back of this card is empty." in found.get_json()["html"]
    assert count(session, QuestionVersion) == before


def test_who_comes_second_is_told_and_loses_nothing(
    app: Flask, session: Session, people: People, owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["capital"])
    other = visit_as(app, session, people.editor)
    owner.get(path)
    other.get(path)
    other.submit(path, question="Where is the capital of Hungary?", button="save")
    owner.submit(path, explanation="Mine.", button="save", status=409)
    page = owner.page
    assert "Editor saved version 2" in page.text
    assert page.has(".//ins") and page.has(".//del")
    assert "Mine." in page.html
    owner.submit(path, button="save")
    stored = _stored(session, ids["capital"])
    assert (stored.number, stored.question.explanation) == (3, "Mine.")
    assert _versions(session, ids["capital"]) == 3


def test_another_key_asks_where_people_know_the_question(
    session: Session, people: People, owner: PageClient, ids: dict[str, int]
) -> None:
    rate(session, people.student, ids["capital"], Rating.EASY)
    path = EDIT.format(ids["capital"])
    owner.get(path)
    owner.submit(path, correct="1", button="save", status=422)
    assert "Another answer is right now" in owner.page.text
    owner.submit(path, memory="keep", button="save")
    assert rows(session, Card.phase, Card.reps) == [(2, 1)]
    owner.get(path)
    owner.submit(path, correct="2", button="save", status=422)
    owner.submit(path, memory="anew", button="save")
    assert rows(session, Card.phase, Card.stability) == [(0, None)]
    assert _versions(session, ids["capital"]) == 3


def test_another_wording_or_an_unknown_question_asks_nothing(
    session: Session, people: People, owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["capital"])
    owner.get(path)
    owner.submit(path, correct="1", button="save")
    bank = find_bank(session, None, "rivers")
    assert bank is not None
    take_quiz(session, people.student, bank)
    owner.get(path)
    owner.submit(path, option_2="Bucharest", button="save")
    owner.get(path)
    owner.submit(path, correct="2", button="save", status=422)


def test_a_history_tells_versions_apart_and_brings_one_back(
    owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["danube-length"])
    for question in ("How long is the river Danube?", "How long is it?"):
        owner.get(path)
        owner.submit(path, question=question, button="save")
    history = f"/banks/rivers/questions/{ids['danube-length']}/history"
    page = owner.get(history)
    assert page.texts(".//ol//strong") == ["Version 3", "Version 2", "Version 1"]
    assert page.texts(".//dl/dt") == ["Question"]
    page = owner.get(f"{history}?from=1&to=2")
    assert page.texts(".//dl//ins") == ["[new: river ]"]
    assert not page.has(".//dl//del")
    owner.submit(f"/banks/rivers/questions/{ids['danube-length']}/restore", button="1")
    assert "How long is the Danube?" in owner.follow().text
    assert "Version 4" in owner.get(history).text
    for strange in ("0", "-1", "x", "9" * 30, ""):
        owner.get(f"{history}?from={strange}&to={strange}")


def test_bringing_back_another_key_asks(
    session: Session, people: People, owner: PageClient, ids: dict[str, int]
) -> None:
    rate(session, people.student, ids["source"], Rating.EASY, NOW - timedelta(days=1))
    owner.get(EDIT.format(ids["source"]))
    owner.submit(EDIT.format(ids["source"]), answer="In the Alps.", button="save", status=422)
    owner.submit(EDIT.format(ids["source"]), memory="keep", button="save")
    owner.get(f"/banks/rivers/questions/{ids['source']}/history")
    restore = f"/banks/rivers/questions/{ids['source']}/restore"
    owner.submit(restore, button="1", status=422)
    assert "Black Forest" in owner.page.text
    owner.submit(restore, button="anew")
    assert rows(session, Card.phase) == [(0,)]
    # The page that was open before is out of date.
    owner.post(restore, {"version": "2", "base": "1", "memory": "keep"}, 409)


def _send_picture(owner: PageClient, path: str, name: str, data: bytes, **more: str) -> int:
    page = owner.get(path)
    fields = {
        field: value for field, value in page.form(path).fields(more, "save").items()
        if field != "picture"
    }  # fmt: skip
    response = owner.http.post(
        path,
        data={**fields, "picture": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    return response.status_code


@pytest.mark.sqlite_only
def test_a_picture_is_known_by_its_content(
    session: Session, settings: Settings, owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["source"])
    media = settings.instance / "media"
    for name, data in (
        *(("a.png", b"<svg onload=alert(1)>"), ("a.png", b"GIF8"), ("a.gif", b"")),
        *(("a.svg", b"<svg/>"), ("a.png", b"RIFF0000WAVE")),
    ):
        assert _send_picture(owner, path, name, data, image_alt="A map") == 422
    assert not [*media.glob("*")] if media.exists() else True
    assert _send_picture(owner, path, "x.exe", PNG) == 422
    assert _send_picture(owner, path, "../../x.exe", PNG, image_alt="A map") == 303
    [stored] = media.glob("*")
    assert stored.suffix == ".png" and stored.read_bytes() == PNG
    page = owner.get(f"/banks/rivers/questions/{ids['source']}")
    assert page.has(f".//img[@src='/media/{stored.name}']")
    owner.get(path)
    owner.submit(path, no_image=True, button="save")
    assert not owner.follow().has(".//img")
    assert rows(session, QuestionVersion.image)[-1] == (stored.name,)


@pytest.mark.sqlite_only
def test_a_picture_of_elsewhere_is_not_taken(
    settings: Settings, owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["source"])
    (settings.instance / "media").mkdir(exist_ok=True)
    for name in ("../secret_key.png", "a.png", "https://x.org/a.png", "0" * 40 + ".png"):
        owner.get(path)
        owner.submit(path, image=name, image_alt="x", button="save")
        assert not owner.follow().has(".//img")


@pytest.mark.sqlite_only
def test_a_picture_too_large_is_refused(
    settings: Settings, owner: PageClient, ids: dict[str, int]
) -> None:
    path = EDIT.format(ids["source"])
    assert _send_picture(owner, path, "a.png", PNG + b"\0" * 5_000_000, image_alt="x") == 422
    assert _send_picture(owner, path, "a.png", PNG + b"\0" * 9_000_000, image_alt="x") == 413
    assert not Path(settings.instance / "media").exists()
