import csv
import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.classrooms.models import Assignment, Class, ClassMember, Grade
from quizapp.database import write
from quizapp.engine.gradebook import CellState
from quizapp.quizzes.models import Quiz
from tests.factories import NOW, make_assignment, make_class, make_person
from tests.page_client import PageClient
from tests.results.given_grades import DAY, DUE, School, join_teachers, make_school
from tests.rows import count, rows, snapshot
from tests.visits import visit_as

PAGES = (
    *("gradebook", "gradebook.csv", "gradebook.xlsx", "gradebook/reports"),
    *("gradebook/categories", "gradebook/{test}/{ada}", "gradebook/students/{ada}"),
    "students/{ada}/report",
)


@pytest.fixture
def school(session: Session) -> School:
    return make_school(session)


@pytest.fixture
def hill(app: Flask, school: School) -> PageClient:
    return visit_as(app, school.session, school.hill)


def address(school: School, path: str, **numbers: int) -> str:
    return f"/classes/{school.class_id}/" + path.format(ada=school.ada.id, **numbers)


def log(school: School) -> list[str]:
    return [action for _, action in rows(school.session, AuditEntry.id, AuditEntry.action)]


def table(client: PageClient) -> list[list[str]]:
    return [
        [*client.page.texts(f".//tbody/tr[{number}]/*")]
        for number in range(1, len(client.page.elements(".//tbody/tr")) + 1)
    ]


def names(client: PageClient) -> list[str]:
    return client.page.texts(".//tbody/tr/th")


# The table


def test_the_table_shows_students_by_assignments_and_says_it_in_words(
    school: School, hill: PageClient
) -> None:
    first, second = school.assign("First", late_percent=10), school.assign("Second")
    school.do(school.ada, first, 8, DUE + DAY)
    school.add(
        Grade(assignment_id=second.id, user_id=school.ada.id, is_excused=True, graded_at=NOW)
    )
    hill.get(address(school, "gradebook"))
    assert table(hill) == [
        ["Ada", "72 %", "72 % late", "excused"],
        ["Bo", "0 %", "missing", "missing"],
    ]
    assert hill.page.texts(".//tfoot/tr/*") == ["Mean of the class", "36 %", "36 %", "0 %"]
    assert log(school) == ["saw gradebook"]


def test_a_class_without_work_or_students_says_what_to_do(
    app: Flask, school: School, hill: PageClient
) -> None:
    assert "Nothing is assigned yet" in hill.get(address(school, "gradebook")).text
    school.assign()
    for student in (school.ada, school.bo):
        school.leave(student)
    assert "no students yet" in hill.get(address(school, "gradebook")).text


def test_it_is_sorted_by_any_column_and_says_so(school: School, hill: PageClient) -> None:
    tests = school.category("Tests", 10)
    test, other = (
        school.assign(category_id=tests),
        school.assign("Other", due_at=NOW + 40_000 * DAY),
    )
    school.do(school.ada, test, 3)
    school.do(school.bo, test, 9)
    school.do(school.ada, other, 10)
    page = address(school, "gradebook")
    for sort, up, down in (
        ("name", ["Ada", "Bo"], ["Bo", "Ada"]),
        (f"a{test.id}", ["Ada", "Bo"], ["Bo", "Ada"]),
        (f"c{tests}", ["Ada", "Bo"], ["Bo", "Ada"]),
        # Who has nothing stands last in either order.
        (f"a{other.id}", ["Ada", "Bo"], ["Ada", "Bo"]),
        ("c0", ["Ada", "Bo"], ["Ada", "Bo"]),
    ):
        hill.get(page, sort=sort)
        assert names(hill) == up, sort
        assert [one.get("aria-sort") for one in hill.page.elements(".//th[@aria-sort]")] == [
            "ascending"
        ]
        hill.get(page, sort=sort, order="down")
        assert names(hill) == down, sort
    hill.get(page)
    hill.get(hill.page.link("Grade"))
    assert hill.page.element(".//th[@aria-sort]").get("aria-sort") == "descending"


def test_filters_narrow_students_and_assignments(school: School, hill: PageClient) -> None:
    red, tests = school.group("Red", school.bo), school.category("Tests", 10)
    test, _ = school.assign("Essay", category_id=tests), school.assign("Free")
    school.do(school.ada, test, 8, DUE + DAY)
    page = address(school, "gradebook")
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"group": str(red)}, ["Bo"]),
        ({"search": "AD"}, ["Ada"]),
        ({"search": "bo x"}, []),
        ({"state": "late"}, ["Ada"]),
        ({"state": "missing", "category": str(tests)}, ["Bo"]),
        ({"state": "missing"}, ["Ada", "Bo"]),
        ({"state": "excused"}, []),
        ({"state": "grading"}, []),
        ({"category": "0"}, ["Ada", "Bo"]),
        # What nobody can mean is left out.
        ({"group": "999", "category": "x", "state": "x", "sort": "a9999999999"}, ["Ada", "Bo"]),
    )
    for query, expected in cases:
        hill.get(page, **query)
        assert names(hill) == expected, query
    hill.get(page, category="0")
    assert "Essay" not in " ".join(hill.page.texts(".//thead//th/a"))
    assert "No student is like that" in hill.get(page, search="zzz").text


def test_a_large_class_is_shown_in_pages_of_100(school: School, hill: PageClient) -> None:
    school.assign()
    for number in range(105):
        student = make_person(school.session, f"s{number:03}")
        member = ClassMember(
            class_id=school.class_id, user_id=student.id, state="active", joined_at=NOW
        )
        school.add(member)
    page = address(school, "gradebook")
    hill.get(page, sort="name", order="down")
    assert len(names(hill)) == 100
    assert names(hill)[0] == "S104"
    hill.get(hill.page.link("Next"))
    assert names(hill)[-1] == "Ada" and len(names(hill)) == 7
    for unknown in ("0", "3", "x", "-1", "99999999999"):
        hill.get(page, 404, page=unknown)


def test_students_of_the_same_name_are_told_apart(school: School, hill: PageClient) -> None:
    twin = make_person(school.session, "ada2", display_name="Ada")
    school.add(
        ClassMember(class_id=school.class_id, user_id=twin.id, state="active", joined_at=NOW)
    )
    school.assign()
    hill.get(address(school, "gradebook"))
    assert names(hill) == ["Ada ada", "Ada ada2", "Bo"]


# Who may see and change it


def test_another_teacher_a_student_and_an_administrator_see_and_change_nothing(
    app: Flask, school: School
) -> None:
    test = school.assign()
    school.do(school.ada, test, 5)
    admin = make_person(school.session, "admin", role="administrator")
    clients = [visit_as(app, school.session, one) for one in (school.lang, school.bo, admin)]
    before = snapshot(school.session)
    for client in clients:
        for path in PAGES:
            client.get(address(school, path, test=test.id), 404)
        for path in ("gradebook/{test}/{ada}", "gradebook/categories"):
            data = {"what": "by_hand", "score": "100", "name-n1": "Mine", "weight-n1": "1"}
            client.post(address(school, path, test=test.id), data, 404)
    assert snapshot(school.session) == before


def test_a_co_teacher_sees_it_until_removed(app: Flask, school: School) -> None:
    school.assign()
    lang = visit_as(app, school.session, school.lang)
    lang.get(address(school, "gradebook"), 404)
    join_teachers(school, school.lang)
    lang.get(address(school, "gradebook"))


def test_every_look_is_logged(school: School, hill: PageClient) -> None:
    test = school.assign()
    for path in PAGES:
        if "." in path:
            hill.http.get(address(school, path, test=test.id))
        else:
            hill.get(address(school, path, test=test.id))
    assert log(school) == [
        *("saw gradebook", "exported grades", "exported grades", "printed report"),
        *("saw gradebook", "saw gradebook", "printed report"),
    ]


def test_asking_for_the_head_of_a_file_is_no_export(school: School, hill: PageClient) -> None:
    school.assign()
    assert hill.http.head(address(school, "gradebook.csv")).status_code == 200
    assert log(school) == []


# One cell


def open_cell(school: School, client: PageClient, test_id: int) -> str:
    path = address(school, "gradebook/{test}/{ada}", test=test_id)
    client.get(path)
    return path


def test_the_page_of_a_cell_says_in_words_what_counts(school: School, hill: PageClient) -> None:
    test = school.assign(late_percent=10)
    school.do(school.ada, test, 8, DUE + 2 * DAY)
    open_cell(school, hill, test.id)
    assert "8 of 10 points, 80 %, 2 days late: 10 % off each, counts 64 %." in hill.page.text
    assert "The best attempt counts." in hill.page.text


def test_a_score_by_hand_in_percent_or_points(school: School, hill: PageClient) -> None:
    test = school.assign()
    for score, unit, share in (
        ("85", "percent", 0.85),
        ("85.5 %", "percent", 0.855),
        ("12,5", "percent", 0.125),
        ("7.5", "points", 0.75),
        ("0", "percent", 0.0),
        ("200", "percent", 2.0),
        ("20", "points", 2.0),
    ):
        path = open_cell(school, hill, test.id)
        hill.submit(path, what="by_hand", score=score, unit=unit)
        assert rows(school.session, Grade.share) == [(pytest.approx(share),)]
    open_cell(school, hill, test.id)
    assert hill.page.element(".//input[@id='score']").get("value") == "200"


@pytest.mark.parametrize("score", ["-1", "201", "abc", "", "1e400", "nan", "inf", "20.1.2", "½"])
def test_a_score_that_cannot_be_is_refused_beside_its_field(
    school: School, hill: PageClient, score: str
) -> None:
    path = open_cell(school, hill, school.assign().id)
    hill.submit(path, what="by_hand", score=score, note="Kept.", status=422)
    assert hill.page.element(".//input[@id='score']").get("aria-invalid") == "true"
    assert "Enter" in " ".join(hill.page.texts(".//*[@id='score-error']"))
    assert hill.page.texts(".//textarea") == ["Kept."]
    assert count(school.session, Grade) == 0


def test_points_are_refused_where_nobody_knows_how_many_there_are(
    school: School, hill: PageClient
) -> None:
    school.add(test := _study(school))
    path = open_cell(school, hill, test.id)
    hill.post(path, {"what": "by_hand", "score": "5", "unit": "points", "seen": ""}, 422)
    assert "choose percent" in hill.page.text


def _study(school: School) -> Any:
    return Assignment(
        class_id=school.class_id, title="Learn", bank_id=school.bank.id, goal=50, created_at=NOW
    )


def test_a_score_typed_but_not_chosen_is_a_slip(school: School, hill: PageClient) -> None:
    path = open_cell(school, hill, school.assign().id)
    hill.submit(path, score="85", status=422)
    assert "Choose “A score by hand”" in hill.page.text


def test_what_nobody_can_choose_is_refused(school: School, hill: PageClient) -> None:
    path = open_cell(school, hill, school.assign().id)
    hill.post(path, {"what": "x"}, 422)
    hill.post(path, {"what": "by_hand", "score": "5", "unit": "x"}, 422)
    hill.post(path, {"note": "x" * 2001}, 422)
    assert count(school.session, Grade) == 0


def test_excused_noted_and_cleared(school: School, hill: PageClient) -> None:
    test = school.assign()
    path = open_cell(school, hill, test.id)
    hill.submit(path, what="excused", note="Ill\nthat week.")
    assert rows(school.session, Grade.is_excused, Grade.note) == [(True, "Ill\nthat week.")]
    hill.follow()
    assert "The grade of Ada is saved." in hill.page.text
    open_cell(school, hill, test.id)
    hill.submit(path, button="Clear what was said by hand")
    assert count(school.session, Grade) == 0


def test_saving_can_lead_to_the_next_student(school: School, hill: PageClient) -> None:
    test = school.assign()
    path = open_cell(school, hill, test.id)
    hill.submit(path, what="by_hand", score="50", button="next")
    assert hill.follow().heading == "Rivers test: Bo"


def test_the_way_back_keeps_the_filters(school: School, hill: PageClient) -> None:
    test = school.assign()
    hill.get(address(school, "gradebook"), search="ada", sort="final")
    hill.get(f"/classes/{school.class_id}/" + hill.page.link("missing"))
    hill.submit(hill.page.forms(".//main//form")[0].action, what="excused")
    assert hill.response is not None
    location = hill.response.headers["Location"]
    assert location.endswith(f"?search=ada&sort=final#student-{school.ada.id}")
    assert test.id


def test_two_teachers_at_once_see_both_values(app: Flask, school: School, hill: PageClient) -> None:
    join_teachers(school, school.lang)
    lang = visit_as(app, school.session, school.lang)
    test = school.assign()
    path = open_cell(school, hill, test.id)
    open_cell(school, lang, test.id)
    lang.submit(path, what="by_hand", score="70")
    hill.submit(path, what="by_hand", score="90", status=409)
    alert = " ".join(hill.page.texts(".//*[@role='alert']"))
    assert "Mr Lang has changed this meanwhile: 70 % by hand" in alert
    assert "You entered: 90 percent by hand" in alert
    assert rows(school.session, Grade.share) == [(0.7,)]
    hill.submit(path)
    assert rows(school.session, Grade.share) == [(0.9,)]


def test_cells_that_are_not_there_are_not_found(school: School, hill: PageClient) -> None:
    test, withdrawn = school.assign(), school.assign(withdrawn_at=NOW)
    other = make_class(school.session, school.hill, name="Other")
    theirs = make_assignment(school.session, other, school.bank)
    for assignment_id, user_id in (
        (withdrawn.id, school.ada.id),
        (theirs.id, school.ada.id),
        (test.id, school.lang.id),
        (999, school.ada.id),
    ):
        path = f"/classes/{school.class_id}/gradebook/{assignment_id}/{user_id}"
        hill.get(path, 404)
        hill.get(address(school, "gradebook"))
        hill.post(path, {"what": "excused"}, 404)
    school.leave(school.ada)
    for path in ("gradebook/{test}/{ada}", "gradebook/students/{ada}", "students/{ada}/report"):
        hill.get(address(school, path, test=test.id), 404)


# Categories


def test_categories_in_one_form(school: School, hill: PageClient) -> None:
    test = school.assign()
    path = address(school, "gradebook/categories")
    hill.get(path)
    hill.submit(
        path,
        {
            "name-n1": "Tests",
            "weight-n1": "60",
            f"place-{test.id}": "n1",
            "other_weight": "12.5",
            "counts_missing": False,
        },
    )
    hill.follow()
    assert "The categories are saved." in hill.page.text
    chosen = hill.page.element(f".//select[@id='place-{test.id}']/option[@selected]")
    assert chosen.get("value") == "c1"
    assert rows(school.session, Class.other_weight, Class.counts_missing) == [(12.5, False)]
    hill.submit(path, {"remove-c1": True})
    hill.follow()
    assert not hill.page.has(".//input[@id='name-c1']")
    assert log(school) == ["changed categories"] * 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name-n1": "", "weight-n1": "5"}, "Give the category a name."),
        ({"name-n1": "A", "weight-n1": ""}, "Enter a weight"),
        ({"name-n1": "A", "weight-n1": "-1"}, "Enter a weight"),
        ({"name-n1": "A", "weight-n1": "101"}, "Enter a weight"),
        ({"name-n1": "A", "weight-n1": "0.005"}, "Enter a weight"),
        ({"name-n1": "A", "weight-n1": "abc"}, "Enter a weight"),
        ({"name-n1": "A" * 81, "weight-n1": "1"}, "at most 80"),
        ({"name-n1": "tests", "weight-n1": "1"}, "Another category has this name."),
        ({"other_weight": "200"}, "Enter a weight"),
        ({"name-c1": ""}, "Give the category a name."),
    ],
)
def test_categories_that_cannot_be_are_refused_beside_their_field(
    school: School, hill: PageClient, fields: dict[str, str], words: str
) -> None:
    school.category("Tests", 10)
    path = address(school, "gradebook/categories")
    hill.get(path)
    before = snapshot(school.session)
    hill.submit(path, fields, status=422)
    assert words in hill.page.text
    assert snapshot(school.session) == before


def test_categories_changed_meanwhile_are_shown_again(school: School, hill: PageClient) -> None:
    path = address(school, "gradebook/categories")
    hill.get(path)
    school.category("Homework", 30)
    hill.submit(path, {"name-n1": "Tests", "weight-n1": "60"}, status=409)
    assert "Somebody else has changed the categories" in hill.page.text
    assert hill.page.element(".//input[@id='name-c1']").get("value") == "Homework"


# Files


def read_csv(client: PageClient, path: str) -> list[list[str]]:
    response = client.http.get(path)
    assert response.status_code == 200
    return [*csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"), newline=""))]


def read_xlsx(client: PageClient, path: str) -> Any:
    response = client.http.get(path)
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.get_data()))["Grades"]


def risky(school: School) -> None:
    """Names, titles and groups that a spreadsheet would take for formulas."""
    with write(school.session):
        school.session.execute(
            update(ClassMember)
            .where(ClassMember.user_id == school.ada.id)
            .values(sort_name="=cmd|'/c calc'!A1", roster_id="-007")
        )
    school.group("@SUM(A1)", school.ada)
    test = school.assign("+1+1", late_percent=10, category_id=school.category("=Tests", 10))
    school.do(school.ada, test, 8, DUE + DAY)


def test_the_csv_file_holds_everything_and_no_formula(school: School, hill: PageClient) -> None:
    risky(school)
    found = read_csv(hill, address(school, "gradebook.csv"))
    assert found == [
        [
            *("Name", "Username", "ID", "Groups"),
            *("'+1+1 (%)", "'+1+1 (points of 10)", "'+1+1 (remarks)"),
            *("Total: =Tests (%)", "Grade (%)"),
        ],
        ["'=cmd|'/c calc'!A1", "ada", "-007", "'@SUM(A1)", "72", "7.2", "late", "72", "72"],
        ["Bo", "bo", "", "", "0", "0", "missing", "0", "0"],
    ]


def test_the_workbook_holds_texts_as_texts_and_numbers_as_numbers(
    school: School, hill: PageClient
) -> None:
    risky(school)
    sheet = read_xlsx(hill, address(school, "gradebook.xlsx"))
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [
            *("Name", "Username", "ID", "Groups"),
            *("+1+1 (%)", "+1+1 (points of 10)", "+1+1 (remarks)"),
            *("Total: =Tests (%)", "Grade (%)"),
        ],
        [
            *("=cmd|'/c calc'!A1", "ada", "-007", "@SUM(A1)"),
            *(pytest.approx(0.72), 7.2, "late", pytest.approx(0.72), pytest.approx(0.72)),
        ],
        ["Bo", "bo", None, None, 0, 0, "missing", 0, 0],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["E2"].number_format == "0.00%"
    assert sheet.freeze_panes == "B2"


def test_a_file_can_hold_those_that_are_shown_only(school: School, hill: PageClient) -> None:
    school.assign()
    path = address(school, "gradebook")
    assert [row[0] for row in read_csv(hill, f"{path}.csv?search=ad")] == ["Name", "Ada"]
    assert read_xlsx(hill, f"{path}.xlsx?search=ad").max_row == 2
    details = rows(school.session, AuditEntry.id, AuditEntry.details)[0][1]
    assert details == {"file": "csv", "students": 1, "search": "ad"}


def test_files_of_an_empty_class_are_files(app: Flask, school: School, hill: PageClient) -> None:
    for student in (school.ada, school.bo):
        school.leave(student)
    assert len(read_csv(hill, address(school, "gradebook.csv"))) == 1
    assert read_xlsx(hill, address(school, "gradebook.xlsx")).max_row == 1


def test_assignments_of_the_same_title_are_told_apart(school: School, hill: PageClient) -> None:
    numbers = [school.assign("Test").id for _ in range(2)]
    (header, *_) = read_csv(hill, address(school, "gradebook.csv"))
    assert [f"Test [{number}] (%)" in header for number in numbers] == [True, True]


# Reports and one's own grades


def test_a_report_is_one_page_with_everything(school: School, hill: PageClient) -> None:
    category_id = school.category("Tests", 60)
    test = school.assign(category_id=category_id)
    school.do(school.ada, test, 8)
    school.add(
        Grade(
            assignment_id=school.assign("Second").id,
            user_id=school.ada.id,
            share=0.5,
            note="Secret.",
            graded_at=NOW,
        )
    )
    page = hill.get(address(school, "students/{ada}/report"))
    for words in ("Ada", "History 9b", "Tests", "Rivers test", "80 %", "by hand", "19 Feb 2026"):
        assert words in page.text
    assert "Secret" not in page.html
    assert "40 %" not in page.text
    assert "40 %" in hill.get(address(school, "students/{ada}/report"), means="y").text


def test_all_reports_are_on_one_page_each_for_one_student(school: School, hill: PageClient) -> None:
    school.assign()
    hill.get(address(school, "gradebook/reports"))
    assert hill.page.texts(".//article/h2") == ["Ada", "Bo"]
    hill.get(address(school, "gradebook/reports"), search="bo")
    assert hill.page.texts(".//article/h2") == ["Bo"]
    hill.get(address(school, "gradebook/reports"), search="zzz")
    assert "No student is like that" in hill.page.text


def test_a_student_sees_their_own_grades_and_no_note(app: Flask, school: School) -> None:
    test = school.assign()
    school.do(school.ada, test, 8)
    school.add(
        Grade(
            assignment_id=school.assign("Excused").id,
            user_id=school.ada.id,
            is_excused=True,
            note="Ill, says her father.",
            graded_at=NOW,
        )
    )
    ada = visit_as(app, school.session, school.ada)
    page = ada.get(address(school, "grades"))
    assert page.texts(".//*[@class='figure']") == ["80 % grade so far"]
    assert "excused" in page.text
    assert "father" not in page.html


@pytest.mark.parametrize(
    ("setting", "revealed_at", "is_shown"),
    [
        ("submitted", None, True),
        ("never", NOW - DAY, False),
        ("closed", None, False),
        ("closed", NOW + 40_000 * DAY, False),
        ("closed", NOW - DAY, True),
    ],
)
def test_scores_that_are_not_shown_yet_do_not_count_in_what_the_student_sees(
    app: Flask, school: School, setting: str, revealed_at: Any, is_shown: bool
) -> None:
    school.do(school.ada, school.assign("Shown"), 4)
    secret = school.assign("Secret")
    school.do(school.ada, secret, 8)
    with write(school.session):
        school.session.execute(
            update(Quiz)
            .where(Quiz.id == secret.quiz_id)
            .values(shows_score=setting, revealed_at=revealed_at)
        )
    ada = visit_as(app, school.session, school.ada)
    page = ada.get(address(school, "grades"))
    assert page.texts(".//*[@class='figure']") == [f"{60 if is_shown else 40} % grade so far"]
    assert ("not yet shown" in page.text) != is_shown
    assert ("80 %" in page.text) == is_shown


def test_a_score_by_hand_is_hidden_with_the_others(app: Flask, school: School) -> None:
    secret = school.assign("Secret", quiz_columns={"shows_score": "never"})
    school.add(Grade(assignment_id=secret.id, user_id=school.ada.id, share=0.37, graded_at=NOW))
    ada = visit_as(app, school.session, school.ada)
    page = ada.get(address(school, "grades"))
    assert "37" not in page.text
    assert "by hand" not in page.text
    assert "not yet shown" in page.text


def test_one_sees_own_grades_as_a_student_of_the_class_only(app: Flask, school: School) -> None:
    school.assign()
    for person in (school.hill, school.lang):
        visit_as(app, school.session, person).get(address(school, "grades"), 404)
    school.leave(school.ada)
    visit_as(app, school.session, school.ada).get(address(school, "grades"), 404)


def test_work_for_others_is_not_among_own_grades(app: Flask, school: School) -> None:
    test = school.assign("For Ada alone")
    school.except_for(school.ada, test, is_target=True)
    bo = visit_as(app, school.session, school.bo)
    assert "Nothing has been assigned" in bo.get(address(school, "grades")).text
    assert school.cell(school.bo, test).state is CellState.NOT_GIVEN
