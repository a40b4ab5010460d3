from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from quizapp.audit.models import AuditEntry
from quizapp.classrooms.models import Assignment, Class, ClassTeacher, Grade, GradeCategory
from quizapp.database import write
from quizapp.engine.gradebook import CellState
from quizapp.results.gradebook_categories import (
    Categories,
    CategoriesChangedError,
    CategoryRow,
    change_categories,
    load_categories,
)
from quizapp.results.gradebook_cells import (
    ChangedMeanwhileError,
    Judgement,
    UnknownCellError,
    change_grade,
    load_cell,
)
from tests.factories import NOW, make_class
from tests.results.given_grades import DAY, DUE, School, join_teachers, make_school
from tests.rows import count, rows
from tests.visits import at_once

NOTHING = Judgement()


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


def judge(
    school: School,
    assignment: Assignment,
    wanted: Judgement,
    seen: Judgement = NOTHING,
    **arguments: Any,
) -> bool:
    person = arguments.get("person", school.hill)
    user_id = arguments.get("user_id", school.ada.id)
    class_id = arguments.get("class_id", school.class_id)
    return change_grade(
        *(school.session, person, class_id, assignment.id, user_id),
        *(wanted, NOW),
        seen=seen.digest,
    )


def stored(school: School) -> list[tuple[Any, ...]]:
    return rows(school.session, Grade.share, Grade.is_excused, Grade.note, Grade.graded_by)


def log(school: School) -> list[Any]:
    found = rows(school.session, AuditEntry.id, AuditEntry.action, AuditEntry.subject_name)
    return [row[1:] for row in found]


def test_a_score_by_hand_is_stored_and_told_to_the_log(school: School) -> None:
    test = school.assign()
    assert judge(school, test, Judgement(0.85, note="Spoke well."))
    assert stored(school) == [(0.85, False, "Spoke well.", school.hill.id)]
    assert log(school) == [("changed grade", "Ada")]
    entry = school.session.query(AuditEntry).one()
    assert entry.class_id == school.class_id
    assert entry.details == {
        "assignment": "Rivers test",
        "assignment_id": test.id,
        "before": {"share": None, "is_excused": False},
        "after": {"share": 0.85, "is_excused": False},
        "note_changed": True,
    }


def test_the_log_does_not_tell_the_note(school: School) -> None:
    judge(school, school.assign(), Judgement(note="Her father is ill."))
    assert "ill" not in str(rows(school.session, AuditEntry.details))


def test_clearing_a_judgement_leaves_no_row(school: School) -> None:
    test = school.assign()
    excused = Judgement(is_excused=True)
    judge(school, test, excused)
    assert judge(school, test, NOTHING, excused)
    assert stored(school) == []
    assert log(school) == [("changed grade", "Ada")] * 2


def test_the_same_again_changes_and_logs_nothing(school: School) -> None:
    test = school.assign()
    judge(school, test, Judgement(0.5))
    assert not judge(school, test, Judgement(0.5))
    assert not judge(school, test, Judgement(0.5), Judgement(0.5))
    assert len(log(school)) == 1


def test_what_another_teacher_changed_meanwhile_is_not_written_over(school: School) -> None:
    test = school.assign()
    judge(school, test, Judgement(0.5))
    with pytest.raises(ChangedMeanwhileError) as error:
        judge(school, test, Judgement(0.9))
    assert error.value.stored == Judgement(0.5)
    assert [row[0] for row in stored(school)] == [0.5]
    assert judge(school, test, Judgement(0.9), Judgement(0.5))


def test_of_two_teachers_at_once_one_is_told(
    school: School, sessions: sessionmaker[Session]
) -> None:
    join_teachers(school, school.lang)
    test_id, class_id, ada = school.assign().id, school.class_id, school.ada.id
    school.session.commit()

    def grade(person: Any, share: float) -> bool:
        with sessions() as session:
            return change_grade(
                *(session, person, class_id, test_id, ada, Judgement(share), NOW),
                seen=NOTHING.digest,
            )

    done = at_once([lambda: grade(school.hill, 0.5), lambda: grade(school.lang, 0.9)])
    assert sorted(type(one).__name__ for one in done) == ["ChangedMeanwhileError", "bool"]
    assert len(stored(school)) == 1
    assert len(log(school)) == 1


def test_only_teachers_of_the_class_grade(school: School) -> None:
    test = school.assign()
    for person in (school.lang, school.ada, school.bo):
        with pytest.raises(UnknownCellError):
            judge(school, test, Judgement(1.0), person=person)
    assert stored(school) == []


def test_a_teacher_who_was_removed_meanwhile_grades_nothing(school: School) -> None:
    test = school.assign()
    join_teachers(school, school.lang)
    judge(school, test, Judgement(0.5), person=school.lang)
    with write(school.session):
        school.session.delete(
            school.session.get_one(ClassTeacher, (school.class_id, school.lang.id))
        )
    with pytest.raises(UnknownCellError):
        judge(school, test, Judgement(1.0), Judgement(0.5), person=school.lang)
    assert [row[0] for row in stored(school)] == [0.5]


def test_work_of_another_class_is_not_graded_here(school: School) -> None:
    other = make_class(school.session, school.hill, school.bo, name="Other")
    test = school.assign()
    cases: tuple[dict[str, Any], ...] = ({"class_id": other}, {"user_id": school.lang.id})
    for arguments in cases:
        with pytest.raises(UnknownCellError):
            judge(school, test, Judgement(1.0), **arguments)
        with pytest.raises(UnknownCellError):
            load_cell(
                school.session,
                arguments.get("class_id", school.class_id),
                test.id,
                arguments.get("user_id", school.bo.id),
                NOW,
            )
    assert stored(school) == []


def test_withdrawn_work_and_students_who_left_have_no_cell(school: School) -> None:
    test, withdrawn = school.assign(), school.assign(withdrawn_at=NOW)
    school.leave(school.bo)
    for assignment, student in ((withdrawn, school.ada), (test, school.bo)):
        with pytest.raises(UnknownCellError):
            load_cell(school.session, school.class_id, assignment.id, student.id, NOW)
        with pytest.raises(UnknownCellError):
            judge(school, assignment, Judgement(1.0), user_id=student.id)


def test_grades_of_an_archived_class_can_still_be_corrected(school: School) -> None:
    test = school.assign()
    with write(school.session):
        school.session.execute(update(Class).values(archived_at=NOW))
    assert judge(school, test, Judgement(0.5))


def test_a_cell_tells_how_it_came_about(school: School) -> None:
    test = school.assign(late_percent=10)
    school.do(school.ada, test, 5)
    school.do(school.ada, test, 8, DUE + DAY + timedelta(hours=1))
    judge(school, test, Judgement(0.9, note="Fine."))
    found = load_cell(school.session, school.class_id, test.id, school.ada.id, NOW)
    lines = [
        (one.score, one.share, one.days_late, one.reduced, one.is_counted) for one in found.attempts
    ]
    assert lines == [
        (Decimal(5), 0.5, 0, 0.5, False),
        (Decimal(8), 0.8, 2, pytest.approx(0.64), True),
    ]
    assert found.cell.share == 0.9
    assert found.computed == pytest.approx(0.64)
    assert (found.judgement, found.judged_by) == (Judgement(0.9, note="Fine."), "Mrs Hill")
    assert found.max_score == 10
    assert found.before is None and found.after is not None
    assert found.after.user_id == school.bo.id


def test_a_cell_knows_the_points_of_fixed_questions_before_anybody_answers(school: School) -> None:
    test = school.assign()
    found = load_cell(school.session, school.class_id, test.id, school.bo.id, NOW)
    assert found.max_score == 10
    assert found.cell.state is CellState.MISSING
    assert found.computed == 0 and found.attempts == ()
    assert found.before is not None and found.after is None


def wanted(school: School, *categories: tuple[int | None, str, int], **changes: Any) -> Categories:
    before = load_categories(school.session, school.class_id)
    school.session.commit()
    made = tuple(CategoryRow(number, name, Decimal(weight)) for number, name, weight in categories)
    values = {
        "other_weight": before.other_weight,
        "counts_missing": before.counts_missing,
        "places": dict.fromkeys(before.places),
        **changes,
    }
    return Categories(made, **values)


def change(school: School, said: Categories, seen: str | None = None, **arguments: Any) -> None:
    before = load_categories(school.session, school.class_id)
    change_categories(
        school.session,
        arguments.get("person", school.hill),
        school.class_id,
        said,
        NOW,
        seen=before.digest if seen is None else seen,
    )


def test_categories_are_made_changed_and_removed_together(school: School) -> None:
    first, second = school.category("Tests", 60), school.category("Homework", 40)
    gone = school.category("Gone", 10)
    test = school.assign(category_id=gone)
    # Two names are swapped.
    said = wanted(
        school,
        *((first, "Homework", 70), (second, "Tests", 30), (None, "New", 5)),
        other_weight=Decimal("12.5"),
        counts_missing=False,
        places={test.id: 2},
    )
    change(school, said)
    now = load_categories(school.session, school.class_id)
    assert [(row.name, row.weight) for row in now.rows] == [
        ("Homework", Decimal(70)),
        ("New", Decimal(5)),
        ("Tests", Decimal(30)),
    ]
    assert (now.rows[0].id, now.rows[2].id) == (first, second)
    assert (now.other_weight, now.counts_missing) == (Decimal("12.5"), False)
    place = now.places[test.id]
    assert place is not None and now.rows[place].name == "New"
    (details,) = rows(school.session, AuditEntry.details)[0]
    assert details["before"]["weights"] == {"Gone": 10, "Homework": 40, "Tests": 60}
    assert details["after"]["places"] == {str(test.id): "New"}


def test_categories_that_changed_meanwhile_are_not_written_over(school: School) -> None:
    said = wanted(school, (None, "Tests", 60))
    before = load_categories(school.session, school.class_id).digest
    change(school, said)
    with pytest.raises(CategoriesChangedError):
        change(school, wanted(school), before)
    assert count(school.session, GradeCategory) == 1


def test_only_teachers_of_the_class_change_its_categories(school: School) -> None:
    for person in (school.lang, school.ada):
        with pytest.raises(UnknownCellError):
            change(school, wanted(school, (None, "Tests", 60)), person=person)
    assert count(school.session, GradeCategory) == count(school.session, AuditEntry) == 0


def test_categories_and_work_of_another_class_are_not_touched(school: School) -> None:
    other = make_class(school.session, school.hill, name="Other")
    school.add(made := GradeCategory(class_id=other, name="Theirs", weight=10))
    number = made.id
    for said in (wanted(school, (number, "Mine", 1)), wanted(school, places={999: None})):
        with pytest.raises(UnknownCellError):
            change(school, said)
    assert rows(school.session, GradeCategory.name) == [("Theirs",)]
