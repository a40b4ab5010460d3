"""Who of a class needs help, and what the class should repeat."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.classrooms.access import find_class
from quizapp.classrooms.models import Assignment
from quizapp.database import write
from quizapp.engine.warning_signs import Concern
from quizapp.results.class_answers import TopicPart
from quizapp.results.student import load_student
from quizapp.results.trouble import judge_topics, load_overview, weak_topics
from tests.factories import NOW, make_class, make_person
from tests.results.given_class import make_story


def test_the_two_in_trouble_stand_first_and_the_weak_topic_is_to_be_repeated(
    session: Session,
) -> None:
    told = make_story(session)
    overview = load_overview(session, told.class_id, told.at)
    in_trouble = overview.of(Concern.TROUBLE)
    assert {each.student.user_id for each in in_trouble} == {told.lost.id, told.falling.id}
    assert overview.students[:2] == tuple(in_trouble)
    reasons = {each.student.user_id: each.signs.reasons for each in in_trouble}
    assert reasons[told.lost.id][0] == ("4 of 6 pieces of work missing: Quiz 6, Quiz 5, Quiz 4, …")
    assert (
        reasons[told.falling.id][0] == "Scores fell from 67\u00a0% on average to 22\u00a0% lately"
    )
    assert [topic.name for topic in overview.to_repeat] == ["Lakes"]
    lakes = overview.topics[0]
    assert (lakes.students, len(lakes.weak)) == (6, 5)
    assert told.good.id not in lakes.weak
    # What all are to repeat singles nobody out.
    assert {each.student.user_id for each in overview.of(Concern.NONE)} == {
        *(told.good.id, *(other.id for other in told.others)),
    }
    assert not any("Lakes" in reason for each in overview.students for reason in each.signs.reasons)


def test_work_that_is_not_graded_is_no_sign(session: Session) -> None:
    told = make_story(session)
    with write(session):
        session.execute(update(Assignment).values(is_graded=False))
    overview = load_overview(session, told.class_id, told.at)
    reasons = [reason for each in overview.students for reason in each.signs.reasons]
    assert all(reason.startswith("Weak in") for reason in reasons)
    assert overview.of(Concern.TROUBLE) == []


def test_a_students_own_page_says_the_same_as_the_overview(session: Session) -> None:
    told = make_story(session)
    shown = find_class(session, told.teacher, told.class_id)
    assert shown is not None
    for each in load_overview(session, told.class_id, told.at).students:
        page = load_student(session, shown, each.student.user_id, told.at)
        assert page is not None
        assert (page.signs, page.final) == (each.signs, each.final)


def test_a_class_without_work_has_no_signs(session: Session) -> None:
    class_id = make_class(session, make_person(session, "t", role="teacher"), make_person(session))
    overview = load_overview(session, class_id, NOW)
    assert [each.concern for each in overview.students] == [Concern.NONE]
    assert overview.topics == ()


def part(user_id: int, share: float, answers: int = 5, topic: str = "A") -> TopicPart:
    return TopicPart(user_id, "Bank", topic, answers, share)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part(1, 0.5), part(2, 0.5), part(3, 0.5)], True),
        ([part(1, 0.7), part(2, 0.7), part(3, 0.7)], False),
        ([part(1, 0.2), part(2, 0.2)], False),
        ([part(1, 0.2, 3), part(2, 0.2, 3), part(3, 0.2, 3)], False),
        ([part(each, 0.7, 20, "A") for each in range(3)], False),
    ],
)
def test_a_topic_is_repeated_for_many_and_on_many_answers(
    parts: list[TopicPart], expected: bool
) -> None:
    assert judge_topics(parts)[0].is_to_repeat is expected


def test_a_topic_far_behind_the_others_is_repeated_though_most_of_it_is_right() -> None:
    parts = [part(each, 0.65, 10, "A") for each in range(3)]
    parts += [part(each, 0.95, 10, "B") for each in range(3)]
    assert [(topic.name, topic.is_to_repeat) for topic in judge_topics(parts)] == [
        ("A", True),
        ("B", False),
    ]


def test_a_weak_topic_needs_some_answers() -> None:
    parts = [part(1, 0.2, 3, "few"), part(1, 0.4, 4, "B"), part(1, 0.3, 9, ""), part(1, 0.5)]
    assert weak_topics(parts, []) == ["Bank", "B"]
