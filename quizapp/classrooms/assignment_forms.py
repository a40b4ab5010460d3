"""The forms about assignments; local times are those of the class's zone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from quizapp.accounts.forms import writable
from quizapp.classrooms.local_times import (
    FIRST_YEAR,
    LAST_YEAR,
    LocalTimeField,
    OptionalNumberField,
    local,
)
from quizapp.classrooms.other_rules import OtherRules
from quizapp.classrooms.plans import Plan, QuizPlan, StudyPlan
from quizapp.engine.assignment_rules import Counts
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.plain_text import showable
from quizapp.quizzes.assigned import Questions
from quizapp.quizzes.showing import CLOSED, HANDED_IN, NEVER

MAX_INSTRUCTIONS = 10_000
MAX_MINUTES = 24 * 60
WHEN = {
    HANDED_IN: "Right after handing in",
    CLOSED: "Once it is closed for everybody",
    NEVER: "Never",
}
COUNTS = {
    Counts.BEST.value: "The best",
    Counts.LATEST.value: "The latest",
    Counts.FIRST.value: "The first",
    Counts.AVERAGE.value: "The average of all",
}
LATE = {
    "no": "Not taken: it closes when it is due",
    "taken": "Taken, and marked as late",
    "less": "Taken, and loses points for each day begun",
}
WHOM = {"all": "The whole class", "groups": "Groups", "students": "Single students"}


class ZonedForm(FlaskForm):
    """A form with times of a class; `zone` is set before it is checked."""

    zone: ZoneInfo

    def read_times(self, *names: str) -> list[datetime | None]:
        """The instants of these fields; a time that the clocks jump over is an error there."""
        found: list[datetime | None] = []
        for name in names:
            field = self[name]
            try:
                found.append(field.instant(self.zone))
            except ValidationError as error:
                found.append(None)
                field.errors = [*field.errors, str(error)]
        return found


class GivingForm(ZonedForm):
    """What every assignment has: its words, opening and due, and whom it is for."""

    title = StringField(
        "Title",
        validators=[DataRequired("Give it a title."), writable, Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    instructions = TextAreaField(
        "Instructions (optional)",
        description="Students see them before they begin. You can use Markdown.",
        validators=[Length(max=MAX_INSTRUCTIONS)],
        render_kw={"rows": "3"},
    )
    opens_at = LocalTimeField("Opens (empty: at once)")
    due_at = LocalTimeField("Due")
    whom = RadioField("For whom", choices=WHOM, default="all")
    groups = SelectMultipleField("Groups", coerce=int, validate_choice=False)
    students = SelectMultipleField("Students", coerce=int, validate_choice=False)

    def validate_groups(self, field: SelectMultipleField) -> None:
        """At least one, where it is for groups."""
        if self.whom.data == "groups" and not field.data:
            raise ValidationError("Choose at least one group.")

    def validate_students(self, field: SelectMultipleField) -> None:
        """At least one, where it is for single students."""
        if self.whom.data == "students" and not field.data:
            raise ValidationError("Choose at least one student.")

    def words(self) -> dict[str, Any]:
        """Title and instructions, cleaned."""
        return {
            "title": (self.title.data or "").strip(),
            "instructions": clean_text(showable(self.instructions.data or "")),
        }

    def chosen(self) -> dict[str, Any]:
        """The groups or students that were chosen, as far as they count."""
        whom = self.whom.data
        groups = tuple(dict.fromkeys(self.groups.data or ())) if whom == "groups" else ()
        students = tuple(dict.fromkeys(self.students.data or ())) if whom == "students" else ()
        return {"group_ids": groups, "student_ids": students}


def put_whom(form: GivingForm, plan: Plan) -> None:
    """Show whom an assignment is for."""
    form.groups.data, form.students.data = [*plan.group_ids], [*plan.student_ids]
    form.whom.data = "groups" if plan.group_ids else "students" if plan.student_ids else "all"


def _when(label: str, default: str) -> SelectField:
    return SelectField(label, choices=WHEN, default=default)


class QuizForm(GivingForm):
    """How a quiz is taken, what counts of it, and what is shown of it."""

    late = RadioField("Late work", choices=LATE, default="no")
    late_percent = OptionalNumberField(
        "Percent off for each day begun",
        default=10,
        validators=[Optional(), NumberRange(1, 100, "Enter a number from 1 to 100.")],
        render_kw={"inputmode": "numeric"},
    )
    closes_at = LocalTimeField(
        "Closes for late work (empty: never)",
    )
    attempts = OptionalNumberField(
        "Attempts (empty: any number)",
        default=1,
        validators=[Optional(), NumberRange(1, 100, "Enter a number from 1 to 100.")],
        render_kw={"inputmode": "numeric"},
    )
    counts = SelectField("Of several attempts counts", choices=COUNTS, default=Counts.BEST.value)
    time_limit = OptionalNumberField(
        "Time limit in minutes (empty: none)",
        description="Counted by the server. When it is over, what was answered is handed in.",
        validators=[Optional(), NumberRange(1, MAX_MINUTES, "Enter a number from 1 to 1440.")],
        render_kw={"inputmode": "numeric"},
    )
    layout = RadioField(
        "Show",
        choices={"one": "One question per page", "all": "All questions on one page"},
        default="one",
    )
    is_shuffled = BooleanField("Another order for each student", default=True)
    shows_score = _when("Score", HANDED_IN)
    shows_marks = _when(
        "What was right and wrong (of two options, that tells the right one)", HANDED_IN
    )
    shows_key = _when("The right answers", CLOSED)
    shows_explanation = _when("Explanations", CLOSED)
    category = SelectField("Category", choices={"": "None"}, validate_choice=False)
    is_graded = BooleanField("Counts in the gradebook", default=True)

    def offer(self, categories: Iterable[tuple[int, str]]) -> None:
        """Set the categories of the class."""
        self.category.choices = {"": "None", **{str(number): name for number, name in categories}}

    def read(self, questions: Questions | None) -> Plan | None:
        """What was decided, once the fields are valid; None where they don't fit together."""
        opens_at, due_at, closes_at = self.read_times("opens_at", "due_at", "closes_at")
        if self.late.data == "no":
            closes_at = due_at
        self._check_order(opens_at, due_at, closes_at)
        if self.errors:
            return None
        shows = {name: self[name].data for name in _SHOWS}
        category = self.category.data or ""
        return Plan(
            **self.words(),
            **self.chosen(),
            opens_at=opens_at,
            due_at=due_at,
            closes_at=closes_at,
            attempts=self.attempts.data,
            counts=Counts(self.counts.data),
            late_percent=self.late_percent.data or 0 if self.late.data == "less" else 0,
            category_id=int(category) if category.isdecimal() else None,
            is_graded=bool(self.is_graded.data),
            subject=QuizPlan(
                questions,
                time_limit=self.time_limit.data,
                layout=self.layout.data,
                is_shuffled=bool(self.is_shuffled.data),
                **shows,
            ),
        )

    def _check_order(
        self, opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None
    ) -> None:
        if opens_at and due_at and due_at <= opens_at:
            self.due_at.errors = [*self.due_at.errors, "It has to be due after it opens."]
        if due_at and closes_at and closes_at < due_at:
            self.closes_at.errors = [*self.closes_at.errors, "It can’t close before it is due."]
        if due_at is None and self.late.data != "no":
            self.due_at.errors = [*self.due_at.errors, "Without a due date nothing is late."]
        if self.late.data == "less" and not self.late_percent.data:
            self.late_percent.errors = [*self.late_percent.errors, "Enter a number from 1 to 100."]
        if closes_at is None and not self.errors:
            for name in _SHOWS:
                if self[name].data == CLOSED:
                    self[name].errors = ["This needs a time at which it closes for everybody."]

    def validate_category(self, field: SelectField) -> None:
        """One of those of the class."""
        if (field.data or "") not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError("This category is gone. Choose again.")


_SHOWS = ("shows_score", "shows_marks", "shows_key", "shows_explanation")


def quiz_values(plan: Plan, zone: ZoneInfo) -> dict[str, object]:
    """What the form shows of a quiz that is assigned."""
    quiz = plan.subject
    if not isinstance(quiz, QuizPlan):
        raise TypeError("this isn't a quiz")
    late = "no" if plan.closes_at == plan.due_at else "less" if plan.late_percent else "taken"
    return {
        "title": plan.title,
        "instructions": plan.instructions,
        "opens_at": local(plan.opens_at, zone),
        "due_at": local(plan.due_at, zone),
        "late": late,
        "late_percent": plan.late_percent or 10,
        "closes_at": None if late == "no" else local(plan.closes_at, zone),
        "attempts": plan.attempts,
        "counts": plan.counts.value,
        "category": str(plan.category_id or ""),
        "is_graded": plan.is_graded,
        **{name: getattr(quiz, name) for name in ("time_limit", "layout", "is_shuffled", *_SHOWS)},
    }


class StudyForm(GivingForm):
    """How far a bank is to be learned, and until when."""

    goal = OptionalNumberField(
        "Goal: percent of the cards learned (empty: none)",
        description="A card is learned once it comes back after days and not after minutes.",
        default=80,
        validators=[Optional(), NumberRange(1, 100, "Enter a number from 1 to 100.")],
        render_kw={"inputmode": "numeric"},
    )
    exam_on = DateField(
        "Day of the exam (empty: none)",
        description="Everybody sees how many days are left, and how much will be recalled then.",
        validators=[Optional()],
    )

    def validate_exam_on(self, field: DateField) -> None:
        """A day that can be."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(f"Enter a date from {FIRST_YEAR} to {LAST_YEAR}.")

    def read(self, bank_id: int) -> Plan | None:
        """What was decided, once the fields are valid; None where they don't fit together."""
        opens_at, due_at = self.read_times("opens_at", "due_at")
        if opens_at and due_at and due_at <= opens_at:
            self.due_at.errors = [*self.due_at.errors, "It has to be due after it opens."]
        if not self.goal.data and not self.exam_on.data and not self.errors:
            self.goal.errors = ["Give a goal, or the day of an exam."]
        if self.errors:
            return None
        return Plan(
            **self.words(),
            **self.chosen(),
            opens_at=opens_at,
            due_at=due_at,
            is_graded=False,
            subject=StudyPlan(bank_id, self.goal.data, self.exam_on.data),
        )


def study_values(plan: Plan, zone: ZoneInfo) -> dict[str, object]:
    """What the form shows of a bank that is assigned."""
    study = plan.subject
    if not isinstance(study, StudyPlan):
        raise TypeError("this isn't a bank to study")
    return {
        "title": plan.title,
        "instructions": plan.instructions,
        "opens_at": local(plan.opens_at, zone),
        "due_at": local(plan.due_at, zone),
        "goal": study.goal,
        "exam_on": study.exam_on,
    }


class OtherRulesForm(ZonedForm):
    """What is other for one student."""

    due_at = LocalTimeField("Due (empty: as for everybody)")
    closes_at = LocalTimeField(
        "Closes (empty: as for everybody, and not before it is due)",
    )
    attempts = OptionalNumberField(
        "Attempts (empty: as for everybody)",
        validators=[Optional(), NumberRange(1, 100, "Enter a number from 1 to 100.")],
        render_kw={"inputmode": "numeric"},
    )
    extra_time = OptionalNumberField(
        "Extra time in percent (empty: as noted for the student in the class)",
        validators=[Optional(), NumberRange(0, 400, "Enter a number from 0 to 400.")],
        render_kw={"inputmode": "numeric"},
    )

    def read(self, opens_at: datetime | None) -> OtherRules | None:
        """What was decided, once the fields are valid; None where they don't fit together."""
        due_at, closes_at = self.read_times("due_at", "closes_at")
        if opens_at and due_at and due_at <= opens_at:
            self.due_at.errors = ["It has to be due after it opens."]
        if due_at and closes_at and closes_at < due_at:
            self.closes_at.errors = ["It can’t close before it is due."]
        if self.errors:
            return None
        return OtherRules(due_at, closes_at, self.attempts.data, self.extra_time.data)


class CopyForm(FlaskForm):
    """The class that gets a copy."""

    class_id = RadioField("Class", validate_choice=False)

    def offer(self, classes: Iterable[tuple[int, str]]) -> None:
        """Set the classes to choose from."""
        self.class_id.choices = [(str(number), name) for number, name in classes]

    def validate_class_id(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError("Choose a class.")
