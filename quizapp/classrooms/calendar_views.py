"""The calendar feed, and the page on which a person gets or takes back its address."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.classrooms import calendars
from quizapp.extensions import db

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
@login_required
def settings() -> ResponseReturnValue:
    """The address of the person's feed, and how to use it."""
    token = calendars.find_token(db.session, signed_in())
    address = url_for("calendar.feed", token=token, _external=True) if token else ""
    return render_template("assignments/calendar.html", address=address, form=EmptyForm())


@blueprint.post("/address")
@login_required
def renew() -> ResponseReturnValue:
    """Make an address, or another one."""
    calendars.renew_token(db.session, signed_in())
    flash("This is the new address. One that you had before shows nothing any more.")
    return redirect(url_for("calendar.settings"), 303)


@blueprint.post("/off")
@login_required
def switch_off() -> ResponseReturnValue:
    """Have no feed any more."""
    calendars.switch_off(db.session, signed_in())
    flash("The feed is off: its address shows nothing any more.")
    return redirect(url_for("calendar.settings"), 303)


@blueprint.get("/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """The feed: whoever knows its address sees it, as calendars can't sign in."""
    found = calendars.find_feed(db.session, token)
    if found is None:
        abort(404)
    return Response(
        found,
        mimetype="text/calendar",
        headers={"Content-Disposition": 'inline; filename="quizapp.ics"'},
    )
