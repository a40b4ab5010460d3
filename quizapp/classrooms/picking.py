"""What a teacher can choose from for a quiz: banks with their topics, and single questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.access import sees
from quizapp.banks.models import Bank, Question, QuestionVersion
from quizapp.banks.services import IS_CURRENT, QUIZ_KINDS, list_banks, list_topics
from quizapp.classrooms.models import GradeCategory
from quizapp.engine.kinds import KINDS
from quizapp.quizzes.assigned import Part, count_by_topic
from quizapp.writing.searching import Filters, select_ids

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A bank that a quiz can draw from, with how many questions its topics have."""

    id: int
    slug: str
    title: str
    questions: int
    topics: tuple[tuple[str, int], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class PickedQuestion:
    """A question to tick."""

    id: int
    stem: str
    label: str
    topic: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The questions that a search has found: the first of them, and how many there are."""

    questions: tuple[PickedQuestion, ...] = ()
    total: int = 0


def list_offers(session: Session, person: Person, known: Sequence[Part] = ()) -> list[Offer]:
    """The banks that the teacher knows of and that a quiz can ask, by title.

    `known` is what an assignment draws already: its banks and topics are there in any case.
    """
    topics: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for topic in list_topics(session, person):
        topics[topic.bank_id][topic.name] = topic.questions
    also = {part.bank_id for part in known}
    there = count_by_topic(session, also)
    for part in known:
        if part.topic:
            topics[part.bank_id].setdefault(part.topic, there[part.bank_id, part.topic])
    offers = [
        Offer(
            *(bank.id, bank.slug, bank.title, bank.quiz_questions),
            *(tuple(topics[bank.id].items()), bank.is_open),
        )
        for bank in list_banks(session, person, also=also)
        if bank.quiz_questions or bank.id in also
    ]
    return sorted(offers, key=lambda offer: (offer.title.casefold(), offer.id))


def list_categories(session: Session, class_id: int) -> list[tuple[int, str]]:
    """The categories of a class's gradebook with their names."""
    query = select(GradeCategory.id, GradeCategory.name).where(GradeCategory.class_id == class_id)
    return [(row.id, row.name) for row in session.execute(query.order_by(GradeCategory.name))]


def find_questions(
    session: Session, person: Person, bank_id: int, filters: Filters, *, without: Sequence[int]
) -> Found:
    """The questions of a bank that fulfil the filters and aren't ticked yet, the first of them."""
    wanted = (
        Question.id.in_(select_ids(session, bank_id, filters)),
        Question.id.not_in(without),
        QuestionVersion.kind.in_(QUIZ_KINDS),
        sees(person),
    )
    total = session.scalar(
        select(func.count())
        .select_from(Question)
        .join(QuestionVersion, IS_CURRENT)
        .join(Bank, Bank.id == Question.bank_id)
        .where(*wanted)
    )
    return Found(tuple(_load(session, *wanted, limit=MOST_FOUND)), total or 0)


def load_picked(
    session: Session, person: Person, question_ids: Sequence[int], *, known: Sequence[int] = ()
) -> list[PickedQuestion]:
    """These questions in this order, as far as the teacher knows their banks.

    `known` are those that the assignment asks already: whoever teaches the class sees them.
    """
    visible = sees(person) | Question.id.in_(known)
    found = {one.id: one for one in _load(session, Question.id.in_(question_ids), visible)}
    return [found[number] for number in question_ids if number in found]


def _load(
    session: Session, *where: ColumnElement[bool], limit: int | None = None
) -> list[PickedQuestion]:
    rows = session.execute(
        select(
            *(Question.id, QuestionVersion.stem, QuestionVersion.kind, QuestionVersion.topic),
            Question.retired_at,
        )
        .join(QuestionVersion, IS_CURRENT)
        .join(Bank, Bank.id == Question.bank_id)
        .where(*where)
        .order_by(Question.bank_id, Question.position, Question.id)
        .limit(limit)
    )
    return [
        PickedQuestion(row.id, row.stem, KINDS[row.kind].label, row.topic, bool(row.retired_at))
        for row in rows
    ]
