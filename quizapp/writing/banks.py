"""Banks themselves: making, describing, copying, sharing and deleting them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    delete,
    exists,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.services import Person, find_user
from quizapp.banks.access import TEACHERS, ShownBank, edits, is_teacher
from quizapp.banks.files import LONGEST, MAX_DESCRIPTION
from quizapp.banks.models import Bank, BankShare, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import IS_CURRENT
from quizapp.banks.slugs import free_slug
from quizapp.database import write
from quizapp.quizzes.models import Answer
from quizapp.study.models import Review
from quizapp.writing.services import UnknownQuestionError

COPY_CHUNK = 1_000
_MOST_TRIES = 5


class UnknownBankError(Exception):
    """There is no such bank, or it isn't the person's to decide on."""


class UnknownColleagueError(Exception):
    """There is no teacher of that username."""


class NoNeedToShareError(Exception):
    """This person has the bank already: its owner, or an administrator."""


class KnownBankError(Exception):
    """The bank's questions were answered or studied: it can't be deleted."""


class SlugTakenError(Exception):
    """Again and again somebody else took the name that was found for the bank's address."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a bank."""

    title: str
    description: str = ""
    subject: str = ""
    language: str = "en"
    licence: str = ""
    source_title: str = ""
    source_url: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """A colleague that a bank is shared with."""

    user_id: int
    username: str
    display_name: str
    may_edit: bool


def create_bank(session: Session, person: Person, said: Description, now: datetime) -> str:
    """Make an empty bank of the person's own; returns its slug. Raises `UnknownBankError`."""
    return _create(session, person, said, now)[1]


def _create(
    session: Session, person: Person, said: Description, now: datetime, *, is_ready: bool = True
) -> tuple[int, str]:
    if not is_teacher(person):
        raise UnknownBankError
    for _ in range(_MOST_TRIES):
        try:
            with write(session):
                slug = free_slug(session, said.title)
                values = {"slug": slug, "owner_id": person.id, "is_ready": is_ready}
                bank = Bank(created_at=now, **values, **asdict(said))
                session.add(bank)
                session.flush()
                return bank.id, slug
        except IntegrityError:
            # Somebody took the slug since it was looked for.
            continue
    raise SlugTakenError


def describe_bank(session: Session, person: Person, bank_id: int, said: Description) -> None:
    """Change what is said of a bank; raises `UnknownQuestionError` where that isn't allowed."""
    with write(session):
        changed = session.execute(
            update(Bank)
            .where(Bank.id == bank_id, edits(person))
            .values(**asdict(said))
            .returning(Bank.id)
            .execution_options(synchronize_session=False)
        ).all()
        if not changed:
            raise UnknownQuestionError


def copy_bank(session: Session, person: Person, bank: ShownBank, title: str, now: datetime) -> str:
    """Make a copy of a bank that the person may see; returns its slug.

    Its active questions begin anew with version 1. They are written in chunks into a bank that
    nobody sees before the last one.
    """
    if not bank.may_view:
        raise UnknownBankError
    origin = f"A copy of “{bank.title}”"
    origin += f" by {bank.owner_name}." if bank.owner_name else "."
    said = Description(
        title=title,
        description=f"{bank.description}\n\n{origin}".strip()[-MAX_DESCRIPTION:],
        subject=bank.subject,
        language=bank.language,
        licence=bank.licence,
        source_title=(bank.source_title or bank.title)[: LONGEST["source_title"]],
        source_url=bank.source_url,
        is_open=bank.is_open,
    )
    copy_id, slug = _create(session, person, said, now, is_ready=False)
    try:
        _copy_questions(session, person, bank.id, copy_id, now)
    except BaseException:
        with write(session):
            session.execute(delete(Bank).where(Bank.id == copy_id))
        raise
    with write(session):
        session.execute(update(Bank).where(Bank.id == copy_id).values(is_ready=True))
    return slug


def _copy_questions(
    session: Session, person: Person, bank_id: int, copy_id: int, now: datetime
) -> None:
    last = -1, 0
    while rows := session.execute(
        select(QuestionRow.position, QuestionRow.id)
        .where(
            QuestionRow.bank_id == bank_id,
            QuestionRow.version > 0,
            QuestionRow.retired_at.is_(None),
            _comes_after(*last),
        )
        .order_by(QuestionRow.position, QuestionRow.id)
        .limit(COPY_CHUNK)
    ).all():
        _copy_some(session, person, copy_id, [row.id for row in rows], now)
        last = rows[-1].position, rows[-1].id


def _comes_after(position: int, number: int) -> ColumnElement[bool]:
    return (QuestionRow.position > position) | (
        (QuestionRow.position == position) & (QuestionRow.id > number)
    )


def _copy_some(
    session: Session, person: Person, copy_id: int, ids: list[int], now: datetime
) -> None:
    kept = ("key", "position")
    changed = {"id", "question_id", "number", "author_id", "created_at"}
    said = [each.name for each in QuestionVersion.__table__.columns if each.name not in changed]
    moment = literal(now, QuestionRow.created_at.type)
    with write(session):
        session.execute(
            insert(QuestionRow).from_select(
                [*kept, "bank_id", "version", "created_at"],
                select(
                    *(getattr(QuestionRow, name) for name in kept),
                    *(literal(copy_id, Integer), literal(1, Integer), moment),
                ).where(QuestionRow.id.in_(ids)),
            )
        )
        copied = select(QuestionRow.id, QuestionRow.key).where(QuestionRow.bank_id == copy_id)
        made = copied.subquery("made")
        session.execute(
            insert(QuestionVersion).from_select(
                [*said, "question_id", "number", "author_id", "created_at"],
                select(
                    *(getattr(QuestionVersion, name) for name in said),
                    *(made.c.id, literal(1, Integer), literal(person.id, Integer), moment),
                )
                .join(QuestionRow, IS_CURRENT)
                .join(made, made.c.key == QuestionRow.key)
                .where(QuestionRow.id.in_(ids)),
            )
        )


def list_shares(session: Session, bank_id: int) -> list[Share]:
    """Whom the bank is shared with, by name."""
    rows = session.execute(
        select(User.id, User.username, User.display_name, BankShare.may_edit)
        .join(BankShare, BankShare.user_id == User.id)
        .where(BankShare.bank_id == bank_id)
        .order_by(User.display_name, User.id)
    )
    return [Share(*row) for row in rows]


def share_bank(
    session: Session, person: Person, bank_id: int, username: str, *, may_edit: bool
) -> str:
    """Let a colleague see the bank, or edit it; returns the colleague's name.

    Doing it again changes what the colleague may do. Raises `UnknownColleagueError`,
    `NoNeedToShareError` and `UnknownBankError`.
    """
    with write(session):
        owner_id = _lock_managed(session, person, bank_id)
        user = find_user(session, username)
        if user is None or user.role not in TEACHERS:
            raise UnknownColleagueError
        if user.id == owner_id or user.role == "administrator":
            raise NoNeedToShareError
        share = session.get(BankShare, (bank_id, user.id))
        if share is None:
            session.add(BankShare(bank_id=bank_id, user_id=user.id, may_edit=may_edit))
        else:
            share.may_edit = may_edit
    return user.display_name


def stop_sharing(session: Session, person: Person, bank_id: int, user_id: int) -> None:
    """Take a share back; doing it twice is once. Raises `UnknownBankError`."""
    with write(session):
        _lock_managed(session, person, bank_id)
        session.execute(
            delete(BankShare).where(BankShare.bank_id == bank_id, BankShare.user_id == user_id)
        )


def _lock_managed(session: Session, person: Person, bank_id: int) -> int | None:
    bank = session.scalar(select(Bank).where(Bank.id == bank_id).with_for_update())
    if bank is None or not is_teacher(person):
        raise UnknownBankError
    if person.role != "administrator" and bank.owner_id != person.id:
        raise UnknownBankError
    return bank.owner_id


def is_bank_known(session: Session, bank_id: int) -> bool:
    """Whether anybody has answered or reviewed a question of the bank."""
    of_bank = (
        select(QuestionVersion.id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(QuestionRow.bank_id == bank_id)
    )
    is_answered = exists().where(Answer.version_id.in_(of_bank))
    is_reviewed = exists().where(Review.version_id.in_(of_bank))
    return bool(session.scalar(select(is_answered | is_reviewed)))


def delete_bank(session: Session, person: Person, bank_id: int) -> None:
    """Delete a bank with its questions, as long as nobody has answered or studied them.

    Raises `KnownBankError` and `UnknownBankError`.
    """
    try:
        with write(session):
            _lock_managed(session, person, bank_id)
            if is_bank_known(session, bank_id):
                raise KnownBankError
            session.execute(delete(Bank).where(Bank.id == bank_id))
    except IntegrityError as error:
        # Somebody has answered one since it was looked for.
        raise KnownBankError from error


def list_subjects(session: Session, person: Person) -> list[str]:
    """The subjects of the banks that the person may edit."""
    query = select(Bank.subject).distinct().where(Bank.subject != "", edits(person))
    return [*session.scalars(query.order_by(Bank.subject).limit(50))]
