"""What a teacher can change of a class: what is said of it, its code, who teaches it, its end."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.codes import spaced
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import joining, managing, teachers
from quizapp.classrooms.access import ClassRight, ShownClass
from quizapp.classrooms.forms import ClassForm, CodeForm, ColleagueForm
from quizapp.classrooms.managing import NotArchivedError
from quizapp.classrooms.pages import taught_class
from quizapp.classrooms.refusals import refusals
from quizapp.classrooms.teachers import (
    OwnerLeavesError,
    TeachesAlreadyError,
    UnknownTeacherError,
)
from quizapp.extensions import db

blueprint = Blueprint("class_settings", __name__, url_prefix="/classes/<int:class_id>/settings")


def _owned_class(class_id: int) -> ShownClass:
    found = taught_class(class_id)
    if found.right < ClassRight.OWN:
        abort(404)
    return found


def _to_settings(class_id: int) -> ResponseReturnValue:
    return redirect(url_for("classes.settings", class_id=class_id), 303)


def settings_page(class_id: int) -> ResponseReturnValue:
    """The settings of a class, and storing what is said of it."""
    found = taught_class(class_id)
    details = managing.find_details(db.session, class_id, datetime.now(UTC))
    form = ClassForm(obj=found, data={"needs_approval": details.needs_approval})
    if form.validate_on_submit():
        with refusals():
            managing.change_class(db.session, signed_in(), class_id, form.said(), datetime.now(UTC))
        flash("The settings are saved.")
        return _to_settings(class_id)
    return _page(found, form, ColleagueForm(formdata=None), 422 if form.is_submitted() else 200)


def _page(
    found: ShownClass, form: ClassForm, colleague: ColleagueForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "classrooms/settings.html",
        class_=found,
        is_owner=found.right >= ClassRight.OWN,
        form=form,
        colleague_form=colleague,
        code_form=CodeForm(formdata=None),
        plain_form=EmptyForm(formdata=None),
        details=managing.find_details(db.session, found.id, datetime.now(UTC)),
        teachers=teachers.list_teachers(db.session, found.id),
        spaced=spaced,
    )
    return page, status


@blueprint.post("/code")
@login_required
def renew_code(class_id: int) -> ResponseReturnValue:
    """Make a new join code; the old one is dead at once."""
    taught_class(class_id)
    form = CodeForm()
    lifetime = joining.LIFETIMES[form.lifetime.data if form.validate_on_submit() else "month"]
    with refusals():
        joining.renew_code(db.session, signed_in(), class_id, lifetime, datetime.now(UTC))
    flash("There is a new join code. The old one doesn’t work any more.")
    return _to_settings(class_id)


@blueprint.post("/code/close")
@login_required
def close_code(class_id: int) -> ResponseReturnValue:
    """Let nobody in by a code any more."""
    taught_class(class_id)
    with refusals():
        joining.close_code(db.session, signed_in(), class_id, datetime.now(UTC))
    flash("Nobody can join by a code now.")
    return _to_settings(class_id)


@blueprint.post("/teachers")
@login_required
def add_teacher(class_id: int) -> ResponseReturnValue:
    """Let a colleague teach the class too."""
    found = _owned_class(class_id)
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            with refusals():
                name = teachers.add_teacher(
                    *(db.session, signed_in(), class_id, form.username.data or ""),
                    now=datetime.now(UTC),
                )
        except UnknownTeacherError:
            form.username.errors = ["There is no teacher of this username."]
        except TeachesAlreadyError:
            form.username.errors = ["This person is in the class already."]
        else:
            flash(f"{name} teaches this class now, and sees all its results.")
            return _to_settings(class_id)
    details = managing.find_details(db.session, class_id, datetime.now(UTC))
    unsent = ClassForm(formdata=None, obj=found, data={"needs_approval": details.needs_approval})
    return _page(found, unsent, form, 422)


@blueprint.post("/teachers/<int:user_id>/remove")
@login_required
def remove_teacher(class_id: int, user_id: int) -> ResponseReturnValue:
    """Take the class from a co-teacher, or leave it."""
    taught_class(class_id)
    try:
        with refusals():
            name = teachers.remove_teacher(
                db.session, signed_in(), class_id, user_id, datetime.now(UTC)
            )
    except OwnerLeavesError:
        abort(409, "The owner can’t go. Hand the class over to a co-teacher first.")
    if user_id == signed_in().id:
        flash("You don’t teach this class any more.")
        return redirect(url_for("classes.index"), 303)
    flash(f"{name} doesn’t teach this class any more.")
    return _to_settings(class_id)


@blueprint.post("/teachers/<int:user_id>/owner")
@login_required
def hand_over(class_id: int, user_id: int) -> ResponseReturnValue:
    """Make a co-teacher the owner of the class."""
    _owned_class(class_id)
    with refusals():
        name = teachers.hand_over(db.session, signed_in(), class_id, user_id, datetime.now(UTC))
    flash(f"{name} owns this class now. You still teach it.")
    return _to_settings(class_id)


@blueprint.post("/archive")
@login_required
def archive(class_id: int) -> ResponseReturnValue:
    """End the class; it can be looked at."""
    taught_class(class_id)
    with refusals():
        managing.archive_class(db.session, signed_in(), class_id, datetime.now(UTC))
    flash("The class is archived. All that was done in it can be looked at.")
    return _to_settings(class_id)


@blueprint.post("/restore")
@login_required
def restore(class_id: int) -> ResponseReturnValue:
    """Go on with an archived class."""
    taught_class(class_id)
    with refusals():
        managing.restore_class(db.session, signed_in(), class_id, datetime.now(UTC))
    flash("The class goes on. Make a join code if students are to come in.")
    return _to_settings(class_id)


@blueprint.route("/delete", methods=["GET", "POST"])
@login_required
def delete(class_id: int) -> ResponseReturnValue:
    """Whether to delete an archived class, and doing it."""
    found = _owned_class(class_id)
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            with refusals():
                managing.delete_class(db.session, signed_in(), class_id, datetime.now(UTC))
        except NotArchivedError:
            abort(409, "Only an archived class can be deleted. Archive it first.")
        flash(f"“{found.name}” is deleted.")
        return redirect(url_for("classes.index"), 303)
    if not found.is_archived:
        return _to_settings(class_id)
    details = managing.find_details(db.session, class_id, datetime.now(UTC))
    return render_template("classrooms/delete.html", class_=found, form=form, details=details)
