"""Studying flashcards: the page, the next card, rating and taking back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from flask import (
    Blueprint,
    Flask,
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
from flask_login import current_user, login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks import services as banks
from quizapp.database import MAX_INTEGER
from quizapp.extensions import db
from quizapp.presentation import interval
from quizapp.study import queue, services
from quizapp.study.forms import BadRequestError, read_rating, read_review_id
from quizapp.study.queue import DueCard
from quizapp.study.services import ReusedIdError, StaleCardError, UnknownCardError

blueprint = Blueprint("study", __name__)

STALE = "This card was rated in another window, or a new study day has begun. Look at it again."
REUSED = "The id of this answer was used for another answer."
UNDONE = "This rating can't be taken back any more: the card was rated again since."

# The options of a card stand in another order when it comes back, in so many orders.
OPTION_ORDERS = 4


@dataclass(frozen=True, slots=True)
class Faces:
    """Front and back of a card as HTML."""

    front: str
    back: str


def init_app(app: Flask) -> None:
    """Keep rendered cards: a version never changes, so they stay true."""

    @lru_cache(maxsize=4096)
    def faces(version_id: int, order: int) -> Faces:
        question, language = banks.load_version(db.session, version_id)
        view = question.body.public_view(version_id * OPTION_ORDERS + order)
        front = get_template_attribute("components/card.html", "front")(question, view, language)
        back = get_template_attribute("components/card.html", "back")(question, language)
        return Faces(str(front), str(back))

    app.extensions["quizapp_faces"] = faces


def faces_of(card: DueCard) -> Faces:
    """The card's two sides."""
    faces: Faces = current_app.extensions["quizapp_faces"](
        card.version_id, card.memory.reps % OPTION_ORDERS
    )
    return faces


@blueprint.get("/study")
@login_required
def study() -> ResponseReturnValue:
    """What is due today, one card at a time; then what was done and when to come back."""
    person, now = signed_in(), datetime.now(UTC)
    wanted = request.args.get("question", 0, type=int)
    card = queue.card_for(db.session, person, wanted, now) if 0 < wanted <= MAX_INTEGER else None
    card = card or queue.next_card(db.session, person, now)
    if card is None:
        enrolments = services.list_enrolments(db.session, person)
        return render_template(
            "study/end.html",
            now=now,
            summary=queue.summarise_day(db.session, person, now),
            enrolments=enrolments,
            banks=banks.list_banks(db.session, person, also=enrolments),
            form=EmptyForm(),
        )
    return render_template(
        "study/study.html",
        card=card,
        faces=faces_of(card),
        intervals=_intervals(card),
        left=queue.count_queue(db.session, person, now),
        last_review_id=queue.last_review_id(db.session, person, now),
        answer_id=uuid4(),
        form=EmptyForm(),
    )


@blueprint.get("/study/next")
@login_required
def next_card() -> ResponseReturnValue:
    """The next card as JSON; `skip` is the question on the screen."""
    skip = request.args.get("skip", 0, type=int)
    card = queue.next_card(
        db.session, signed_in(), datetime.now(UTC), skip=skip if 0 <= skip <= MAX_INTEGER else 0
    )
    return jsonify(card=None if card is None else _card_json(card))


@blueprint.post("/study/answer")
@login_required
def answer() -> ResponseReturnValue:
    """Store a rating; the same request again gets the same answer and is stored once."""
    try:
        given = read_rating(_sent())
        result = services.rate_card(db.session, signed_in(), given, datetime.now(UTC))
    except BadRequestError as error:
        abort(400, str(error))
    except UnknownCardError:
        abort(404)
    except StaleCardError:
        flash(STALE)
        if request.is_json:
            abort(409, STALE)
        return redirect(url_for("study.study"), 303)
    except ReusedIdError:
        abort(409, REUSED)
    if not request.is_json:
        return redirect(url_for("study.study"), 303)
    return jsonify(
        review=str(given.id), interval=interval(result.wait, result.days), days=result.days
    )


@blueprint.post("/study/undo")
@login_required
def undo() -> ResponseReturnValue:
    """Take a rating back and show the card again."""
    now = datetime.now(UTC)
    try:
        review_id = read_review_id(_sent())
        question_id = services.undo_review(db.session, current_user, review_id, now)
    except BadRequestError as error:
        abort(400, str(error))
    except UnknownCardError:
        abort(404)
    except StaleCardError:
        abort(409, UNDONE)
    if not request.is_json:
        return redirect(url_for("study.study", question=question_id), 303)
    card = queue.card_for(db.session, current_user, question_id, now)
    return jsonify(
        card=None if card is None else _card_json(card),
        last_review=queue.last_review_id(db.session, current_user, now),
        left=queue.count_queue(db.session, current_user, now).total,
    )


@blueprint.get("/study/banks")
@login_required
def choose_banks() -> ResponseReturnValue:
    """Which banks to take new cards from."""
    enrolments = services.list_enrolments(db.session, signed_in())
    return render_template(
        "study/banks.html",
        enrolments=enrolments,
        banks=banks.list_banks(db.session, signed_in(), also=enrolments),
        form=EmptyForm(),
    )


@blueprint.post("/banks/<slug>/study")
@login_required
def enrol(slug: str) -> ResponseReturnValue:
    """Study a bank from now on."""
    services.enrol(db.session, current_user, _find_bank_id(slug), datetime.now(UTC))
    return redirect(url_for("study.study"), 303)


@blueprint.post("/banks/<slug>/leave")
@login_required
def leave(slug: str) -> ResponseReturnValue:
    """Take no new cards from a bank any more."""
    enrolments = services.list_enrolments(db.session, signed_in())
    services.leave(db.session, signed_in(), _find_bank_id(slug, enrolments))
    flash("You get no new cards from this bank. Cards you have begun stay in your reviews.")
    return redirect(url_for("study.choose_banks"), 303)


def _find_bank_id(slug: str, also: Collection[int] = ()) -> int:
    bank = banks.find_bank(db.session, signed_in(), slug, also=also)
    if bank is None:
        abort(404)
    return bank.id


def _sent() -> Any:
    return request.get_json() if request.is_json else request.form


def _intervals(card: DueCard) -> list[str]:
    return [interval(outcome.wait, outcome.days) for outcome in card.outcomes]


def _card_json(card: DueCard) -> dict[str, Any]:
    faces = faces_of(card)
    return {
        "question": card.question_id,
        "version": card.version_id,
        "reps": card.memory.reps,
        "day": card.day.isoformat(),
        "intervals": _intervals(card),
        "front": faces.front,
        "back": faces.back,
    }
