"""The pages of an import: what each shows, and the work that is begun from them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks.access import list_editable
from quizapp.engine.formats.planning import LAYOUTS
from quizapp.engine.plain_text import showable
from quizapp.extensions import db
from quizapp.imports import previewing, publishing, remembering, result_page, services, wording
from quizapp.imports.forms import DestinationForm
from quizapp.imports.previewing import Preview
from quizapp.imports.reading import Settings
from quizapp.imports.services import ImportView, UnknownImportError
from quizapp.imports.spool import Spool
from quizapp.jobs import perform
from quizapp.jobs import services as jobs
from quizapp.jobs.processes import start_process
from quizapp.jobs.services import JobState

OPEN_ASKS = "Choose one of these first."


def find_own(import_id: int) -> ImportView:
    """The import of who is signed in, or the page that says there is none."""
    try:
        found = services.find_import(db.session, signed_in(), import_id)
        if found.state != "writing" or found.is_busy:
            return found
        # Its process is no more: what it left is taken back, so that something else can be done.
        publishing.give_up(db.session, found)
        return services.find_import(db.session, signed_in(), import_id)
    except UnknownImportError:
        abort(404)


def bank_choices() -> list[tuple[str, str]]:
    """A new bank and those that may be changed, as a menu has them."""
    banks = list_editable(db.session, signed_in())
    return [("", "A new bank"), *((str(bank.id), bank.title) for bank in banks)]


def spool() -> Spool:
    """Where the files are kept."""
    found: Spool = current_app.extensions["quizapp_imports"]
    return found


def to_page(import_id: int) -> ResponseReturnValue:
    """Go to the page of an import, which shows it as far as it is."""
    return redirect(url_for("imports.page", import_id=import_id), 303)


def csv_response(parts: Iterator[str], name: str) -> Response:
    """A table as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(parts, content_type="text/csv; charset=utf-8", headers=headers)


def preview_of(found: ImportView, said: Settings) -> Preview:
    """What is seen of the file, read as it is said."""
    try:
        return previewing.preview_file(spool().read(found.file), said)
    except FileNotFoundError:
        return previewing.GONE


def kept_destination(found: ImportView) -> DestinationForm:
    """The form with the bank that the file is for."""
    form = DestinationForm(formdata=None, data={"bank": found.bank_id, "title": found.bank_title})
    form.bank.choices = bank_choices()
    return form


def sent_destination() -> DestinationForm:
    """The form as it was sent."""
    form = DestinationForm()
    form.bank.choices = bank_choices()
    return form


def settings_page(
    found: ImportView,
    form: DestinationForm,
    status: int = 200,
    preview: Preview | None = None,
    *,
    asks_error: str = "",
) -> tuple[str, int]:
    """How the file is read, its first rows, and what a person has to say of it."""
    preview = preview or preview_of(found, found.settings)
    page = render_template(
        "imports/settings.html",
        found=found,
        form=form,
        preview=preview,
        remembered_at=_remembered_at(found, preview),
        asks_error=asks_error,
        layouts=[*LAYOUTS.items()],
        words=wording,
        short=lambda cell: showable(previewing.short(cell)),
    )
    return page, status


def _remembered_at(found: ImportView, preview: Preview) -> datetime | None:
    """When it was said, for an earlier file, that this one is read as it is."""
    rows = (row.cells for row in preview.first)
    recalled = remembering.recall(db.session, signed_in(), rows)
    if recalled is None or recalled.used_at >= found.created_at:
        return None
    return recalled.used_at if recalled.said == remembering.kept(found.settings) else None


def checked_page(found: ImportView) -> str:
    """What the check has found, and what can be done about it."""
    report = found.report
    if report is None:
        abort(404)
    shown = result_page.choose(report, request.args.get("show", ""))
    last = result_page.last_page(report, shown)
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    try:
        with spool().read_outcomes(found.file) as lines:
            outcomes = result_page.load(lines, report, shown, number)
    except FileNotFoundError:
        outcomes = []
    return render_template(
        "imports/result.html",
        found=found,
        report=report,
        shown=shown,
        page=number,
        page_count=last,
        outcomes=outcomes,
        how=[*result_page.told(report)],
        form=EmptyForm(),
    )


def done_page(found: ImportView) -> str:
    """What was imported, and whether it can be undone."""
    why_kept = publishing.why_kept(db.session, found) if found.state == "published" else ""
    return render_template("imports/done.html", found=found, why_kept=why_kept, form=EmptyForm())


def waiting_page(found: ImportView, job: JobState) -> str:
    """How far the work is; started again where its process has died."""
    revive(job)
    return render_template(
        "imports/waiting.html", found=found, job=job, words=progress_words(found, job)
    )


def progress_words(found: ImportView, job: JobState) -> str:
    """How far the work is, in words."""
    verb = "Writing" if found.state == "writing" else "Checking"
    return wording.progress_words(job, verb, "line" if job.total else "row")


def revive(job: JobState) -> None:
    """Start the work again where its process has died."""
    if jobs.revive(db.session, job.id, datetime.now(UTC)):
        start(job.id)


def start(job_id: int) -> None:
    """Let a process of its own do the work."""
    start_process(current_app.config["SETTINGS"], job_id)


def work_here(job_id: int) -> None:
    """Do here and now what a process of its own would do to import a file."""
    work = jobs.take_up(db.session, job_id, lambda: datetime.now(UTC))
    if work is not None:
        perform(work)
