"""Giving a file, saying how it is read, checking it, importing it, and undoing that."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from werkzeug.exceptions import RequestEntityTooLarge

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.engine.plain_text import showable
from quizapp.extensions import db
from quizapp.imports import mending, pages, publishing, remembering, result_page, services
from quizapp.imports.forms import MAX_TITLE, DestinationForm, GiveForm, read_settings
from quizapp.imports.pages import find_own, spool, to_page
from quizapp.imports.publishing import NotImportedError, UsedImportError
from quizapp.imports.reading import Settings
from quizapp.imports.services import BusyImportError, ImportView
from quizapp.imports.spool import MAX_FILE, TooLargeError

blueprint = Blueprint("imports", __name__, url_prefix="/banks/import")

MAX_REQUEST = MAX_FILE + 1_000_000
MAX_PASTED = 5_000_000
TOO_LARGE = f"A file may have at most {MAX_FILE // 1_000_000} MB; this one has more."
TOO_MUCH = (
    f"This is more than can be sent at once. A file may have {MAX_FILE // 1_000_000} MB, "
    f"what is pasted {MAX_PASTED // 1_000_000} MB."
)
BUSY = "This has gone on meanwhile, in another window perhaps. Look at it as it is now."
NOT_YOURS = "You can’t change this bank any more. Choose another one."


@blueprint.url_value_preprocessor
def expect_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more than other pages do, before anything of the request is read."""
    if endpoint == "imports.create":
        request.max_content_length = MAX_REQUEST
        # A browser sends a line end of what was pasted as two bytes.
        request.max_form_memory_size = 2 * MAX_PASTED


@blueprint.errorhandler(RequestEntityTooLarge)
def show_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say how large a file may be; what was sent is not read."""
    page = render_template("errors/error.html", code=error.code, title="Too large", words=TOO_MUCH)
    return page, 413


@blueprint.errorhandler(BusyImportError)
def show_busy(_error: BusyImportError) -> ResponseReturnValue:
    """Go back to where it says what is going on."""
    flash(BUSY)
    return to_page((request.view_args or {})["import_id"])


@blueprint.before_request
def let_teachers_in() -> None:
    """Students have no such pages."""
    if current_user.is_authenticated and not services.may_import(signed_in()):
        abort(404)


@blueprint.get("")
@login_required
def index() -> ResponseReturnValue:
    """Where a file is given, and the files of before."""
    form = GiveForm(formdata=None, data={"bank": request.args.get("bank", type=int)})
    return _index_page(form, 200)


@blueprint.post("")
@login_required
def create() -> ResponseReturnValue:
    """Keep the file that was given; how it is to be read is said on the next page."""
    form = GiveForm()
    form.bank.choices = pages.bank_choices()
    if not form.validate_on_submit():
        return _index_page(form, 422)
    stream, name = form.given
    person, now, bank_id = signed_in(), datetime.now(UTC), form.bank.data
    try:
        import_id = services.create_import(
            db.session, spool(), person, stream, name=name, bank_id=bank_id, now=now
        )
    except TooLargeError:
        form.file.errors = [TOO_LARGE]
        return _index_page(form, 422)
    _begin(find_own(import_id))
    return to_page(import_id)


def _begin(found: ImportView) -> None:
    """Suggest a title, and what was said of a file with the same header before."""
    preview = pages.preview_of(found, Settings())
    rows = (row.cells for row in preview.first)
    remembered = remembering.recall(db.session, signed_in(), rows)
    suggested = preview.plan.suggested_title if preview.plan else ""
    title = " ".join(showable(suggested or PurePath(found.name).stem).split())
    services.change_import(
        *(db.session, signed_in(), found.id, remembered.said if remembered else Settings()),
        bank_id=found.bank_id,
        bank_title=title[:MAX_TITLE],
    )


def _index_page(form: GiveForm, status: int) -> tuple[str, int]:
    form.bank.choices = pages.bank_choices()
    page = render_template(
        "imports/index.html",
        form=form,
        imports=services.list_imports(db.session, signed_in()),
        max_file=MAX_FILE,
    )
    return page, status


@blueprint.get("/template.csv")
@login_required
def template() -> ResponseReturnValue:
    """A small file in our own layout, to be filled in."""
    return pages.csv_response(iter((mending.BOM, result_page.TEMPLATE)), "quizapp-template.csv")


@blueprint.get("/<int:import_id>")
@login_required
def page(import_id: int) -> ResponseReturnValue:
    """An import as far as it is: how the file is read, at work, checked, or done."""
    found = find_own(import_id)
    if found.job and found.job.is_open:
        return pages.waiting_page(found, found.job)
    if found.state == "waiting":
        return pages.settings_page(found, pages.kept_destination(found))
    if found.state == "checked":
        return pages.checked_page(found)
    return pages.done_page(found)


@blueprint.route("/<int:import_id>/settings", methods=["GET", "POST"])
@login_required
def settings(import_id: int) -> ResponseReturnValue:
    """How the file is read, to be changed after it was checked too; and reading it as it is said.

    One rule for both methods: of two, a number that no row has would be a wrong method.
    """
    found = find_own(import_id)
    if request.method == "GET":
        if found.is_busy or found.state not in {"waiting", "checked"}:
            return to_page(import_id)
        return pages.settings_page(found, pages.kept_destination(found))
    form = pages.sent_destination()
    if not form.validate():
        return pages.settings_page(found, form, 422)
    _store(found, form)
    return to_page(import_id)


@blueprint.post("/<int:import_id>/check")
@login_required
def check(import_id: int) -> ResponseReturnValue:
    """Make the dry run, at once or, for a large file, in a process of its own."""
    found = find_own(import_id)
    # An answer to what the check itself asked comes without the rest of the form.
    form = pages.sent_destination() if "bank" in request.form else None
    if form is not None and not (form.validate() and form.require_title()):
        return pages.settings_page(found, form, 422)
    _store(found, form)
    found = find_own(import_id)
    preview = pages.preview_of(found, found.settings)
    if preview.plan is None or preview.open_asks:
        form = form or pages.kept_destination(found)
        asks_error = pages.OPEN_ASKS if preview.plan else ""
        return pages.settings_page(found, form, 422, preview, asks_error=asks_error)
    person, now = signed_in(), datetime.now(UTC)
    remembering.remember(db.session, person, preview.plan.header, found.settings, now)
    if found.is_large:
        pages.start(services.check_later(db.session, person, import_id, now))
    else:
        services.check_now(db.session, spool(), found)
    return to_page(import_id)


def _store(found: ImportView, form: DestinationForm | None) -> None:
    """Keep what was sent, with the destination where the form has one."""
    said = read_settings(request.form, found.settings)
    bank_id, title = found.bank_id, found.bank_title
    if form is not None:
        bank_id, title = form.bank.data, (form.title.data or "").strip()
    services.change_import(
        db.session, signed_in(), found.id, said, bank_id=bank_id, bank_title=title
    )


@blueprint.get("/<int:import_id>/progress")
@login_required
def progress(import_id: int) -> ResponseReturnValue:
    """How far it is, for the script of the page."""
    found = find_own(import_id)
    job = found.job
    if job is None or not job.is_open:
        return jsonify(is_open=False)
    pages.revive(job)
    words = pages.progress_words(found, job)
    return jsonify(is_open=True, done=job.done, total=job.total, words=words)


@blueprint.get("/<int:import_id>/faulty.csv")
@login_required
def faulty(import_id: int) -> ResponseReturnValue:
    """The rows that can't be taken over, to be mended and given again."""
    found = find_own(import_id)
    report = found.report
    if report is None or not report.faulty:
        abort(404)
    header = mending.mending_header(report.header, len(report.columns))
    delimiter = mending.mending_delimiter(report.delimiter)
    if not report.has_header:
        said = result_page.said_of_mended(report, found.settings)
        remembering.remember(db.session, signed_in(), header, said, datetime.now(UTC))
    store = spool()

    def parts() -> Iterator[str]:
        with store.read_outcomes(found.file) as lines:
            yield from mending.write_faulty(lines, header, delimiter)

    return pages.csv_response(parts(), f"faulty-rows-{found.id}.csv")


@blueprint.post("/<int:import_id>/write")
@login_required
def write(import_id: int) -> ResponseReturnValue:
    """Import what was checked, at once or, from a large file, in a process of its own."""
    found = find_own(import_id)
    try:
        job_id = publishing.begin_import(
            *(db.session, signed_in(), import_id, datetime.now(UTC)),
            leave_out_faulty="leave_out" in request.form,
        )
    except NotImportedError as error:
        flash(str(error))
        return to_page(import_id)
    except PermissionError:
        flash(NOT_YOURS)
        return redirect(url_for("imports.settings", import_id=import_id), 303)
    if found.is_large:
        pages.start(job_id)
    else:
        pages.work_here(job_id)
    return to_page(import_id)


@blueprint.post("/<int:import_id>/undo")
@login_required
def undo(import_id: int) -> ResponseReturnValue:
    """Take back all that the import brought."""
    found = find_own(import_id)
    try:
        publishing.undo_import(db.session, signed_in(), found.id)
    except UsedImportError as error:
        flash(f"This import can’t be undone any more. {error}")
    else:
        flash("The import is undone.")
    return to_page(import_id)


@blueprint.route("/<int:import_id>/delete", methods=["GET", "POST"])
@login_required
def delete(import_id: int) -> ResponseReturnValue:
    """Whether to forget the file, and doing it; what it brought into a bank stays."""
    found = find_own(import_id)
    if request.method == "GET":
        return render_template("imports/delete.html", found=found, form=EmptyForm())
    services.delete_import(db.session, spool(), signed_in(), import_id)
    flash(f"“{found.name}” is deleted here.")
    return redirect(url_for("imports.index"), 303)
