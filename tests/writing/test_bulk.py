"""Several questions at once."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import BankSummary
from quizapp.engine.scheduling import Rating
from quizapp.study.models import Card
from quizapp.writing import bulk
from quizapp.writing.bulk import KeyClashError, Moved
from quizapp.writing.services import UnknownQuestionError, current_questions
from tests.factories import (
    NOW,
    make_bank,
    make_questions,
    question_ids,
    rate,
    take_quiz,
    version_id,
)
from tests.page_client import PageClient
from tests.rows import count, refresh, rows
from tests.visits import visit_as
from tests.writing.given import People, make_people, make_shared_bank

SEVERAL = "/banks/rivers/questions/several"


@pytest.fixture
def people(session: Session) -> People:
    return make_people(session)


@pytest.fixture
def bank(session: Session, people: People) -> BankSummary:
    return make_shared_bank(session, people)


@pytest.fixture
def ids(session: Session, bank: BankSummary) -> dict[str, int]:
    return question_ids(session, bank)


@pytest.fixture
def owner(app: Flask, session: Session, people: People, bank: BankSummary) -> PageClient:
    client = visit_as(app, session, people.owner)
    client.get("/banks/rivers")
    return client


def _active(session: Session, bank: BankSummary) -> set[str]:
    refresh(session)
    found = rows(session, QuestionRow.bank_id, QuestionRow.key, QuestionRow.retired_at)
    return {row[1] for row in found if row[0] == bank.id and row[2] is None}


def test_chosen_questions_are_retired_and_brought_back_at_once(
    session: Session, owner: PageClient, bank: BankSummary, ids: dict[str, int]
) -> None:
    chosen = [str(ids["capital"]), str(ids["source"])]
    owner.submit(SEVERAL, question=chosen, button="retire")
    page = owner.follow()
    assert "2 questions retired." in page.text
    assert _active(session, bank) == ids.keys() - {"capital", "source"}
    assert page.has(".//button[.='Undo']")
    owner.post(SEVERAL, {"question": chosen, "do": "bring_back"})
    assert "2 questions brought back." in owner.follow().text
    assert _active(session, bank) == ids.keys()


def test_retired_questions_are_listed_by_their_state(
    session: Session, owner: PageClient, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    bulk.retire(session, people.owner, bank.id, [ids["capital"]], NOW)
    assert "What is the capital" not in owner.get("/banks/rivers").text
    assert "What is the capital" in owner.get("/banks/rivers", state="retired").text
    assert len(owner.page.elements(".//*[@name='question']")) == 1
    assert len(owner.get("/banks/rivers", state="all").elements(".//*[@name='question']")) == 8


def test_topics_and_tags_are_set_as_new_versions(
    session: Session, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    numbers = [ids["capital"], ids["source"]]
    arguments = (session, people.editor, bank.id, numbers)
    assert bulk.set_topic(*arguments, "Water", NOW) == 2
    assert bulk.set_topic(*arguments, "Water", NOW) == 0
    assert bulk.add_tag(*arguments, "hungary", NOW) == 1
    assert bulk.remove_tag(*arguments, "capital", NOW) == 1
    found = {one.key: one for one in current_questions(session, bank.id, numbers)}
    assert found["capital"].question.tags == ("hungary",)
    assert {one.question.topic for one in found.values()} == {"Water"}
    assert {one.author for one in found.values()} == {"Editor"}
    assert (found["capital"].number, found["source"].number) == (3, 3)


def test_a_copy_has_an_id_and_a_history_of_its_own(
    session: Session, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    first = bulk.duplicate(session, people.owner, bank.id, [ids["capital"]], NOW)
    second = bulk.duplicate(session, people.owner, bank.id, [ids["capital"]], NOW)
    copies = current_questions(session, bank.id, [*first, *second])
    assert [one.key for one in copies] == ["capital-copy", "capital-copy-2"]
    assert {one.number for one in copies} == {1}


def test_questions_move_with_all_that_is_known_of_them(
    session: Session, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    take_quiz(session, people.student, bank)
    rate(session, people.student, ids["source"], Rating.GOOD)
    lakes = make_bank(session, "lakes", make_questions(1), owner=people.owner)
    before = count(session, Card), count(session, QuestionVersion)
    moved = bulk.move(session, people.owner, bank.id, [ids["source"], ids["capital"]], lakes.id)
    assert moved == Moved(2)
    assert [*question_ids(session, lakes)] == ["q1", "capital", "source"]
    assert (count(session, Card), count(session, QuestionVersion)) == before


def test_ids_that_are_taken_need_a_choice(
    session: Session, owner: PageClient, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    other = make_bank(session, "other", owner=people.owner)
    numbers = [ids["capital"], ids["source"]]
    with pytest.raises(KeyClashError) as clash:
        bulk.move(session, people.owner, bank.id, numbers, other.id)
    assert clash.value.keys == ["capital", "source"]
    assert _active(session, bank) == ids.keys()
    owner.get("/banks/rivers")
    owner.submit(
        SEVERAL, question=[str(ids["capital"])], target=str(other.id), button="move", status=409
    )
    assert "capital" in owner.page.text
    owner.submit(SEVERAL, button="rename")
    assert "1 question moved to “Other”." in owner.follow().text
    refresh(session)
    assert "capital-2" in question_ids(session, other)
    stayed = bulk.move(session, people.owner, bank.id, [ids["source"]], other.id, on_clash="stay")
    assert stayed == Moved(0, 1)


def test_questions_move_only_between_banks_that_the_person_may_edit(
    session: Session, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    others = make_bank(session, "others", [], owner=people.colleague)
    for person in (people.owner, people.colleague, people.viewer, people.student):
        with pytest.raises(UnknownQuestionError):
            bulk.move(session, person, bank.id, [ids["capital"]], others.id)
    assert _active(session, bank) == ids.keys()
    for person in (people.viewer, people.colleague, people.student):
        with pytest.raises(UnknownQuestionError):
            bulk.retire(session, person, bank.id, [ids["capital"]], NOW)
        with pytest.raises(UnknownQuestionError):
            bulk.duplicate(session, person, bank.id, [ids["capital"]], NOW)


def test_questions_of_another_bank_are_left_alone(
    session: Session, people: People, bank: BankSummary
) -> None:
    others = make_bank(session, "others", make_questions(2), owner=people.colleague)
    numbers = [*question_ids(session, others).values()]
    assert bulk.retire(session, people.owner, bank.id, numbers, NOW) == []
    assert bulk.set_topic(session, people.owner, bank.id, numbers, "x", NOW) == 0
    assert bulk.duplicate(session, people.owner, bank.id, numbers, NOW) == []


@pytest.mark.sqlite_only
def test_many_at_once_are_asked_about(app: Flask, session: Session, people: People) -> None:
    many = make_bank(session, "many", make_questions(120, topic="All"), owner=people.owner)
    client = visit_as(app, session, people.owner)
    client.get("/banks/many", search="which")
    assert "120 questions found" in client.page.text
    several = "/banks/many/questions/several"
    client.submit(several, {"all": True, "tag": "new"}, button="add_tag", status=200)
    assert client.page.heading == "Add a tag to 120 questions?"
    client.submit(several)
    assert "Tag “new” added to 120 questions." in client.follow().text
    client.get("/banks/many", page="3")
    client.submit(several, {"all": True}, button="retire", status=200)
    client.submit(several)
    assert "120 questions retired." in client.follow().text
    assert not client.page.has(".//button[.='Undo']")
    assert _active(session, many) == set()


def test_what_is_missing_is_said(owner: PageClient, ids: dict[str, int]) -> None:
    one = str(ids["capital"])
    owner.submit(SEVERAL, button="retire")
    assert "Choose at least one question first." in owner.follow().text
    owner.submit(SEVERAL, question=[one], button="add_tag")
    assert "Enter a tag first." in owner.follow().text
    owner.post(SEVERAL, {"question": one, "do": "add_tag", "tag": "x" * 200})
    assert "at most 100 characters" in owner.follow().text
    owner.post(SEVERAL, {"question": one, "do": "move"})
    assert "Choose the bank to move them to." in owner.follow().text
    owner.post(SEVERAL, {"question": one, "do": "move", "target": "99"}, 404)
    owner.post(SEVERAL, {"question": one, "do": "explode"}, 422)
    owner.post(SEVERAL, {"question": ["x", "-1", "9" * 30, "٣"], "do": "retire"})


def test_a_question_has_the_same_versions_after_its_topic_is_set(
    session: Session, people: People, bank: BankSummary, ids: dict[str, int]
) -> None:
    before = version_id(session, ids["capital"])
    bulk.set_topic(session, people.owner, bank.id, [ids["capital"]], "", NOW)
    assert version_id(session, ids["capital"]) != before
    assert before in {row[0] for row in rows(session, QuestionVersion.id)}
