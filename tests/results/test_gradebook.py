from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.classrooms.models import (
    Assignment,
    AssignmentGroup,
    AssignmentStudent,
    Class,
    ClassMember,
    Grade,
)
from quizapp.database import write
from quizapp.engine.gradebook import Cell, CellState, Totals, scored
from quizapp.quizzes.models import Attempt
from quizapp.results.gradebook import ClassRules, assemble, load_gradebook, means_of
from quizapp.results.gradebook_attempts import sort_out
from quizapp.study.models import Card
from tests.factories import NOW, make_class, make_person
from tests.results.given_grades import DAY, DUE, School, make_school
from tests.rows import count, rows


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def grade(school: School, assignment: Assignment, share: float | None, **columns: object) -> None:
    values = {"is_excused": False, "note": "", "graded_at": NOW, **columns}
    school.add(Grade(assignment_id=assignment.id, user_id=school.ada.id, share=share, **values))


def test_a_cell_holds_what_the_attempts_earned(school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 7)
    assert school.cell(school.ada, test) == scored(0.7)
    assert school.final(school.ada) == 0.7


def test_late_work_loses_what_the_rule_takes_and_is_marked(school: School) -> None:
    test = school.assign(late_percent=10)
    school.do(school.ada, test, 8, DUE + DAY + timedelta(minutes=1))
    cell = school.cell(school.ada, test)
    assert cell.is_late
    assert cell.share == pytest.approx(0.64)


@pytest.mark.parametrize(
    ("counts", "share"), [("best", 0.9), ("latest", 0.3), ("first", 0.6), ("average", 0.6)]
)
def test_which_attempt_counts_goes_by_the_order_of_handing_in(
    school: School, counts: str, share: float
) -> None:
    test = school.assign(counts=counts)
    # Begun in another order than handed in.
    school.do(school.ada, test, 3, DUE - timedelta(hours=1))
    school.do(school.ada, test, 6, DUE - timedelta(hours=3))
    school.do(school.ada, test, 9, DUE - timedelta(hours=2))
    assert school.cell(school.ada, test).share == pytest.approx(share)


def test_the_order_of_handing_in_does_not_rest_on_how_the_database_finds_the_rows() -> None:
    times: list[str | None] = ["2026-03-01 09:00:00.000000", "2026-02-28T23:30:00+00:00"]
    found = sort_out(([1, 1], [3.0, 6.0], [10.0, 10.0], times, [0, 0]), ())
    assert [one.share for one in found.handed[1]] == [0.6, 0.3]
    assert found.in_time == {}


def test_an_exception_moves_the_due_date_of_one_student(school: School) -> None:
    test = school.assign(late_percent=50)
    school.except_for(school.ada, test, due_at=DUE + 2 * DAY)
    for student in (school.ada, school.bo):
        school.do(student, test, 8, DUE + DAY)
    assert school.cell(school.ada, test) == scored(0.8)
    assert school.cell(school.bo, test).share == pytest.approx(0.4)


def test_an_earlier_due_date_of_one_student_makes_work_late(school: School) -> None:
    test = school.assign(late_percent=50)
    school.except_for(school.ada, test, due_at=DUE - 3 * DAY)
    school.do(school.ada, test, 8, DUE - 3 * DAY + timedelta(hours=1))
    assert school.cell(school.ada, test).share == pytest.approx(0.4)


def test_missing_work_counts_as_0_once_it_is_due(school: School) -> None:
    test, later = school.assign("First"), school.assign("Later", due_at=NOW + DAY)
    school.do(school.ada, test, 10)
    assert school.cell(school.bo, test) == Cell(CellState.MISSING, 0.0)
    assert school.cell(school.bo, later).state is CellState.OPEN
    assert school.final(school.bo) == 0
    assert school.final(school.ada) == 1
    assert school.final(school.ada, NOW + DAY) == 0.5


def test_missing_work_does_not_count_where_the_teacher_says_so(school: School) -> None:
    school.assign()
    with write(school.session):
        school.session.execute(update(Class).values(counts_missing=False))
    assert school.final(school.bo) is None


def test_a_score_by_hand_replaces_and_an_excuse_drops_out(school: School) -> None:
    first, second = school.assign("First"), school.assign("Second")
    school.do(school.ada, first, 2)
    school.do(school.ada, second, 4)
    grade(school, first, 1.5)
    grade(school, second, None, is_excused=True)
    assert school.cell(school.ada, first) == Cell(CellState.SCORED, 1.5, 1.5, is_by_hand=True)
    assert school.cell(school.ada, second) == Cell(CellState.EXCUSED)
    assert school.final(school.ada) == 1.5


def test_a_note_alone_changes_no_cell(school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 2)
    grade(school, test, None, note="Ask her why.")
    assert school.cell(school.ada, test) == scored(0.2)


def test_an_attempt_that_runs_is_shown_and_one_whose_time_is_over_is_handed_in(
    school: School,
) -> None:
    test = school.assign()
    with write(school.session):
        for student, deadline in ((school.ada, NOW + DAY), (school.bo, NOW - DAY)):
            school.session.add(
                Attempt(
                    quiz_id=test.quiz_id,
                    user_id=student.id,
                    seed=1,
                    started_at=NOW - 2 * DAY,
                    max_score=Decimal(10),
                    deadline_at=deadline,
                )
            )
    assert school.cell(school.ada, test).state is CellState.RUNNING
    assert school.cell(school.bo, test).state is not CellState.RUNNING
    stored = rows(school.session, Attempt.user_id, Attempt.submitted_at)
    assert stored == [(school.ada.id, None), (school.bo.id, NOW - DAY)]


def test_work_without_points_to_earn_needs_grading(school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 5)
    with write(school.session):
        school.session.execute(update(Attempt).values(score=0, max_score=0))
    assert school.cell(school.ada, test) == Cell(CellState.UNSCORED)


def test_work_for_a_group_or_a_student_is_missing_for_nobody_else(school: School) -> None:
    group = school.group("Red", school.ada)
    for_group, for_student = school.assign("Group"), school.assign("Single")
    school.add(AssignmentGroup(assignment_id=for_group.id, group_id=group))
    school.except_for(school.bo, for_student, is_target=True)
    assert school.cell(school.ada, for_group).state is CellState.MISSING
    assert school.cell(school.bo, for_group).state is CellState.NOT_GIVEN
    assert school.cell(school.ada, for_student).state is CellState.NOT_GIVEN
    assert school.cell(school.bo, for_student).state is CellState.MISSING


def test_another_date_for_a_student_does_not_make_work_theirs_alone(school: School) -> None:
    test = school.assign()
    school.except_for(school.ada, test, due_at=NOW + DAY)
    assert school.cell(school.ada, test).state is CellState.OPEN
    assert school.cell(school.bo, test).state is CellState.MISSING


def test_withdrawn_work_and_students_who_left_are_not_in_it(school: School) -> None:
    kept, withdrawn = school.assign("Kept"), school.assign("Withdrawn", withdrawn_at=NOW)
    school.do(school.ada, kept, 5)
    school.do(school.ada, withdrawn, 10)
    school.leave(school.bo)
    gradebook = school.gradebook()
    assert [column.title for column in gradebook.columns] == ["Kept"]
    assert [row.student.user_id for row in gradebook.rows] == [school.ada.id]
    assert school.final(school.ada) == 0.5


def test_a_student_in_two_classes_has_the_work_of_each_there(school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 5)
    other = make_class(school.session, school.lang, school.ada, name="Chemistry 9b")
    gradebook = load_gradebook(school.session, other, NOW)
    assert gradebook.columns == ()
    assert [row.totals.final for row in gradebook.rows] == [None]


def test_categories_weigh_and_work_without_one_is_a_group_of_its_own(school: School) -> None:
    tests, homework = school.category("Tests", 60), school.category("Homework", 20)
    for title, category_id, right in (
        ("T1", tests, 10),
        ("T2", tests, 5),
        ("H", homework, 0),
        ("Other", None, 5),
    ):
        school.do(school.ada, school.assign(title, category_id=category_id), right)
    gradebook = school.gradebook()
    names = [(one.name, one.weight) for one in gradebook.categories]
    assert names == [("Homework", 20), ("Tests", 60), ("Other work", 100)]
    row = gradebook.row_of(school.ada.id)
    assert row is not None
    assert row.totals.categories == {tests: 0.75, homework: 0, None: 0.5}
    assert row.totals.final == pytest.approx((60 * 0.75 + 100 * 0.5) / 180)


def test_without_categories_all_work_weighs_the_same(school: School) -> None:
    with write(school.session):
        school.session.execute(update(Class).values(other_weight=0))
    school.do(school.ada, school.assign("A"), 10)
    school.do(school.ada, school.assign("B"), 5)
    assert school.final(school.ada) == 0.75
    assert school.gradebook().categories == ()


def test_ungraded_work_is_shown_and_does_not_count(school: School) -> None:
    practice = school.assign("Practice", is_graded=False)
    school.do(school.ada, practice, 10)
    assert school.cell(school.ada, practice) == scored(1.0)
    assert school.final(school.ada) is None


def test_work_of_a_category_that_was_deleted_meanwhile_stands_in_none(school: School) -> None:
    school.assign()
    book = school.gradebook()
    column = replace(book.columns[0], category_id=99)
    rules = ClassRules(ZoneInfo("UTC"), counts_missing=True, categories=(), other_weight=1.0)
    student = book.rows[0].student
    [row] = assemble([column], [student], [(scored(0.5),)], rules).rows
    assert row.totals == Totals(0.5, {None: 0.5})


def test_means_are_of_what_counts(school: School) -> None:
    test, excused = school.assign("Test"), school.assign("Other")
    school.do(school.ada, test, 8)
    grade(school, excused, None, is_excused=True)
    gradebook = school.gradebook()
    means = means_of(gradebook, gradebook.rows)
    assert means.columns == (0.4, 0.0)
    assert means.final == 0.4


def learn(school: School, cards: int) -> None:
    numbers = rows(school.session, QuestionRow.id)[:cards]
    school.add(
        *(
            Card(
                user_id=school.ada.id,
                question_id=number,
                phase=2,
                stability=10.0,
                difficulty=5.0,
                last_day=NOW.date(),
                reps=3,
                due_day=NOW.date(),
            )
            for (number,) in numbers
        )
    )


def study(school: School, **columns: object) -> Assignment:
    made = Assignment(
        class_id=school.class_id,
        title="Learn the rivers",
        bank_id=school.bank.id,
        created_at=NOW,
        **columns,
    )
    school.add(made)
    return made


def test_study_counts_by_how_much_of_the_goal_is_learned_once_it_is_due(school: School) -> None:
    learn(school, 4)
    work = study(school, goal=80, due_at=NOW)
    before = school.cell(school.ada, work, NOW - DAY)
    assert (before.state, before.share, before.shown) == (CellState.RUNNING, None, 0.5)
    assert school.cell(school.ada, work) == scored(0.5)
    assert school.cell(school.bo, work) == Cell(CellState.MISSING, 0.0)


def test_study_for_an_exam_is_due_the_day_after(school: School) -> None:
    learn(school, 4)
    work = study(school, exam_on=NOW.date())
    assert school.cell(school.ada, work).state is CellState.RUNNING
    assert school.cell(school.ada, work, NOW + DAY) == scored(0.4)


def test_another_date_holds_for_study_too(school: School) -> None:
    work = study(school, goal=50, due_at=DUE)
    school.except_for(school.ada, work, due_at=NOW + DAY)
    assert school.cell(school.ada, work).state is CellState.OPEN
    assert school.cell(school.bo, work).state is CellState.MISSING


def test_the_row_of_one_student_is_the_same_as_in_the_whole(school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 7)
    school.do(school.bo, test, 3)
    study(school, goal=50, due_at=DUE)
    learn(school, 5)
    grade(school, test, 0.1)
    whole = school.gradebook().row_of(school.ada.id)
    alone = load_gradebook(school.session, school.class_id, NOW, user_id=school.ada.id)
    assert [row.student.user_id for row in alone.rows] == [school.ada.id]
    assert whole is not None
    assert (alone.rows[0].cells, alone.rows[0].totals) == (whole.cells, whole.totals)
    assert alone.row_of(school.bo.id) is None


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", watch)
    yield seen
    event.remove(engine, "before_cursor_execute", watch)


def test_a_large_gradebook_asks_the_database_as_often_as_a_small_one(
    school: School, statements: list[str]
) -> None:
    counts = []
    for size in (1, 4):
        for number in range(size):
            student = make_person(school.session, f"student{size}{number}")
            school.add(
                ClassMember(
                    class_id=school.class_id, user_id=student.id, state="active", joined_at=NOW
                )
            )
            group = school.group(f"Group {size}{number}", student)
            test = school.assign(category_id=school.category(f"C {size}{number}", 10))
            study(school, goal=50, due_at=DUE)
            school.add(AssignmentGroup(assignment_id=test.id, group_id=group))
            school.add(AssignmentStudent(assignment_id=test.id, user_id=school.bo.id))
            school.do(student, test, 5)
            grade(school, test, 0.5)
        statements.clear()
        school.gradebook()
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert 0 < counts[0] < 20


def test_looking_writes_nothing(school: School) -> None:
    school.do(school.ada, school.assign(), 5)
    school.gradebook()
    assert count(school.session, Grade) == 0
