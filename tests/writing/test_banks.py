"""Banks themselves: made, described, copied, shared, deleted; and as files."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.banks.access import Right, find_shown_bank
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.engine.formats.native_csv import read_native_csv
from quizapp.engine.scheduling import Rating
from quizapp.writing import banks
from quizapp.writing.banks import Description, KnownBankError, UnknownBankError
from quizapp.writing.listing import read_bank
from tests.factories import (
    EVERY_KIND,
    NOW,
    make_bank,
    make_questions,
    question_ids,
    rate,
    retire,
    take_quiz,
)
from tests.page_client import PageClient
from tests.rows import count, refresh, rows
from tests.visits import visit_as
from tests.writing.given import People, make_people, make_shared_bank, visits


@pytest.fixture
def people(session: Session) -> People:
    return make_people(session)


def test_a_teacher_makes_an_empty_bank_and_describes_it(
    app: Flask, session: Session, people: People
) -> None:
    client = visit_as(app, session, people.colleague)
    client.get(client.get("/banks").link("New bank"))
    client.submit(title="Rivers", licence="CC BY 4.0", source_url="https://example.org/a")
    page = client.follow()
    assert "This bank is empty" in page.text
    assert "Licence: CC BY 4.0" in page.text
    client.get("/banks/rivers/details")
    client.submit(title="Streams", is_open=False, description="  Of Europe ")
    assert client.follow().heading == "Streams"
    assert rows(session, Bank.slug, Bank.title, Bank.is_open, Bank.description) == [
        ("rivers", "Streams", False, "Of Europe")
    ]


def test_banks_of_the_same_title_have_other_addresses(session: Session, people: People) -> None:
    titles = ("Rivers", "Rivers", "New", "Import", "???", "Über_100%")
    slugs = [banks.create_bank(session, people.owner, Description(title), NOW) for title in titles]
    assert slugs == ["rivers", "rivers-2", "new-bank", "import-bank", "bank", "ber-100"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""}, {"title": " "}, {"title": "x" * 201}, {"title": "a\0b"},
        {"language": "<b>"}, {"source_url": "javascript:alert(1)"}, {"source_url": "x"},
        {"licence": "x" * 101}, {"subject": "x" * 201}, {"description": "x" * 10_001},
    ],
)  # fmt: skip
def test_bad_details_are_refused(
    app: Flask, session: Session, people: People, fields: dict[str, str]
) -> None:
    client = visit_as(app, session, people.owner)
    client.get("/banks/new")
    client.submit(values={"title": "Rivers", **fields}, status=422)
    assert client.page.has(".//*[@aria-invalid]")
    assert count(session, Bank) == 0


def test_students_make_no_banks(app: Flask, session: Session, people: People) -> None:
    client = visit_as(app, session, people.student)
    assert not client.get("/banks").has(".//a[.='New bank']")
    client.get("/banks/new", 404)
    client.post("/banks/new", {"title": "Mine"}, 404)
    with pytest.raises(UnknownBankError):
        banks.create_bank(session, people.student, Description("Mine"), NOW)


def test_a_copy_is_whole_and_begins_anew(session: Session, people: People) -> None:
    bank = make_shared_bank(session, people)
    make_bank(session, questions=make_questions(2500, prefix="more"))
    retire(session, bank, "more7")
    shown = find_shown_bank(session, people.colleague, "rivers")
    assert shown is not None
    slug = banks.copy_bank(session, people.colleague, shown, "My rivers", NOW)
    copy = find_shown_bank(session, people.colleague, slug)
    assert copy is not None
    assert (copy.right, copy.is_open, copy.source_title) == (Right.MANAGE, True, "Rivers")
    assert "A copy of “Rivers” by Owner." in copy.description
    assert [*read_bank(session, copy.id)] == [*read_bank(session, bank.id)]
    assert len([*read_bank(session, copy.id)]) == 2507
    made = rows(session, QuestionRow.bank_id, QuestionRow.version)
    assert {version for bank_id, version in made if bank_id == copy.id} == {1}


def test_a_copy_is_made_by_the_page(app: Flask, session: Session, people: People) -> None:
    make_shared_bank(session, people)
    client = visit_as(app, session, people.viewer)
    client.get(client.get("/banks/rivers").link("Copy this bank"))
    client.submit()
    assert client.follow().heading == "Copy of Rivers"
    client.get("/banks/rivers/copy")
    client.submit(title="", status=422)


def test_a_bank_is_shared_and_taken_back(app: Flask, session: Session, people: People) -> None:
    bank = make_bank(session, owner=people.owner)
    client = visit_as(app, session, people.owner)
    colleague = visit_as(app, session, people.colleague)
    client.get("/banks/rivers/sharing")
    client.submit(username="Colleague", right="edit")
    assert "Colleague" in client.follow().text
    question_id = question_ids(session, bank)["capital"]
    colleague.get(f"/banks/rivers/questions/{question_id}/edit")
    client.submit("/banks/rivers/sharing", username="colleague", right="view")
    client.follow()
    colleague.get(f"/banks/rivers/questions/{question_id}/edit", 404)
    client.submit(f"/banks/rivers/sharing/{people.colleague.id}/stop")
    assert "Nobody yet." in client.follow().text
    for username in ("nobody", "student", "owner", "admin", "", "\0", "x" * 99):
        client.post("/banks/rivers/sharing", {"username": username, "right": "edit"}, 422)
    client.post("/banks/rivers/sharing", {"username": "colleague", "right": "own"}, 422)
    client.post("/banks/rivers/sharing/99/stop")


def test_an_editor_does_not_decide_on_the_bank(session: Session, people: People) -> None:
    bank = make_shared_bank(session, people)
    for person in (people.editor, people.viewer, people.colleague, people.student):
        with pytest.raises(UnknownBankError):
            banks.share_bank(session, person, bank.id, "colleague", may_edit=True)
        with pytest.raises(UnknownBankError):
            banks.stop_sharing(session, person, bank.id, people.viewer.id)
        with pytest.raises(UnknownBankError):
            banks.delete_bank(session, person, bank.id)


def test_a_bank_that_nobody_knows_is_deleted(app: Flask, session: Session, people: People) -> None:
    make_shared_bank(session, people)
    client = visit_as(app, session, people.owner)
    client.get("/banks/rivers/delete")
    client.submit("/banks/rivers/delete")
    assert "“Rivers” is deleted." in client.follow().text
    assert count(session, QuestionVersion) == 0


@pytest.mark.parametrize("way", ["answered", "studied"])
def test_a_bank_that_people_know_is_retired_instead(
    app: Flask, session: Session, people: People, way: str
) -> None:
    bank = make_shared_bank(session, people)
    if way == "answered":
        take_quiz(session, people.student, bank)
    else:
        rate(session, people.student, question_ids(session, bank)["source"], Rating.GOOD)
    with pytest.raises(KnownBankError):
        banks.delete_bank(session, people.owner, bank.id)
    client = visit_as(app, session, people.owner)
    page = client.get("/banks/rivers/delete")
    assert page.heading == "This bank can’t be deleted"
    client.post("/banks/rivers/delete", {}, 409)
    client.submit("/banks/rivers/retire")
    assert "8 retired" in client.follow().text
    refresh(session)
    assert [*read_bank(session, bank.id)] == []


def test_the_file_of_a_bank_holds_all_its_questions(
    app: Flask, session: Session, people: People
) -> None:
    bank = make_shared_bank(session, people)
    retire(session, bank, "capital")
    for name, client in visits(app, session, people).items():
        response = client.http.get("/banks/rivers/export.csv")
        if name == "student":
            assert response.status_code == 404
            continue
        assert response.headers["Content-Disposition"] == 'attachment; filename="rivers.csv"'
        read = read_native_csv(response.data)
        assert read.faults == ()
        assert [row.question for row in read.rows] == [
            question for question in EVERY_KIND if question.key != "capital"
        ]


def test_a_bank_is_exported_for_anki(app: Flask, session: Session, people: People) -> None:
    make_shared_bank(session, people)
    client = visit_as(app, session, people.viewer)
    response = client.http.get(client.get("/banks/rivers").link("Export for Anki"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="rivers.txt"'
    text = response.get_data(as_text=True)
    assert text.startswith("#separator:")
    assert "Where does the Danube rise?" in text


def test_there_is_no_file_of_an_unknown_kind(app: Flask, session: Session, people: People) -> None:
    make_shared_bank(session, people)
    client: PageClient = visit_as(app, session, people.owner)
    for ending in ("exe", "CSV", "csv.txt", "%00"):
        client.get(f"/banks/rivers/export.{ending}", 404)
