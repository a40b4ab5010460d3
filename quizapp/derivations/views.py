"""Giving an article, waiting for it, giving it again, publishing, deleting."""

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.derivations import deciding, publishing, reviewing, services
from quizapp.derivations.forms import ArticleForm, PublishForm
from quizapp.derivations.publishing import NothingToPublishError, UnfitEditsError
from quizapp.derivations.services import (
    BusyDerivationError,
    DerivationView,
    UnknownDerivationError,
)
from quizapp.engine.derivation.blocks import ArticleError
from quizapp.engine.derivation.decisions import write_decisions
from quizapp.extensions import db
from quizapp.jobs import services as jobs
from quizapp.jobs.processes import start_process
from quizapp.jobs.services import JobState
from quizapp.presentation import counted

blueprint = Blueprint("derivations", __name__, url_prefix="/banks/derive")

MAX_REQUEST = 12_000_000
"""Bytes of a request with an article: a browser sends a line end as two."""

BUSY = "This article is being read at this moment. Wait until that is done."
UNFIT = "Some of your changes don't fit the changed article. Look at them first."
NOTHING = "Accept at least one question first."


@blueprint.url_value_preprocessor
def expect_article(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more than other pages do, before anything of the request is read."""
    if endpoint in {"derivations.create", "derivations.again"}:
        request.max_content_length = MAX_REQUEST
        request.max_form_memory_size = MAX_REQUEST


@blueprint.before_request
def let_teachers_in() -> None:
    """Students have no such pages."""
    if current_user.is_authenticated and not services.may_derive(signed_in()):
        abort(404)


def find_own(derivation_id: int) -> DerivationView:
    """The derivation of who is signed in, or the page that says there is none."""
    try:
        return services.find_derivation(db.session, signed_in(), derivation_id)
    except UnknownDerivationError:
        abort(404)


@blueprint.get("")
@login_required
def index() -> ResponseReturnValue:
    """Where an article is given, and the articles of before."""
    return _index_page(ArticleForm(formdata=None), 200)


@blueprint.post("")
@login_required
def create() -> ResponseReturnValue:
    """Derive the article that was given, at once or, if it is long, in the background."""
    form = ArticleForm()
    if not form.validate_on_submit():
        return _index_page(form, 422)
    try:
        derivation_id, job_id = services.derive_article(
            db.session, signed_in(), form.given, datetime.now(UTC)
        )
    except ArticleError as error:
        form.text.errors = [str(error)]
        return _index_page(form, 422)
    _start(job_id)
    return redirect(url_for("reviews.review", derivation_id=derivation_id), 303)


def _index_page(form: ArticleForm, status: int) -> tuple[str, int]:
    page = render_template(
        "derivations/index.html",
        form=form,
        derivations=services.list_derivations(db.session, signed_in()),
    )
    return page, status


@blueprint.route("/<int:derivation_id>/again", methods=["GET", "POST"])
@login_required
def again(derivation_id: int) -> ResponseReturnValue:
    """Where a changed article is given and derived; what was decided is kept."""
    found = find_own(derivation_id)
    if request.method == "GET":
        given = services.load_text(db.session, signed_in(), found.id)
        kept = {"text": given.text, "title": found.given_title}
        return _again_page(found, ArticleForm(formdata=None, data=kept), 200)
    form = ArticleForm()
    if not form.validate_on_submit():
        return _again_page(found, form, 422)
    try:
        job_id = services.derive_again(
            db.session, signed_in(), found.id, form.given, datetime.now(UTC)
        )
    except ArticleError as error:
        form.text.errors = [str(error)]
        return _again_page(found, form, 422)
    except BusyDerivationError:
        abort(409, BUSY)
    _start(job_id)
    return redirect(url_for("reviews.review", derivation_id=found.id, show="changed"), 303)


def _again_page(found: DerivationView, form: ArticleForm, status: int) -> tuple[str, int]:
    return render_template("derivations/again.html", derivation=found, form=form), status


def waiting_page(found: DerivationView, job: JobState) -> str:
    """How far the reading of a long article is; started again where its process has died."""
    if job.is_open and jobs.revive(db.session, job.id, datetime.now(UTC)):
        _start(job.id)
    return render_template(
        "derivations/waiting.html", derivation=found, job=job, words=_progress_words(job)
    )


@blueprint.get("/<int:derivation_id>/progress")
@login_required
def progress(derivation_id: int) -> ResponseReturnValue:
    """How far it is, for the script of the page."""
    found = find_own(derivation_id)
    job = found.job
    if job is None or not job.is_open:
        return jsonify(is_open=False)
    if jobs.revive(db.session, job.id, datetime.now(UTC)):
        _start(job.id)
    return jsonify(is_open=True, done=job.done, total=job.total, words=_progress_words(job))


def _progress_words(job: JobState) -> str:
    if job.total == 0:
        return "Reading the article …"
    words = f"{job.done} of {counted(job.total, 'form')} of question tried"
    seconds = round(job.left.total_seconds()) if job.left else 0
    return f"{words}, about {counted(seconds, 'second')} left" if seconds else words


def _start(job_id: int | None) -> None:
    if job_id is not None:
        start_process(current_app.config["SETTINGS"], job_id)


@blueprint.route("/<int:derivation_id>/publish", methods=["GET", "POST"])
@login_required
def publish(derivation_id: int) -> ResponseReturnValue:
    """What the bank is to be called, and making what is accepted one or part of the one it is."""
    found = find_own(derivation_id)
    if request.method == "GET":
        details = publishing.load_details(db.session, found)
        return _publish_page(found, PublishForm(formdata=None, obj=details), 200)
    form = PublishForm()
    if not form.validate_on_submit():
        return _publish_page(found, form, 422)
    try:
        report = publishing.publish(
            db.session, signed_in(), found.id, form.details(found.title), datetime.now(UTC)
        )
    except NothingToPublishError:
        abort(409, NOTHING)
    except UnfitEditsError:
        abort(409, UNFIT)
    total = report.new + report.changed + report.unchanged
    flash(f"The bank is published with {counted(total, 'question')}.")
    return redirect(url_for("banks.bank", slug=report.slug), 303)


def _publish_page(found: DerivationView, form: PublishForm, status: int) -> tuple[str, int]:
    page = render_template(
        "derivations/publish.html",
        derivation=found,
        form=form,
        publication=publishing.prepare(db.session, found),
        counts=reviewing.add_up(reviewing.count_forms(db.session, found)),
    )
    return page, status


@blueprint.get("/<int:derivation_id>/decisions.toml")
@login_required
def decisions_file(derivation_id: int) -> ResponseReturnValue:
    """What was decided as the file that `flask derive` reads."""
    found = find_own(derivation_id)
    text = write_decisions(deciding.load_decisions(db.session, found.id))
    headers = {"Content-Disposition": 'attachment; filename="decisions.toml"'}
    return Response(text, mimetype="application/toml", headers=headers)


@blueprint.route("/<int:derivation_id>/delete", methods=["GET", "POST"])
@login_required
def delete(derivation_id: int) -> ResponseReturnValue:
    """Whether to delete the article and what was decided, and doing it; its bank stays."""
    found = find_own(derivation_id)
    if request.method == "GET":
        return render_template("derivations/delete.html", derivation=found, form=EmptyForm())
    services.delete_derivation(db.session, signed_in(), found.id)
    flash(f"“{found.title}” is deleted.")
    return redirect(url_for("derivations.index"), 303)
