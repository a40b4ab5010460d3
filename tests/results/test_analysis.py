from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.banks.models import QuestionVersion
from quizapp.classrooms.models import ClassMember
from quizapp.database import write
from quizapp.engine.item_analysis.verdicts import TestVerdict, Verdict
from quizapp.engine.kinds import MultipleChoice, SingleChoice, TrueFalse
from quizapp.engine.question import Question
from quizapp.quizzes.marking_again import Choice, apply_ruling, preview_ruling
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, QuizQuestion
from quizapp.results.analysed_questions import AnalysedQuestion
from quizapp.results.analysis import (
    QuizAnalysis,
    Which,
    list_typed_answers,
    load_analysis,
)
from quizapp.writing.services import save_question
from tests.factories import NOW, make_assignment, make_bank, make_class, make_person, question_ids
from tests.results.analysed import (
    QUESTIONS,
    SEAS,
    STRONG,
    WEAK,
    Analysed,
    make_analysed,
    make_broken,
)
from tests.rows import refresh

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(days=1)


def load(
    given: Analysed, which: Which = Which.FIRST, *, version_id: int | None = None
) -> QuizAnalysis:
    refresh(given.session)
    return load_analysis(
        *(given.session, given.class_id, given.quiz_id, which, LATER), version_id=version_id
    )


def question(given: Analysed, found: QuizAnalysis, key: str) -> AnalysedQuestion:
    one = found.find(question_ids(given.session, given.bank)[key])
    assert one is not None
    return one


def facilities(found: QuizAnalysis) -> list[float | None]:
    return [one.statistics.facility.value for one in found.questions]


def test_before_anybody_has_handed_in_there_is_nothing(session: Session) -> None:
    found = load(make_analysed(session))
    assert (found.attempts, found.students, found.questions) == (0, 0, ())
    assert found.test_verdict is TestVerdict.UNDEFINED


def test_the_question_with_the_wrong_key_is_found(session: Session) -> None:
    given = make_broken(session)
    found = load(given)
    assert (found.attempts, found.students, found.is_drawn) == (24, 24, False)
    assert [one.stem for one in found.questions if one.urgency == 0] == ["Which *river*?"]
    broken = question(given, found, "broken")
    assert broken.verdict is Verdict.WRONG_KEY
    assert broken.findings[0].options == (1,)
    assert [
        (one.text, one.is_key, one.feedback, one.statistics.count) for one in broken.options
    ] == [("Rhine", True, "No.", 8), ("Danube", False, "", 16), ("Elbe", False, "", 0)]
    assert broken.no_answer is not None
    assert broken.no_answer.count == 0
    assert question(given, found, "name").verdict is Verdict.GOOD


def test_questions_stand_in_the_order_of_the_quiz(session: Session) -> None:
    given = make_analysed(session)
    given.hand_in(0, STRONG)
    ids = question_ids(session, given.bank)
    turned = ["name", "city", "sea", "broken"]
    with write(session):
        session.execute(delete(QuizQuestion))
        session.add_all(
            QuizQuestion(quiz_id=given.quiz_id, position=place, question_id=ids[key])
            for place, key in enumerate(turned[:3], 1)
        )
    found = load(given)
    # What was taken out of the quiz since comes last.
    assert [one.id for one in found.questions] == [ids[key] for key in turned]
    assert [one.number for one in found.questions] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("which", "attempts", "facility"),
    [
        (Which.FIRST, 2, 0.0),
        (Which.LATEST, 2, 50.0),
        (Which.BEST, 2, 100.0),
        (Which.ALL, 5, 40.0),
    ],
)
def test_of_several_attempts_those_wanted_are_analysed(
    session: Session, which: Which, attempts: int, facility: float
) -> None:
    given = make_analysed(session)
    for minutes, (student, answers) in enumerate(
        [(0, WEAK), (1, WEAK), (0, STRONG), (1, STRONG), (0, WEAK)]
    ):
        given.hand_in(student, answers, minutes=minutes)
    found = load(given, which)
    assert (found.attempts, found.students) == (attempts, 2)
    assert question(given, found, "city").statistics.facility.value == facility


def test_of_attempts_that_are_as_good_the_earlier_is_the_best(session: Session) -> None:
    given = make_analysed(session)
    given.hand_in(0, {"sea": 0}, minutes=1)
    given.hand_in(0, {"city": 1}, minutes=2)
    found = load(given, Which.BEST)
    assert question(given, found, "sea").statistics.facility.value == 100
    assert question(given, found, "city").statistics.facility.value == 0


def test_only_active_students_of_the_class_count(session: Session) -> None:
    given = make_analysed(session)
    for student in range(3):
        given.hand_in(student, STRONG)
    with write(session):
        session.execute(
            update(ClassMember)
            .where(ClassMember.user_id == given.students[0].id)
            .values(state="left")
        )
    assert load(given).attempts == 2
    other = make_class(session, make_person(session, "tom", role="teacher"), *given.students)
    found = load_analysis(session, other, given.quiz_id, Which.FIRST, LATER)
    assert found.attempts == 3


def test_open_attempts_do_not_count_and_overdue_ones_are_handed_in(session: Session) -> None:
    given = make_analysed(session)
    attempt_id = given.hand_in(0, STRONG)
    with write(session):
        session.execute(
            update(Attempt).values(submitted_at=None, score=None, deadline_at=LATER + timedelta(1))
        )
        session.execute(delete(AttemptMarks))
    assert load(given).attempts == 0
    with write(session):
        session.execute(update(Attempt).values(deadline_at=NOW))
    assert load(given).attempts == 1
    refresh(session)
    assert session.get_one(Attempt, attempt_id).submitted_at == NOW


def test_attempts_that_were_never_packed_are_analysed_all_the_same(session: Session) -> None:
    given = make_broken(session)
    before = load(given)
    with write(session):
        session.execute(delete(AttemptMarks).where(AttemptMarks.attempt_id % 2 == 0))
    assert load(given) == before


def change(given: Analysed, key: str, **changes: object) -> int:
    """A new version of a question; returns its number in the database."""
    [wording] = [one for one in QUESTIONS if one.key == key]
    ids = question_ids(given.session, given.bank)
    number = save_question(
        *(given.session, given.teacher, given.bank.id, replace(wording, **changes)),  # type: ignore[arg-type]
        question_id=ids[key],
        base=1,
        is_new_key=False,
        now=NOW,
    )
    query = select(QuestionVersion.id).where(
        QuestionVersion.question_id == ids[key], QuestionVersion.number == number
    )
    found = given.session.scalars(query).one()
    given.session.commit()
    return found


def test_options_of_several_versions_are_told_by_their_texts(session: Session) -> None:
    given = make_analysed(session, 4)
    given.hand_in(0, {"sea": 0})
    given.hand_in(1, {"sea": 1})
    given.hand_in(2, {"sea": 2})
    old = [one.id for one in question(given, load(given), "sea").versions]
    turned = ("Red Sea", SEAS[1], SEAS[0])
    new = change(given, "sea", body=SingleChoice(turned, 2))
    given.hand_in(3, {"sea": 2})
    sea = question(given, load(given), "sea")
    assert [(one.number, one.attempts) for one in sea.versions] == [(2, 1), (1, 3)]
    assert [(one.text, one.is_key, one.is_gone, one.statistics.count) for one in sea.options] == [
        ("Red Sea", False, False, 0),
        ("Baltic Sea", False, False, 1),
        ("Black Sea", True, False, 2),
        ("North Sea", False, True, 1),
    ]
    first = question(given, load(given, version_id=old[0]), "sea")
    assert [(one.text, one.statistics.count) for one in first.options] == [
        *((SEAS[0], 1), (SEAS[1], 1), (SEAS[2], 1))
    ]
    assert first.statistics.n == 3
    assert first.versions == sea.versions
    second = question(given, load(given, version_id=new), "sea")
    assert [(one.text, one.statistics.count) for one in second.options] == [
        *((turned[0], 0), (turned[1], 0), (turned[2], 1))
    ]
    # The other questions are analysed as before.
    assert question(given, load(given, version_id=new), "city").statistics.n == 4


def test_versions_of_different_kinds_have_no_options_together(session: Session) -> None:
    given = make_analysed(session)
    given.hand_in(0, STRONG)
    change(given, "sea", body=TrueFalse(correct=True))
    given.hand_in(1, {"sea": True})
    sea = question(given, load(given), "sea")
    assert sea.options == ()
    assert sea.statistics.facility.value == 100
    options = question(given, load(given, version_id=sea.versions[0].id), "sea").options
    assert [(one.text, one.is_key, one.statistics.count) for one in options] == [
        ("True", True, 1),
        ("False", False, 0),
    ]


def test_where_the_points_changed_scores_are_shares(session: Session) -> None:
    given = make_analysed(session, 4)
    for student in range(2):
        given.hand_in(student, STRONG)
    change(given, "sea", points=Decimal(2))
    for student in range(2, 4):
        given.hand_in(student, {"sea": 0})
    found = load(given)
    assert found.test.full is None
    # Three of four points, twice, and two of five, twice.
    assert found.test.mean.value == pytest.approx((0.75 + 0.4) / 2)
    assert found.test.consistency.value is None


def test_a_key_that_was_ruled_is_the_key(session: Session) -> None:
    given = make_broken(session)
    ids = question_ids(session, given.bank)
    version_id = change(given, "broken", body=SingleChoice(("Danube", "Rhine", "Elbe"), 0))
    rule(given, ids["broken"], Choice("key", version_id))
    broken = question(given, load(given), "broken")
    assert broken.ruling == "key"
    assert [one.text for one in broken.options if one.is_key] == ["Danube"]
    assert broken.statistics.facility.value == pytest.approx(200 / 3)
    assert broken.verdict is not Verdict.WRONG_KEY


def rule(given: Analysed, question_id: int, choice: Choice) -> None:
    preview = preview_ruling(given.session, given.quiz_id, question_id, choice)
    apply_ruling(
        *(given.session, given.teacher, given.quiz_id, question_id, choice),
        token=preview.token,
        class_id=given.class_id,
        now=NOW,
    )


def test_what_is_left_out_is_analysed_beside_the_test(session: Session) -> None:
    given = make_broken(session)
    before = load(given)
    rule(given, question_ids(session, given.bank)["broken"], Choice("void"))
    found = load(given)
    broken = question(given, found, "broken")
    assert broken.verdict is Verdict.SETTLED
    assert broken.statistics.facility == question(given, before, "broken").statistics.facility
    assert broken.statistics.discrimination.value == pytest.approx(
        question(given, before, "broken").statistics.discrimination.value
    )
    assert broken.statistics.intended_weight is None
    assert (before.test.full, found.test.full) == (4, 3)
    assert (before.test.parts, found.test.parts) == (4, 3)


def test_full_points_for_everybody_leave_nothing_to_tell(session: Session) -> None:
    given = make_broken(session)
    rule(given, question_ids(session, given.bank)["broken"], Choice("full"))
    broken = question(given, load(given), "broken")
    assert broken.verdict is Verdict.SETTLED
    assert broken.statistics.facility.value == 100
    assert broken.statistics.discrimination.value is None
    assert [one.statistics.count for one in broken.options] == [8, 16, 0]


def test_questions_of_a_random_draw_are_compared_with_the_whole_score(session: Session) -> None:
    given = make_broken(session)
    fixed = load(given)
    with write(session):
        session.execute(delete(QuizQuestion))
    drawn = load(given)
    assert drawn.is_drawn
    assert facilities(drawn) == facilities(fixed)
    for one, other in zip(drawn.questions, fixed.questions, strict=True):
        assert one.statistics.effective_weight is None
        found, before = one.statistics.discrimination.value, other.statistics.discrimination.value
        assert found is not None
        assert before is not None
        assert found > before
    # The places in the attempts are the parts: here they are the same questions.
    assert drawn.test == fixed.test


def test_attempts_with_different_questions_are_analysed_question_by_question(
    session: Session,
) -> None:
    given = make_analysed(session, 4)
    for student in range(4):
        given.hand_in(student, STRONG if student % 2 else WEAK)
    with write(session):
        session.execute(delete(QuizQuestion))
        session.execute(delete(AttemptMarks))
        # The last two attempts weren't asked the first question.
        session.execute(delete(Answer).where(Answer.attempt_id > 2, Answer.position == 1))
    with write(session):
        session.execute(update(Attempt).where(Attempt.id > 2).values(max_score=3))
    found = load(given)
    assert [one.statistics.n for one in found.questions] == [2, 4, 4, 4]
    assert found.test.full is None
    assert question(given, found, "sea").statistics.discrimination.value is not None


def test_several_ticks_are_counted_for_each_option(session: Session) -> None:
    teacher, student = make_person(session, "tess", role="teacher"), make_person(session)
    rivers = Question("r", "Which?", MultipleChoice(("a", "b", "c"), frozenset({0, 2})))
    true = Question("t", "True?", TrueFalse(correct=False, feedback_false="Yes."))
    bank = make_bank(session, questions=[rivers, true], owner=teacher)
    class_id = make_class(session, teacher, student)
    given = Analysed(
        session, teacher, [student], class_id, bank, make_assignment(session, class_id, bank)
    )
    given.hand_in(0, {"r": [0, 1], "t": False})
    found = load(given)
    assert [(one.is_key, one.statistics.count) for one in found.questions[0].options] == [
        *((True, 1), (False, 1), (True, 0))
    ]
    options = found.questions[1].options
    assert [(one.text, one.is_key, one.feedback, one.statistics.count) for one in options] == [
        ("True", False, "", 0),
        ("False", True, "Yes.", 1),
    ]


def test_answers_in_words_are_listed_by_how_often_they_were_given(session: Session) -> None:
    given = make_broken(session, 7)
    ids = question_ids(session, given.bank)
    found = list_typed_answers(session, given.class_id, given.quiz_id, ids["name"])
    assert [(one.text, one.count, one.mark) for one in found] == [
        ("Donau", 3, 1.0),
        ("Dunaj", 2, 0.0),
        ("donau", 2, 1.0),
    ]
    assert list_typed_answers(session, given.class_id, given.quiz_id, ids["sea"]) == []
