"""Publishing what was accepted as a bank, or the changes to the bank of before."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.importing import ImportReport, import_bank
from quizapp.banks.models import Bank
from quizapp.banks.services import BankDetails
from quizapp.banks.slugs import free_slug
from quizapp.database import write
from quizapp.derivations import deciding
from quizapp.derivations.models import DecidedQuestion, Derivation, ProposedQuestion
from quizapp.derivations.packing import unpack_proposal
from quizapp.derivations.services import DerivationView, find_derivation, lock_derivation
from quizapp.engine.derivation.blocks import Article
from quizapp.engine.derivation.proposals import Derivation as Derived
from quizapp.engine.derivation.review import Reviewed, review

_MOST_TRIES = 5


class NothingToPublishError(Exception):
    """No question is accepted."""


class SlugTakenError(Exception):
    """Again and again somebody else took the name that was found for the bank's address."""


class UnfitEditsError(Exception):
    """Changes of the teacher that don't fit what the article says by now."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What would be published: the questions, those that changes don't fit any more, the report.

    The report compares with the bank of before; without one, all is new.
    """

    reviewed: Reviewed
    quiz_questions: int
    report: ImportReport

    @property
    def unfit(self) -> list[tuple[str, str]]:
        """The keys of the questions that the teacher's changes don't fit any more, and why."""
        return [(fault.place.split('"')[1], fault.message) for fault in self.reviewed.faults]


def prepare(session: Session, derivation: DerivationView) -> Publication:
    """What publishing would do now."""
    reviewed = _review(session, derivation)
    details = BankDetails(derivation.bank_slug or "", "")
    report = import_bank(
        session,
        None,
        details,
        reviewed.questions,
        now=derivation.created_at,
        is_whole=True,
        dry_run=True,
    )
    quiz_questions = sum(question.body.in_quizzes for question in reviewed.questions)
    return Publication(reviewed, quiz_questions, report)


def load_details(session: Session, derivation: DerivationView) -> BankDetails:
    """What is known of the bank, or can be guessed of the one to be."""
    bank = session.scalar(select(Bank).where(Bank.slug == derivation.bank_slug))
    if bank is None:
        return BankDetails("", derivation.title[:200], source_title=derivation.title)
    return BankDetails(
        slug=bank.slug,
        title=bank.title,
        description=bank.description,
        subject=bank.subject,
        language=bank.language,
        licence=bank.licence,
        source_title=bank.source_title,
    )


def publish(
    session: Session, person: Person, derivation_id: int, details: BankDetails, now: datetime
) -> ImportReport:
    """Make the accepted questions a bank, or all of the bank that they were made before.

    The slug of the details doesn't count. Raises `NothingToPublishError`, `UnfitEditsError` and
    `UnknownDerivationError`.
    """
    derivation = find_derivation(session, person, derivation_id)
    reviewed = _review(session, derivation)
    if reviewed.faults:
        raise UnfitEditsError
    if not reviewed.questions:
        raise NothingToPublishError
    slug = _provide_bank(session, person, derivation_id, details, now)
    report = import_bank(
        session,
        person,
        replace(details, slug=slug),
        reviewed.questions,
        now=now,
        is_whole=True,
    )
    with write(session):
        session.execute(
            update(Derivation).where(Derivation.id == derivation_id).values(published_at=now)
        )
    return report


def _review(session: Session, derivation: DerivationView) -> Reviewed:
    """Apply what was decided; only the questions that are accepted are read."""
    rows = session.execute(
        select(ProposedQuestion.proposal, ProposedQuestion.form)
        .join(
            DecidedQuestion,
            (DecidedQuestion.derivation_id == ProposedQuestion.derivation_id)
            & (DecidedQuestion.key == ProposedQuestion.key),
        )
        .where(
            ProposedQuestion.derivation_id == derivation.id,
            ProposedQuestion.run == derivation.run,
            DecidedQuestion.verdict != "reject",
        )
        .order_by(ProposedQuestion.position)
    )
    proposals = tuple(unpack_proposal(row[0], row[1]) for row in rows)
    article = Article(derivation.title, "", "", (), {})
    derived = Derived(article, (), (), proposals, ())
    return review(derived, deciding.load_decisions(session, derivation.id))


def _provide_bank(
    session: Session, person: Person, derivation_id: int, details: BankDetails, now: datetime
) -> str:
    """The slug of the derivation's bank; where it has none, an empty one is made."""
    for _ in range(_MOST_TRIES):
        try:
            with write(session):
                lock_derivation(session, person, derivation_id)
                return _find_slug(session, derivation_id) or _make_bank(
                    session, person, derivation_id, details, now
                )
        except IntegrityError:
            # Somebody took the slug since it was looked for.
            continue
    raise SlugTakenError


def _find_slug(session: Session, derivation_id: int) -> str | None:
    return session.scalar(
        select(Bank.slug)
        .join(Derivation, Derivation.bank_id == Bank.id)
        .where(Derivation.id == derivation_id)
    )


def _make_bank(
    session: Session, person: Person, derivation_id: int, details: BankDetails, now: datetime
) -> str:
    slug = free_slug(session, details.title)
    bank = Bank(owner_id=person.id, slug=slug, title=details.title, created_at=now)
    session.add(bank)
    session.flush()
    session.execute(
        update(Derivation).where(Derivation.id == derivation_id).values(bank_id=bank.id)
    )
    return slug
