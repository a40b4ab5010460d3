"""Finding questions in a bank, and what the list says of them."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import BankSummary
from quizapp.database import write
from quizapp.engine.kinds import Card
from quizapp.engine.scheduling import Rating
from quizapp.extensions import db
from quizapp.writing.listing import PER_PAGE, count_bank, list_questions, load_statistics
from quizapp.writing.searching import Filters
from tests.factories import (
    EVERY_KIND,
    NOW,
    QUESTIONS,
    WRONG,
    make_bank,
    make_person,
    make_questions,
    question_ids,
    rate,
    retire,
    take_quiz,
)
from tests.rows import refresh
from tests.visits import visit_as

STRANGE = replace(
    QUESTIONS["card"],
    key="strange",
    stem="Über 100% _sure_ \\ of it",
    body=Card('Größe "x"'),
    topic="Ärger",
    tags=("Öl", "b"),
)


@pytest.fixture
def bank(session: Session) -> BankSummary:
    return make_bank(session, questions=[*EVERY_KIND, STRANGE])


def _found(session: Session, bank: BankSummary, **filters: str) -> list[str]:
    listing = list_questions(session, bank.id, Filters(**filters))
    assert listing.total == len(listing.questions)
    return [one.key for one in listing.questions]


@pytest.mark.parametrize(
    ("search", "keys"),
    [
        ("VIENNA", ["capital", "downstream", "countries"]),
        ("danube SEA", ["danube-countries", "danube-sea"]),
        ("hungary", ["capital"]),
        ("source", ["source"]),
        ("black forest", ["source"]),
        ("über", ["strange"]),
        ("ÜBER", ["strange"]),
        ("größe", ["strange"]),
        ("ärger", ["strange"]),
        ("ÖL", ["strange"]),
        ("100%", ["strange"]),
        ("%", ["strange"]),
        ("_sure_", ["strange"]),
        ("\\", ["strange"]),
        ('"x"', ["strange"]),
        ("options", []),
        ("feedback", []),
        ("' OR 1=1 --", []),
        ("\0\ud800", None),
        ("  ", None),
    ],
)
def test_words_are_found_wherever_they_stand(
    session: Session, bank: BankSummary, search: str, keys: list[str] | None
) -> None:
    expected = [question.key for question in (*EVERY_KIND, STRANGE)] if keys is None else keys
    assert _found(session, bank, search=search) == expected


def test_filters_narrow_down_together(session: Session, bank: BankSummary) -> None:
    assert _found(session, bank, kind="card") == ["source", "strange"]
    assert _found(session, bank, kind="card", topic="Rivers") == ["source"]
    assert _found(session, bank, tag="Öl") == ["strange"]
    assert _found(session, bank, tag="Ö") == []
    assert _found(session, bank, topic="nowhere") == []
    retire(session, bank, "source")
    assert _found(session, bank, kind="card") == ["strange"]
    assert _found(session, bank, state="retired") == ["source"]
    assert _found(session, bank, kind="card", state="all") == ["source", "strange"]
    counts = count_bank(session, bank.id)
    assert (counts.active, counts.retired) == (8, 1)
    assert counts.topics == (("Cities", 3), ("Rivers", 4), ("Ärger", 1))
    assert dict(counts.tags) == {"capital": 1, "hungary": 1, "Öl": 1, "b": 1}


def test_what_an_import_has_not_published_is_not_there(session: Session, bank: BankSummary) -> None:
    with write(session):
        session.get_one(QuestionRow, question_ids(session, bank)["capital"]).version = 0
    assert "capital" not in _found(session, bank, state="all")
    assert count_bank(session, bank.id).active == 8


def test_shares_are_told_only_where_they_say_something(session: Session) -> None:
    bank = make_bank(session, questions=[QUESTIONS["single_choice"]])
    number = question_ids(session, bank)["capital"]
    people = [make_person(session, f"person{number}") for number in range(5)]
    assert load_statistics(session, [number])[number].facility is None
    for person in people[:4]:
        take_quiz(session, person, bank)
        rate(session, person, number, Rating.GOOD)
    refresh(session)
    before = load_statistics(session, [number])[number]
    assert (before.asked, before.facility, before.reviews, before.recalled) == (4, None, 4, None)
    take_quiz(session, people[4], bank, responses=WRONG)
    rate(session, people[4], number, Rating.GOOD)
    refresh(session)
    after = load_statistics(session, [number])[number]
    assert (after.asked, after.facility) == (5, 0.8)
    assert (after.reviews, after.recalled) == (5, 1.0)


def test_statistics_count_all_versions_and_only_what_was_handed_in(session: Session) -> None:
    bank = make_bank(session, questions=[QUESTIONS["single_choice"]])
    number = question_ids(session, bank)["capital"]
    ada = make_person(session, "ada")
    take_quiz(session, ada, bank)
    make_bank(session, questions=[replace(QUESTIONS["single_choice"], topic="x")], now=NOW)
    take_quiz(session, ada, bank)
    assert load_statistics(session, [number])[number].asked == 2


def test_the_hardest_come_first_where_that_is_asked_for(session: Session) -> None:
    questions = [QUESTIONS["single_choice"], QUESTIONS["true_false"], QUESTIONS["short_answer"]]
    bank = make_bank(session, questions=questions)
    ada = make_person(session, "ada")
    right: dict[str, object] = {"single_choice": 1, "short_answer": "x", "true_false": True}
    for _ in range(5):
        take_quiz(session, ada, bank, responses=right)  # type: ignore[arg-type]
    order = ["danube-longest", "danube-sea", "capital"]
    assert _found(session, bank, sort="hardest") == order
    assert _found(session, bank, sort="asked") == [question.key for question in questions]
    assert _found(session, bank, sort="stem") == ["danube-longest", "capital", "danube-sea"]
    for sort in ("position", "newest"):
        assert _found(session, bank, sort=sort) == [question.key for question in questions]


def test_pages_hold_all_questions_once(session: Session) -> None:
    bank = make_bank(session, questions=make_questions(2 * PER_PAGE + 1))
    listings = [list_questions(session, bank.id, Filters(), page) for page in (1, 2, 3)]
    keys = [one.key for listing in listings for one in listing.questions]
    assert keys == [question.key for question in make_questions(2 * PER_PAGE + 1)]
    assert {listing.pages for listing in listings} == {3}
    assert list_questions(session, bank.id, Filters(), 10**6).page == 3


@pytest.mark.sqlite_only
def test_the_page_asks_the_database_as_often_for_much_as_for_little(
    app: Flask, session: Session
) -> None:
    person = make_person(session, "tess", role="teacher")
    student = make_person(session, "ada")
    client = visit_as(app, session, person)
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def watch(connection: object, *_: object) -> None:
        connection.set_trace_callback(seen.append)  # type: ignore[attr-defined]

    event.listen(engine, "checkout", watch)
    counts = []
    for slug, size in (("small", 1), ("large", 400)):
        bank = make_bank(session, slug, make_questions(size, topic="x"), owner=person)
        take_quiz(session, student, bank)
        per_page = []
        for query in ("", "?search=which+of&sort=hardest&topic_filter=x", "?page=1&state=all"):
            seen.clear()
            client.get(f"/banks/{slug}{query}")
            per_page.append(len(seen))
        counts.append(per_page)
    event.remove(engine, "checkout", watch)
    assert counts[0] == counts[1]
    assert max(counts[1]) < 25


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=99999999999999999999", "page=x", "state=x&sort=x&kind=x",
        "search=%00&topic_filter=%00&tag_filter=%ff", "undo=1-2-x-99999999999-%00-1",
        "search=" + "a+" * 300, "topic_filter=" + "x" * 3000, "sort=hardest&kind=card&search=x",
    ],
)  # fmt: skip
def test_whatever_the_address_says_there_is_a_page(
    app: Flask, session: Session, query: str
) -> None:
    make_bank(session)
    client = visit_as(app, session, make_person(session, "tess", role="administrator"))
    assert client.get(f"/banks/rivers?{query}").heading == "Rivers"
