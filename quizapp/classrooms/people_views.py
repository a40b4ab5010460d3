"""The people of an installation, for its administrators."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import people, teachers
from quizapp.classrooms.forms import ColleagueForm
from quizapp.classrooms.refusals import refusals
from quizapp.classrooms.teachers import UnknownTeacherError
from quizapp.engine.plain_text import showable
from quizapp.extensions import db

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.before_request
def let_administrators_in() -> None:
    """Nobody else has such pages."""
    if current_user.is_authenticated and not people.may_administer(signed_in()):
        abort(404)


@blueprint.get("")
@login_required
def index() -> ResponseReturnValue:
    """The accounts, to be searched; classes that nobody owns."""
    return _index_page(ColleagueForm(formdata=None), 200)


def _index_page(form: ColleagueForm, status: int, class_id: int = 0) -> ResponseReturnValue:
    search = showable(request.args.get("q", "")).strip()[:80]
    role = request.args.get("role", "")
    number = request.args.get("page", "1")
    is_number = number.isascii() and number.isdigit() and len(number) < 7
    page = render_template(
        "classrooms/people.html",
        search=search,
        role=role if role in people.ROLES else "",
        roles=people.ROLES,
        people=people.list_people(
            db.session, search=search, role=role, number=int(number) if is_number else 1
        ),
        orphans=teachers.list_orphans(db.session),
        form=form,
        class_id=class_id,
        plain_form=EmptyForm(formdata=None),
    )
    return page, status


@blueprint.post("/invite")
@login_required
def invite() -> ResponseReturnValue:
    """A link for one teacher's account: this page alone ever shows it."""
    with refusals():
        token = people.invite_teacher(db.session, signed_in(), datetime.now(UTC))
    link = url_for("accounts.setup", token=token, _external=True)
    days = people.INVITATION_LIFETIME.days
    return render_template("classrooms/invitation.html", link=link, days=days)


@blueprint.post("/<int:user_id>/code")
@login_required
def issue_code(user_id: int) -> ResponseReturnValue:
    """A one-time code for who forgot the password: this page alone ever shows it."""
    with refusals():
        issued = people.issue_code(db.session, signed_in(), user_id, datetime.now(UTC))
    return render_template("classrooms/one_time_code.html", class_=None, issued=issued)


@blueprint.post("/classes/<int:class_id>/owner")
@login_required
def give_owner(class_id: int) -> ResponseReturnValue:
    """Make a teacher the owner of a class that has none."""
    if class_id not in {orphan.id for orphan in teachers.list_orphans(db.session)}:
        abort(404)
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            with refusals():
                name = teachers.give_owner(
                    *(db.session, signed_in(), class_id, form.username.data or ""),
                    now=datetime.now(UTC),
                )
        except UnknownTeacherError:
            form.username.errors = ["There is no teacher of this username."]
        else:
            flash(f"{name} owns the class now.")
            return redirect(url_for("people.index"), 303)
    return _index_page(form, 422, class_id)
