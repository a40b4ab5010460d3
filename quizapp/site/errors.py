"""Error pages in the page's own style, or JSON where JSON was asked for."""

from math import ceil
from time import time

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from quizapp.extensions import db, limiter
from quizapp.quizzes.services import UnknownAttemptError

WORDS = {
    400: ("That didn't work", "The request can't be understood. Go back and try again."),
    401: ("Please sign in", "You are signed out. Sign in and try again; saved answers are kept."),
    403: ("Not allowed", "You may not do this."),
    404: ("Not found", "There is no such page, or it isn't yours to see."),
    405: ("That didn't work", "This address can't be used like that."),
    409: ("That has changed", "It was changed in another window. Reload the page and look again."),
    413: ("Too large", "This is more than can be sent at once. An article may have 5 MB."),
    415: ("That didn't work", "This kind of data can't be used here."),
    422: ("Something is missing", "Please check what you entered."),
    429: ("A moment, please", "There were too many tries. Wait a minute, then try again."),
    500: ("Our mistake", "Something went wrong here. It isn't your fault; what you saved is kept."),
    503: ("Very busy", "The database is busy or away. Wait a few seconds, then try again."),
}


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _answer(code: int, words: str | None = None, **headers: str) -> Response:
    title, usual = WORDS.get(code, WORDS[400])
    words = words or usual
    if _wants_json():
        response = jsonify(error=words)
    else:
        response = make_response(
            render_template("errors/error.html", code=code, title=title, words=words)
        )
    response.status_code = code
    response.headers.update(headers)
    return response


def show_http_error(error: HTTPException) -> Response | HTTPException:
    """Any refusal of ours or of the framework."""
    if error.code is None or error.code < 400:
        return error
    # Werkzeug's own descriptions speak to developers; ours are given where the error is raised.
    is_ours = error.description != type(error).description and error.code not in {404, 405, 429}
    theirs = error.get_response().headers
    kept = {name: theirs[name] for name in ("Allow", "Retry-After") if name in theirs}
    words = error.description if is_ours else None
    if isinstance(error, RateLimitExceeded) and limiter.current_limit:
        seconds = max(1, limiter.current_limit.reset_at - ceil(time()))
        kept["Retry-After"] = str(seconds)
        words = f"There were too many tries. Wait {seconds} seconds, go back, and try again."
    return _answer(error.code, words, **kept)


def show_unknown_attempt(_error: UnknownAttemptError) -> Response:
    """Somebody else's attempt looks as if there were none."""
    return _answer(404)


def show_csrf_error(_error: CSRFError) -> Response:
    """A form without its token: most often a page that was open since before signing in."""
    return _answer(400, "This page was open for too long or in another account. Reload it.")


def show_database_error(error: OperationalError) -> Response:
    """A database that is locked for too long or can't be reached."""
    current_app.logger.error("The database can't be used: %s", error.orig)
    db.session.close()
    _forget_visitor()
    return _answer(503, **{"Retry-After": "2"})


def show_fault(_error: InternalServerError) -> Response:
    """A fault of ours; Flask has written it to the log."""
    _forget_visitor()
    return _answer(500)


def _forget_visitor() -> None:
    """Draw the page for nobody: asking who is signed in may be what has just failed."""
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 - where Flask-Login keeps it


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(CSRFError, show_csrf_error)
    app.register_error_handler(UnknownAttemptError, show_unknown_attempt)
    app.register_error_handler(OperationalError, show_database_error)
    app.register_error_handler(InternalServerError, show_fault)
