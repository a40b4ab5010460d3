"""The gradebook of a class: the table, files, reports, and a student's own grades."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.audit.services import Action, Subject, record_seen
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.pages import known_class, taught_class
from quizapp.extensions import db
from quizapp.results.gradebook import Gradebook, load_gradebook, means_of
from quizapp.results.gradebook_files import load_points, write_csv, write_xlsx
from quizapp.results.gradebook_listing import OTHER, Choice, Chosen, choose
from quizapp.results.gradebook_pages import (
    LEGEND,
    STATE_NAMES,
    address_of,
    build_table,
    known_choice,
    page_number,
    read_choice,
    view_cell,
)
from quizapp.results.reports import Reports, load_own, load_reports

blueprint = Blueprint("gradebook", __name__, url_prefix="/classes/<int:class_id>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _load_chosen(class_id: int) -> tuple[Gradebook, Choice, Chosen]:
    """The gradebook of a class with what the address chooses of it."""
    gradebook = load_gradebook(db.session, class_id, datetime.now(UTC))
    choice = known_choice(gradebook, read_choice())
    return gradebook, choice, choose(gradebook, choice)


@blueprint.get("/gradebook")
@login_required
def shown(class_id: int) -> ResponseReturnValue:
    """Students by assignments."""
    taught = taught_class(class_id)
    gradebook, choice, chosen = _load_chosen(class_id)
    means = means_of(gradebook, gradebook.rows)
    table = build_table(class_id, gradebook, chosen, choice, means, page_number(chosen.pages))
    record_seen(
        *(db.session, signed_in(), Action.SAW_GRADEBOOK, datetime.now(UTC)), class_id=class_id
    )
    return render_template(
        "gradebook/gradebook.html",
        taught=taught,
        gradebook=gradebook,
        table=table,
        choice=choice,
        query=address_of(choice),
        legend=LEGEND,
        states=STATE_NAMES,
        other=OTHER,
    )


@blueprint.get("/gradebook/students/<int:user_id>")
@login_required
def student(class_id: int, user_id: int) -> ResponseReturnValue:
    """One student's row as a list, each cell with the way to its page."""
    taught = taught_class(class_id)
    gradebook = load_gradebook(db.session, class_id, datetime.now(UTC), user_id=user_id)
    row = gradebook.row_of(user_id)
    if row is None:
        abort(404)
    record_seen(
        *(db.session, signed_in(), Action.SAW_GRADEBOOK, datetime.now(UTC)),
        class_id=class_id,
        subject=Subject(user_id, row.student.display_name),
    )
    return render_template(
        "gradebook/student.html",
        taught=taught,
        gradebook=gradebook,
        row=row,
        views=[view_cell(cell) for cell in row.cells],
    )


@blueprint.get("/gradebook.csv")
@login_required
def csv_file(class_id: int) -> ResponseReturnValue:
    """The grades as CSV."""
    taught = taught_class(class_id)
    gradebook, choice, chosen = _load_chosen(class_id)
    points = load_points(db.session, gradebook.columns)
    content = "".join(write_csv(gradebook, chosen, points)).encode()
    return _file(taught, choice, chosen, content, "text/csv; charset=utf-8", "csv")


@blueprint.get("/gradebook.xlsx")
@login_required
def xlsx_file(class_id: int) -> ResponseReturnValue:
    """The grades as a workbook."""
    taught = taught_class(class_id)
    gradebook, choice, chosen = _load_chosen(class_id)
    points = load_points(db.session, gradebook.columns)
    content = write_xlsx(gradebook, chosen, points)
    return _file(taught, choice, chosen, content, XLSX, "xlsx")


def _file(
    taught: ShownClass,
    choice: Choice,
    chosen: Chosen,
    content: bytes,
    mimetype: str,
    extension: str,
) -> Response:
    if request.method == "GET":
        record_seen(
            *(db.session, signed_in(), Action.EXPORTED_GRADES, datetime.now(UTC)),
            class_id=taught.id,
            details={"file": extension, "students": len(chosen.rows), **address_of(choice)},
        )
    name = "".join(
        char for char in taught.name if char.isascii() and (char.isalnum() or char == " ")
    )
    name = "-".join(["grades", *name.lower().split()])[:80]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{extension}"'}
    return Response(content, content_type=mimetype, headers=headers)


@blueprint.get("/students/<int:user_id>/report")
@login_required
def report(class_id: int, user_id: int) -> ResponseReturnValue:
    """One student's grades on a page to print."""
    taught = taught_class(class_id)
    now = datetime.now(UTC)
    gradebook = load_gradebook(db.session, class_id, now)
    row = gradebook.row_of(user_id)
    if row is None:
        abort(404)
    found = load_reports(db.session, class_id, gradebook, [row], now)
    record_seen(
        *(db.session, signed_in(), Action.PRINTED_REPORT, now),
        class_id=class_id,
        subject=Subject(user_id, row.student.display_name),
    )
    return _report_page(taught, found, now, user_id)


@blueprint.get("/gradebook/reports")
@login_required
def reports(class_id: int) -> ResponseReturnValue:
    """The reports of all students, or of those that the filters leave, one a page."""
    taught = taught_class(class_id)
    now = datetime.now(UTC)
    gradebook, choice, chosen = _load_chosen(class_id)
    found = load_reports(db.session, class_id, gradebook, chosen.rows, now)
    record_seen(
        *(db.session, signed_in(), Action.PRINTED_REPORT, now),
        class_id=class_id,
        details={"students": len(found.reports), **address_of(choice)},
    )
    return _report_page(taught, found, now, None, address_of(choice))


def _report_page(
    taught: ShownClass,
    found: Reports,
    now: datetime,
    user_id: int | None,
    query: dict[str, object] | None = None,
) -> str:
    return render_template(
        "gradebook/report.html",
        taught=taught,
        found=found,
        user_id=user_id,
        query=query or {},
        view_cell=view_cell,
        today=now.astimezone(taught.zone).date(),
        with_means=request.args.get("means") == "y",
    )


@blueprint.get("/grades")
@login_required
def own(class_id: int) -> ResponseReturnValue:
    """A student's own grades, as far as they are shown."""
    attended = known_class(class_id)
    found = load_own(db.session, class_id, signed_in().id, datetime.now(UTC))
    if found is None:
        abort(404)
    return render_template(
        "gradebook/own.html", attended=attended, report=found, view_cell=view_cell
    )
