"""One student of a class for its teachers: the timeline, the topics, the mistakes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from quizapp.classrooms.access import ShownClass, find_class
from quizapp.classrooms.models import Assignment, AssignmentStudent, ClassMember, Grade
from quizapp.database import write
from quizapp.engine.mastery import Level
from quizapp.engine.scheduling import Rating
from quizapp.engine.warning_signs import Concern
from quizapp.quizzes.models import Attempt, Ruling
from quizapp.results.student import StudentPage, load_student
from quizapp.results.student_attempt import find_taught_attempt
from tests.factories import (
    NOW,
    WRONG,
    enrol,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    question_ids,
    rate,
    take_quiz,
)
from tests.results.given_class import FEEDBACK, WEEK, Told, answers, make_story
from tests.rows import refresh


@pytest.fixture
def told(session: Session) -> Told:
    return make_story(session)


def shown(session: Session, told: Told) -> ShownClass:
    found = find_class(session, told.teacher, told.class_id)
    assert found is not None
    return found


def page(session: Session, told: Told, name: str = "good", *, by_date: bool = False) -> StudentPage:
    refresh(session)
    person = next(each for each in told.students if each.username == name)
    loaded = load_student(session, shown(session, told), person.id, told.at, by_date=by_date)
    assert loaded is not None
    return loaded


def test_the_timeline_says_what_was_handed_in_and_what_is_missing(
    session: Session, told: Told
) -> None:
    events = page(session, told, "lost").timeline
    assert [(event.kind, event.title) for event in events] == [
        *(("missing", f"Quiz {number}") for number in (6, 5, 4, 3)),
        *(("handed in", f"Quiz {number}") for number in (2, 1)),
    ]
    assert events[0].at == NOW + 5 * WEEK + timedelta(days=5)
    assert events[-1].share == pytest.approx(6 / 9)


def test_late_work_is_late_by_the_students_own_date(session: Session, told: Told) -> None:
    hand_in(session, told.lost, told.assignments[2], now=NOW + 2 * WEEK + timedelta(days=6))
    assert [(event.kind, event.days_late) for event in page(session, told, "lost").timeline][3] == (
        "late",
        1,
    )
    with write(session):
        session.add(
            AssignmentStudent(
                assignment_id=told.assignments[2].id,
                user_id=told.lost.id,
                due_at=NOW + 3 * WEEK,
            )
        )
    assert page(session, told, "lost").timeline[3].kind == "handed in"


def test_excused_and_withdrawn_work_is_not_missing(session: Session, told: Told) -> None:
    with write(session):
        session.add(
            Grade(
                assignment_id=told.assignments[5].id,
                user_id=told.lost.id,
                is_excused=True,
                graded_at=NOW,
            )
        )
        session.get_one(Assignment, told.assignments[4].id).withdrawn_at = NOW
    missing = [
        each.title for each in page(session, told, "lost").timeline if each.kind == "missing"
    ]
    assert missing == ["Quiz 4", "Quiz 3"]


def test_study_of_the_classs_banks_is_shown_by_weeks(session: Session, told: Told) -> None:
    with write(session):
        session.add(
            Assignment(
                class_id=told.class_id,
                title="Learn the waters",
                bank_id=told.bank.id,
                goal=50,
                created_at=NOW,
            )
        )
    enrol(session, told.good, told.bank)
    ids = question_ids(session, told.bank)
    for number, day in enumerate((0, 1, 9)):
        rate(session, told.good, ids[f"Lakes-{number}"], Rating.EASY, NOW + timedelta(days=day))
    enrol(session, told.falling, told.bank)
    rate(session, told.falling, ids["Rivers-0"], Rating.EASY, NOW)
    loaded = page(session, told)
    studied = [(each.days, each.reviews) for each in loaded.timeline if each.kind == "study"]
    assert studied == [(1, 1), (2, 2)]
    (work,) = loaded.study
    assert (work.title, work.goal, work.progress.cards) == ("Learn the waters", 50, 54)
    assert work.progress.learned == 3


def test_private_study_and_practice_are_not_shown(session: Session, told: Told) -> None:
    before = page(session, told)
    enrol(session, told.good, told.bank)
    rate(session, told.good, question_ids(session, told.bank)["Lakes-0"], Rating.AGAIN)
    take_quiz(session, told.good, told.bank, responses={})
    assert page(session, told) == before


def test_work_for_another_class_is_not_shown(session: Session, told: Told) -> None:
    before = page(session, told)
    other = make_person(session, "colleague", role="teacher")
    other_class = make_class(session, other, told.good, name="Geography")
    work = make_assignment(session, other_class, told.bank, keys=["Lakes-0"], due_at=NOW)
    hand_in(session, told.good, work, {"Lakes-0": 1}, now=NOW + timedelta(days=1))
    assert page(session, told) == before
    theirs = find_class(session, other, other_class)
    assert theirs is not None
    loaded = load_student(session, theirs, told.good.id, told.at)
    assert loaded is not None
    assert [event.title for event in loaded.timeline] == ["Rivers test"]
    assert [score.title for score in loaded.scores] == ["Rivers test"]
    assert [mistake.others_asked for mistake in loaded.mistakes] == [0]


def test_a_student_of_another_class_has_no_page(session: Session, told: Told) -> None:
    stranger = make_person(session, "stranger")
    assert load_student(session, shown(session, told), stranger.id, told.at) is None
    make_class(session, told.teacher, stranger, name="Another")
    assert load_student(session, shown(session, told), stranger.id, told.at) is None


def test_who_waits_has_no_page_and_who_left_keeps_it(session: Session, told: Told) -> None:
    with write(session):
        session.get_one(ClassMember, (told.class_id, told.good.id)).state = "waiting"
    assert load_student(session, shown(session, told), told.good.id, told.at) is None
    with write(session):
        session.get_one(ClassMember, (told.class_id, told.good.id)).state = "left"
    loaded = load_student(session, shown(session, told), told.good.id, told.at)
    assert loaded is not None
    assert len(loaded.scores) == 6
    assert loaded.signs.concern is Concern.NONE


def test_levels_of_topics_come_from_mixed_work_on_several_days(
    session: Session, told: Told
) -> None:
    good = {each.name: each.level for each in page(session, told).strengths}
    assert good == dict.fromkeys(("Cities", "Lakes", "Rivers"), Level.MASTERED)
    wim = page(session, told, "wim").strengths
    assert [(each.name, each.level) for each in wim] == [
        ("Lakes", Level.BEGINNING),
        ("Cities", Level.GETTING_THERE),
        ("Rivers", Level.MASTERED),
    ]
    assert wim[0].mastery.answers == 18
    # good: 18 of 18; wim, xia, yara: 6 of 18; lost: 2 of 6; falling: 3 of 18.
    assert wim[0].class_share == pytest.approx((18 + 3 * 6 + 2 + 3) / (5 * 18 + 6))


def test_a_level_rests_on_days_in_the_classs_zone(session: Session, told: Told) -> None:
    teacher, student = told.teacher, make_person(session, "kim")
    class_id = make_class(session, teacher, student, name="Tokyo", time_zone="Asia/Tokyo")
    # Half past eleven at night and half past midnight in Tokyo, on one day in UTC.
    for hour in (14, 15):
        work = make_assignment(session, class_id, told.bank, keys=["Lakes-0", "Cities-0"])
        at = datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
        hand_in(session, student, work, {"Lakes-0": 0, "Cities-0": 0}, now=at)
    found = find_class(session, teacher, class_id)
    assert found is not None
    loaded = load_student(session, found, student.id, told.at)
    assert loaded is not None
    assert [each.mastery.right_days for each in loaded.strengths] == [2, 2]
    assert date(2026, 3, 2) == NOW.date()


def test_mistakes_name_the_misconception_and_who_shares_it(session: Session, told: Told) -> None:
    loaded = page(session, told, "wim")
    first = next(each for each in loaded.mistakes if each.stem == "Lakes number 16?")
    assert (first.given, first.expected) == ("wrong one", "right")
    assert first.misconceptions == (FEEDBACK,)
    assert first.is_option
    # All who did this quiz chose it, but the good one.
    assert (first.others, first.others_asked) == (3, 4)
    assert (first.wrong, first.asked, first.is_mended) == (1, 1, False)


def test_mistakes_stand_in_the_order_of_number_or_of_time(session: Session, told: Told) -> None:
    again = make_assignment(session, told.class_id, told.bank, keys=["Lakes-2"], title="Again")
    for day, response in ((0, 1), (1, 2)):
        hand_in(session, told.good, again, {"Lakes-2": response}, now=NOW + timedelta(days=day))
    later = make_assignment(session, told.class_id, told.bank, keys=["Cities-0"], title="Later")
    hand_in(session, told.good, later, {"Cities-0": 1}, now=NOW + timedelta(days=30))
    assert [each.stem for each in page(session, told).mistakes] == [
        "Lakes number 2?",
        "Cities number 0?",
    ]
    by_date = page(session, told, by_date=True).mistakes
    assert [each.stem for each in by_date] == ["Cities number 0?", "Lakes number 2?"]
    lakes = by_date[1]
    assert (lakes.given, lakes.wrong, lakes.asked) == ("wrong other", 2, 3)
    assert lakes.misconceptions == ()
    assert lakes.is_mended


def test_each_kind_of_question_can_be_a_mistake(session: Session, told: Told) -> None:
    bank = make_bank(session, "kinds", owner=told.teacher)
    work = make_assignment(session, told.class_id, bank, title="All kinds")
    wrong = {
        "capital": WRONG["single_choice"],
        "danube-countries": WRONG["multiple_choice"],
        "danube-longest": WRONG["true_false"],
        "danube-sea": WRONG["short_answer"],
        "danube-length": WRONG["numerical"],
        "downstream": WRONG["ordering"],
    }
    for student in (told.good, told.others[0], told.others[1]):
        hand_in(session, student, work, wrong, now=NOW)
    hand_in(session, told.others[2], work, {**wrong, "danube-countries": [0, 1]}, now=NOW)
    found = {each.stem: each for each in page(session, told).mistakes}
    assert found["What is the capital of *Hungary*?"].misconceptions == ("It is that of Austria.",)
    countries = found["Which of these does the Danube flow through?"]
    assert countries.given == "Poland; Italy"
    assert (countries.others, countries.others_asked) == (3, 3)
    truth = found["The Danube is the longest river in Europe."]
    assert (truth.given, truth.misconceptions) == ("True", ("The Volga is longer.",))
    assert found["Which sea does the Danube flow into?"].given == "North Sea"
    assert found["Which country is each city in?"].given == ""
    assert not found["Which country is each city in?"].is_option


def test_a_question_that_was_struck_is_no_mistake(session: Session, told: Told) -> None:
    ids = question_ids(session, told.bank)
    with write(session):
        session.add(
            Ruling(
                quiz_id=told.assignments[0].quiz_id,
                question_id=ids["Lakes-1"],
                ruling="void",
                made_at=NOW,
            )
        )
    loaded = page(session, told, "wim")
    assert "Lakes number 1?" not in {each.stem for each in loaded.mistakes}
    assert loaded.strengths[0].mastery.answers == 17


def test_an_attempt_is_seen_in_its_class_alone(session: Session, told: Told) -> None:
    private = take_quiz(session, told.good, told.bank, responses={})
    other = make_class(session, told.teacher, told.good, name="Another")
    attempt_id = page(session, told).scores[0].attempt_id
    found = find_taught_attempt(session, told.class_id, attempt_id, told.at)
    assert found is not None
    assert found.closed is not None
    assert found.closed.share == 1
    assert find_taught_attempt(session, other, attempt_id, told.at) is None
    assert find_taught_attempt(session, told.class_id, private, told.at) is None


def test_an_overdue_attempt_is_closed_before_it_is_shown(session: Session, told: Told) -> None:
    work = make_assignment(session, told.class_id, told.bank, keys=["Lakes-0"], title="Timed")
    attempt_id = hand_in(session, told.good, work, answers(0), now=NOW)
    with write(session):
        attempt = session.get_one(Attempt, attempt_id)
        attempt.submitted_at, attempt.score = None, None
        attempt.deadline_at = NOW + timedelta(minutes=20)
    early = find_taught_attempt(session, told.class_id, attempt_id, NOW + timedelta(minutes=5))
    assert early is not None
    assert early.closed is None
    assert (early.answered, early.questions) == (1, 1)
    assert "Timed" not in {score.title for score in load(session, told, NOW).scores}
    late = find_taught_attempt(session, told.class_id, attempt_id, told.at)
    assert late is not None
    assert late.closed is not None
    assert late.closed.submitted_at == NOW + timedelta(minutes=20)


def load(session: Session, told: Told, now: datetime) -> StudentPage:
    loaded = load_student(session, shown(session, told), told.good.id, now)
    assert loaded is not None
    return loaded
