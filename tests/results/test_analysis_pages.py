import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.banks.models import QuestionVersion
from quizapp.engine.kinds import SingleChoice
from quizapp.engine.question import Question
from quizapp.extensions import db
from quizapp.quizzes.models import Attempt, Ruling
from quizapp.results.analysis_views import WHICH_WORDS
from tests.factories import (
    make_assignment,
    make_bank,
    make_class,
    make_person,
    make_questions,
    question_ids,
)
from tests.page_client import PageClient
from tests.results.analysed import (
    STRONG,
    Analysed,
    make_analysed,
    make_broken,
    mend,
    path_of,
    table,
)
from tests.rows import count, refresh, rows, snapshot
from tests.visits import visit_as

PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.fixture
def given(session: Session) -> Analysed:
    return make_broken(session)


@pytest.fixture
def tess(app: Flask, session: Session, given: Analysed) -> PageClient:
    return visit_as(app, session, given.teacher)


def test_a_teacher_finds_the_broken_question_at_once(tess: PageClient, given: Analysed) -> None:
    page = tess.get(given.path)
    first = page.elements(".//section")[0]
    words = " ".join(first.itertext())
    assert "Probably the wrong key" in words
    assert "16 of 24 chose B (“Danube”)" in " ".join(words.split())
    link = first.find(".//a")
    assert link is not None
    shown = tess.get(link.get("href", "").partition("?")[0])
    assert shown.heading == "Question 1"
    assert "Probably the wrong key" in shown.text
    slug, question_id = given.bank.slug, question_ids(given.session, given.bank)["broken"]
    assert shown.link("Edit: make a new version") == f"/banks/{slug}/questions/{question_id}/edit"
    assert shown.link("Mark again") == path_of(given, "broken", "again")
    tess.get(shown.link("Edit: make a new version"))


def test_the_table_has_the_numbers_with_their_intervals(tess: PageClient, given: Analysed) -> None:
    head, *body = table(tess.get(given.path))
    assert head[0].startswith("Verdict")
    assert head[1:4] == ["Question", "Facility", "Discrimination"]
    assert body[0][0] == "✗ Probably the wrong key"
    assert body[0][1].startswith("1. Which river?")
    assert body[0][2].replace(PERCENT, " %") == "33 %18 to 53"
    assert {row[-1] for row in body} == {"24"}


def test_the_questions_can_be_sorted(tess: PageClient, given: Analysed) -> None:
    def order(sort: str) -> list[str]:
        return [row[1][0] for row in table(tess.get(given.path, sort=sort))[1:]]

    assert order("urgency")[0] == "1"
    assert order("number") == ["1", "2", "3", "4"]
    assert order("facility") == ["1", "3", "2", "4"]
    assert order("discrimination")[0] == "1"
    assert order("nonsense") == order("urgency")
    [sorted_head] = [one for one in tess.page.elements(".//th") if one.get("aria-sort")]
    assert "Verdict" in "".join(sorted_head.itertext())


@pytest.mark.parametrize("which", [one.value for one in WHICH_WORDS])
def test_the_attempts_can_be_chosen(tess: PageClient, given: Analysed, which: str) -> None:
    given.hand_in(0, STRONG, minutes=100)
    page = tess.get(given.path, attempts=which)
    assert f"{25 if which == 'all' else 24} attempts by 24 students" in page.text
    [chosen] = [one for one in page.elements(".//option") if one.get("selected") is not None]
    assert chosen.get("value") == which
    tess.get(path_of(given), attempts=which)


def test_other_words_for_the_attempts_are_the_first(tess: PageClient, given: Analysed) -> None:
    assert "the first attempt of each student" in tess.get(given.path, attempts="worst").text


def test_the_chart_shows_each_question_and_says_where_its_numbers_are(
    tess: PageClient, given: Analysed
) -> None:
    page = tess.get(given.path)
    [chart] = [one for one in page.root.iter() if one.get("role") == "img"]
    assert "the table of questions has the numbers" in (chart.get("aria-label") or "")
    marks = [one for one in chart.iter() if "analysis-mark" in (one.get("class") or "")]
    assert len(marks) == 4


def test_nothing_is_said_of_few_attempts(app: Flask, session: Session) -> None:
    given = make_broken(session, 19)
    page = visit_as(app, session, given.teacher).get(given.path)
    assert "19 attempts so far. From 20 attempts on, each question gets a verdict" in page.text
    assert {row[0] for row in table(page)[1:]} == {"… Too few attempts to say"}
    assert "wrong key" not in page.text


def test_what_is_not_defined_says_so(app: Flask, session: Session) -> None:
    given = make_analysed(session)
    given.hand_in(0, STRONG)
    page = visit_as(app, session, given.teacher).get(given.path)
    assert "not defined" in page.text
    assert not re.search(r"\bnan\b|\binf\b|None", page.html, re.IGNORECASE)
    visit_as(app, session, given.teacher).get(path_of(given))


def test_before_anybody_has_handed_in_the_page_helps_on(app: Flask, session: Session) -> None:
    given = make_analysed(session)
    page = visit_as(app, session, given.teacher).get(given.path)
    assert "Nobody has handed in yet" in page.text
    link = page.link("To the assignment")
    assert link == f"/classes/{given.class_id}/assignments/{given.assignment.id}"


def test_the_page_of_a_question_says_who_chose_what(tess: PageClient, given: Analysed) -> None:
    head, *body = table(tess.get(path_of(given)))
    assert head[:5] == ["Option", "Chosen", "Weak", "Middle", "Strong"]
    cells = [[cell.replace(PERCENT, " %") for cell in row] for row in body]
    assert cells[0][0] == "A Rhine right answerFeedback: No."
    assert cells[1][:2] == ["B Danube", "1667 % (47 % to 82 %)"]
    assert cells[0][2:5] == ["100 %", "0 %", "0 %"]
    assert cells[1][2:5] == ["0 %", "100 %", "100 %"]
    assert cells[2][-1] == "not defined"
    assert cells[3][:2] == ["No answer", "00 % (0 % to 14 %)"]


def test_answers_in_words_are_listed(tess: PageClient, given: Analysed) -> None:
    body = table(tess.get(path_of(given, "name")))
    assert [row[:2] for row in body] == [
        ["Answer", "Given"],
        ["Donau", "8"],
        ["Dunaj", "8"],
        ["donau", "8"],
    ]


def test_a_question_that_changed_can_be_split_by_version(tess: PageClient, given: Analysed) -> None:
    version_id = mend(given, SingleChoice(("Rhine", "Danube", "Oder"), 1))
    given.hand_in(0, STRONG, minutes=100)
    assert "changed between attempts" in tess.get(given.path, attempts="all").text
    page = tess.get(path_of(given), attempts="all")
    assert "version 2 (1), version 1 (24)" in page.text
    assert "only in an older version" in page.text
    page = tess.get(path_of(given), attempts="all", version=str(version_id))
    assert len(table(page)) == 5
    assert "only in an older version" not in page.text
    for unknown in ("0", str(10**6), str(10**12)):
        tess.get(path_of(given), 404, attempts="all", version=unknown)
    other = given.session.scalars(select(QuestionVersion.id)).first()
    given.session.commit()
    tess.get(path_of(given, "sea"), 404, version=str(other))


def test_the_numbers_can_be_downloaded(tess: PageClient, given: Analysed) -> None:
    response = tess.http.get(f"{given.path}/table.csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.get_data(as_text=True)
    found = [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    assert [row["question"] for row in found] == [
        *("Which river?", "Which sea?", "Which city?", "What is it called?")
    ]
    assert found[0]["verdict"] == "Probably the wrong key"
    assert found[0]["facility"] == "33.3333"
    assert found[3]["discrimination_low"]
    assert found[0]["options"].startswith("Rhine (right): 8, r ")
    assert {row["n"] for row in found} == {"24"}


def test_cells_that_a_spreadsheet_would_compute_are_marked(app: Flask, session: Session) -> None:
    teacher, student = make_person(session, "tess", role="teacher"), make_person(session)
    evil = Question("e", "=1+1", SingleChoice(("@SUM(A1)", "b"), 0), topic="+cmd|' /C calc'!A0")
    bank = make_bank(session, questions=[evil], owner=teacher)
    class_id = make_class(session, teacher, student)
    assignment = make_assignment(session, class_id, bank)
    given = Analysed(session, teacher, [student], class_id, bank, assignment)
    given.hand_in(0, {"e": 0})
    response = visit_as(app, session, teacher).http.get(f"{given.path}/table.csv")
    [row] = csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff")))
    assert row["question"] == "'=1+1"
    assert row["topic"].startswith("'+cmd")
    assert row["options"].startswith("'@SUM")
    assert row["guard"] == "'"
    # What isn't defined is said, and is no number.
    assert row["discrimination"] == "not defined"


# Who may.


def addresses(given: Analysed) -> list[str]:
    return [
        given.path,
        f"{given.path}/table.csv",
        path_of(given),
        path_of(given, "broken", "again"),
        f"{path_of(given, 'broken', 'again')}?ruling=full",
    ]


@pytest.mark.parametrize("role", ["teacher", "administrator", "student"])
def test_others_see_and_change_nothing(
    app: Flask, session: Session, given: Analysed, role: str
) -> None:
    other = visit_as(app, session, make_person(session, "other", role=role))
    before = snapshot(session, Attempt, Ruling, AuditEntry)
    for address in addresses(given):
        other.get(address, 404)
    other.post(path_of(given, "broken", "again"), {"ruling": "full", "token": ""}, status=404)
    assert snapshot(session, Attempt, Ruling, AuditEntry) == before


def test_a_student_of_the_class_sees_and_changes_nothing(
    app: Flask, session: Session, given: Analysed
) -> None:
    student = visit_as(app, session, given.students[0])
    for address in addresses(given):
        student.get(address, 404)
    student.post(path_of(given, "broken", "again"), {"ruling": "full", "token": ""}, status=404)
    assert count(session, Ruling) == 0


def test_a_teacher_does_not_reach_it_through_a_class_of_their_own(
    app: Flask, session: Session, given: Analysed
) -> None:
    other = make_person(session, "tom", role="teacher")
    own = make_class(session, other)
    client = visit_as(app, session, other)
    for address in addresses(given):
        client.get(address.replace(f"/classes/{given.class_id}/", f"/classes/{own}/"), 404)


def test_unknown_questions_and_study_assignments_have_no_page(
    app: Flask, session: Session, tess: PageClient, given: Analysed
) -> None:
    tess.get(f"{given.path}/questions/999999", 404)
    tess.get(f"{given.path}/questions/999999/again", 404)
    tess.get(given.path.replace(f"assignments/{given.assignment.id}", "assignments/999"), 404)


def test_a_teacher_who_may_not_edit_the_bank_is_led_to_the_question(
    app: Flask, session: Session, given: Analysed
) -> None:
    colleague = make_person(session, "carl", role="teacher")
    class_id = make_class(session, colleague, given.students[0], name="Other")
    assignment = make_assignment(session, class_id, given.bank)
    own = replace(given, teacher=colleague, class_id=class_id, assignment=assignment)
    own.hand_in(0, STRONG)
    page = visit_as(app, session, colleague).get(path_of(own))
    assert "belongs to Tess" in page.text
    assert page.link("Look at the question")
    assert "Edit: make a new version" not in page.text


def test_who_looked_is_in_the_log(tess: PageClient, given: Analysed) -> None:
    for address in addresses(given):
        tess.http.get(address)
    refresh(given.session)
    found = rows(given.session, AuditEntry.id, AuditEntry.action, AuditEntry.class_id)
    # The page that only offers the choice shows nobody's results.
    assert [row[1:] for row in found] == [("saw analysis", given.class_id)] * 4


# How often the database is asked.


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Each statement that SQLite runs for the application."""
    seen: list[str] = []

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(seen.append)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", watch)
    yield seen
    event.remove(engine, "checkout", watch)


@pytest.mark.sqlite_only
def test_the_database_is_asked_as_often_for_many_as_for_few(
    app: Flask, session: Session, statements: list[str]
) -> None:
    teacher = make_person(session, "tess", role="teacher")
    counts = []
    for students, questions in ((2, 2), (12, 9)):
        people = [make_person(session, f"s{students}-{number}") for number in range(students)]
        bank = make_bank(session, f"b{students}", make_questions(questions), owner=teacher)
        class_id = make_class(session, teacher, *people)
        assignment = make_assignment(session, class_id, bank)
        given = Analysed(session, teacher, people, class_id, bank, assignment)
        for number in range(students):
            given.hand_in(number, {"q1": number % 2})
        client = visit_as(app, session, teacher)
        counted = []
        for address in (
            *(given.path, f"{given.path}/table.csv", path_of(given, "q1")),
            f"{path_of(given, 'q1', 'again')}?ruling=full",
        ):
            client.http.get(address)
            statements.clear()
            assert client.http.get(address).status_code == 200
            counted.append(len(statements))
        counts.append(counted)
    assert counts[0] == counts[1]
    assert all(0 < number < 30 for number in counts[0])
