"""After a one-time code: choosing a password before anything else, and who had issued the code."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from quizapp.accounts import codes, services
from quizapp.accounts.forms import ChoosePasswordForm
from quizapp.accounts.views import HAS_UNREAD_CODES, next_page
from quizapp.extensions import db

blueprint = Blueprint("codes", __name__, url_prefix="/account")

# What can be asked for before a password is chosen; health and files belong to nobody.
_OPEN = frozenset(
    (
        *("codes.choose_password", "accounts.sign_out"),
        *("static", "site.healthz", "site.readyz"),
    )
)


def have_password_chosen() -> ResponseReturnValue | None:
    """Lead who came in by a one-time code to choosing a password, whatever they ask for."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in _OPEN or "_user_id" not in browser_session:
        return None
    if not (current_user.is_authenticated and current_user.must_choose_password):
        return None
    if request.method not in {"GET", "HEAD"} or _wants_json():
        abort(403, "Choose a new password first.")
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("codes.choose_password", next=wanted), 303)


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


@blueprint.route("/new-password", methods=["GET", "POST"])
@login_required
def choose_password() -> ResponseReturnValue:
    """Choose a password in the place of the one-time code."""
    if not current_user.must_choose_password:
        return redirect(url_for("accounts.account"), 303)
    form = ChoosePasswordForm()
    if form.validate_on_submit():
        new = form.new_password.data or ""
        if _is_username(new):
            form.new_password.errors = ["This password is easy to guess. Try a few words in a row."]
        elif services.choose_password(db.session, current_user, new):
            flash("Your new password is set.")
            return redirect(next_page(), 303)
    page = render_template(
        "accounts/choose_password.html",
        form=form,
        used_codes=codes.list_unread(db.session, current_user.id),
    )
    return page, 422 if form.is_submitted() else 200


def _is_username(password: str) -> bool:
    return bool(password.lower() == current_user.username)


@blueprint.post("/codes/read")
@login_required
def read() -> ResponseReturnValue:
    """Stop telling the person which codes let somebody into the account."""
    codes.mark_read(db.session, current_user.id, datetime.now(UTC))
    browser_session.pop(HAS_UNREAD_CODES, None)
    return redirect(url_for("accounts.account"), 303)
