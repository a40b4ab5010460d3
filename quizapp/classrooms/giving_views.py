"""Giving work to a class: from a bank to the form, changing it, copying, taking it back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.accounts.services import Person
from quizapp.banks.access import find_shown_bank, is_teacher
from quizapp.banks.services import BankSummary, find_bank
from quizapp.classrooms import assigning, other_rules, picking
from quizapp.classrooms.access import ShownClass
from quizapp.classrooms.assigning import BegunError
from quizapp.classrooms.assignment_forms import (
    CopyForm,
    GivingForm,
    OtherRulesForm,
    QuizForm,
    StudyForm,
    put_whom,
    quiz_values,
    study_values,
)
from quizapp.classrooms.assignments import AssignmentView, find_assignment
from quizapp.classrooms.classes import ClassRow, list_classes, list_groups, list_students
from quizapp.classrooms.local_times import default_due, local
from quizapp.classrooms.locking import ArchivedError, NotTheirsError
from quizapp.classrooms.other_rules import OtherRules
from quizapp.classrooms.pages import taught_class
from quizapp.classrooms.plans import Plan, PlanError, QuizPlan
from quizapp.classrooms.question_choice import (
    QuestionChoice,
    choice_of,
    draw_of,
    part_value,
    read_choice,
)
from quizapp.extensions import db
from quizapp.quizzes import assigned
from quizapp.quizzes.assigned import Questions

blueprint = Blueprint("giving", __name__)

USUAL_QUESTIONS = 10
BEGUN = "Somebody has begun meanwhile: the questions stay as they are."
ARCHIVED = "This class is archived: nothing new is given in it."


def _taught_classes() -> list[ClassRow]:
    """The classes that the person teaches and that aren't archived."""
    classes = list_classes(db.session, signed_in())
    return [one for one in classes if one.is_taught and not one.is_archived]


def known_assignment(class_id: int, assignment_id: int) -> AssignmentView:
    """The assignment of a page; else there is no page."""
    found = find_assignment(db.session, class_id, assignment_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/give")
@login_required
def give() -> ResponseReturnValue:
    """From a bank to the form: in the class that the person teaches, the newest first."""
    if not is_teacher(signed_in()):
        abort(404)
    slug = request.args.get("bank", "")
    classes = _taught_classes()
    if not classes:
        return render_template("assignments/no_class.html")
    newest = max(classes, key=lambda one: one.id)
    return redirect(url_for("giving.create", class_id=newest.id, bank=slug), 303)


@blueprint.route("/classes/<int:class_id>/assignments/new", methods=["GET", "POST"])
@login_required
def create(class_id: int) -> ResponseReturnValue:
    """Give a quiz, or a bank to study, to a class."""
    group = taught_class(class_id)
    person = signed_in()
    if group.is_archived:
        flash(ARCHIVED)
        return redirect(url_for("assignments.index", class_id=class_id), 303)
    shown = find_shown_bank(db.session, person, request.args.get("bank", ""))
    bank = find_bank(db.session, person, shown.slug) if shown and shown.may_view else None
    if bank is None:
        offers = picking.list_offers(db.session, person)
        return render_template("assignments/choose.html", **{"class": group}, offers=offers)
    if request.args.get("as") == "study":
        return _give_study(group, bank)
    return _give_quiz(group, bank)


def _give_quiz(group: ShownClass, bank: BankSummary) -> ResponseReturnValue:
    due = default_due(datetime.now(UTC), group.zone)
    form = QuizForm(data={"title": bank.title, "due_at": due})
    count = min(USUAL_QUESTIONS, bank.quiz_questions)
    choice = read_choice(request.form) if form.is_submitted() else draw_of([bank.id], count)
    choice.bank_id = choice.bank_id or bank.id
    plan = _read_quiz(group, form, choice)
    if plan is not None:
        made = _try_to_give(group, form, plan)
        if made is not None:
            return made
    return _quiz_page(group, form, choice, bank=bank)


def _read_quiz(group: ShownClass, form: QuizForm, choice: QuestionChoice) -> Plan | None:
    form.zone = group.zone
    form.offer(picking.list_categories(db.session, group.id))
    if not form.is_submitted() or "find" in request.form:
        return None
    is_valid = form.validate_on_submit()
    questions = choice.read()
    plan = form.read(questions) if is_valid else None
    return plan if questions is not None else None


def _try_to_give(group: ShownClass, form: GivingForm, plan: Plan) -> ResponseReturnValue | None:
    """Give it; None where something is wrong with it, which the form then says."""
    now = datetime.now(UTC)
    try:
        made = assigning.give(db.session, signed_in(), group.id, plan, now)
    except PlanError as error:
        _say(form, error)
        return None
    except NotTheirsError:
        abort(404)
    except ArchivedError:
        abort(409, ARCHIVED)
    flash(f"“{plan.title}” is given to {group.name}.")
    return redirect(url_for("assignments.shown", class_id=group.id, assignment_id=made), 303)


def _say(form: GivingForm, error: PlanError) -> None:
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, error.message]
    else:
        form.form_errors.append(error.message)


def _give_study(group: ShownClass, bank: BankSummary) -> ResponseReturnValue:
    due = default_due(datetime.now(UTC), group.zone)
    form = StudyForm(data={"title": f"Study: {bank.title}"[:200], "due_at": due})
    form.zone = group.zone
    if form.validate_on_submit():
        plan = form.read(bank.id)
        made = _try_to_give(group, form, plan) if plan else None
        if made is not None:
            return made
    return _study_page(group, form, bank=bank)


def _quiz_page(
    group: ShownClass,
    form: QuizForm,
    choice: QuestionChoice,
    *,
    bank: BankSummary | None = None,
    view: AssignmentView | None = None,
    is_begun: bool = False,
    known: Questions | None = None,
) -> ResponseReturnValue:
    person = signed_in()
    offers = picking.list_offers(db.session, person, known.parts if known else ())
    # The bank that one came from stands first.
    offers.sort(key=lambda offer: (bank is None or offer.id != bank.id, not _uses(choice, offer)))
    choice.bank_id = choice.bank_id or next((offer.id for offer in offers), None)
    found = picking.Found()
    if choice.bank_id is not None and not is_begun:
        found = picking.find_questions(
            *(db.session, person, choice.bank_id, choice.filters), without=choice.ticked
        )
    is_refused = form.is_submitted() and "find" not in request.form
    page = render_template(
        "assignments/quiz_form.html",
        **{"class": group, "choice": choice, "found": found, "offers": offers, "bank": bank},
        part_value=part_value,
        view=view,
        is_begun=is_begun,
        form=form,
        picked=picking.load_picked(
            db.session, person, choice.ticked, known=known.fixed if known else ()
        ),
        **_people(group),
    )
    return page, 422 if is_refused else 200


def _uses(choice: QuestionChoice, offer: picking.Offer) -> bool:
    return choice.count_of(offer.id) not in {"", "0"} or choice.is_used(offer.id)


def _people(group: ShownClass) -> dict[str, object]:
    return {
        "groups": list_groups(db.session, group.id),
        "students": list_students(db.session, group.id),
        "classes": _taught_classes(),
    }


def _study_page(
    group: ShownClass,
    form: StudyForm,
    *,
    bank: BankSummary | None = None,
    view: AssignmentView | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "assignments/study_form.html",
        **{"class": group, "form": form, "bank": bank, "view": view},
        **_people(group),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route(
    "/classes/<int:class_id>/assignments/<int:assignment_id>/edit", methods=["GET", "POST"]
)
@login_required
def edit(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Change dates and rules; the questions only while nobody has begun."""
    group = taught_class(class_id)
    view = known_assignment(class_id, assignment_id)
    if group.is_archived:
        flash(ARCHIVED)
        return redirect(_address(view), 303)
    plan = assigning.load_plan(db.session, view)
    if not isinstance(plan.subject, QuizPlan):
        return _edit_study(group, view, plan, plan.subject.bank_id)
    form = QuizForm(data=quiz_values(plan, group.zone))
    known = plan.subject.questions or Questions()
    is_begun = assigned.is_begun(db.session, view.quiz_id or 0)
    choice = choice_of(known)
    if not form.is_submitted():
        put_whom(form, plan)
    elif not is_begun:
        choice = read_choice(request.form)
    new = _read_quiz(group, form, choice)
    if new is not None and _try_to_change(group, view, form, new):
        return redirect(_address(view), 303)
    return _quiz_page(group, form, choice, view=view, is_begun=is_begun, known=known)


def _edit_study(
    group: ShownClass, view: AssignmentView, plan: Plan, bank_id: int
) -> ResponseReturnValue:
    form = StudyForm(data=study_values(plan, group.zone))
    form.zone = group.zone
    if not form.is_submitted():
        put_whom(form, plan)
    if form.validate_on_submit():
        new = form.read(bank_id)
        if new is not None and _try_to_change(group, view, form, new):
            return redirect(_address(view), 303)
    return _study_page(group, form, view=view)


def _try_to_change(group: ShownClass, view: AssignmentView, form: GivingForm, plan: Plan) -> bool:
    """Store it; False where something is wrong with it, which the form then says."""
    now = datetime.now(UTC)
    try:
        assigning.change(db.session, signed_in(), group.id, view.id, plan, now)
    except PlanError as error:
        _say(form, error)
        return False
    except BegunError:
        abort(409, BEGUN)
    except NotTheirsError:
        abort(404)
    except ArchivedError:
        abort(409, ARCHIVED)
    flash("The changes are saved.")
    return True


def _address(view: AssignmentView) -> str:
    return url_for("assignments.shown", class_id=view.class_id, assignment_id=view.id)


@blueprint.route(
    "/classes/<int:class_id>/assignments/<int:assignment_id>/copy", methods=["GET", "POST"]
)
@login_required
def copy(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Give the same to another class."""
    group = taught_class(class_id)
    view = known_assignment(class_id, assignment_id)
    form = CopyForm()
    form.offer((one.id, one.name) for one in _taught_classes())
    if form.validate_on_submit():
        now = datetime.now(UTC)
        target = int(form.class_id.data)
        try:
            made = assigning.copy(db.session, signed_in(), view, target, now)
        except PlanError as error:
            form.class_id.errors = [error.message]
        except (NotTheirsError, ArchivedError):
            abort(404)
        else:
            flash("The copy is given, to the whole class. See whether the dates fit.")
            address = url_for("giving.edit", class_id=target, assignment_id=made)
            return redirect(address, 303)
    page = render_template("assignments/copy.html", **{"class": group, "view": view, "form": form})
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/classes/<int:class_id>/assignments/<int:assignment_id>/withdraw")
@login_required
def withdraw(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Hide an assignment from the students; what was done is kept."""
    words = "It is withdrawn: students don’t see it any more."
    return redirect(_address(_act(assigning.withdraw, class_id, assignment_id, words)), 303)


@blueprint.post("/classes/<int:class_id>/assignments/<int:assignment_id>/restore")
@login_required
def restore(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Show a withdrawn assignment again."""
    words = "Students see it again."
    return redirect(_address(_act(assigning.restore, class_id, assignment_id, words)), 303)


@blueprint.post("/classes/<int:class_id>/assignments/<int:assignment_id>/delete")
@login_required
def delete(class_id: int, assignment_id: int) -> ResponseReturnValue:
    """Delete an assignment that nobody has begun."""
    _act(assigning.delete_assignment, class_id, assignment_id, "It is deleted.")
    return redirect(url_for("assignments.index", class_id=class_id), 303)


def _act(
    act: Callable[[Any, Person, int, int, datetime], None],
    class_id: int,
    assignment_id: int,
    words: str,
) -> AssignmentView:
    taught_class(class_id)
    view = known_assignment(class_id, assignment_id)
    try:
        act(db.session, signed_in(), class_id, assignment_id, datetime.now(UTC))
    except BegunError:
        abort(409, "Somebody has begun meanwhile. Withdraw it instead: what was done is kept.")
    except NotTheirsError:
        abort(404)
    except ArchivedError:
        abort(409, ARCHIVED)
    flash(words)
    return view


@blueprint.route(
    "/classes/<int:class_id>/assignments/<int:assignment_id>/students/<int:user_id>",
    methods=["GET", "POST"],
)
@login_required
def special(class_id: int, assignment_id: int, user_id: int) -> ResponseReturnValue:
    """Other dates, attempts and time for one student."""
    group = taught_class(class_id)
    view = known_assignment(class_id, assignment_id)
    students = list_students(db.session, class_id)
    student = next((one for one in students if one.user_id == user_id), None)
    if student is None:
        abort(404)
    now_other = other_rules.list_other_rules(db.session, view.id).get(user_id, OtherRules())
    form = OtherRulesForm(
        data={
            "due_at": local(now_other.due_at, group.zone),
            "closes_at": local(now_other.closes_at, group.zone),
            "attempts": now_other.attempts,
            "extra_time": now_other.extra_time,
        }
    )
    form.zone = group.zone
    if form.validate_on_submit():
        rules = form.read(view.opens_at)
        if rules is not None:
            now = datetime.now(UTC)
            try:
                other_rules.set_other_rules(
                    db.session, signed_in(), class_id, view.id, user_id, rules, now
                )
            except (NotTheirsError, ArchivedError):
                abort(409, "The class was changed meanwhile. Go back and look again.")
            flash(f"The rules for {student.display_name} are saved.")
            return redirect(_address(view), 303)
    page = render_template(
        "assignments/special.html",
        **{"class": group, "view": view, "form": form, "student": student},
        plain_form=EmptyForm(),
    )
    return page, 422 if form.is_submitted() else 200
