"""Grading by hand: one cell of the gradebook, and the categories."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.audit.services import Action, Subject, record_seen
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.assignments import list_assignments
from quizapp.classrooms.pages import taught_class
from quizapp.extensions import db
from quizapp.results.gradebook_categories import (
    CategoriesChangedError,
    change_categories,
    load_categories,
)
from quizapp.results.gradebook_cells import (
    CellDetails,
    ChangedMeanwhileError,
    Judgement,
    UnknownCellError,
    change_grade,
    load_cell,
)
from quizapp.results.gradebook_forms import (
    CategoriesDraft,
    GradeForm,
    draft_of,
    read_draft,
    said,
)
from quizapp.results.gradebook_pages import address_of, read_choice, view_cell

blueprint = Blueprint("grading", __name__, url_prefix="/classes/<int:class_id>/gradebook")


@blueprint.route("/<int:assignment_id>/<int:user_id>", methods=["GET", "POST"])
@login_required
def cell(class_id: int, assignment_id: int, user_id: int) -> ResponseReturnValue:
    """How a student's score came about, and changing it."""
    taught = taught_class(class_id)
    details = _find_cell(class_id, assignment_id, user_id)
    form = GradeForm(data=None if request.method == "POST" else _data_of(details.judgement))
    if not form.is_submitted():
        record_seen(
            *(db.session, signed_in(), Action.SAW_GRADEBOOK, datetime.now(UTC)),
            class_id=class_id,
            subject=Subject(user_id, details.student.display_name),
            details={"assignment": details.assignment.title, "assignment_id": assignment_id},
        )
        return _cell_page(taught, details, form)
    wanted = _read(form, details)
    if wanted is None:
        return _cell_page(taught, details, form), 422
    try:
        is_changed = change_grade(
            *(db.session, signed_in(), class_id, assignment_id, user_id),
            *(wanted, datetime.now(UTC)),
            seen=form.seen.data or "",
        )
    except UnknownCellError:
        abort(404)
    except ChangedMeanwhileError:
        details = _find_cell(class_id, assignment_id, user_id)
        form.seen.data = details.judgement.digest
        return _cell_page(taught, details, form, is_conflict=True), 409
    name = details.student.display_name
    flash(f"The grade of {name} is saved." if is_changed else f"Nothing was changed for {name}.")
    return redirect(_next_address(class_id, details), 303)


def _find_cell(class_id: int, assignment_id: int, user_id: int) -> CellDetails:
    try:
        return load_cell(db.session, class_id, assignment_id, user_id, datetime.now(UTC))
    except UnknownCellError:
        abort(404)


def _data_of(judgement: Judgement) -> dict[str, Any]:
    share = judgement.share
    what = "excused" if judgement.is_excused else "computed" if share is None else "by_hand"
    score = "" if share is None else f"{round(share * 100, 4):g}"
    return {"what": what, "score": score, "note": judgement.note, "seen": judgement.digest}


def _read(form: GradeForm, details: CellDetails) -> Judgement | None:
    if request.form.get("do") == "clear":
        return Judgement() if EmptyForm().validate_on_submit() else None
    if not form.validate_on_submit():
        return None
    return form.judgement(details.max_score, _data_of(details.judgement)["score"])


def _cell_page(
    taught: ShownClass, details: CellDetails, form: GradeForm, *, is_conflict: bool = False
) -> str:
    return render_template(
        "gradebook/cell.html",
        taught=taught,
        details=details,
        form=form,
        view=view_cell(details.cell),
        query=address_of(read_choice()),
        is_conflict=is_conflict,
    )


def _next_address(class_id: int, details: CellDetails) -> str:
    query = address_of(read_choice())
    if request.form.get("do") == "next" and details.after is not None:
        return url_for(
            "grading.cell",
            class_id=class_id,
            assignment_id=details.assignment.id,
            user_id=details.after.user_id,
            **query,
        )
    anchor = f"student-{details.student.user_id}"
    return url_for("gradebook.shown", class_id=class_id, **query, _anchor=anchor)


@blueprint.route("/categories", methods=["GET", "POST"])
@login_required
def categories(class_id: int) -> ResponseReturnValue:
    """The categories, their weights, and which assignment stands in which."""
    taught = taught_class(class_id)
    stored = load_categories(db.session, class_id)
    form = EmptyForm()
    if not form.is_submitted():
        return _categories_page(taught, draft_of(stored))
    draft = read_draft(request.form, stored)
    if draft.seen != stored.digest:
        return _changed_page(taught)
    if not form.validate_on_submit() or not draft.is_right:
        return _categories_page(taught, draft), 422
    try:
        change_categories(
            *(db.session, signed_in(), class_id, said(draft), datetime.now(UTC)), seen=draft.seen
        )
    except UnknownCellError:
        abort(404)
    except CategoriesChangedError:
        return _changed_page(taught)
    flash("The categories are saved.")
    return redirect(url_for("grading.categories", class_id=class_id), 303)


def _changed_page(taught: ShownClass) -> ResponseReturnValue:
    draft = draft_of(load_categories(db.session, taught.id))
    draft.errors.append(
        "Somebody else has changed the categories meanwhile. This is how they are now; please make "
        "your changes again."
    )
    return _categories_page(taught, draft), 409


def _categories_page(taught: ShownClass, draft: CategoriesDraft) -> str:
    return render_template(
        "gradebook/categories.html",
        taught=taught,
        draft=draft,
        form=EmptyForm(),
        assignments=[
            one for one in list_assignments(db.session, taught.id) if one.id in draft.places
        ],
        names=[
            (line.key, line.name if line.key.startswith("c") else f"New category {line.key[1:]}")
            for line in draft.lines
        ],
    )
