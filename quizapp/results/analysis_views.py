"""How well the questions of an assigned quiz measure, and marking one of them again."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.audit.services import Action, record_seen
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.assignments import AssignmentView, find_assignment
from quizapp.classrooms.pages import taught_class
from quizapp.database import MAX_INTEGER
from quizapp.engine.item_analysis.verdicts import LEAST_ATTEMPTS
from quizapp.engine.item_analysis.words import (
    LABELS,
    bounds,
    explain_test,
    option_name,
    signed,
)
from quizapp.extensions import db
from quizapp.presentation import counted
from quizapp.quizzes import marking_again
from quizapp.quizzes.marking_again import (
    ChangedMeanwhileError,
    Choice,
    RefusedRulingError,
    UnknownVersionError,
)
from quizapp.quizzes.rulable import RulableQuestion, find_rulable
from quizapp.results import analysis
from quizapp.results.analysis import Which
from quizapp.results.analysis_pages import SORTS, in_order, reason, scatter, test_lines, write_csv

blueprint = Blueprint(
    "analysis",
    __name__,
    url_prefix="/classes/<int:class_id>/assignments/<int:assignment_id>/analysis",
)

WHICH_WORDS = {
    Which.FIRST: "the first attempt of each student",
    Which.LATEST: "the latest attempt of each student",
    Which.BEST: "the best attempt of each student",
    Which.ALL: "all attempts",
}
MOST_CHANGES = 100
"""So many changes of scores are listed at most."""


def _find(class_id: int, assignment_id: int) -> tuple[ShownClass, AssignmentView, int]:
    """The class, the assignment and its quiz, for a teacher of the class; else there is no page."""
    taught = taught_class(class_id)
    assignment = find_assignment(db.session, class_id, assignment_id)
    if assignment is None or assignment.quiz_id is None:
        abort(404)
    return taught, assignment, assignment.quiz_id


def _which() -> Which:
    wanted = request.args.get("attempts", "")
    return Which(wanted) if wanted in set(Which) else Which.FIRST


def _saw(class_id: int, assignment_id: int, **details: Any) -> None:
    record_seen(
        *(db.session, signed_in(), Action.SAW_ANALYSIS, datetime.now(UTC)),
        class_id=class_id,
        details={"assignment": assignment_id, **details},
    )


def _words() -> dict[str, Any]:
    """What the templates put numbers into words with."""
    return {
        "labels": LABELS,
        "reason": reason,
        "bounds": bounds,
        "signed": signed,
        "option_name": option_name,
        "least": LEAST_ATTEMPTS,
    }


@blueprint.get("")
@login_required
def shown(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """The test, its questions with what is to be said of each, and their numbers."""
    taught, assignment, quiz_id = _find(class_id, assignment_id)
    which = _which()
    found = analysis.load_analysis(db.session, class_id, quiz_id, which, datetime.now(UTC))
    wanted = request.args.get("sort", "")
    sort = wanted if wanted in SORTS else "urgency"
    _saw(class_id, assignment_id)
    return render_template(
        "analysis/analysis.html",
        taught=taught,
        assignment=assignment,
        analysis=found,
        which_words=WHICH_WORDS,
        sort=sort,
        questions=in_order(found.questions, sort),
        urgent=[one for one in found.questions if one.urgency == 0],
        notable=[one for one in found.questions if one.urgency == 1],
        lines=test_lines(found),
        test_words=explain_test(found.test_verdict, found.test),
        chart=scatter(found.questions),
        **_words(),
    )


@blueprint.get("/table.csv")
@login_required
def download(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """The numbers of the questions as a file."""
    _, _, quiz_id = _find(class_id, assignment_id)
    found = analysis.load_analysis(db.session, class_id, quiz_id, _which(), datetime.now(UTC))
    _saw(class_id, assignment_id, file=True)
    name = f"item-analysis-{assignment_id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write_csv(found), mimetype="text/csv", headers=headers)


@blueprint.get("/questions/<int:question_id>")
@login_required
def question(class_id: int, assignment_id: int, question_id: int) -> ResponseReturnValue:
    """One question: who chose what, what that says, and what can be done."""
    taught, assignment, quiz_id = _find(class_id, assignment_id)
    which = _which()
    version_id = request.args.get("version", None, type=int)
    if version_id is not None and not 0 < version_id <= MAX_INTEGER:
        abort(404)
    found = analysis.load_analysis(
        *(db.session, class_id, quiz_id, which, datetime.now(UTC)), version_id=version_id
    )
    asked = found.find(question_id)
    if asked is None:
        abort(404)
    if version_id is not None and version_id not in {one.id for one in asked.versions}:
        abort(404)
    _saw(class_id, assignment_id, question=question_id)
    return render_template(
        "analysis/question.html",
        taught=taught,
        assignment=assignment,
        analysis=found,
        question=asked,
        version_id=version_id,
        which_words=WHICH_WORDS,
        typed=analysis.list_typed_answers(db.session, class_id, quiz_id, question_id),
        bank=analysis.find_bank_of(db.session, signed_in(), question_id),
        **_words(),
    )


@blueprint.route("/questions/<int:question_id>/again", methods=["GET", "POST"])
@login_required
def again(class_id: int, assignment_id: int, question_id: int) -> ResponseReturnValue:
    """Choosing how a question is marked after all, what that would change, and doing it."""
    taught, assignment, quiz_id = _find(class_id, assignment_id)
    rulable = _find_rulable(quiz_id, question_id)
    if request.method == "GET":
        return _again_page(taught, assignment, quiz_id, rulable, request.args.get("ruling", ""))
    said = request.form.get("ruling", "")
    choice = _read_choice(said, rulable)
    if choice is None:
        return _again_page(taught, assignment, quiz_id, rulable, said or "-")
    try:
        changed = marking_again.apply_ruling(
            *(db.session, signed_in(), quiz_id, question_id, choice),
            token=request.form.get("token", ""),
            class_id=class_id,
            now=datetime.now(UTC),
        )
    except ChangedMeanwhileError:
        notice = "Something has changed since the preview: another attempt, or another decision."
        return _again_page(taught, assignment, quiz_id, rulable, said, changed=notice)
    except RefusedRulingError:
        return _again_page(taught, assignment, quiz_id, rulable, said)
    flash(f"Marked again. {counted(changed, 'score')} changed.")
    address = url_for(
        "analysis.question",
        class_id=class_id,
        assignment_id=assignment_id,
        question_id=question_id,
    )
    return redirect(address, 303)


def _find_rulable(quiz_id: int, question_id: int) -> RulableQuestion:
    found = find_rulable(db.session, quiz_id, question_id)
    if found is None:
        abort(404)
    return found


def _read_choice(said: str, rulable: RulableQuestion) -> Choice | None:
    """What the form says; None for what it doesn't offer."""
    offered = {"full": Choice("full"), "void": Choice("void"), "none": Choice(None)}
    offered |= {f"key-{one.id}": Choice("key", one.id) for one in rulable.versions}
    return offered.get(said)


def _again_page(
    taught: ShownClass,
    assignment: AssignmentView,
    quiz_id: int,
    rulable: RulableQuestion,
    said: str,
    *,
    changed: str = "",
) -> ResponseReturnValue:
    """The choice, and the preview of what is chosen; 422 for what can't be done, 409 if changed."""
    choice, preview, error, reasons = _read_choice(said, rulable), None, "", []
    ruled = marking_again.find_ruling(db.session, quiz_id, rulable.id)
    if choice is None and said:
        error = "Choose how the question is to be marked."
    elif choice is not None:
        try:
            preview = marking_again.preview_ruling(db.session, quiz_id, rulable.id, choice)
        except RefusedRulingError as refused:
            error, reasons = "This key can’t be taken for answers that were given:", refused.reasons
        except UnknownVersionError:
            abort(404)
    if preview is not None:
        _saw(taught.id, assignment.id, question=rulable.id, preview=said)
    page = render_template(
        "analysis/again.html",
        taught=taught,
        assignment=assignment,
        question=rulable,
        ruled=ruled,
        said=said,
        preview=preview,
        shown_changes=preview.changes[:MOST_CHANGES] if preview else (),
        error=error,
        reasons=reasons,
        changed=changed,
        bank=analysis.find_bank_of(db.session, signed_in(), rulable.id),
        form=EmptyForm(),
    )
    return page, 422 if error else 409 if changed else 200
