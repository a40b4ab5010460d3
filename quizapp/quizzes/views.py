"""Choosing a quiz, taking it, handing it in, and looking at the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import (
    Blueprint,
    Flask,
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
from quizapp.banks import services as banks
from quizapp.engine.kinds.base import InvalidResponse, check_fields
from quizapp.extensions import db
from quizapp.quizzes import choosing, closed_attempts, open_attempts, services
from quizapp.quizzes.choosing import EmptyQuizError, QuizView
from quizapp.quizzes.forms import PractiseForm, topic_value
from quizapp.quizzes.services import AttemptClosedError, TimeUpError

blueprint = Blueprint("quizzes", __name__)

CLOSED = "This quiz has been handed in already. What you answered before is kept."
TIME_UP = "The time for this quiz is over. What you had answered until then is handed in."


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the pages of an assigned quiz say of the assignment, and where its page is."""

    url: str
    place: str
    counts: str
    """Which attempt this is, and which of them counts."""


AssignedOf = Callable[[int, int], Assigned | None]


def describe_assigned(app: Flask, describe: AssignedOf) -> None:
    """Say what is known of an assigned quiz and one of its attempts, given by their numbers."""
    app.extensions["quizapp_assigned"] = describe


def _assigned(quiz_id: int, attempt_id: int) -> Assigned | None:
    describe: AssignedOf = current_app.extensions["quizapp_assigned"]
    return describe(quiz_id, attempt_id)


@blueprint.get("/quizzes")
@login_required
def index() -> ResponseReturnValue:
    """Attempts to go on with, and the choice of a new quiz."""
    return _choice_page(PractiseForm(formdata=None), 200)


@blueprint.post("/quizzes")
@login_required
def create() -> ResponseReturnValue:
    """Make a quiz by the person's choice and start it."""
    form = PractiseForm()
    form.offer(
        banks.list_banks(db.session, signed_in()), banks.list_topics(db.session, signed_in())
    )
    if not form.validate_on_submit():
        return _choice_page(form, 422)
    now = datetime.now(UTC)
    wanted = form.question_count.data or 1
    try:
        quiz_id = choosing.create_quiz(
            db.session,
            current_user,
            sources=form.sources(),
            question_count=wanted,
            layout=form.layout.data,
            now=now,
        )
        attempt_id = services.start_attempt(db.session, current_user, quiz_id, now)
    except EmptyQuizError:
        form.banks.errors = ["There is no question to ask in what you chose."]
        return _choice_page(form, 422)
    made = choosing.find_quiz(db.session, current_user, quiz_id)
    if made and made.question_count < wanted and (words := _limit_words(made)):
        flash(words)
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)


def _choice_page(form: PractiseForm, status: int) -> tuple[str, int]:
    person = signed_in()
    all_banks = [bank for bank in banks.list_banks(db.session, person) if bank.quiz_questions]
    topics = banks.list_topics(db.session, person)
    form.offer(all_banks, topics)
    wanted = request.args.getlist("bank")
    if form.banks.data is None:
        form.banks.data = [str(bank.id) for bank in all_banks if bank.slug in wanted]
    page = render_template(
        "quizzes/index.html",
        form=form,
        banks=all_banks,
        topics=topics,
        topic_value=topic_value,
        open_attempts=open_attempts.list_open_attempts(db.session, person, datetime.now(UTC)),
    )
    return page, status


@blueprint.get("/quizzes/<int:quiz_id>")
@login_required
def quiz(quiz_id: int) -> ResponseReturnValue:
    """A quiz of this person's, to be taken again."""
    found = choosing.find_quiz(db.session, current_user, quiz_id)
    if found is None:
        abort(404)
    return render_template(
        "quizzes/quiz.html", quiz=found, limit_words=_limit_words(found), form=EmptyForm()
    )


def _limit_words(quiz: QuizView) -> str:
    """Why the quiz asks no more questions, where that is because they exclude each other."""
    if quiz.limit == quiz.available or quiz.question_count < quiz.limit:
        return ""
    return (
        f"Of the {quiz.available} questions to choose from, one quiz can ask {quiz.limit}. "
        "With more, one question would give away the answer to another."
    )


@blueprint.post("/quizzes/<int:quiz_id>/attempts")
@login_required
def start(quiz_id: int) -> ResponseReturnValue:
    """Start a new attempt with a fresh draw."""
    try:
        attempt_id = services.start_attempt(db.session, current_user, quiz_id, datetime.now(UTC))
    except EmptyQuizError:
        flash("The banks of this quiz have no questions any more.")
        return redirect(url_for("quizzes.quiz", quiz_id=quiz_id), 303)
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<int:attempt_id>")
@login_required
def attempt(attempt_id: int) -> ResponseReturnValue:
    """The question to answer now, all questions, or what is left before handing in."""
    person, now = signed_in(), datetime.now(UTC)
    try:
        taken = open_attempts.load_open_attempt(db.session, person, attempt_id, now)
    except TimeUpError:
        services.hand_in_overdue(db.session, now, user_id=person.id)
        flash(TIME_UP)
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    except AttemptClosedError:
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    assigned = _assigned(taken.quiz_id, attempt_id) if taken.is_assigned else None
    said = {"attempt": taken, "assigned": assigned, "form": EmptyForm()}
    wanted = request.args.get("question", "")
    if wanted == "end":
        return render_template("quizzes/attempt_end.html", **said)
    if taken.layout == "all":
        return render_template("quizzes/attempt_all.html", **said)
    default = taken.unanswered[0] if taken.unanswered else 1
    position = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else default
    if not 1 <= position <= len(taken.questions):
        abort(404)
    question = taken.questions[position - 1]
    return render_template("quizzes/attempt_one.html", question=question, **said)


@blueprint.post("/attempts/<int:attempt_id>/answers/<int:position>")
@login_required
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keep an answer: JSON from the page's script, or the form where there is no script."""
    if request.is_json:
        sent = request.get_json()
        raw = sent.get("answer") if isinstance(sent, dict) else None
    else:
        raw = request.form.getlist(f"answer-{position}")
    try:
        hint = services.save_answer(
            db.session,
            signed_in(),
            attempt_id,
            position,
            check_fields(raw),
            datetime.now(UTC),
        )
    except InvalidResponse as error:
        abort(422, str(error))
    except TimeUpError:
        abort(409, TIME_UP)
    except AttemptClosedError:
        abort(409, CLOSED)
    if request.is_json:
        return jsonify(saved=True, hint=hint)
    goal = request.form.get("go", "")
    if goal != "end" and not (goal.isdecimal() and len(goal) < 5):
        goal = str(position)
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id, question=goal), 303)


@blueprint.post("/attempts/<int:attempt_id>/submit")
@login_required
def submit(attempt_id: int) -> ResponseReturnValue:
    """Hand in, with the answers that the form itself holds; or only keep them, to look first."""
    now = datetime.now(UTC)
    try:
        answers = {
            position: check_fields(request.form.getlist(f"answer-{position}"))
            for position in request.form.getlist("asked", type=int)
        }
        if request.form.get("go") == "end":
            services.save_answers(db.session, current_user, attempt_id, answers, now)
            return redirect(url_for("quizzes.attempt", attempt_id=attempt_id, question="end"), 303)
        if not services.submit_attempt(db.session, current_user, attempt_id, answers, now):
            flash(TIME_UP)
    except InvalidResponse as error:
        abort(422, str(error))
    except TimeUpError:
        return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)
    except AttemptClosedError:
        abort(409, CLOSED)
    return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<int:attempt_id>/review")
@login_required
def review(attempt_id: int) -> ResponseReturnValue:
    """The score, and each answer with what may be seen of the right one and its reasons."""
    now = datetime.now(UTC)
    closed = closed_attempts.load_closed_attempt(db.session, current_user, attempt_id, now)
    if closed is None:
        return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)
    assigned = _assigned(closed.quiz_id, attempt_id) if closed.is_assigned else None
    return render_template(
        "quizzes/review.html", attempt=closed, assigned=assigned, now=now, form=EmptyForm()
    )
