"""Classes as lists: those of a person, the students of one, and its groups."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select, union
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person
from quizapp.classrooms.access import ClassRight
from quizapp.classrooms.models import Class, ClassGroup, ClassMember, ClassTeacher, GroupMember


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in the list of a person who teaches or attends it."""

    id: int
    name: str
    description: str
    archived_at: datetime | None
    right: ClassRight
    students: int
    waiting: int
    """How many wait for approval; 0 for those who only attend."""

    @property
    def is_taught(self) -> bool:
        """Whether the person teaches it."""
        return self.right >= ClassRight.TEACH

    @property
    def is_archived(self) -> bool:
        """Whether it is over."""
        return self.archived_at is not None


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student of a class."""

    user_id: int
    username: str
    display_name: str
    sort_name: str
    roster_id: str
    state: str
    """`waiting`, `active` or `left`."""
    extra_time: int
    """What every time limit is lengthened by, in percent."""
    group_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A part of a class; its students are those who are in the class now."""

    id: int
    name: str
    student_ids: tuple[int, ...]


def list_classes(session: Session, person: Person) -> list[ClassRow]:
    """The classes that the person teaches or attends, by name; archived ones are among them."""
    own = union(
        select(ClassTeacher.class_id).where(ClassTeacher.user_id == person.id),
        select(ClassMember.class_id).where(ClassMember.user_id == person.id),
    )
    counts = (
        select(
            ClassMember.class_id,
            func.sum(case((ClassMember.state == "active", 1), else_=0)).label("students"),
            func.sum(case((ClassMember.state == "waiting", 1), else_=0)).label("waiting"),
        )
        .where(ClassMember.class_id.in_(own))
        .group_by(ClassMember.class_id)
        .subquery()
    )
    rows = session.execute(
        select(
            *(Class.id, Class.name, Class.description, Class.archived_at),
            *(ClassTeacher.is_owner, counts.c.students, counts.c.waiting),
        )
        .outerjoin(
            ClassTeacher,
            and_(ClassTeacher.class_id == Class.id, ClassTeacher.user_id == person.id),
        )
        .outerjoin(
            ClassMember,
            and_(
                ClassMember.class_id == Class.id,
                ClassMember.user_id == person.id,
                ClassMember.state == "active",
            ),
        )
        .outerjoin(counts, counts.c.class_id == Class.id)
        .where(ClassTeacher.user_id.is_not(None) | ClassMember.user_id.is_not(None))
        .order_by(func.lower(Class.name), Class.id)
    )
    return [
        ClassRow(
            *(row.id, row.name, row.description, row.archived_at),
            right=_right(row.is_owner),
            students=int(row.students or 0),
            waiting=0 if row.is_owner is None else int(row.waiting or 0),
        )
        for row in rows
    ]


def _right(is_owner: bool | None) -> ClassRight:
    if is_owner is None:
        return ClassRight.ATTEND
    return ClassRight.OWN if is_owner else ClassRight.TEACH


def list_students(
    session: Session, class_id: int, *, states: Collection[str] = ("active",)
) -> list[StudentRow]:
    """The students of a class in these states, in the order of their names."""
    groups: dict[int, list[int]] = defaultdict(list)
    for group in list_groups(session, class_id):
        for user_id in group.student_ids:
            groups[user_id].append(group.id)
    rows = session.execute(
        select(
            *(ClassMember.user_id, User.username, User.display_name, ClassMember.sort_name),
            *(ClassMember.roster_id, ClassMember.state, ClassMember.extra_time),
        )
        .join(User, User.id == ClassMember.user_id)
        .where(ClassMember.class_id == class_id, ClassMember.state.in_(states))
    )
    found = [StudentRow(*row, tuple(groups.get(row.user_id, ()))) for row in rows]
    return sorted(found, key=lambda row: (_place(row.sort_name or row.display_name), row.user_id))


def _place(name: str) -> str:
    """What a name is sorted by: letters with accents stand among those without."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def list_groups(session: Session, class_id: int) -> list[GroupRow]:
    """The groups of a class by name, each with its students."""
    members: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(ClassGroup.id, ClassGroup.name, ClassMember.user_id)
        .outerjoin(GroupMember, GroupMember.group_id == ClassGroup.id)
        .outerjoin(
            ClassMember,
            and_(
                ClassMember.class_id == ClassGroup.class_id,
                ClassMember.user_id == GroupMember.user_id,
                ClassMember.state == "active",
            ),
        )
        .where(ClassGroup.class_id == class_id)
        .order_by(ClassMember.user_id)
    )
    names: dict[int, str] = {}
    for group_id, name, user_id in rows:
        names[group_id] = name
        if user_id is not None:
            members[group_id].append(user_id)
    in_order = sorted(names, key=lambda group_id: (names[group_id].casefold(), group_id))
    return [GroupRow(group_id, names[group_id], tuple(members[group_id])) for group_id in in_order]
