"""Signing up, in and out, the setup link, and a person's own account."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from quizapp.accounts import codes, services
from quizapp.accounts.forms import (
    TIME_ZONES,
    ClassCodeSignUpForm,
    EmptyForm,
    PasswordForm,
    SettingsForm,
    SignInForm,
    SignUpForm,
)
from quizapp.accounts.services import InvitationError, Person, UsernameTakenError
from quizapp.config import SignUp
from quizapp.extensions import db, limiter

HAS_UNREAD_CODES = "unread_codes"

blueprint = Blueprint("accounts", __name__)


def load_signed_in(token: str) -> Person | None:
    """Answer Flask-Login's question: whose token is this."""
    return services.load_person(db.session, token, datetime.now(UTC))


def ask_to_sign_in() -> ResponseReturnValue:
    """What an anonymous visitor gets: the sign-in page, or a plain 401 for a script."""
    if (
        request.method != "GET"
        or request.is_json
        or request.accept_mimetypes.best == ("application/json")
    ):
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)


def _account() -> str:
    return (request.form.get("username") or "")[:200].strip().lower()


def _address_and_account() -> str:
    return f"{request.remote_addr} {_account()}"


def _address() -> str:
    return str(request.remote_addr)


def _refused(response: Response) -> bool:
    return response.status_code == 422


def _start_session(signed_in: services.SignIn) -> None:
    browser_session.clear()
    login_user(signed_in, force=True)
    if signed_in.has_unread_codes:
        # Kept here, so that no page has to ask the database whether there is something to say.
        browser_session[HAS_UNREAD_CODES] = True


def next_page() -> str:
    """Where the visitor wanted to go, if that is a page of ours."""
    target = request.args.get("next", "")
    # Browsers drop tabs and line ends, and take "//" and "/\" for the beginning of a host.
    is_ours = target[:1] == "/" and target[1:2] not in {"/", "\\"} and target.isprintable()
    return target if is_ours else url_for("site.home")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(
    "5 per 15 seconds", methods=["POST"], key_func=_address_and_account, deduct_when=_refused
)
@limiter.limit("20 per 15 seconds", methods=["POST"], key_func=_account, deduct_when=_refused)
@limiter.limit("100 per minute", methods=["POST"], key_func=_address, deduct_when=_refused)
def sign_in() -> ResponseReturnValue:
    """Sign in; failures are slowed down per account and per address, never locked out."""
    if current_user.is_authenticated:
        return redirect(next_page(), 303)
    form = SignInForm()
    if form.validate_on_submit():
        signed_in = services.sign_in(
            db.session,
            username=form.username.data or "",
            password=form.password.data or "",
            user_agent=request.user_agent.string,
            now=datetime.now(UTC),
            hooks=current_app.extensions["account_hooks"],
        )
        if signed_in:
            _start_session(signed_in)
            return redirect(next_page(), 303)
        form.form_errors.append("Username and password don't belong together. Try again.")
    sign_up_open = current_app.config["SETTINGS"].sign_up is not SignUp.CLOSED
    page = render_template("accounts/sign_in.html", form=form, sign_up_open=sign_up_open)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/sign-up", methods=["GET", "POST"])
@limiter.limit("300 per hour", methods=["POST"], key_func=_address)
def sign_up() -> ResponseReturnValue:
    """Make a student's account, as far as the installation lets strangers do so."""
    mode = current_app.config["SETTINGS"].sign_up
    if current_user.is_authenticated:
        return redirect(next_page(), 303)
    if mode is SignUp.CLOSED:
        return render_template("accounts/sign_up_closed.html"), 403
    form = SignUpForm()
    code = None
    if mode is SignUp.CLASS_CODES:
        form = ClassCodeSignUpForm(data={"class_code": _code_of_link()})
        code = codes.normalise_code(form["class_code"].data or "")
    if form.validate_on_submit():
        try:
            done = _make_account(form, invitation=code)
        except InvitationError:
            done = None
            form["class_code"].errors = ["No class has this code. Ask your teacher for a new one."]
        if done:
            return done
    return render_template("accounts/sign_up.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/setup", methods=["GET", "POST"])
@limiter.limit("60 per minute", key_func=_address)
def setup() -> ResponseReturnValue:
    """Make the account that an invitation link is for: the first administrator, or a teacher."""
    token = request.args.get("token", "")
    invitation = services.find_invitation(db.session, token, datetime.now(UTC))
    if invitation is None or invitation.role == "student":
        return render_template("accounts/setup_expired.html"), 404
    if current_user.is_authenticated:
        return render_template("accounts/setup_signed_in.html", logout=EmptyForm()), 409
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            done = _make_account(form, invitation=token)
        except InvitationError:
            return render_template("accounts/setup_expired.html"), 404
        if done:
            return done
    page = render_template("accounts/setup.html", form=form, role=invitation.role, token=token)
    return page, 422 if form.is_submitted() else 200


def _make_account(form: SignUpForm, invitation: str | None) -> Response | None:
    """Make the account and sign in; None where the form has to be shown again."""
    now = datetime.now(UTC)
    zone = form.time_zone.data or ""
    try:
        user = services.create_user(
            db.session,
            username=form.username.data or "",
            display_name=form.display_name.data or "",
            password=form.password.data or "",
            time_zone=zone if zone in TIME_ZONES else "UTC",
            invitation=invitation,
            hooks=current_app.extensions["account_hooks"],
            now=now,
        )
    except UsernameTakenError:
        form.username.errors = ["Somebody has this username. Choose another."]
        return None
    _start_session(
        services.open_session(db.session, user, user_agent=request.user_agent.string, now=now)
    )
    return redirect(next_page(), 303)


def _code_of_link() -> str:
    """The code of a class in the link that led the visitor here."""
    return codes.code_of_link("".join(parse_qs(urlsplit(next_page()).query).get("code", [])[:1]))


@blueprint.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    """Close the session here and on the server."""
    services.sign_out(db.session, current_user)
    logout_user()
    return redirect(url_for("site.home"), 303)


@blueprint.route("/account", methods=["GET", "POST"])
@login_required
def account() -> ResponseReturnValue:
    """The person's own settings."""
    form = SettingsForm(obj=current_user)
    if form.validate_on_submit():
        settings = {
            name: form[name].data
            for name in ("time_zone", "theme", "new_cards_per_day", "shortcuts")
        }
        name = (form.display_name.data or "").strip()
        services.update_settings(db.session, current_user, {**settings, "display_name": name})
        flash("Your settings are saved.")
        return redirect(url_for("accounts.account"), 303)
    return _account_page(form, PasswordForm(formdata=None), 422 if form.is_submitted() else 200)


@blueprint.post("/account/password")
@login_required
@limiter.limit("5 per minute", key_func=lambda: str(current_user.id), deduct_when=_refused)
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        if services.change_password(
            db.session,
            current_user,
            old=form.old_password.data or "",
            new=form.new_password.data or "",
        ):
            flash("Your password is changed. You are signed out everywhere else.")
            return redirect(url_for("accounts.account"), 303)
        form.old_password.errors = ["This is not your password."]
    return _account_page(SettingsForm(formdata=None, obj=current_user), form, 422)


@blueprint.post("/account/sign-out-elsewhere")
@login_required
def sign_out_elsewhere() -> ResponseReturnValue:
    """Close the person's other sessions."""
    if EmptyForm().validate_on_submit():
        services.sign_out_elsewhere(db.session, current_user)
        flash("You are signed out everywhere else.")
    return redirect(url_for("accounts.account"), 303)


def _account_page(form: FlaskForm, password_form: FlaskForm, status: int) -> tuple[str, int]:
    sessions = services.list_sessions(db.session, current_user, datetime.now(UTC))
    used_codes = codes.list_unread(db.session, current_user.id)
    if not used_codes:
        # They may have been read in another browser.
        browser_session.pop(HAS_UNREAD_CODES, None)
    page = render_template(
        "accounts/account.html",
        form=form,
        password_form=password_form,
        sessions=sessions,
        used_codes=used_codes,
    )
    return page, status
