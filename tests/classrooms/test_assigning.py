"""Giving, changing and taking back assignments: what is stored, and by whom it may be done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.banks.models import Bank
from quizapp.classrooms import assigning, other_rules
from quizapp.classrooms.assigning import BegunError
from quizapp.classrooms.assignments import find_assignment, list_assignments, rules_for, target_ids
from quizapp.classrooms.locking import ArchivedError, NotTheirsError
from quizapp.classrooms.models import (
    Assignment,
    AssignmentStudent,
    Class,
    ClassGroup,
    ClassMember,
    GradeCategory,
    GroupMember,
)
from quizapp.classrooms.other_rules import OtherRules, set_other_rules
from quizapp.classrooms.plans import PlanError, QuizPlan
from quizapp.classrooms.taking import start_assigned
from quizapp.database import write
from quizapp.engine.assignment_rules import NOTICE
from quizapp.quizzes.assigned import Part, Questions
from quizapp.quizzes.models import Attempt, Quiz
from tests.classrooms.assigned import DAY, HIDDEN, HOUR, give_quiz, give_study, quiz_plan
from tests.classrooms.school import School, make_school
from tests.factories import NOW, make_bank, make_questions, question_ids, retire
from tests.rows import count, rows, snapshot


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def _group(session: Session, class_id: int, *user_ids: int) -> int:
    group = ClassGroup(class_id=class_id, name="Group A")
    with write(session):
        session.add(group)
        session.flush()
        session.add_all(GroupMember(group_id=group.id, user_id=user_id) for user_id in user_ids)
    return group.id


def test_what_was_given_is_found_again(session: Session, school: School) -> None:
    bank = make_bank(session, owner=school.noether)
    category = GradeCategory(class_id=school.class_id, name="Tests", weight=1)
    with write(session):
        session.add(category)
    plan = quiz_plan(
        bank,
        instructions="No books.",
        opens_at=NOW,
        due_at=NOW + DAY,
        attempts=2,
        closes_at=NOW + 2 * DAY,
        late_percent=10,
        category_id=category.id,
        **{"time_limit": 30, "layout": "all", "is_shuffled": False, **HIDDEN},
        student_ids=(school.amy.id,),
    )
    made = assigning.give(session, school.noether, school.class_id, plan, NOW)
    view = find_assignment(session, school.class_id, made)
    assert view is not None
    assert assigning.load_plan(session, view) == plan
    assert view.time_limit == timedelta(minutes=30)
    assert list_assignments(session, school.class_id) == [view]
    assert rows(session, Quiz.owner_id, Quiz.revealed_at) == [(None, NOW + 2 * DAY)]
    assert find_assignment(session, school.other_id, made) is None
    [(action, actor, class_id)] = rows(
        session, AuditEntry.action, AuditEntry.actor_id, AuditEntry.class_id
    )
    assert (action, actor, class_id) == ("gave assignment", school.noether.id, school.class_id)


def test_it_is_for_the_class_its_groups_or_its_students(session: Session, school: School) -> None:
    bank = make_bank(session)
    amy, bo = school.amy.id, school.bo.id
    group = _group(session, school.class_id, bo, school.cleo.id)

    def targets(**whom: Any) -> set[int]:
        made = give_quiz(session, school.gauss, school.class_id, bank, **whom)
        return target_ids(session, made, school.class_id)

    assert targets() == {amy, bo}
    assert targets(group_ids=(group,)) == {bo}
    assert targets(student_ids=(amy,)) == {amy}
    with write(session):
        session.get_one(ClassMember, (school.class_id, bo)).state = "left"
    assert targets() == {amy}


@pytest.mark.parametrize("who", ["euler", "ada", "amy", "cleo", "dan"])
def test_nobody_but_its_teachers_changes_what_a_class_is_given(
    session: Session, school: School, who: str
) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank)
    person, plan = school.people()[who], quiz_plan(bank)
    place = (session, person, school.class_id)
    actions: list[Callable[[], object]] = [
        lambda: assigning.give(*place, plan, NOW),
        lambda: assigning.change(*place, made, plan, NOW),
        lambda: assigning.withdraw(*place, made, NOW),
        lambda: assigning.restore(*place, made, NOW),
        lambda: assigning.delete_assignment(*place, made, NOW),
        lambda: set_other_rules(*place, made, school.amy.id, OtherRules(attempts=9), NOW),
    ]
    before = snapshot(session)
    for action in actions:
        with pytest.raises(NotTheirsError):
            action()
    assert snapshot(session) == before


def test_an_assignment_is_reached_through_its_own_class_alone(
    session: Session, school: School
) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank)
    before = snapshot(session)
    with pytest.raises(NotTheirsError):
        assigning.withdraw(session, school.euler, school.other_id, made, NOW)
    assert snapshot(session) == before


def test_questions_come_from_banks_that_the_teacher_knows(session: Session, school: School) -> None:
    bank = make_bank(session, owner=school.euler)
    with write(session):
        session.get_one(Bank, bank.id).is_open = False
    fixed = Questions(fixed=tuple(question_ids(session, bank).values())[:1])
    before = snapshot(session)
    for questions in (Questions(parts=(Part(bank.id, "", 1),)), fixed):
        with pytest.raises(PlanError, match="isn’t shared with you"):
            give_quiz(session, school.noether, school.class_id, bank, questions=questions)
    with pytest.raises(PlanError, match="isn’t shared with you"):
        give_study(session, school.noether, school.class_id, bank)
    assert snapshot(session) == before


def test_what_cannot_be_is_refused_with_its_place(session: Session, school: School) -> None:
    bank = make_bank(session)
    ids = question_ids(session, bank)
    other_group = _group(session, school.other_id, school.cleo.id)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("questions", {"questions": None}),
        ("questions", {"questions": Questions()}),
        ("questions", {"questions": Questions(parts=(Part(bank.id, "Rivers", 99),))}),
        ("questions", {"questions": Questions(parts=(Part(bank.id, "", 101),))}),
        ("questions", {"questions": Questions(fixed=(ids["source"],))}),
        ("questions", {"questions": Questions(fixed=(99_999,))}),
        ("groups", {"group_ids": (other_group,)}),
        ("students", {"student_ids": (school.cleo.id,)}),
        ("category", {"category_id": 77}),
    ]
    before = snapshot(session)
    for place, columns in wrong:
        with pytest.raises(PlanError) as refused:
            give_quiz(session, school.noether, school.class_id, bank, **columns)
        assert refused.value.field == place
    assert snapshot(session) == before


def test_nothing_new_is_given_in_an_archived_class(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank)
    with write(session):
        session.get_one(Class, school.class_id).archived_at = NOW
    with pytest.raises(ArchivedError):
        give_quiz(session, school.noether, school.class_id, bank)
    with pytest.raises(ArchivedError):
        assigning.change(session, school.noether, school.class_id, made, quiz_plan(bank), NOW)


def test_the_questions_stay_once_somebody_has_begun(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank)
    place = (session, school.noether, school.class_id, made)
    fewer = quiz_plan(bank, 3, title="Shorter")
    assigning.change(*place, fewer, NOW)
    assert rows(session, Quiz.title, Quiz.question_count) == [("Shorter", 3)]
    start_assigned(session, school.amy, school.class_id, made, NOW)
    before = snapshot(session)
    with pytest.raises(BegunError):
        assigning.change(*place, quiz_plan(bank, 5), NOW)
    with pytest.raises(BegunError):
        assigning.delete_assignment(*place, NOW)
    assert snapshot(session) == before
    same = replace(fewer, due_at=NOW + DAY)
    assigning.change(*place, same, NOW + HOUR)
    assert rows(session, Assignment.due_at, Assignment.changed_at) == [(NOW + DAY, NOW + HOUR)]


def test_what_nobody_has_begun_is_deleted_with_its_quiz(session: Session, school: School) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    assigning.delete_assignment(session, school.gauss, school.class_id, made, NOW)
    assert (count(session, Assignment), count(session, Quiz)) == (0, 0)


def test_a_withdrawn_assignment_comes_back_as_it_was(session: Session, school: School) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session))
    place = (session, school.noether, school.class_id, made)
    assigning.withdraw(*place, NOW)
    assert list_assignments(session, school.class_id) == []
    assert len(list_assignments(session, school.class_id, with_withdrawn=True)) == 1
    assigning.restore(*place, NOW)
    assert len(list_assignments(session, school.class_id)) == 1
    actions = [action for (action,) in rows(session, AuditEntry.action)]
    assert actions == ["changed assignment", "gave assignment", "withdrew assignment"]


def test_a_copy_is_for_the_whole_other_class(session: Session, school: School) -> None:
    bank = make_bank(session)
    columns: dict[str, Any] = {"student_ids": (school.amy.id,), "time_limit": 20, **HIDDEN}
    columns |= {"due_at": NOW + DAY, "closes_at": NOW + DAY}
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    view = find_assignment(session, school.class_id, made)
    assert view is not None
    with pytest.raises(NotTheirsError):
        assigning.copy(session, school.noether, view, school.other_id, NOW)
    copy = assigning.copy(session, school.noether, view, school.class_id, NOW)
    plan = assigning.find_plan(session, school.class_id, copy)
    old = assigning.find_plan(session, school.class_id, made)
    assert old is not None
    assert plan == replace(old, student_ids=())
    assert assigning.find_plan(session, school.other_id, copy) is None


def test_a_retired_question_stays_in_a_plan_and_is_no_reason_to_refuse_other_changes(
    session: Session, school: School
) -> None:
    bank = make_bank(session, questions=make_questions(3))
    made = give_quiz(session, school.noether, school.class_id, bank)
    retire(session, bank, "q1")
    plan = quiz_plan(bank, title="New name")
    assigning.change(session, school.noether, school.class_id, made, plan, NOW)
    assert rows(session, Assignment.title) == [("New name",)]


def test_exceptions_are_for_one_student_and_can_be_taken_back(
    session: Session, school: School
) -> None:
    bank = make_bank(session)
    columns: dict[str, Any] = {
        "due_at": NOW + DAY,
        "closes_at": NOW + DAY,
        "attempts": 1,
        "time_limit": 40,
    }
    made = give_quiz(session, school.noether, school.class_id, bank, **columns)
    amy, bo = school.amy.id, school.bo.id
    place = (session, school.noether, school.class_id, made)
    rules = OtherRules(due_at=NOW + 3 * DAY, attempts=2, extra_time=50)
    set_other_rules(*place, amy, rules, NOW)
    assert other_rules.list_other_rules(session, made) == {amy: rules}
    effective = rules_for(session, [made], [amy, bo])
    assert effective[made, amy].closes_at == NOW + 3 * DAY
    assert effective[made, amy].time_limit == timedelta(hours=1)
    assert effective[made, bo] == find_assignment(session, school.class_id, made).rules  # type: ignore[union-attr]
    # Whoever has other rules only is no target: it is still for the whole class.
    assert target_ids(session, made, school.class_id) == {amy, bo}
    assert rows(session, Quiz.revealed_at) == [(NOW + 3 * DAY,)]
    set_other_rules(*place, amy, OtherRules(), NOW)
    assert rows(session, Quiz.revealed_at) == [(NOW + DAY,)]
    assert count(session, AssignmentStudent) == 0
    with pytest.raises(NotTheirsError):
        set_other_rules(*place, school.cleo.id, rules, NOW)
    assert [subject for (subject,) in rows(session, AuditEntry.subject_id)].count(amy) == 2


def test_the_time_noted_for_a_student_lengthens_every_limit_unless_one_is_given(
    session: Session, school: School
) -> None:
    made = give_quiz(session, school.noether, school.class_id, make_bank(session), time_limit=40)
    with write(session):
        session.get_one(ClassMember, (school.class_id, school.amy.id)).extra_time = 25
    place = (session, school.noether, school.class_id, made, school.amy.id)
    key = (made, school.amy.id)
    assert rules_for(session, [made])[key].time_limit == timedelta(minutes=50)
    set_other_rules(*place, OtherRules(extra_time=0), NOW)
    assert rules_for(session, [made])[key].time_limit == timedelta(minutes=40)


def _deadline(session: Session) -> object:
    [(deadline,)] = rows(session, Attempt.deadline_at)
    return deadline


def test_a_running_attempt_follows_changes_and_never_gets_shorter(
    session: Session, school: School
) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank, time_limit=60)
    start_assigned(session, school.amy, school.class_id, made, NOW)
    place = (session, school.noether, school.class_id, made)
    assert _deadline(session) == NOW + HOUR
    set_other_rules(*place, school.amy.id, OtherRules(extra_time=50), NOW)
    assert _deadline(session) == NOW + 1.5 * HOUR
    assigning.change(*place, quiz_plan(bank, time_limit=10), NOW)
    assert _deadline(session) == NOW + 1.5 * HOUR
    assigning.change(*place, quiz_plan(bank, closes_at=NOW + HOUR / 2, due_at=NOW), NOW)
    assert _deadline(session) == NOW + 1.5 * HOUR
    # The others are not shown the answers before that attempt is over.
    assert rows(session, Quiz.revealed_at) == [(NOW + 1.5 * HOUR,)]
    assigning.change(*place, quiz_plan(bank), NOW)
    assert _deadline(session) is None
    late = NOW + DAY
    assigning.change(*place, quiz_plan(bank, time_limit=5), late)
    assert _deadline(session) == late + NOTICE


def test_a_study_assignment_stays_one(session: Session, school: School) -> None:
    bank = make_bank(session)
    made = give_quiz(session, school.noether, school.class_id, bank)
    study = give_study(session, school.noether, school.class_id, bank)
    plan = assigning.find_plan(session, school.class_id, study)
    assert plan is not None and not isinstance(plan.subject, QuizPlan)
    with pytest.raises(PlanError):
        assigning.change(session, school.noether, school.class_id, made, plan, NOW)
    changed = replace(plan, title="Other", subject=replace(plan.subject, goal=50))
    assigning.change(session, school.noether, school.class_id, study, changed, NOW)
    goals = session.execute(select(Assignment.goal).where(Assignment.id == study))
    assert goals.scalar_one() == 50
