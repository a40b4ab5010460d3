"""The review of an article's questions: looking, deciding, editing, taking back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    abort,
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
from werkzeug.wrappers import Response

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.database import MAX_INTEGER
from quizapp.derivations import deciding, reviewing
from quizapp.derivations.deciding import MAX_REASON, Step, UnknownQuestionError, Verdict
from quizapp.derivations.forms import (
    changed_columns,
    edit_fields,
    edited_columns,
    read_edit,
)
from quizapp.derivations.packing import REFUSALS_PER_PAGE
from quizapp.derivations.reviewing import SHOWN, Chosen, ReviewCard
from quizapp.derivations.services import DerivationView
from quizapp.derivations.views import find_own, let_teachers_in, waiting_page
from quizapp.engine.derivation.report import GATE_WORDS, TYPE_WORDS
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.plain_text import showable
from quizapp.extensions import db
from quizapp.presentation import counted

blueprint = Blueprint("reviews", __name__, url_prefix="/banks/derive/<int:derivation_id>")
blueprint.before_request(let_teachers_in)

VERDICTS = {"accept": "accepted", "reject": "rejected", "": "open again"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a page of the review shows, as its address says it; the way back leads there."""

    chosen: Chosen
    part: int
    mark: int

    def query(self, **changes: Any) -> dict[str, Any]:
        """The address's query, less what says nothing."""
        said = {
            "show": self.chosen.shown if self.chosen.shown != "all" else None,
            "form": self.chosen.form or None,
            "page": self.chosen.page if self.chosen.page > 1 else None,
            "part": self.part or None,
            "mark": self.mark or None,
        }
        return {name: value for name, value in {**said, **changes}.items() if value is not None}


def _place() -> Place:
    shown = request.args.get("show", "all")
    return Place(
        Chosen(
            shown=shown if shown in SHOWN else "all",
            form=showable(request.args.get("form", ""))[:100],
            page=_number("page", 1),
        ),
        part=_number("part", 0),
        mark=_number("mark", 0),
    )


def _number(name: str, least: int) -> int:
    number = request.args.get(name, least, type=int)
    return number if least <= number <= MAX_INTEGER // reviewing.PER_PAGE else least


@blueprint.get("")
@login_required
def review(derivation_id: int) -> ResponseReturnValue:
    """The article with its facts, and the questions on them; or how far the reading is."""
    found = find_own(derivation_id)
    if found.job is not None and (found.is_open or not found.run):
        return waiting_page(found, found.job)
    place = _place()
    blocks = reviewing.load_part(db.session, found, place.part)
    if blocks is None:
        place = Place(place.chosen, 0, 0)
        blocks = reviewing.load_part(db.session, found, 0) or []
    positions = reviewing.positions_on(blocks, place.mark) if place.mark else None
    if positions is not None:
        place = Place(Chosen(positions=positions), place.part, place.mark)
    forms = reviewing.count_forms(db.session, found)
    return render_template(
        "derivations/review.html",
        derivation=found,
        place=place,
        form=EmptyForm(),
        forms=forms,
        counts=reviewing.add_up(forms),
        page_count=_page_count(place, forms),
        cards=reviewing.list_cards(db.session, found, place.chosen),
        blocks=blocks,
        refusals=reviewing.first_refusals(db.session, found),
        last_step=deciding.last_step(db.session, found.id),
        gate_words=GATE_WORDS,
        type_words=TYPE_WORDS,
        form_label=reviewing.form_label,
    )


def _page_count(place: Place, forms: list[reviewing.FormCounts]) -> int:
    chosen = place.chosen
    if chosen.positions is not None:
        count = len(chosen.positions)
    else:
        wanted = [form for form in forms if chosen.form in {"", form.id}]
        count = reviewing.add_up(wanted).of(chosen.shown)
    return max(1, -(-count // reviewing.PER_PAGE))


@blueprint.get("/parts/<int:number>")
@login_required
def part(derivation_id: int, number: int) -> ResponseReturnValue:
    """A part of the article, for the script of the page."""
    found = find_own(derivation_id)
    blocks = reviewing.load_part(db.session, found, number)
    if blocks is None:
        abort(404)
    place = Place(_place().chosen, number, 0)
    return jsonify(html=_macro("article", "article", found, blocks, place))


@blueprint.get("/refused/<gate>")
@login_required
def refused(derivation_id: int, gate: str) -> ResponseReturnValue:
    """All that one gate refused, page by page."""
    found = find_own(derivation_id)
    page = _number("page", 1)
    refusals = reviewing.load_refusals(db.session, found, gate, page)
    if refusals is None:
        abort(404)
    return render_template(
        "derivations/refused.html",
        derivation=found,
        gate=gate,
        words=GATE_WORDS.get(gate, gate),
        refusals=refusals,
        page=page,
        page_count=-(-found.summary["refused"][gate] // REFUSALS_PER_PAGE),
        form_label=reviewing.form_label,
    )


@blueprint.post("/questions/<int:position>")
@login_required
def decide(derivation_id: int, position: int) -> ResponseReturnValue:
    """Accept or reject a question, or take back what was decided on it."""
    found = find_own(derivation_id)
    verdict = request.form.get("verdict", "")
    if verdict not in VERDICTS:
        abort(422, "Accept the question or reject it.")
    reason = showable(request.form.get("reason", "")).strip()[:MAX_REASON]
    given = Verdict(verdict, reason if verdict == "reject" else "")
    now = datetime.now(UTC)
    try:
        if verdict:
            step = deciding.decide(db.session, signed_in(), found.id, position, given, now)
        else:
            step = deciding.reopen(db.session, signed_in(), found.id, position)
    except UnknownQuestionError:
        abort(404)
    return _decided(found, step, f"question-{position}")


@blueprint.post("/questions")
@login_required
def decide_many(derivation_id: int) -> ResponseReturnValue:
    """Accept or reject what is still open: of a form, or of what the page shows."""
    found = find_own(derivation_id)
    verdict = request.form.get("verdict", "")
    if verdict not in {"accept", "reject"}:
        abort(422, "Accept the questions or reject them.")
    form = request.form.get("form", "")
    positions = request.form.getlist("position", type=int) or None
    if not form and positions is None:
        abort(422, "Say which questions.")
    step = deciding.decide_open(
        db.session,
        signed_in(),
        found.id,
        Verdict(verdict),
        datetime.now(UTC),
        form=showable(form),
        positions=[number for number in positions or () if 0 <= number <= MAX_INTEGER]
        if positions
        else None,
    )
    words = f"{counted(len(step.positions), 'question')} {VERDICTS[verdict]}."
    return _decided(found, step, "questions", words)


@blueprint.post("/undo")
@login_required
def undo(derivation_id: int) -> ResponseReturnValue:
    """Take the last step back."""
    found = find_own(derivation_id)
    number = request.form.get("step", 0, type=int)
    if not 0 < number <= MAX_INTEGER:
        abort(422, "There is nothing to take back.")
    step = deciding.undo(db.session, signed_in(), found.id, number)
    words = f"Taken back: {counted(len(step.positions), 'decision')}."
    anchor = f"question-{step.positions[0]}" if len(step.positions) == 1 else "questions"
    return _decided(found, step, anchor, words)


@blueprint.route("/questions/<int:position>/edit", methods=["GET", "POST"])
@login_required
def edit(derivation_id: int, position: int) -> ResponseReturnValue:
    """Change a question: where its fields stand, and storing them."""
    found = find_own(derivation_id)
    card = _find_card(found, position)
    columns = edited_columns(card.question.kind, card.cells)
    if request.method == "GET":
        return _edit_page(found, card, columns, card.cells, {}, 200)
    edited = read_edit(card.question.kind, columns, request.form)
    changes = changed_columns(edited, card.proposed_cells)
    _, faults = read_cells({**card.proposed_cells, **changes})
    if faults:
        errors: dict[str, list[str]] = {}
        for fault in faults:
            errors.setdefault(fault.field, []).append(fault.message)
        return _edit_page(found, card, columns, {**card.cells, **edited}, errors, 422)
    verdict = Verdict("edit", changes=changes) if changes else Verdict("accept")
    now = datetime.now(UTC)
    step = deciding.decide(db.session, signed_in(), found.id, position, verdict, now)
    return _decided(found, step, f"question-{position}")


def _edit_page(
    found: DerivationView,
    card: ReviewCard,
    columns: tuple[str, ...],
    cells: dict[str, str],
    errors: dict[str, list[str]],
    status: int,
) -> ResponseReturnValue:
    fields = edit_fields(card.question.kind, columns, cells, errors)
    shown = {field.column for field in fields}
    # What is wrong with a column that has no field of its own is said above the form.
    elsewhere = [
        m for name, those in errors.items() if name not in {*shown, "correct"} for m in those
    ]
    arguments = (found, card, fields, cells, errors.get("correct", ()), elsewhere, _place())
    if _wants_json():
        return jsonify(html=_macro("edit", "edit_form", *arguments)), status
    page = render_template(
        "derivations/edit.html", derivation=found, card=card, arguments=arguments
    )
    return page, status


def _find_card(found: DerivationView, position: int) -> ReviewCard:
    cards = reviewing.find_cards(db.session, found, [position])
    if not cards:
        abort(404)
    return cards[0]


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _macro(file: str, name: str, *arguments: Any) -> str:
    return str(get_template_attribute(f"derivations/_{file}.html", name)(*arguments))


def _decided(found: DerivationView, step: Step, anchor: str, words: str = "") -> Response:
    """The way back to the page, or for its script what has changed on it."""
    place = _place()
    if not _wants_json():
        if words:
            flash(words)
        target = url_for("reviews.review", derivation_id=found.id, **place.query())
        return redirect(f"{target}#{anchor}", 303)
    shown = set(request.form.getlist("on", type=int)) & set(step.positions)
    cards = reviewing.find_cards(db.session, found, sorted(shown)) if shown else []
    forms = reviewing.count_forms(db.session, found)
    last = deciding.last_step(db.session, found.id)
    return jsonify(
        words=words,
        cards={card.position: _macro("card", "card", found, card, place) for card in cards},
        status=_macro("status", "status", found, reviewing.add_up(forms), last, place),
        forms={form.id: _macro("status", "form_state", found, form, place) for form in forms},
    )
