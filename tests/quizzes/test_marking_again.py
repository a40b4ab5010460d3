from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from quizapp.accounts.services import Person
from quizapp.audit.models import AuditEntry
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import BankSummary
from quizapp.classrooms.models import Assignment
from quizapp.database import write
from quizapp.engine.kinds import Kind, Response, SingleChoice
from quizapp.engine.question import Question
from quizapp.quizzes.marking import mark_attempt
from quizapp.quizzes.marking_again import (
    ChangedMeanwhileError,
    Choice,
    Preview,
    RefusedRulingError,
    UnknownVersionError,
    apply_ruling,
    find_ruling,
    preview_ruling,
)
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, Ruling
from quizapp.quizzes.packing import unpack
from quizapp.quizzes.rulable import find_rulable
from quizapp.study.models import Card
from quizapp.writing.services import save_question
from tests.factories import (
    NOW,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    question_ids,
    take_quiz,
)
from tests.properties import ON_DATABASE
from tests.rows import count, refresh, rows, snapshot
from tests.visits import at_once

# The application tells the quizzes who wants to know of wrong answers.
pytestmark = pytest.mark.usefixtures("app")

RIVER = Question("river", "Which river?", SingleChoice(("Rhine", "Danube", "Elbe"), 0))
CITY = Question("city", "Which city?", SingleChoice(("Vienna", "Budapest"), 1), points=Decimal(2))
MENDED = SingleChoice(("Elbe", "Danube", "Rhine"), 1)


class Lesson:
    """A class with a quiz of two questions, of which the key of the first is wrong."""

    def __init__(self, session: Session, *students: str, slug: str = "rivers") -> None:
        self.session = session
        self.teacher = make_person(session, f"tess-{slug}", role="teacher")
        self.bank: BankSummary = make_bank(session, slug, [RIVER, CITY], owner=self.teacher)
        self.students = [make_person(session, f"{name}-{slug}") for name in students]
        self.class_id = make_class(session, self.teacher, *self.students)
        self.assignment: Assignment = make_assignment(session, self.class_id, self.bank)
        self.ids = question_ids(session, self.bank)
        assert self.assignment.quiz_id is not None
        self.quiz_id = self.assignment.quiz_id

    def hand_in(self, student: Person, river: Response | None, city: Response | None = 1) -> int:
        given = {"river": river, "city": city}
        answered = {key: one for key, one in given.items() if one is not None}
        return hand_in(self.session, student, self.assignment, answered)

    def rewrite(self, body: Kind = MENDED, **more: Any) -> int:
        """Save another wording of the first question; returns the number of its version."""
        number = save_question(
            *(self.session, self.teacher, self.bank.id, replace(RIVER, body=body, **more)),
            question_id=self.ids["river"],
            base=self.current(),
            is_new_key=False,
            now=NOW,
        )
        query = select(QuestionVersion.id).where(
            QuestionVersion.question_id == self.ids["river"], QuestionVersion.number == number
        )
        found = self.session.scalars(query).one()
        self.session.commit()
        return found

    def current(self) -> int:
        return max(self.versions())

    def versions(self) -> list[int]:
        query = select(QuestionVersion.number)
        query = query.where(QuestionVersion.question_id == self.ids["river"])
        found = [*self.session.scalars(query)]
        self.session.commit()
        return found

    def preview(self, choice: Choice) -> Preview:
        found = preview_ruling(self.session, self.quiz_id, self.ids["river"], choice)
        self.session.commit()
        return found

    def decide(self, choice: Choice, token: str | None = None) -> int:
        return apply_ruling(
            *(self.session, self.teacher, self.quiz_id, self.ids["river"], choice),
            token=self.preview(choice).token if token is None else token,
            class_id=self.class_id,
            now=NOW,
        )

    def scores(self) -> list[tuple[Any, ...]]:
        found = rows(self.session, Attempt.id, Attempt.score, Attempt.max_score)
        return [(str(score), str(most)) for _, score, most in found]

    def mark_anew(self) -> None:
        """Mark every attempt of the quiz from its answers, as handing in does."""
        with write(self.session):
            for attempt in self.session.scalars(select(Attempt).order_by(Attempt.id)):
                answers = self.session.execute(
                    select(Answer, QuestionVersion)
                    .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
                    .where(Answer.attempt_id == attempt.id)
                    .order_by(Answer.position)
                )
                mark_attempt(self.session, attempt, [(row[0], row[1]) for row in answers])


@pytest.fixture
def lesson(session: Session) -> Lesson:
    found = Lesson(session, "ada", "bob", "cleo")
    for student, river in zip(found.students, (1, 0, None), strict=True):
        found.hand_in(student, river)
    return found


def test_full_points_for_everybody(lesson: Lesson) -> None:
    choice = Choice("full")
    preview = lesson.preview(choice)
    assert preview.attempts == 3
    changes = [
        (one.name, int(one.score), int(one.new_score), int(one.max_score))
        for one in preview.changes
    ]
    assert changes == [("Ada-Rivers", 2, 3, 3), ("Cleo-Rivers", 2, 3, 3)]
    assert lesson.scores() == [("2.0000", "3.00"), ("3.0000", "3.00"), ("2.0000", "3.00")]
    assert lesson.decide(choice) == 2
    assert lesson.scores() == [("3.0000", "3.00")] * 3
    assert find_ruling(lesson.session, lesson.quiz_id, lesson.ids["river"]) == choice


def test_leaving_the_question_out(lesson: Lesson) -> None:
    assert lesson.decide(Choice("void")) == 3
    assert lesson.scores() == [("2.0000", "2.00")] * 3
    # The marks of the answers stay: the question can come back.
    marks = rows(lesson.session, Answer.attempt_id, Answer.position, Answer.mark)
    assert [mark for _, position, mark in marks if position == 1] == [0, 1, 0]


def test_by_the_key_of_another_version_options_are_found_by_their_texts(lesson: Lesson) -> None:
    version_id = lesson.rewrite()
    before = rows(lesson.session, Answer.attempt_id, Answer.position, Answer.version_id)
    assert lesson.decide(Choice("key", version_id)) == 2
    assert lesson.scores() == [("3.0000", "3.00"), ("2.0000", "3.00"), ("2.0000", "3.00")]
    assert rows(lesson.session, Answer.attempt_id, Answer.position, Answer.version_id) == before


def test_the_largest_changes_are_first(lesson: Lesson) -> None:
    ids = [student.id for student in lesson.students]
    version_id = lesson.rewrite(points=Decimal(5))
    lesson.hand_in(lesson.students[2], 2)
    changes = lesson.preview(Choice("full")).changes
    assert [(one.user_id, round(one.new_share - one.share, 2)) for one in changes] == [
        (ids[2], 0.71),
        (ids[0], 0.33),
        (ids[2], 0.33),
    ]
    assert lesson.preview(Choice("key", version_id)).attempts == 4


@pytest.mark.parametrize("ruling", ["full", "void", "key"])
def test_taking_it_back_gives_everything_as_it_was(lesson: Lesson, ruling: str) -> None:
    version_id = lesson.rewrite() if ruling == "key" else None
    tables = (Attempt, Answer, AttemptMarks, Ruling)
    before = snapshot(lesson.session, *tables)
    lesson.decide(Choice(ruling, version_id))
    assert snapshot(lesson.session, *tables) != before
    lesson.decide(Choice(None))
    assert snapshot(lesson.session, *tables) == before


@pytest.mark.parametrize("ruling", ["full", "void", "key"])
def test_later_attempts_are_marked_by_it_too(lesson: Lesson, ruling: str) -> None:
    version_id = lesson.rewrite() if ruling == "key" else None
    lesson.decide(Choice(ruling, version_id))
    # The later version has its options in another order: 1 is the Danube in both.
    lesson.hand_in(lesson.students[0], 1)
    wanted = {"full": ("3.0000", "3.00"), "void": ("2.0000", "2.00"), "key": ("3.0000", "3.00")}
    assert lesson.scores()[-1] == wanted[ruling]


def test_what_is_left_out_is_no_wrong_answer(session: Session) -> None:
    lesson = Lesson(session, "ada")
    lesson.decide(Choice("void"))
    lesson.hand_in(lesson.students[0], 1, city=0)
    assert rows(session, Card.question_id) == [(lesson.ids["city"],)]


def test_nobodys_cards_change(lesson: Lesson) -> None:
    before = snapshot(lesson.session, Card)
    lesson.decide(Choice("full"))
    lesson.decide(Choice(None))
    assert snapshot(lesson.session, Card) == before


def test_an_option_that_somebody_chose_and_that_is_gone_refuses_the_ruling(lesson: Lesson) -> None:
    version_id = lesson.rewrite(SingleChoice(("Danube", "Seine"), 0))
    choice = Choice("key", version_id)
    before = snapshot(lesson.session)
    with pytest.raises(RefusedRulingError) as caught:
        lesson.preview(choice)
    assert caught.value.reasons == [("The other version has no “Rhine”, which is in an answer.", 1)]
    with pytest.raises(RefusedRulingError):
        lesson.decide(choice, token="")
    assert snapshot(lesson.session) == before


def test_a_later_answer_that_the_key_cannot_take_is_marked_by_its_own(lesson: Lesson) -> None:
    version_id = lesson.rewrite()
    lesson.decide(Choice("key", version_id))
    lesson.rewrite(SingleChoice(("Seine", "Thames"), 0))
    lesson.hand_in(lesson.students[0], 0)
    assert lesson.scores()[-1] == ("3.0000", "3.00")


def test_a_version_of_another_question_is_unknown(lesson: Lesson) -> None:
    query = select(QuestionVersion.id).where(QuestionVersion.question_id == lesson.ids["city"])
    version_id = lesson.session.scalars(query).one()
    with pytest.raises(UnknownVersionError):
        lesson.preview(Choice("key", version_id))


def test_what_changed_since_the_preview_refuses_it(lesson: Lesson) -> None:
    token = lesson.preview(Choice("full")).token
    lesson.hand_in(lesson.students[0], 0)
    before = snapshot(lesson.session)
    with pytest.raises(ChangedMeanwhileError):
        lesson.decide(Choice("full"), token)
    assert snapshot(lesson.session) == before
    # Nor does the preview of another choice stand for this one.
    with pytest.raises(ChangedMeanwhileError):
        lesson.decide(Choice("full"), lesson.preview(Choice("void")).token)


def test_of_two_teachers_at_once_one_decides(
    lesson: Lesson, sessions: sessionmaker[Session]
) -> None:
    choices = (Choice("full"), Choice("void"))
    tokens = [lesson.preview(choice).token for choice in choices]

    def decide(place: int) -> int:
        with sessions() as session:
            return apply_ruling(
                *(session, lesson.teacher, lesson.quiz_id, lesson.ids["river"], choices[place]),
                token=tokens[place],
                class_id=lesson.class_id,
                now=NOW,
            )

    done = at_once([lambda: decide(0), lambda: decide(1)])
    refused = [one for one in done if not isinstance(one, int)]
    assert [type(one) for one in refused] == [ChangedMeanwhileError]
    assert count(lesson.session, Ruling) == 1
    assert count(lesson.session, AuditEntry) == 1


def test_an_attempt_handed_in_meanwhile_is_marked_by_the_rule_or_seen_by_it(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    lesson = Lesson(session, "ada", "bob")
    lesson.hand_in(lesson.students[0], 1)
    token = lesson.preview(Choice("full")).token

    def decide() -> int:
        with sessions() as own:
            return apply_ruling(
                *(own, lesson.teacher, lesson.quiz_id, lesson.ids["river"], Choice("full")),
                token=token,
                class_id=lesson.class_id,
                now=NOW,
            )

    def take() -> int:
        with sessions() as own:
            return hand_in(own, lesson.students[1], lesson.assignment, {"river": 1, "city": 1})

    decided, taken = at_once([decide, take])
    assert isinstance(taken, int)
    scores = dict(zip(("first", "second"), lesson.scores(), strict=True))
    if isinstance(decided, int):
        assert set(scores.values()) == {("3.0000", "3.00")}
    else:
        assert isinstance(decided, ChangedMeanwhileError)
        assert set(scores.values()) == {("2.0000", "3.00")}


def test_it_is_in_the_log(lesson: Lesson) -> None:
    lesson.decide(Choice("full"))
    refresh(lesson.session)
    [entry] = lesson.session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor_id, entry.class_id) == (
        "marked again",
        lesson.teacher.id,
        lesson.class_id,
    )
    assert entry.details == {
        "quiz": lesson.quiz_id,
        "question": lesson.ids["river"],
        "ruling": "full",
        "version": None,
        "attempts": 2,
    }


def test_attempts_that_were_never_packed_are_marked_all_the_same(lesson: Lesson) -> None:
    with write(lesson.session):
        lesson.session.execute(delete(AttemptMarks))
    assert lesson.decide(Choice("void")) == 3
    assert lesson.scores() == [("2.0000", "2.00")] * 3
    assert count(lesson.session, AttemptMarks) == 3


def test_attempts_of_other_quizzes_stay_as_they_are(lesson: Lesson) -> None:
    other = Lesson(lesson.session, "dan", slug="lakes")
    other.hand_in(other.students[0], 1)
    own = take_quiz(lesson.session, lesson.students[0], lesson.bank, responses={"single_choice": 1})
    before = {row[0]: row for row in rows(lesson.session, Attempt.id, Attempt.score)}
    lesson.decide(Choice("full"))
    after = {row[0]: row for row in rows(lesson.session, Attempt.id, Attempt.score)}
    assert {one for one in before if before[one] != after[one]} == {1, 3}
    assert own in before


SLUGS = iter(f"bank{number}" for number in range(10_000))
GIVEN = st.lists(st.none() | st.integers(0, 2), min_size=1, max_size=5)


@settings(ON_DATABASE, max_examples=15)
@given(given_=GIVEN, data=st.data())
def test_it_is_as_if_all_had_been_handed_in_under_the_last_ruling(
    sessions: sessionmaker[Session], given_: Sequence[int | None], data: DataObject
) -> None:
    with sessions() as session:
        for table in (Ruling, AttemptMarks, Answer, Attempt):
            with write(session):
                session.execute(delete(table))
        lesson = Lesson(session, "ada", slug=next(SLUGS))
        for response in given_:
            lesson.hand_in(lesson.students[0], response)
        mended = lesson.rewrite()
        choices = [Choice("full"), Choice("void"), Choice("key", mended), Choice(None)]
        for choice in data.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=4)):
            lesson.decide(choice)
            if data.draw(st.booleans()):
                lesson.hand_in(lesson.students[0], data.draw(st.integers(0, 2)))
        tables = (Attempt, Answer, AttemptMarks)
        stored = snapshot(session, *tables)
        lesson.mark_anew()
        assert snapshot(session, *tables) == stored
        for packed, score in rows(session, AttemptMarks.packed, AttemptMarks.attempt_id):
            assert unpack(packed)
            assert score


def test_a_question_can_be_ruled_that_the_quiz_asks_or_has_asked(lesson: Lesson) -> None:
    mended = lesson.rewrite()
    found = find_rulable(lesson.session, lesson.quiz_id, lesson.ids["river"])
    assert found is not None
    assert [(one.number, one.right, one.is_current, one.is_asked) for one in found.versions] == [
        (2, "Danube", True, False),
        (1, "Rhine", False, True),
    ]
    assert found.versions[0].id == mended
    other = Lesson(lesson.session, slug="lakes")
    assert find_rulable(lesson.session, lesson.quiz_id, other.ids["river"]) is None
    # Nobody has taken it yet, and it asks the question.
    assert find_rulable(lesson.session, other.quiz_id, other.ids["river"]) is not None
    assert find_rulable(lesson.session, lesson.quiz_id, 10**6) is None


def test_a_ruling_before_anybody_has_handed_in_holds_for_those_to_come(session: Session) -> None:
    lesson = Lesson(session, "ada")
    assert lesson.decide(Choice("full")) == 0
    lesson.hand_in(lesson.students[0], 2)
    assert lesson.scores() == [("3.0000", "3.00")]
