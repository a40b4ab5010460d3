"""What is kept of a person: taking it along, deleting it, and who saw it."""

from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required, logout_user
from werkzeug.wrappers import Response

from quizapp.accounts import services as accounts
from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.accounts.services import Person
from quizapp.audit.services import Action
from quizapp.audit.wording import WORDS
from quizapp.classrooms.pages import taught_class
from quizapp.database import MAX_INTEGER
from quizapp.extensions import db, limiter
from quizapp.imports import spool_of
from quizapp.privacy import consequences, deleting, exporting, logs
from quizapp.privacy.consequences import AccountKeptError
from quizapp.privacy.exporting import Holder, UnknownPersonError
from quizapp.privacy.forms import ANONYMISE, DeleteAccountForm, DeletePersonForm
from quizapp.privacy.retention import Limits

blueprint = Blueprint("privacy", __name__)


def _refused(response: Response) -> bool:
    return response.status_code == 422


def _administrator() -> Person:
    """Who is signed in, if an administrator; for everybody else there is no such page."""
    person = signed_in()
    if person.role != "administrator":
        abort(404)
    return person


def _holder(user_id: int) -> Holder:
    try:
        return exporting.find_holder(db.session, user_id)
    except UnknownPersonError:
        abort(404)


@blueprint.get("/account/privacy")
@login_required
def notice() -> ResponseReturnValue:
    """What is kept, for how long, and who sees it."""
    limits = Limits.of(current_app.config["SETTINGS"])
    return render_template("privacy/notice.html", limits=limits)


@blueprint.get("/account/export")
@login_required
def export() -> ResponseReturnValue:
    """What the person's own export holds, and the button that makes it."""
    holder = _holder(signed_in().id)
    return render_template("privacy/export.html", holder=holder, form=EmptyForm(), is_own=True)


@blueprint.post("/account/export")
@login_required
def download() -> ResponseReturnValue:
    """The person's own data as a ZIP file."""
    return _export(signed_in().id)


@blueprint.route("/people/<int:user_id>/export", methods=["GET", "POST"])
@login_required
def export_person(user_id: int) -> ResponseReturnValue:
    """The same for an administrator, who hands it to the person."""
    _administrator()
    if request.method == "POST":
        return _export(user_id)
    return render_template(
        "privacy/export.html", holder=_holder(user_id), form=EmptyForm(), is_own=False
    )


def _export(user_id: int) -> ResponseReturnValue:
    if not EmptyForm().validate_on_submit():
        abort(400)
    now = datetime.now(UTC)
    # The response closes it when it has been sent.
    file = TemporaryFile()  # noqa: SIM115
    try:
        holder = exporting.export_person(db.session, signed_in(), user_id, now, file)
    except UnknownPersonError:
        file.close()
        abort(404)
    file.seek(0)
    name = f"quizapp-{holder.username}-{now:%Y-%m-%d}.zip"
    response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/account/delete", methods=["GET", "POST"])
@login_required
@limiter.limit(
    "5 per minute",
    methods=["POST"],
    key_func=lambda: f"delete {signed_in().id}",
    deduct_when=_refused,
)
def delete_account() -> ResponseReturnValue:
    """Delete the person's own account, or take the name off it."""
    person = signed_in()
    form = DeleteAccountForm()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and _is_meant(form, person) and _remove(form, person, person.id):
            logout_user()
            session.clear()
            flash("Your account is gone. Thank you for having been here.")
            return redirect(url_for("site.home"), 303)
    return _delete_page(form, _holder(person.id), status, is_own=True)


def _is_meant(form: DeleteAccountForm, person: Person) -> bool:
    """Whether password and username are the person's; else the form says which isn't."""
    if not _is_username(form, person.username):
        return False
    if accounts.is_own_password(db.session, person, form.password.data or ""):
        return True
    form.password.errors = ["This is not your password."]
    return False


def _is_username(form: DeletePersonForm, username: str) -> bool:
    if (form.username.data or "").strip().lower() == username:
        return True
    form.username.errors = [f"Type {username} here, if you mean it."]
    return False


@blueprint.route("/people/<int:user_id>/delete", methods=["GET", "POST"])
@login_required
def delete_person(user_id: int) -> ResponseReturnValue:
    """Delete somebody's account, or take the name off it, as an administrator."""
    person = _administrator()
    if user_id == person.id:
        return redirect(url_for("privacy.delete_account"), 303)
    holder = _holder(user_id)
    form = DeletePersonForm()
    if (
        form.validate_on_submit()
        and _is_username(form, holder.username)
        and _remove(form, person, user_id)
    ):
        flash(f"The account of {holder.display_name} is gone.")
        return redirect(url_for("people.index"), 303)
    return _delete_page(form, holder, 422 if form.is_submitted() else 200, is_own=False)


def _remove(form: DeletePersonForm, actor: Person, user_id: int) -> bool:
    """Do what the form says; where that can't be, the form says why."""
    remove = deleting.delete_account
    if form.what.data == ANONYMISE:
        remove = deleting.anonymise_account
    try:
        remove(db.session, spool_of(current_app), actor, user_id, datetime.now(UTC))
    except AccountKeptError as error:
        form.form_errors.extend(error.reasons)
        return False
    except UnknownPersonError:
        abort(404)
    return True


def _delete_page(
    form: DeletePersonForm, holder: Holder, status: int, *, is_own: bool
) -> ResponseReturnValue:
    page = render_template(
        "privacy/delete.html",
        form=form,
        holder=holder,
        is_own=is_own,
        consequences=consequences.list_consequences(db.session, holder.id),
        anonymous_name=deleting.name_without(holder.id),
    )
    return page, status


@blueprint.get("/classes/<int:class_id>/log")
@login_required
def class_log(class_id: int) -> ResponseReturnValue:
    """What was done in a class, for its teachers."""
    found = taught_class(class_id)
    log = logs.class_log(db.session, found.id, _before())
    return render_template("privacy/class_log.html", **{"class": found}, log=log)


@blueprint.get("/account/log")
@login_required
def own_log() -> ResponseReturnValue:
    """Who saw or changed the person's own data."""
    log = logs.own_log(db.session, signed_in(), _before())
    return render_template("privacy/own_log.html", log=log)


@blueprint.get("/log")
@login_required
def log() -> ResponseReturnValue:
    """What was done on the installation, for administrators."""
    _administrator()
    filters = _read_filters()
    return render_template(
        "privacy/log.html",
        log=logs.whole_log(db.session, filters, _before()),
        filters=filters,
        actions={action.value: WORDS[action] for action in Action},
    )


def _read_filters() -> logs.LogFilters:
    action = request.args.get("action", "")
    return logs.LogFilters(
        username=request.args.get("username", "").replace("\0", "")[:30],
        class_id=_number("class"),
        action=action if action in {*Action} else "",
    )


def _before() -> int | None:
    return _number("before")


def _number(name: str) -> int | None:
    """A number in the address that a row can have; anything else is as if it weren't there."""
    text: Any = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return min(int(text), MAX_INTEGER)
