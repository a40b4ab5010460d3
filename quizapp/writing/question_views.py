"""One question: looking at it, writing it, its history."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks.access import Right, ShownBank
from quizapp.database import MAX_INTEGER
from quizapp.engine.kinds import KINDS
from quizapp.engine.question import DIFFICULTIES, Question
from quizapp.extensions import db
from quizapp.writing import listing, services
from quizapp.writing.differences import field_differences
from quizapp.writing.draft import (
    Draft,
    change_kind,
    change_rows,
    closed_up,
    draft_of,
    empty_draft,
    kind_or_default,
    read_draft,
    read_question,
)
from quizapp.writing.pictures import PictureError, is_stored, store_picture
from quizapp.writing.services import (
    ChangedMeanwhileError,
    KeyChangedError,
    StoredQuestion,
    TakenKeyError,
    UnknownQuestionError,
)
from quizapp.writing.views import find_bank

blueprint = Blueprint("questions", __name__, url_prefix="/banks/<slug>/questions")

MAX_REQUEST = 7_000_000
"""Bytes of a request with a picture of 5 MB and all the texts."""
MAX_TEXTS = 4_000_000
LAYOUT = ("add", "kind", "preview")
LAYOUT_NUMBERED = ("remove-", "up-", "down-")
ANEW = {"keep": False, "anew": True}

Errors = dict[str, list[str]]


@blueprint.url_value_preprocessor
def expect_picture(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more than other pages do, before anything of the request is read."""
    if endpoint in {"questions.create", "questions.edit"}:
        request.max_content_length = MAX_REQUEST
    if endpoint in {"questions.create", "questions.edit", "questions.preview"}:
        request.max_form_memory_size = MAX_TEXTS


def _find(bank: ShownBank, question_id: int, number: int | None = None) -> StoredQuestion:
    try:
        return services.find_question(db.session, bank.id, question_id, number)
    except UnknownQuestionError:
        abort(404)


@blueprint.get("/<int:question_id>")
@login_required
def question(slug: str, question_id: int) -> ResponseReturnValue:
    """A question with its key, as students see it, and what became of it."""
    bank = find_bank(slug)
    stored = _find(bank, question_id)
    return render_template(
        "writing/question.html",
        bank=bank,
        stored=stored,
        view=stored.question.body.public_view(stored.id),
        statistics=listing.load_statistics(db.session, [stored.id])[stored.id],
        least_asked=listing.LEAST_ASKED,
        form=EmptyForm(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def create(slug: str) -> ResponseReturnValue:
    """Write a new question."""
    bank = find_bank(slug, Right.EDIT)
    if request.method == "GET":
        draft = empty_draft(kind_or_default(request.args.get("kind", "")))
        draft = replace(draft, texts={"topic": request.args.get("topic", "")[:500]})
        return _form_page(bank, None, draft, {})
    draft, errors = _read(None)
    if (changed := _changed_layout(draft)) is not None:
        return _form_page(bank, None, changed, errors, with_preview=True)
    draft = closed_up(draft)
    key = draft.texts.get("id", "")
    made, faults = read_question(draft, key)
    errors = {**faults, **errors}
    if made is None or errors:
        return _form_page(bank, None, draft, errors, status=422)
    try:
        question_id = services.create_question(
            *(db.session, signed_in(), bank.id, made if key else replace(made, key="")),
            datetime.now(UTC),
        )
    except TakenKeyError:
        errors["id"] = ["Another question of this bank has this id. Leave it empty, or change it."]
        return _form_page(bank, None, draft, errors, status=422)
    flash("The question is saved.")
    if request.form.get("do") == "another":
        more: dict[str, Any] = {"kind": draft.kind, "topic": draft.texts.get("topic") or None}
        return redirect(url_for("questions.create", slug=bank.slug, **more), 303)
    return redirect(url_for("questions.question", slug=bank.slug, question_id=question_id), 303)


@blueprint.route("/<int:question_id>/edit", methods=["GET", "POST"])
@login_required
def edit(slug: str, question_id: int) -> ResponseReturnValue:
    """Change a question: what is saved becomes its current version."""
    bank = find_bank(slug, Right.EDIT)
    stored = _find(bank, question_id)
    if request.method == "GET":
        return _form_page(bank, stored, draft_of(stored.question), {})
    draft, errors = _read(stored)
    if (changed := _changed_layout(draft)) is not None:
        return _form_page(bank, stored, changed, errors, with_preview=True)
    draft = closed_up(draft)
    wording, faults = read_question(draft, stored.key)
    errors = {**faults, **errors}
    if wording is None or errors:
        return _form_page(bank, stored, draft, errors, status=422)
    try:
        return _save(bank, stored, wording, base=_base())
    except ChangedMeanwhileError:
        return _conflict_page(bank, _find(bank, question_id), draft, wording)
    except KeyChangedError:
        return _form_page(bank, stored, draft, {}, status=422, asks=True)


def _base() -> int:
    base = request.form.get("base", 0, type=int)
    return base if 0 <= base <= MAX_INTEGER else 0


def _save(
    bank: ShownBank, stored: StoredQuestion, wording: Question, base: int
) -> ResponseReturnValue:
    number = services.save_question(
        *(db.session, signed_in(), bank.id, wording),
        question_id=stored.id,
        base=base,
        is_new_key=ANEW.get(request.form.get("memory", "")),
        now=datetime.now(UTC),
    )
    flash("The question is saved." if number else "Nothing was changed.")
    return redirect(url_for("questions.question", slug=bank.slug, question_id=stored.id), 303)


def _conflict_page(
    bank: ShownBank, theirs: StoredQuestion, draft: Draft, mine: Question
) -> ResponseReturnValue:
    base = _base()
    before = None
    if 0 < base < theirs.current:
        try:
            before = services.find_question(db.session, bank.id, theirs.id, base)
        except UnknownQuestionError:
            before = None
    conflict = {
        "theirs": theirs,
        "changes": field_differences(before.question, theirs.question) if before else [],
        "mine": field_differences(theirs.question, replace(mine, key=theirs.key)),
    }
    return _form_page(bank, theirs, draft, {}, status=409, conflict=conflict)


def _read(stored: StoredQuestion | None) -> tuple[Draft, Errors]:
    """What the form holds, with its picture stored, and what is wrong with that."""
    kind = kind_or_default(request.form.get("type", ""))
    draft = read_draft(request.form, kind)
    media = Path(current_app.instance_path) / "media"
    image = draft.texts.get("image", "")
    before = stored.question.image if stored else ""
    if request.form.get("no_image") or not (image == before or is_stored(image, media)):
        image = ""
    errors: Errors = {}
    upload = request.files.get("picture")
    if upload is not None and upload.filename:
        try:
            image = store_picture(upload.stream.read(MAX_REQUEST), media)
        except PictureError as error:
            errors["image"] = [str(error)]
    alt = draft.texts.get("image_alt", "") if image else ""
    return replace(draft, texts={**draft.texts, "image": image, "image_alt": alt}), errors


def _changed_layout(draft: Draft) -> Draft | None:
    """The draft after a button that saves nothing; None where the form is to be saved."""
    do = request.form.get("do", "")
    if do == "kind":
        return change_kind(draft, kind_or_default(request.form.get("kind", "")))
    if do in LAYOUT or do.startswith(LAYOUT_NUMBERED):
        return change_rows(draft, do)
    return None


def _form_page(
    bank: ShownBank,
    stored: StoredQuestion | None,
    draft: Draft,
    errors: Errors,
    *,
    status: int = 200,
    asks: bool = False,
    with_preview: bool = False,
    conflict: dict[str, Any] | None = None,
) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        options = get_template_attribute("writing/_options.html", "options")
        return jsonify(html=str(options(draft, errors))), status
    shown = request.method == "POST" or stored is not None
    page = render_template(
        "writing/edit.html",
        bank=bank,
        stored=stored,
        draft=draft,
        errors=errors,
        asks=asks,
        conflict=conflict,
        kinds=KINDS,
        difficulties=DIFFICULTIES,
        counts=listing.count_bank(db.session, bank.id),
        preview=_preview(bank, draft) if with_preview or shown else "",
        form=EmptyForm(),
    )
    return page, status


@blueprint.post("/preview")
@login_required
def preview(slug: str) -> ResponseReturnValue:
    """How the question would look to a student, front and back; nothing is stored."""
    bank = find_bank(slug, Right.EDIT)
    draft = read_draft(request.form, kind_or_default(request.form.get("type", "")))
    if request.form.get("no_image"):
        draft = replace(draft, texts={**draft.texts, "image": "", "image_alt": ""})
    return jsonify(html=str(_preview(bank, draft)))


def _preview(bank: ShownBank, draft: Draft) -> Any:
    """The two faces as safe HTML, or what is missing."""
    # A picture is shown before it is described.
    texts = dict(draft.texts)
    if texts.get("image") and not texts.get("image_alt"):
        texts["image_alt"] = "…"
    made, errors = read_question(closed_up(replace(draft, texts=texts)), "preview")
    view = made.body.public_view(1) if made else None
    macro = get_template_attribute("writing/_preview.html", "preview")
    faults = [words for those in errors.values() for words in those]
    return macro(made, view, bank.language, faults)


@blueprint.get("/<int:question_id>/history")
@login_required
def history(slug: str, question_id: int) -> ResponseReturnValue:
    """All versions of a question, and the difference between two of them."""
    bank = find_bank(slug)
    versions = services.list_versions(db.session, bank.id, question_id)
    if not versions:
        abort(404)
    numbers = {version.number: version for version in versions}
    newest = versions[0].number
    after = numbers.get(request.args.get("to", newest, type=int), versions[0])
    earlier = [number for number in numbers if number < after.number]
    default = max(earlier, default=after.number)
    before = numbers.get(request.args.get("from", default, type=int), after)
    return render_template(
        "writing/history.html",
        bank=bank,
        versions=versions,
        stored=versions[0],
        before=before,
        after=after,
        differences=field_differences(before.question, after.question),
        form=EmptyForm(),
    )


@blueprint.post("/<int:question_id>/restore")
@login_required
def restore(slug: str, question_id: int) -> ResponseReturnValue:
    """Make an old wording the current one again, as a new version."""
    bank = find_bank(slug, Right.EDIT)
    stored = _find(bank, question_id)
    number = request.form.get("version", 0, type=int)
    if not 0 < number <= MAX_INTEGER:
        abort(422, "Choose a version.")
    old = _find(bank, question_id, number)
    try:
        return _save(bank, stored, old.question, base=_base())
    except ChangedMeanwhileError:
        abort(409)
    except KeyChangedError:
        page = render_template(
            "writing/restore.html", bank=bank, stored=stored, old=old, form=EmptyForm()
        )
        return page, 422
