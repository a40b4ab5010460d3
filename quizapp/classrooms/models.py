"""Classes, who teaches and attends them, what is assigned, and what teachers grade by hand."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, UTCDateTime


class Class(Base):
    """A teacher's group. Its dates are meant in `time_zone` (IANA).

    In the gradebook, work that is past due and wasn't handed in counts as 0 where `counts_missing`
    says so; `other_weight` is the weight of work without a category, beside categories.
    """

    __tablename__ = "classes"
    __table_args__ = (CheckConstraint("other_weight BETWEEN 0 AND 100", name="other_weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    time_zone: Mapped[str] = mapped_column(String(64))
    join_code: Mapped[str | None] = mapped_column(String(8), unique=True)
    join_code_expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    counts_missing: Mapped[bool] = mapped_column(default=True, server_default=true())
    other_weight: Mapped[Decimal] = mapped_column(
        Numeric(5, 2), default=Decimal(100), server_default="100"
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ClassTeacher(Base):
    """Somebody who teaches a class; the owner decides who else does."""

    __tablename__ = "class_teachers"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_owner: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ClassMember(Base):
    """A student of a class: invited, waiting for approval, active, or gone (results are kept).

    `roster_id` is the number by which the school's own lists know the student.
    `extra_time` is what every time limit is lengthened by, in percent.
    """

    __tablename__ = "class_members"
    __table_args__ = (
        CheckConstraint("state IN ('invited', 'waiting', 'active', 'left')", name="state"),
        CheckConstraint("extra_time BETWEEN 0 AND 400", name="extra_time"),
    )

    class_id: Mapped[int] = mapped_column(
        ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[str] = mapped_column(String(7))
    roster_id: Mapped[str] = mapped_column(String(100), default="")
    sort_name: Mapped[str] = mapped_column(String(160), default="")
    extra_time: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClassGroup(Base):
    """A part of a class that can be given work by itself."""

    __tablename__ = "class_groups"
    __table_args__ = (UniqueConstraint("class_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))


class GroupMember(Base):
    """A student's place in a group."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("class_groups.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GradeCategory(Base):
    """A kind of work with its weight in the final grade, as a share relative to the others."""

    __tablename__ = "grade_categories"
    __table_args__ = (
        UniqueConstraint("class_id", "name"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    weight: Mapped[Decimal] = mapped_column(Numeric(5, 2))


class Assignment(Base):
    """A quiz or a bank given to a class with dates and rules.

    Of `quiz_id` and `bank_id` one is set; a quiz belongs to one assignment alone. Without rows in
    `assignment_groups` and `assignment_students` it is for the whole class. `attempts` is how many
    may be taken (None: any number), `counts` which of them gives the grade. Work handed in between
    `due_at` and `closes_at` is late, and loses `late_percent` of its score a day begun. A study
    assignment has a `goal` (percent of the bank's cards learned) or an `exam_on` date, or both.
    `changed_at` is when what it says was last changed, for calendars that have seen it before.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("(quiz_id IS NULL) <> (bank_id IS NULL)", name="subject"),
        CheckConstraint("counts IN ('best', 'latest', 'first', 'average')", name="counts"),
        CheckConstraint("attempts IS NULL OR attempts > 0", name="attempts"),
        CheckConstraint("late_percent BETWEEN 0 AND 100", name="late_percent"),
        CheckConstraint("goal IS NULL OR goal BETWEEN 1 AND 100", name="goal"),
        Index(None, "class_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    instructions: Mapped[str] = mapped_column(Text, default="")
    quiz_id: Mapped[int | None] = mapped_column(
        ForeignKey("quizzes.id", ondelete="CASCADE"), unique=True
    )
    bank_id: Mapped[int | None] = mapped_column(
        ForeignKey("banks.id", ondelete="CASCADE"), index=True
    )
    goal: Mapped[int | None]
    exam_on: Mapped[date | None]
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int | None]
    counts: Mapped[str] = mapped_column(String(7), default="best")
    late_percent: Mapped[int] = mapped_column(default=0)
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("grade_categories.id", ondelete="SET NULL"), index=True
    )
    is_graded: Mapped[bool] = mapped_column(default=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AssignmentGroup(Base):
    """A group that an assignment is for."""

    __tablename__ = "assignment_groups"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(
        ForeignKey("class_groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AssignmentStudent(Base):
    """A single student that an assignment is for, or another rule for that student alone.

    `is_target` names the student as one whom the assignment is for; the other columns replace the
    assignment's own dates and attempts where they are set.
    """

    __tablename__ = "assignment_students"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_target: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int | None]
    extra_time: Mapped[int | None]


class Grade(Base):
    """What a teacher decided on a student's work: a score by hand, or that it doesn't count.

    `share` (0 to 1, above 1 for extra work) replaces what the attempts earned.
    """

    __tablename__ = "grades"
    __table_args__ = (CheckConstraint("share IS NULL OR share BETWEEN 0 AND 2", name="share"),)

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    share: Mapped[float | None]
    is_excused: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    graded_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    graded_at: Mapped[datetime] = mapped_column(UTCDateTime)
