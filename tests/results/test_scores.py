from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.results import services
from quizapp.results.charts import line_chart
from quizapp.results.services import BankScore, TopicScore
from tests.factories import (
    EVERY_KIND,
    NOW,
    QUESTIONS,
    RIGHT,
    WRONG,
    make_bank,
    make_person,
    make_questions,
    start_attempt,
    take_quiz,
)

A_DAY = timedelta(days=1)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "ada")


def test_finished_attempts_are_listed_the_newest_first(session: Session, person: Person) -> None:
    bank = make_bank(session)
    wrong = take_quiz(session, person, bank, responses=WRONG, now=NOW)
    right = take_quiz(session, person, bank, now=NOW + A_DAY)
    same_moment = take_quiz(session, person, bank, now=NOW + A_DAY)
    start_attempt(session, person, bank)
    listed = services.list_attempts(session, person, NOW)
    assert [(attempt.id, attempt.share) for attempt in listed] == [
        (same_moment, 1.0),
        (right, 1.0),
        (wrong, 0.0),
    ]
    assert (listed[0].score, listed[0].max_score) == (Decimal(8), Decimal(8))
    assert services.list_attempts(session, person, NOW, limit=1) == listed[:1]


def test_attempts_of_others_count_nowhere(session: Session, person: Person) -> None:
    take_quiz(session, make_person(session, "bob"), make_bank(session))
    assert services.list_attempts(session, person, NOW) == []
    assert services.list_bank_scores(session, person, NOW) == []
    assert services.list_topic_scores(session, person, NOW) == []


def test_open_attempts_count_nowhere(session: Session, person: Person) -> None:
    start_attempt(session, person, make_bank(session))
    assert services.list_bank_scores(session, person, NOW) == []
    assert services.list_topic_scores(session, person, NOW) == []


def test_the_best_and_the_latest_of_each_bank_are_told(session: Session, person: Person) -> None:
    bank = make_bank(session)
    half = {**WRONG, "multiple_choice": [0, 2], "true_false": False, "numerical": "2850"}
    for day, responses in enumerate((WRONG, RIGHT, half)):
        take_quiz(session, person, bank, responses=responses, now=NOW + day * A_DAY)
    [score] = services.list_bank_scores(session, person, NOW)
    assert score == BankScore("rivers", "Rivers", 3, best=1.0, latest=0.5)


def test_an_attempt_over_banks_counts_in_each_with_its_own_questions(
    session: Session, person: Person
) -> None:
    rivers = make_bank(session, "rivers", make_questions(2))
    lakes = make_bank(session, "lakes", [QUESTIONS["true_false"], QUESTIONS["short_answer"]])
    responses = {"single_choice": 0, "true_false": False, "short_answer": "no idea"}
    take_quiz(session, person, rivers, lakes, responses=responses)  # type: ignore[arg-type]
    assert services.list_bank_scores(session, person, NOW) == [
        BankScore("lakes", "Lakes", 1, best=0.5, latest=0.5),
        BankScore("rivers", "Rivers", 1, best=1.0, latest=1.0),
    ]


def test_topics_are_weighed_by_points_and_the_weakest_comes_first(
    session: Session, person: Person
) -> None:
    questions = [
        replace(question, topic=topic, points=Decimal(points))
        for question, topic, points in zip(
            EVERY_KIND[:4], ("Easy", "Mixed", "Mixed", ""), (1, 3, 1, 2), strict=True
        )
    ]
    bank = make_bank(session, questions=questions)
    responses = {**RIGHT, "true_false": True, "short_answer": "no idea"}
    for _ in range(2):
        take_quiz(session, person, bank, responses=responses)
    assert services.list_topic_scores(session, person, NOW) == [
        TopicScore("Rivers", "", answers=2, share=0.0),
        TopicScore("Rivers", "Mixed", answers=4, share=0.75),
        TopicScore("Rivers", "Easy", answers=2, share=1.0),
    ]


def test_scores_stay_when_a_question_is_changed(session: Session, person: Person) -> None:
    bank = make_bank(session, questions=[QUESTIONS["true_false"]])
    take_quiz(session, person, bank)
    before = services.list_topic_scores(session, person, NOW)
    make_bank(session, questions=[replace(QUESTIONS["true_false"], topic="New", points=Decimal(9))])
    assert services.list_topic_scores(session, person, NOW) == before


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_a_chart_places_shares_from_left_to_right_and_higher_ones_higher(
    shares: list[float],
) -> None:
    chart = line_chart(shares)
    across = [x for x, _ in chart.points]
    heights = [y for _, y in chart.points]
    top, bottom = chart.grid[-1][0], chart.grid[0][0]
    assert (across[0], across[-1]) == (chart.left, chart.right)
    gaps = [after - before for before, after in pairwise(across)]
    assert max(gaps) - min(gaps) <= 0.21
    assert min(gaps) > 0
    assert all(top <= y <= bottom for y in heights)
    for share, y in zip(shares, heights, strict=True):
        assert abs((bottom - y) / (bottom - top) - share) < 0.001
    assert chart.path.count(",") == len(shares)


def test_a_chart_of_one_or_no_share_can_be_drawn_too() -> None:
    [(x, y)] = line_chart([0.5]).points
    chart = line_chart([])
    assert chart.points == ()
    assert chart.left < x < chart.right
    assert chart.grid[-1][0] < y < chart.grid[0][0]
    assert [label for _, label in chart.grid] == [
        f"{number}\N{NO-BREAK SPACE}%" for number in (0, 25, 50, 75, 100)
    ]
