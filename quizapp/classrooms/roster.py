"""What a class list would change in a class: each of its students compared with those there are."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import NO_PASSWORD, Person
from quizapp.classrooms.groups import MOST_GROUPS
from quizapp.classrooms.locking import MOST_STUDENTS
from quizapp.classrooms.models import ClassGroup, ClassMember, ClassTeacher, GroupMember
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.roster import RosterRow
from quizapp.engine.formats.usernames import free_username, username_of
from quizapp.engine.kinds.checks import quoted

Outcome = Literal["new", "joins", "invited", "back", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A student of the list, and what becomes of it.

    `new` makes an account, `joins` adds one that the teacher knows from another class, `back` lets
    in who is waiting or had left. Whom the teacher doesn't know is `invited` and decides: else a
    list would be a way into any student's account.
    """

    row: RosterRow
    outcome: Outcome
    username: str
    sort_name: str
    user_id: int | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingStudent:
    """A student of the class who isn't in the list."""

    user_id: int
    display_name: str
    username: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would change; with faults nothing can be changed."""

    rows: tuple[PlannedRow, ...]
    faults: tuple[RowFault, ...]
    missing: tuple[MissingStudent, ...]
    new_groups: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """How many students of the list have this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def digest(self) -> str:
        """What stands for the plan: another one means that the class has changed meanwhile."""
        said = [
            *((row.row, row.outcome, row.username, row.user_id, row.changes) for row in self.rows),
            *self.missing,
            *self.new_groups,
        ]
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Member:
    user_id: int
    username: str
    display_name: str
    sort_name: str
    roster_id: str
    state: str
    is_known: bool
    """Whether the teacher has the person in another class, or nobody has used the account yet."""
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Account:
    user_id: int
    role: str
    is_known: bool
    """Whether the teacher has the person in another class."""


@dataclass(frozen=True, slots=True)
class _There:
    """What there is before the list is taken over."""

    by_id: Mapping[str, _Member]
    by_username: Mapping[str, _Member]
    by_name: Mapping[str, list[_Member]]
    accounts: Mapping[str, _Account]


def plan_roster(session: Session, person: Person, class_id: int, rows: Sequence[RosterRow]) -> Plan:
    """Compare a list that has no faults of its own with the class that it is for."""
    known = _known_students(person)
    members = _read_members(session, class_id, known)
    named = _read_accounts(session, known, {row.username for row in rows if row.username})
    there = _There(
        by_id={member.roster_id: member for member in members if member.roster_id},
        by_username={member.username: member for member in members},
        by_name=_by_name(members),
        accounts=named,
    )
    matched, faults = _match(rows, there)
    usernames = _new_usernames(session, rows, matched)
    planned = tuple(
        _planned(row, matched.get(place), there, usernames.get(place, ""))
        for place, row in enumerate(rows)
    )
    groups = _new_groups(session, class_id, rows)
    found = {row.user_id for row in planned}
    missing = tuple(
        MissingStudent(member.user_id, member.display_name, member.username)
        for member in members
        if member.state == "active" and member.user_id not in found
    )
    faults += _limits(session, class_id, planned, members, groups)
    return Plan(planned, tuple(faults), missing, groups)


def _known_students(person: Person) -> Select[int]:
    """Who attends a class of the teacher."""
    own = select(ClassTeacher.class_id).where(ClassTeacher.user_id == person.id)
    return select(ClassMember.user_id).where(
        ClassMember.class_id.in_(own), ClassMember.state == "active"
    )


def _read_members(session: Session, class_id: int, known: Select[int]) -> list[_Member]:
    groups: dict[int, set[str]] = defaultdict(set)
    for user_id, name in session.execute(
        select(GroupMember.user_id, ClassGroup.name)
        .join(ClassGroup, ClassGroup.id == GroupMember.group_id)
        .where(ClassGroup.class_id == class_id)
    ):
        groups[user_id].add(name.casefold())
    rows = session.execute(
        select(
            *(User.id, User.username, User.display_name),
            *(ClassMember.sort_name, ClassMember.roster_id, ClassMember.state),
            User.id.in_(known) | (User.password_hash == NO_PASSWORD),
        )
        .join(ClassMember, ClassMember.user_id == User.id)
        .where(ClassMember.class_id == class_id)
        .order_by(ClassMember.state, User.id)
    )
    return [_Member(*row, frozenset(groups.get(row.id, ()))) for row in rows]


def _by_name(members: Sequence[_Member]) -> dict[str, list[_Member]]:
    named: dict[str, list[_Member]] = defaultdict(list)
    for member in members:
        named[member.display_name.casefold()].append(member)
    return named


def _read_accounts(
    session: Session, known: Select[int], usernames: Collection[str]
) -> dict[str, _Account]:
    rows = session.execute(
        select(User.username, User.id, User.role, User.id.in_(known).label("is_known")).where(
            User.username.in_(usernames)
        )
    )
    return {row.username: _Account(row.id, row.role, row.is_known) for row in rows}


def _match(rows: Sequence[RosterRow], there: _There) -> tuple[dict[int, _Member], list[RowFault]]:
    """Which member each row is: by id, else by username, else, having neither, by name."""
    matched: dict[int, _Member] = {}
    faults: list[RowFault] = []
    taken: dict[int, int] = {}
    for place, row in enumerate(rows):
        by_id, by_username = there.by_id.get(row.roster_id), there.by_username.get(row.username)
        if by_id and by_username and by_id != by_username:
            message = (
                f"The id belongs to {by_id.display_name} ({by_id.username}), the username to "
                f"{by_username.display_name}."
            )
            faults.append(RowFault(row.line, "id", "conflict", message))
        elif member := by_id or by_username:
            if (line := taken.setdefault(member.user_id, row.line)) != row.line:
                message = f"This is {member.display_name} again, who stands in line {line} too."
                faults.append(RowFault(row.line, "username", "duplicate", message))
            matched[place] = member
        elif fault := _account_fault(row, there):
            faults.append(fault)
    for place, row in enumerate(rows):
        if place in matched or row.username:
            continue
        # An id that is new can be that of somebody who came by the code, without one.
        for member in there.by_name.get(row.name.casefold(), ()):
            if member.user_id not in taken and not (row.roster_id and member.roster_id):
                taken[member.user_id] = row.line
                matched[place] = member
                break
    return matched, faults


def _account_fault(row: RosterRow, there: _There) -> RowFault | None:
    account = there.accounts.get(row.username)
    if account is None or account.role == "student":
        return None
    message = f"{quoted(row.username)} is the username of somebody who isn't a student."
    return RowFault(row.line, "username", "role", message)


def _new_usernames(
    session: Session,
    rows: Sequence[RosterRow],
    matched: Mapping[int, _Member],
) -> dict[int, str]:
    """The usernames of those who get an account, by their places in the list."""
    unnamed = [place for place in range(len(rows)) if place not in matched]
    wanted = {place: username_of(rows[place].name) for place in unnamed if not rows[place].username}
    taken = _taken_usernames(session, set(wanted.values()))
    taken |= {row.username for row in rows}
    made = {place: rows[place].username for place in unnamed if rows[place].username}
    for place, name in wanted.items():
        made[place] = free_username(name, taken)
        taken.add(made[place])
    return made


def _taken_usernames(session: Session, wanted: Collection[str]) -> set[str]:
    """The usernames that begin with one that is wanted and end with a number, or with nothing."""
    starts = {name.rstrip("0123456789")[:27] for name in wanted}
    return set(
        session.scalars(
            select(User.username).where(
                func.substr(func.rtrim(User.username, "0123456789"), 1, 27).in_(starts)
            )
        )
    )


def _planned(row: RosterRow, member: _Member | None, there: _There, username: str) -> PlannedRow:
    if member is None:
        account = there.accounts.get(row.username)
        if account is None:
            return PlannedRow(row, "new", username, row.sort_name)
        outcome: Outcome = "joins" if account.is_known else "invited"
        return PlannedRow(row, outcome, username, row.sort_name, account.user_id)
    changes = tuple(_changes(row, member))
    outcome = "changed" if changes else "unchanged"
    if member.state == "waiting" or (member.state == "left" and member.is_known):
        outcome = "back"
    elif member.state == "left":
        outcome = "invited"
    sort_name = member.sort_name if _says_no_order(row, member) else row.sort_name
    return PlannedRow(row, outcome, member.username, sort_name, member.user_id, changes)


def _changes(row: RosterRow, member: _Member) -> Iterator[str]:
    if row.sort_name != member.sort_name and not _says_no_order(row, member):
        yield f"listed as {row.sort_name}"
    if row.roster_id and row.roster_id != member.roster_id:
        yield f"id {row.roster_id}"
    for group in row.groups:
        if group.casefold() not in member.groups:
            yield f"group {group}"


def _says_no_order(row: RosterRow, member: _Member) -> bool:
    """Whether the list has the name in one piece, and the class knows the family name already."""
    return row.sort_name == row.name and bool(member.sort_name)


def _new_groups(session: Session, class_id: int, rows: Sequence[RosterRow]) -> tuple[str, ...]:
    known = {
        name.casefold()
        for name in session.scalars(select(ClassGroup.name).where(ClassGroup.class_id == class_id))
    }
    wanted = {group.casefold(): group for row in reversed(rows) for group in row.groups}
    return tuple(sorted(name for key, name in wanted.items() if key not in known))


def _limits(
    session: Session,
    class_id: int,
    planned: Sequence[PlannedRow],
    members: Sequence[_Member],
    groups: Sequence[str],
) -> Iterator[RowFault]:
    coming = sum(row.outcome in {"new", "joins", "back"} for row in planned)
    there = sum(member.state == "active" for member in members)
    if there + coming > MOST_STUDENTS:
        message = (
            f"The class would have {there + coming:,} students; at most {MOST_STUDENTS:,} are "
            "possible."
        )
        yield RowFault(0, "", "too_many", message)
    count = session.scalar(select(func.count()).where(ClassGroup.class_id == class_id)) or 0
    if groups and count + len(groups) > MOST_GROUPS:
        message = (
            f"The class would have {count + len(groups):,} groups; at most {MOST_GROUPS} are "
            "possible."
        )
        yield RowFault(0, "group", "too_many", message)
