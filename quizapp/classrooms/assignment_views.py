"""What is assigned to a class: the list, the page of each, and beginning it."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.audit.services import Action, record_seen
from quizapp.classrooms import overview, study_goals, taking, work
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.assignments import AssignmentView, find_assignment, list_assignments
from quizapp.classrooms.pages import known_class
from quizapp.classrooms.subjects import find_subject
from quizapp.classrooms.taking import CannotStartError, NotAssignedError
from quizapp.classrooms.work import Urgency
from quizapp.engine.assignment_rules import Counts
from quizapp.engine.scheduling import study_day
from quizapp.extensions import db
from quizapp.quizzes import services as quizzes
from quizapp.quizzes.assigned import is_begun
from quizapp.quizzes.views import Assigned, describe_assigned

blueprint = Blueprint("assignments", __name__, url_prefix="/classes/<int:class_id>/assignments")

COUNTING = {
    Counts.BEST: "the best attempt counts",
    Counts.LATEST: "the latest attempt counts",
    Counts.FIRST: "the first attempt counts",
    Counts.AVERAGE: "the average of all attempts counts",
}


def init_app(app: Flask) -> None:
    """Tell the pages of quizzes about what is assigned, and let templates word it."""
    describe_assigned(app, _describe)
    app.jinja_env.globals.update(urgencies=Urgency, counting=COUNTING)


def _describe(quiz_id: int, attempt_id: int) -> Assigned | None:
    """What the student's pages of an assigned quiz say of it; None where it is withdrawn."""
    found = work.find_of_quiz(db.session, signed_in(), quiz_id, datetime.now(UTC))
    if found is None:
        return None
    view = found.view
    counts = ""
    if found.rules.attempts != 1:
        number = 1 + [one.id for one in sorted(found.tries, key=_begun)].index(attempt_id)
        of = "" if found.rules.attempts is None else f" of {found.rules.attempts}"
        counts = f"Attempt {number}{of}; {COUNTING[view.counts]}."
    address = url_for("assignments.shown", class_id=view.class_id, assignment_id=view.id)
    return Assigned(address, found.class_name, counts)


def _begun(one: work.Try) -> tuple[datetime, int]:
    return one.started_at, one.id


@blueprint.get("")
@login_required
def index(class_id: int) -> ResponseReturnValue:
    """The assignments of a class: for a student what to do, for a teacher how far the class is."""
    group, person, now = known_class(class_id), signed_in(), datetime.now(UTC)
    if group.is_taught:
        quizzes.hand_in_overdue(db.session, now, quiz_ids=_quiz_ids(class_id))
        return render_template(
            "assignments/index.html",
            **{
                "class": group,
                "now": now,
                "tallies": overview.list_tallies(db.session, class_id, now),
            },
        )
    quizzes.hand_in_overdue(db.session, now, user_id=person.id)
    return render_template(
        "assignments/mine.html",
        **{"class": group, "now": now, "work": work.list_work(db.session, person, now, class_id)},
        form=EmptyForm(),
    )


def _quiz_ids(class_id: int) -> list[int]:
    views = list_assignments(db.session, class_id, with_withdrawn=True)
    return [view.quiz_id for view in views if view.quiz_id is not None]


@blueprint.get("/<int:assignment_id>")
@login_required
def shown(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """An assignment: for a student what to do, for a teacher how far everybody is."""
    group = known_class(class_id)
    if not group.is_taught:
        return _student_page(group, assignment_id)
    view = find_assignment(db.session, class_id, assignment_id)
    if view is None:
        abort(404)
    return _teacher_page(group, view)


def _student_page(group: ShownClass, assignment_id: int) -> ResponseReturnValue:
    person, now = signed_in(), datetime.now(UTC)
    quizzes.hand_in_overdue(db.session, now, user_id=person.id)
    found = work.find_work(db.session, person, group.id, assignment_id, now)
    if found is None:
        abort(404)
    return render_template(
        "assignments/student.html",
        **{"class": group, "work": found, "now": now, "form": EmptyForm()},
        subject=find_subject(db.session, person, found.view),
    )


def _teacher_page(group: ShownClass, view: AssignmentView) -> ResponseReturnValue:
    person, now = signed_in(), datetime.now(UTC)
    if view.quiz_id is not None:
        quizzes.hand_in_overdue(db.session, now, quiz_ids=[view.quiz_id])
    today = study_day(now, group.zone)
    page = render_template(
        "assignments/teacher.html",
        **{"class": group, "view": view, "now": now, "today": today, "form": EmptyForm()},
        lines=overview.list_lines(db.session, view, now, today=today),
        subject=find_subject(db.session, person, view),
        is_begun=view.quiz_id is not None and is_begun(db.session, view.quiz_id),
    )
    record_seen(
        *(db.session, person, Action.SAW_GRADEBOOK, now),
        class_id=group.id,
        details={"assignment": view.id, "title": view.title},
    )
    return page


@blueprint.post("/<int:assignment_id>/attempts")
@login_required
def start(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that runs."""
    known_class(class_id)
    now = datetime.now(UTC)
    try:
        attempt_id = taking.start_assigned(db.session, signed_in(), class_id, assignment_id, now)
    except NotAssignedError:
        abort(404)
    except CannotStartError as error:
        flash(str(error))
        address = url_for("assignments.shown", class_id=class_id, assignment_id=assignment_id)
        return redirect(address, 303)
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)


@blueprint.post("/<int:assignment_id>/study")
@login_required
def study(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Study the bank that was assigned."""
    known_class(class_id)
    now = datetime.now(UTC)
    found = work.find_work(db.session, signed_in(), class_id, assignment_id, now)
    if found is None or not found.view.is_study:
        abort(404)
    study_goals.begin_studying(db.session, signed_in(), found.view, now)
    return redirect(url_for("study.study"), 303)
