"""Classes: the list, making one, its page, its join code, its students."""

from datetime import UTC, datetime
from io import BytesIO

import segno
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.codes import spaced
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import assignments, classes, joining, managing, students, teachers
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.forms import ClassForm, JoinForm
from quizapp.classrooms.joining import Join
from quizapp.classrooms.pages import known_class, taught_class
from quizapp.classrooms.refusals import refusals
from quizapp.classrooms.settings_views import settings_page
from quizapp.classrooms.student_list import Listing, list_shown
from quizapp.extensions import db

blueprint = Blueprint("classes", __name__, url_prefix="/classes")

_MOST_DUE = 5


@blueprint.get("")
@login_required
def index() -> ResponseReturnValue:
    """The classes that the person teaches or attends."""
    found = classes.list_classes(db.session, signed_in())
    return render_template(
        "classrooms/index.html",
        taught=[each for each in found if each.is_taught and not each.is_archived],
        attended=[each for each in found if not each.is_taught and not each.is_archived],
        archived=[each for each in found if each.is_archived],
        pending=joining.list_pending(db.session, signed_in()),
        may_teach=managing.may_teach(signed_in()),
        form=JoinForm(formdata=None),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def create() -> ResponseReturnValue:
    """Make a class."""
    if not managing.may_teach(signed_in()):
        abort(404)
    form = ClassForm(data={"time_zone": signed_in().time_zone})
    if not form.validate_on_submit():
        page = render_template("classrooms/new.html", form=form)
        return page, 422 if form.is_submitted() else 200
    with refusals():
        class_id = managing.create_class(db.session, signed_in(), form.said(), datetime.now(UTC))
    flash("The class is made. Show its code to your students, or import a list.")
    return redirect(url_for("classes.shown", class_id=class_id), 303)


@blueprint.get("/<int:class_id>")
@login_required
def shown(class_id: int) -> ResponseReturnValue:
    """What is new in a class."""
    found, now = known_class(class_id), datetime.now(UTC)
    teaching = teachers.list_teachers(db.session, class_id)
    if not found.is_taught:
        return render_template(
            "classrooms/attended.html", class_=found, teachers=teaching, form=EmptyForm()
        )
    waiting = classes.list_students(db.session, class_id, states=("waiting", "invited"))
    given = assignments.list_assignments(db.session, class_id)
    due = [each for each in given if each.due_at is not None and each.due_at > now]
    return render_template(
        "classrooms/taught.html",
        class_=found,
        teachers=teaching,
        details=managing.find_details(db.session, class_id, now),
        waiting=[each for each in waiting if each.state == "waiting"],
        invited=[each for each in waiting if each.state == "invited"],
        due=sorted(due, key=lambda each: each.due_at or now)[:_MOST_DUE],
        slips=students.count_slips(db.session, class_id, now),
        form=EmptyForm(),
        spaced=spaced,
    )


@blueprint.get("/<int:class_id>/code")
@login_required
def code(class_id: int) -> ResponseReturnValue:
    """The join code as large as the screen, for a projector or on paper."""
    found = taught_class(class_id)
    join = _join(found)
    link = _link(join)
    return render_template(
        "classrooms/code.html", class_=found, join=join, link=link, spaced=spaced
    )


@blueprint.get("/<int:class_id>/code.svg")
@login_required
def code_picture(class_id: int) -> ResponseReturnValue:
    """The link to join, as a QR picture."""
    picture = BytesIO()
    segno.make(_link(_join(taught_class(class_id))), error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, omitsize=True, svgclass=None, lineclass=None,
        border=4, light="white",
    )  # fmt: skip
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _join(found: ShownClass) -> Join:
    join = managing.find_details(db.session, found.id, datetime.now(UTC)).join
    if join is None:
        abort(404)
    return join


def _link(join: Join) -> str:
    return url_for("joining.join", code=join.code, _external=True)


@blueprint.get("/<int:class_id>/roster")
@login_required
def roster(class_id: int) -> ResponseReturnValue:
    """The students of a class."""
    found = taught_class(class_id)
    listing = Listing.asked(request.args)
    groups = classes.list_groups(db.session, class_id)
    return render_template(
        "classrooms/roster.html",
        class_=found,
        listing=listing,
        groups=groups,
        names={group.id: group.name for group in groups},
        students=list_shown(db.session, class_id, listing),
        slips=students.count_slips(db.session, class_id, datetime.now(UTC)),
        form=EmptyForm(),
    )


@blueprint.route("/<int:class_id>/settings", methods=["GET", "POST"])
@login_required
def settings(class_id: int) -> ResponseReturnValue:
    """What a teacher can change of a class."""
    return settings_page(class_id)
