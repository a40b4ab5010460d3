"""Taking over a class list: giving it, looking at what it would change, and doing that."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from werkzeug.exceptions import RequestEntityTooLarge

from quizapp.accounts import signed_in
from quizapp.classrooms import roster, roster_applying
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.forms import ENCODINGS, ApplyForm, RosterForm
from quizapp.classrooms.pages import taught_class
from quizapp.classrooms.refusals import ARCHIVED, refusals
from quizapp.classrooms.roster_applying import ChangedPlanError
from quizapp.engine.formats.roster import Roster, pack_rows, read_roster, unpack_rows
from quizapp.engine.formats.table_file import TableSettings
from quizapp.extensions import db

blueprint = Blueprint("roster_import", __name__, url_prefix="/classes/<int:class_id>/roster/import")

MAX_FILE = 8_000_000
_TOO_LARGE = (
    "This is more than a class list: a file may have 8 MB. A class can have at most 2,000 students."
)
_CHANGED = (
    "The class, or one of the usernames, has changed since you looked. Nothing was changed: this "
    "is what the list would change now."
)
LAYOUTS = {
    "own": "a table with named columns",
    "names": "a list of names",
    "google": "an export of Google Classroom",
    "canvas": "an export of Canvas",
    "moodle": "participants of Moodle",
    "oneroster": "users.csv of OneRoster",
    "github": "a roster of GitHub Classroom",
    "nbgrader": "students of nbgrader",
}


@blueprint.url_value_preprocessor
def expect_list(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more than other pages do, before anything of the request is read."""
    request.max_content_length = MAX_FILE
    request.max_form_memory_size = MAX_FILE


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say how large a list may be; what was sent is not read."""
    page = render_template(
        "errors/error.html", code=error.code, title="Too large", words=_TOO_LARGE
    )
    return page, 413


@blueprint.route("", methods=["GET", "POST"])
@login_required
def give(class_id: int) -> ResponseReturnValue:
    """Where a list is given; with one, what it would change."""
    found = taught_class(class_id)
    form = RosterForm()
    if form.is_submitted() and found.is_archived:
        form.form_errors.append(ARCHIVED)
    elif form.validate_on_submit():
        read = read_roster(form.given, TableSettings(encoding=form.said_encoding))
        return _look(found, read)
    page = render_template("classrooms/roster_give.html", class_=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _look(found: ShownClass, read: Roster) -> ResponseReturnValue:
    """What a list would change, or what is wrong with it."""
    if read.faults:
        page = _faults_page(found, read, read.faults)
        return page, 422
    plan = roster.plan_roster(db.session, signed_in(), found.id, read.rows)
    if plan.faults:
        return _faults_page(found, read, plan.faults), 422
    form = ApplyForm(formdata=None, data={"rows": pack_rows(read.rows), "digest": plan.digest})
    return _plan_page(found, read, plan, form), 200


def _faults_page(found: ShownClass, read: Roster, faults: Any) -> str:
    return render_template(
        "classrooms/roster_faults.html",
        class_=found,
        read=read,
        faults=faults,
        layout=LAYOUTS[read.layout],
        form=RosterForm(formdata=None),
        encoding=ENCODINGS.get(read.encoding, read.encoding),
    )


def _plan_page(
    found: ShownClass, read: Roster, plan: roster.Plan, form: ApplyForm, notice: str = ""
) -> str:
    return render_template(
        "classrooms/roster_plan.html",
        class_=found,
        read=read,
        plan=plan,
        form=form,
        notice=notice,
        layout=LAYOUTS[read.layout],
        encoding=ENCODINGS.get(read.encoding, read.encoding),
    )


@blueprint.post("/apply")
@login_required
def apply(class_id: int) -> ResponseReturnValue:
    """Take over the list that was looked at, as it was shown."""
    found = taught_class(class_id)
    form = ApplyForm()
    rows = unpack_rows(form.rows.data or "")
    if not form.validate_on_submit() or rows is None:
        flash("The list has got lost on the way. Give it again.")
        return redirect(url_for("roster_import.give", class_id=class_id), 303)
    try:
        with refusals():
            plan = roster_applying.apply_roster(
                *(db.session, signed_in(), class_id, rows),
                digest=form.digest.data or "",
                removes_missing=bool(form.removes_missing.data),
                now=datetime.now(UTC),
            )
    except ChangedPlanError:
        return _look_again(found, rows)
    flash(_done(plan, removes_missing=bool(form.removes_missing.data)))
    if plan.count("new"):
        return redirect(url_for("members.slips", class_id=class_id), 303)
    return redirect(url_for("classes.roster", class_id=class_id), 303)


def _look_again(found: ShownClass, rows: Any) -> ResponseReturnValue:
    read = Roster(rows=rows)
    plan = roster.plan_roster(db.session, signed_in(), found.id, rows)
    if plan.faults:
        return _faults_page(found, read, plan.faults), 409
    form = ApplyForm(formdata=None, data={"rows": pack_rows(rows), "digest": plan.digest})
    return _plan_page(found, read, plan, form, _CHANGED), 409


def _done(plan: roster.Plan, *, removes_missing: bool) -> str:
    words = [f"{plan.count('new')} accounts made"] if plan.count("new") else []
    came = plan.count("joins") + plan.count("back")
    words += [f"{came} known students added"] if came else []
    words += [f"{plan.count('invited')} invited"] if plan.count("invited") else []
    words += [f"{plan.count('changed')} changed"] if plan.count("changed") else []
    words += [f"{len(plan.missing)} left"] if removes_missing and plan.missing else []
    return f"The list is taken over: {', '.join(words) or 'nothing had changed'}."
