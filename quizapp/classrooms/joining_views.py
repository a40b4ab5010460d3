"""Coming into a class and leaving it."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from werkzeug.wrappers import Response

from quizapp.accounts import signed_in
from quizapp.accounts.codes import code_of_link, spaced
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import joining
from quizapp.classrooms.forms import JoinForm
from quizapp.classrooms.joining import TeachesItError, UnknownCodeError
from quizapp.classrooms.locking import FullClassError
from quizapp.classrooms.pages import known_class, taught_class
from quizapp.classrooms.refusals import FULL, refusals
from quizapp.extensions import db, limiter

blueprint = Blueprint("joining", __name__, url_prefix="/classes")

UNKNOWN = "No class can be joined with this code. It may have expired; ask for a new one."


def _account() -> str:
    return str(signed_in().id)


def _address() -> str:
    return str(request.remote_addr)


def _refused(response: Response) -> bool:
    return response.status_code == 422


@blueprint.route("/join", methods=["GET", "POST"])
@login_required
@limiter.limit("10 per minute", methods=["POST"], key_func=_account, deduct_when=_refused)
@limiter.limit("100 per minute", methods=["POST"], key_func=_address, deduct_when=_refused)
def join() -> ResponseReturnValue:
    """Join a class by its code; guesses are slowed down per account and per address."""
    code = code_of_link(request.args.get("code", ""))
    if request.method == "GET" and (
        class_id := joining.find_by_code(db.session, signed_in(), code)
    ):
        return redirect(url_for("classes.shown", class_id=class_id), 303)
    form = JoinForm(data={"code": spaced(code)})
    if form.validate_on_submit():
        try:
            return _joined(form.code.data or "")
        except UnknownCodeError:
            form.code.errors = [UNKNOWN]
        except FullClassError:
            form.code.errors = [FULL]
    return render_template("classrooms/join.html", form=form), 422 if form.is_submitted() else 200


def _joined(code: str) -> ResponseReturnValue:
    try:
        done = joining.join_class(db.session, signed_in(), code, datetime.now(UTC))
    except TeachesItError as error:
        flash("You teach this class, so you can’t join it as a student.")
        return redirect(url_for("classes.shown", class_id=error.class_id), 303)
    if done.state == "waiting":
        flash(f"You asked to join {done.name}. Its teacher has to let you in.")
        return redirect(url_for("classes.index"), 303)
    flash(f"You are in {done.name}.")
    return redirect(url_for("classes.shown", class_id=done.class_id), 303)


@blueprint.route("/<int:class_id>/leave", methods=["GET", "POST"])
@login_required
def leave(class_id: int) -> ResponseReturnValue:
    """Whether to leave a class, and leaving it, or taking back that one asked to join."""
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals():
            joining.leave(db.session, signed_in(), class_id, datetime.now(UTC))
        flash("You are not in the class any more. Your results are kept.")
        return redirect(url_for("classes.index"), 303)
    found = known_class(class_id)
    if found.is_taught:
        abort(404)
    return render_template("classrooms/leave.html", class_=found, form=form)


@blueprint.post("/<int:class_id>/accept")
@login_required
def accept(class_id: int) -> ResponseReturnValue:
    """Come into a class that one is invited to."""
    with refusals():
        joining.accept(db.session, signed_in(), class_id, datetime.now(UTC))
    flash("You are in the class.")
    return redirect(url_for("classes.shown", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/students/<int:user_id>/approve")
@login_required
def approve(class_id: int, user_id: int) -> ResponseReturnValue:
    """Let a waiting student in."""
    taught_class(class_id)
    with refusals():
        name = joining.approve(db.session, signed_in(), class_id, user_id, datetime.now(UTC))
    flash(f"{name} is in the class.")
    return redirect(url_for("classes.shown", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/students/approve-all")
@login_required
def approve_all(class_id: int) -> ResponseReturnValue:
    """Let all in who are waiting."""
    taught_class(class_id)
    with refusals():
        joining.approve_all(db.session, signed_in(), class_id, datetime.now(UTC))
    flash("All who were waiting are in the class.")
    return redirect(url_for("classes.shown", class_id=class_id), 303)


@blueprint.post("/<int:class_id>/students/<int:user_id>/decline")
@login_required
def decline(class_id: int, user_id: int) -> ResponseReturnValue:
    """Don't let a student in who is waiting, or take an invitation back."""
    taught_class(class_id)
    with refusals():
        name = joining.decline(db.session, signed_in(), class_id, user_id, datetime.now(UTC))
    flash(f"{name} is not let in.")
    return redirect(url_for("classes.shown", class_id=class_id), 303)
