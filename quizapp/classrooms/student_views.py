"""A student of a class: the teacher's notes, taking somebody out, codes for signing in."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import students
from quizapp.classrooms.classes import StudentRow
from quizapp.classrooms.forms import SlipsForm, StudentForm
from quizapp.classrooms.pages import taught_class
from quizapp.classrooms.refusals import refusals
from quizapp.classrooms.students import TakenRosterIdError
from quizapp.extensions import db

blueprint = Blueprint("members", __name__, url_prefix="/classes/<int:class_id>")


def _student(class_id: int, user_id: int) -> StudentRow:
    found = students.find_student(db.session, class_id, user_id)
    if found is None:
        abort(404)
    return found


@blueprint.route("/students/<int:user_id>/edit", methods=["GET", "POST"])
@login_required
def edit(class_id: int, user_id: int) -> ResponseReturnValue:
    """What the teacher notes of a student."""
    found, student = taught_class(class_id), _student(class_id, user_id)
    form = StudentForm(obj=student)
    if form.validate_on_submit():
        try:
            with refusals():
                students.change_student(
                    db.session, signed_in(), class_id, user_id, form.said(), datetime.now(UTC)
                )
        except TakenRosterIdError:
            form.roster_id.errors = ["Another student of this class has this id."]
        else:
            flash(f"What you noted of {student.display_name} is saved.")
            return redirect(url_for("classes.roster", class_id=class_id), 303)
    page = render_template(
        "classrooms/student.html", class_=found, student=student, form=form, plain_form=EmptyForm()
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/students/<int:user_id>/remove", methods=["GET", "POST"])
@login_required
def remove(class_id: int, user_id: int) -> ResponseReturnValue:
    """Whether to take a student out of the class, and doing it."""
    found, student = taught_class(class_id), _student(class_id, user_id)
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals():
            name = students.remove_student(
                db.session, signed_in(), class_id, user_id, datetime.now(UTC)
            )
        flash(f"{name} is not in the class any more. The results are kept.")
        return redirect(url_for("classes.roster", class_id=class_id), 303)
    return render_template("classrooms/remove.html", class_=found, student=student, form=form)


@blueprint.post("/students/<int:user_id>/code")
@login_required
def issue_code(class_id: int, user_id: int) -> ResponseReturnValue:
    """A one-time code for a student who forgot the password: this page alone ever shows it."""
    found = taught_class(class_id)
    with refusals():
        issued = students.issue_code(db.session, signed_in(), class_id, user_id, datetime.now(UTC))
    return render_template("classrooms/one_time_code.html", class_=found, issued=issued)


@blueprint.route("/slips", methods=["GET", "POST"])
@login_required
def slips(class_id: int) -> ResponseReturnValue:
    """Sign-in slips to print: the passwords on them are never shown again."""
    found, now = taught_class(class_id), datetime.now(UTC)
    form = SlipsForm()
    if form.validate_on_submit():
        with refusals():
            made = students.print_slips(
                *(db.session, signed_in(), class_id, now), renew=bool(form.renew.data)
            )
        if made:
            address = url_for("site.home", _external=True)
            return render_template(
                "classrooms/slips.html", class_=found, slips=made, address=address
            )
        flash("Nobody needs a slip: all have signed in, or have one already.")
        return redirect(url_for("members.slips", class_id=class_id), 303)
    counts = students.count_slips(db.session, class_id, now)
    return render_template("classrooms/slips_form.html", class_=found, form=form, counts=counts)
