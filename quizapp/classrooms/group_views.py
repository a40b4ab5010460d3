"""The groups of a class."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import classes, groups
from quizapp.classrooms.classes import GroupRow
from quizapp.classrooms.forms import GroupForm
from quizapp.classrooms.groups import (
    MOST_GROUPS,
    TakenNameError,
    TooManyGroupsError,
    UsedGroupError,
)
from quizapp.classrooms.locking import MOST_STUDENTS
from quizapp.classrooms.pages import taught_class
from quizapp.classrooms.refusals import refusals
from quizapp.extensions import db

blueprint = Blueprint("groups", __name__, url_prefix="/classes/<int:class_id>/groups")

TAKEN = "Another group of this class has this name."


@blueprint.route("", methods=["GET", "POST"])
@login_required
def index(class_id: int) -> ResponseReturnValue:
    """The groups of a class, and making one."""
    found = taught_class(class_id)
    form = GroupForm()
    if form.validate_on_submit():
        try:
            with refusals():
                group_id = groups.create_group(
                    db.session, signed_in(), class_id, form.said, datetime.now(UTC)
                )
        except TakenNameError:
            form.name.errors = [TAKEN]
        except TooManyGroupsError:
            form.name.errors = [f"A class can have {MOST_GROUPS} groups; this one has them."]
        else:
            flash("The group is made. Choose who is in it.")
            return redirect(url_for("groups.edit", class_id=class_id, group_id=group_id), 303)
    page = render_template(
        "classrooms/groups.html",
        class_=found,
        form=form,
        groups=classes.list_groups(db.session, class_id),
    )
    return page, 422 if form.is_submitted() else 200


def _group(class_id: int, group_id: int) -> GroupRow:
    listed = classes.list_groups(db.session, class_id)
    found = next((group for group in listed if group.id == group_id), None)
    if found is None:
        abort(404)
    return found


@blueprint.route("/<int:group_id>", methods=["GET", "POST"])
@login_required
def edit(class_id: int, group_id: int) -> ResponseReturnValue:
    """The name of a group, and renaming it; who is in it."""
    found, group = taught_class(class_id), _group(class_id, group_id)
    form = GroupForm(data={"name": group.name})
    if form.validate_on_submit():
        try:
            with refusals():
                groups.rename_group(
                    *(db.session, signed_in(), class_id, group_id, form.said), datetime.now(UTC)
                )
        except TakenNameError:
            form.name.errors = [TAKEN]
        else:
            flash("The group has its new name.")
            return redirect(url_for("groups.edit", class_id=class_id, group_id=group_id), 303)
    page = render_template(
        "classrooms/group.html",
        class_=found,
        group=group,
        form=form,
        plain_form=EmptyForm(formdata=None),
        students=classes.list_students(db.session, class_id),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:group_id>/members")
@login_required
def members(class_id: int, group_id: int) -> ResponseReturnValue:
    """Store who is in a group."""
    taught_class(class_id)
    group = _group(class_id, group_id)
    sent = request.form.getlist("student")[:MOST_STUDENTS]
    ids = [int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 10]
    with refusals():
        count = groups.set_members(
            db.session, signed_in(), class_id, group_id, ids, datetime.now(UTC)
        )
    flash(f"“{group.name}” has {count} of the students now.")
    return redirect(url_for("groups.index", class_id=class_id), 303)


@blueprint.post("/<int:group_id>/delete")
@login_required
def delete(class_id: int, group_id: int) -> ResponseReturnValue:
    """Delete a group that no work was given to."""
    taught_class(class_id)
    try:
        with refusals():
            name = groups.delete_group(
                db.session, signed_in(), class_id, group_id, datetime.now(UTC)
            )
    except UsedGroupError:
        abort(409, "Assignments are for this group. Give them to others first, then delete it.")
    flash(f"The group “{name}” is deleted. Its students stay in the class.")
    return redirect(url_for("groups.index", class_id=class_id), 303)
