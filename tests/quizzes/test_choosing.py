from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.quizzes import choosing, open_attempts, services
from quizapp.quizzes.choosing import EmptyQuizError, Source
from quizapp.quizzes.models import Answer, Attempt, Quiz, QuizSource
from quizapp.quizzes.services import UnknownAttemptError
from tests.factories import (
    EVERY_KIND,
    NOW,
    QUESTIONS,
    make_bank,
    make_person,
    make_questions,
    retire,
    start_attempt,
)
from tests.page_client import PageClient
from tests.rows import count, rows
from tests.visits import visit_as


@pytest.fixture
def ada(app: Flask, session: Session) -> PageClient:
    return visit_as(app, session, make_person(session, "ada"))


def _drawn(session: Session) -> Counter[tuple[str, str]]:
    """How many questions of each bank and topic the attempts ask."""
    session.commit()
    return Counter(
        (row[0], row[1])
        for row in session.execute(
            select(Bank.slug, QuestionVersion.topic)
            .join_from(Answer, QuestionVersion, QuestionVersion.id == Answer.version_id)
            .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
            .join(Bank, Bank.id == QuestionRow.bank_id)
        )
    )


def test_a_quiz_asks_of_the_banks_and_topics_that_were_chosen(
    ada: PageClient, session: Session
) -> None:
    rivers, lakes = make_bank(session, "rivers"), make_bank(session, "lakes")
    make_bank(session, "hills")
    ada.get("/quizzes")
    ada.submit(
        banks=[str(rivers.id), str(lakes.id)],
        topics=[f"{rivers.id}:Rivers"],
        question_count="100",
    )
    assert ada.follow().heading == "Lakes + Rivers"
    assert _drawn(session) == {
        ("rivers", "Rivers"): 4,
        ("lakes", "Rivers"): 4,
        ("lakes", "Cities"): 3,
    }


def test_a_topic_stands_for_its_bank_too(ada: PageClient, session: Session) -> None:
    rivers, lakes = make_bank(session, "rivers"), make_bank(session, "lakes")
    ada.get("/quizzes")
    ada.submit(banks=[str(lakes.id)], topics=[f"{rivers.id}:Rivers"], question_count="100")
    assert _drawn(session) == {
        ("rivers", "Rivers"): 4,
        ("lakes", "Rivers"): 4,
        ("lakes", "Cities"): 3,
    }


def test_topics_with_strange_names_are_told_apart(ada: PageClient, session: Session) -> None:
    names = ["a", "1:a", "a & b", "<i>", 'say "a"']
    bank = make_bank(
        session,
        questions=[
            replace(question, topic=name)
            for question, name in zip(make_questions(5), names, strict=True)
        ],
    )
    for name in names:
        ada.get("/quizzes")
        ada.submit(banks=[str(bank.id)], topics=[f"{bank.id}:{name}"], question_count="100")
    assert _drawn(session) == {("rivers", name): 1 for name in names}


@pytest.mark.parametrize(
    ("sizes", "wanted", "given"),
    [((20, 20, 2), 10, [4, 4, 2]), ((20, 20, 20), 9, [3, 3, 3]), ((1, 20, 1), 20, [1, 18, 1])],
)
def test_the_questions_are_drawn_evenly_from_the_banks(
    session: Session, sizes: tuple[int, ...], wanted: int, given: list[int]
) -> None:
    person = make_person(session)
    banks = [
        make_bank(session, f"bank{number}", make_questions(size))
        for number, size in enumerate(sizes)
    ]
    start_attempt(session, person, *banks, question_count=wanted)
    drawn = _drawn(session)
    assert [drawn[bank.slug, ""] for bank in banks] == given


def test_an_attempt_asks_each_question_once_and_as_many_as_wanted(session: Session) -> None:
    person = make_person(session)
    bank = make_bank(session, questions=make_questions(12))
    for wanted in (1, 5, 12, 50):
        attempt_id = start_attempt(session, person, bank, question_count=wanted)
        attempt = open_attempts.load_open_attempt(session, person, attempt_id, NOW)
        assert len(attempt.questions) == min(wanted, 12)
        assert len({question.stem for question in attempt.questions}) == min(wanted, 12)
        assert [question.position for question in attempt.questions] == [
            *range(1, min(wanted, 12) + 1)
        ]


def test_cards_are_not_asked(ada: PageClient, session: Session) -> None:
    cards = make_bank(session, "cards", [QUESTIONS["card"]])
    rivers = make_bank(session, "rivers")
    page = ada.get("/quizzes")
    assert page.form("/quizzes").controls["banks"].choices == [str(rivers.id)]
    good = {"question_count": "5", "layout": "one"}
    ada.post("/quizzes", {**good, "banks": str(cards.id)}, 422)
    assert count(session, Quiz) == 0
    ada.post("/quizzes", {**good, "banks": [str(cards.id), str(rivers.id)]}, 422)
    person = make_person(session, "bob")
    with pytest.raises(EmptyQuizError):
        start_attempt(session, person, cards)
    assert count(session, Quiz) == 0


def test_retired_questions_and_old_versions_are_not_asked(session: Session) -> None:
    person = make_person(session)
    bank = make_bank(session)
    make_bank(session, questions=[replace(question, topic="New") for question in EVERY_KIND[:3]])
    retire(session, bank, "capital")
    start_attempt(session, person, bank)
    assert _drawn(session) == {
        ("rivers", "New"): 2,
        ("rivers", "Rivers"): 2,
        ("rivers", "Cities"): 2,
    }


def test_what_cannot_be_chosen_is_refused_with_words(ada: PageClient, session: Session) -> None:
    bank = make_bank(session)
    good = {"banks": str(bank.id), "question_count": "5", "layout": "one"}
    for name, value, words in (
        ("banks", [], "Choose at least one bank."),
        ("banks", "999", "A bank that you chose is gone."),
        ("banks", "x", "is gone"),
        ("banks", "9" * 5000, "is gone"),
        ("question_count", "0", "from 1 to 100"),
        ("question_count", "-5", "from 1 to 100"),
        ("question_count", "101", "from 1 to 100"),
        ("question_count", "9" * 5000, "whole number"),
        ("question_count", "ten", "whole number"),
        ("question_count", "", "Enter a"),
        ("layout", "both", "Choose how the questions are shown."),
        ("topics", f"{bank.id}:Mountains", "A topic that you chose is gone."),
        ("topics", "\0", "is gone"),
    ):
        ada.post("/quizzes", {**good, name: value}, 422)
        assert ada.page.heading == "Quizzes"
        assert words in ada.page.text, (name, value)
    assert count(session, Quiz) == count(session, Attempt) == 0


def test_a_bank_that_is_sent_twice_is_chosen_once(ada: PageClient, session: Session) -> None:
    bank = make_bank(session)
    twice = [str(bank.id)] * 2
    ada.get("/quizzes")
    ada.post("/quizzes", {"banks": twice, "question_count": "50", "layout": "all"})
    assert rows(session, QuizSource.bank_id) == [(bank.id,)]
    assert _drawn(session).total() == 7


def test_a_link_from_a_bank_chooses_it(ada: PageClient, session: Session) -> None:
    make_bank(session, "rivers")
    lakes = make_bank(session, "lakes")
    page = ada.get("/quizzes", bank="lakes")
    assert page.form("/quizzes").controls["banks"].values == [str(lakes.id)]


def test_a_refused_choice_keeps_what_was_chosen(ada: PageClient, session: Session) -> None:
    bank = make_bank(session)
    make_bank(session, "lakes")
    topic = f"{bank.id}:Cities"
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)], topics=[topic], question_count="0", layout="all", status=422)
    controls = ada.page.form("/quizzes").controls
    kept = {name: controls[name].values for name in ("banks", "topics", "layout")}
    assert kept == {"banks": [str(bank.id)], "topics": [topic], "layout": ["all"]}


def test_a_quiz_can_be_taken_again_with_a_fresh_draw(ada: PageClient, session: Session) -> None:
    bank = make_bank(session, questions=make_questions(40))
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)], question_count="10")
    [(quiz_id,)] = rows(session, Quiz.id)
    page = ada.get(f"/quizzes/{quiz_id}")
    assert "10 questions, one per page, drawn anew each time." in page.text
    ada.submit(button="Start")
    ada.follow()
    asked = rows(session, Answer.attempt_id, Answer.version_id)
    assert len(asked) == 20
    assert {version for _, version in asked[:10]} != {version for _, version in asked[10:]}


def test_a_quiz_whose_questions_are_gone_says_so(ada: PageClient, session: Session) -> None:
    bank = make_bank(session)
    ada.get("/quizzes")
    ada.submit(banks=[str(bank.id)])
    retire(session, bank)
    [(quiz_id,)] = rows(session, Quiz.id)
    page = ada.get(f"/quizzes/{quiz_id}")
    assert "The banks of this quiz have no questions any more." in page.text
    ada.post(f"/quizzes/{quiz_id}/attempts")
    assert "have no questions any more" in ada.follow().text
    assert count(session, Attempt) == 1
    assert "There is no bank with quiz questions yet." in ada.get("/quizzes").text


def test_a_seed_fixes_what_is_asked(session: Session) -> None:
    person = make_person(session)
    bank = make_bank(session, questions=make_questions(30))
    source = [Source(bank.id)]
    options = {"sources": source, "question_count": 10, "layout": "one", "now": NOW}
    quiz_id = choosing.create_quiz(session, person, **options)  # type: ignore[arg-type]
    for seed in (7, 7, 8):
        services.start_attempt(session, person, quiz_id, NOW, seed)
    first, second, third = (
        [version for found, _, version in asked if found == attempt_id]
        for asked in [rows(session, Answer.attempt_id, Answer.position, Answer.version_id)]
        for attempt_id in (1, 2, 3)
    )
    assert first == second != third


def test_only_the_owner_of_a_quiz_takes_it(app: Flask, session: Session) -> None:
    ada, bob = make_person(session, "ada"), make_person(session, "bob")
    start_attempt(session, ada, make_bank(session))
    [(quiz_id,)] = rows(session, Quiz.id)
    with pytest.raises(UnknownAttemptError):
        services.start_attempt(session, bob, quiz_id, NOW)
    assert choosing.find_quiz(session, bob, quiz_id) is None
    client = visit_as(app, session, bob)
    client.get(f"/quizzes/{quiz_id}", 404)
    client.post(f"/quizzes/{quiz_id}/attempts", status=404)
    assert count(session, Attempt) == 1


def test_the_points_of_an_attempt_are_those_of_its_questions(session: Session) -> None:
    start_attempt(session, make_person(session), make_bank(session))
    assert [str(points) for (points,) in rows(session, Attempt.max_score)] == ["8.00"]
