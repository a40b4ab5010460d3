"""Choosing a quiz, taking it, handing it in, and looking at the answers."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks import services as banks
from quizapp.engine.kinds.base import InvalidResponse, check_fields
from quizapp.extensions import db
from quizapp.quizzes import choosing, services
from quizapp.quizzes.choosing import EmptyQuizError, QuizView
from quizapp.quizzes.forms import PractiseForm, topic_value
from quizapp.quizzes.services import AttemptClosedError

blueprint = Blueprint("quizzes", __name__)

CLOSED = "This quiz has been handed in already. What you answered before is kept."


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
        open_attempts=services.list_open_attempts(db.session, current_user),
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
    try:
        taken = services.load_open_attempt(db.session, current_user, attempt_id)
    except AttemptClosedError:
        return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)
    wanted = request.args.get("question", "")
    if wanted == "end":
        return render_template("quizzes/attempt_end.html", attempt=taken, form=EmptyForm())
    if taken.layout == "all":
        return render_template("quizzes/attempt_all.html", attempt=taken, form=EmptyForm())
    default = taken.unanswered[0] if taken.unanswered else 1
    position = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else default
    if not 1 <= position <= len(taken.questions):
        abort(404)
    question = taken.questions[position - 1]
    return render_template(
        "quizzes/attempt_one.html", attempt=taken, question=question, form=EmptyForm()
    )


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
        services.submit_attempt(db.session, current_user, attempt_id, answers, now)
    except InvalidResponse as error:
        abort(422, str(error))
    except AttemptClosedError:
        abort(409, CLOSED)
    return redirect(url_for("quizzes.review", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<int:attempt_id>/review")
@login_required
def review(attempt_id: int) -> ResponseReturnValue:
    """The score, and each answer with the right one, its explanation and its source."""
    closed = services.load_closed_attempt(db.session, current_user, attempt_id)
    if closed is None:
        return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)
    return render_template("quizzes/review.html", attempt=closed, form=EmptyForm())
