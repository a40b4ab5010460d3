"""Marking the answers of an attempt, by their keys or as a teacher has ruled since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import QuestionVersion
from quizapp.engine.carried_answers import UncarriedError, carry_response
from quizapp.engine.kinds import KINDS, Kind, Response
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks, Quiz, Ruling
from quizapp.quizzes.packing import (
    UNIT,
    PackedAnswer,
    chosen_bits,
    pack,
    packed_mark,
    packed_points,
)

BY_KEY, FULL, VOID = "key", "full", "void"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a question is marked after all: by the key of `body`, with all points, or not at all."""

    ruling: str
    body: Kind | None = None


def mark_attempt(
    session: Session, attempt: Attempt, answers: Iterable[tuple[Answer, QuestionVersion]]
) -> list[int]:
    """Mark all answers and sum up the score; returns the questions answered wrongly.

    Inside the caller's write transaction. Questions that are left out count neither as points nor
    as wrong.
    """
    rules = _rules_of(session, attempt.quiz_id)
    wrong, packed = [], []
    for answer, version in answers:
        rule = rules.get(version.question_id)
        answer.mark = mark_response(
            answer.response, KINDS[version.kind].from_json(version.body), rule
        )
        is_void = rule is not None and rule.ruling == VOID
        packed.append(packed_answer(answer, version, answer.mark, is_void=is_void))
        if answer.mark < 1 and not is_void:
            wrong.append(version.question_id)
    attempt.score, attempt.max_score = scores_of(packed)
    session.merge(AttemptMarks(attempt_id=attempt.id, packed=pack(packed)))
    return wrong


def mark_response(response: Response | None, body: Kind, rule: Rule | None) -> float:
    """The mark of a response to a version, 0 to 1.

    By the key of another version where that is ruled and the version takes the response, else by
    its own.
    """
    if rule is not None and rule.ruling == FULL:
        return 1.0
    if rule is not None and rule.body is not None:
        try:
            return rule.body.mark(carry_response(response, body, rule.body))
        except UncarriedError:
            return body.mark(response)
    return body.mark(response)


def packed_answer(
    answer: Answer, version: QuestionVersion, mark: float, *, is_void: bool
) -> PackedAnswer:
    """An answer as it is packed; what is left out has no points."""
    return PackedAnswer(
        version.question_id,
        version.id,
        answer.position,
        0 if is_void else packed_points(version.points),
        packed_mark(mark),
        chosen_bits(answer.response, version.kind),
    )


def scores_of(packed: Sequence[PackedAnswer]) -> tuple[Decimal, Decimal]:
    """What was earned and what could have been earned, in points."""
    earned = Decimal(sum(answer.score for answer in packed)) / UNIT
    return earned, Decimal(sum(answer.points for answer in packed)) / 100


def _rules_of(session: Session, quiz_id: int) -> Mapping[int, Rule]:
    """The rulings on an assigned quiz, by question."""
    # While a teacher is ruling, an attempt waits: it would be marked by the rules of before.
    owner_id = session.scalar(
        select(Quiz.owner_id).where(Quiz.id == quiz_id).with_for_update(read=True)
    )
    return load_rules(session, quiz_id) if owner_id is None else {}


def load_rules(session: Session, quiz_id: int) -> dict[int, Rule]:
    """The rulings on a quiz, by question."""
    rows = session.execute(
        select(Ruling.question_id, Ruling.ruling, QuestionVersion.kind, QuestionVersion.body)
        .outerjoin(QuestionVersion, QuestionVersion.id == Ruling.version_id)
        .where(Ruling.quiz_id == quiz_id)
    )
    return {
        question_id: Rule(ruling, None if kind is None else KINDS[kind].from_json(body))
        for question_id, ruling, kind, body in rows
    }


def pack_answers(session: Session, attempt_ids: Collection[int]) -> dict[int, bytes]:
    """The marks of closed attempts, packed from their answers as these are marked now.

    For attempts that have none stored: from before there were packed marks, or from elsewhere.
    """
    rows = session.execute(
        select(Answer, QuestionVersion, Ruling.ruling)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .outerjoin(
            Ruling,
            (Ruling.quiz_id == Attempt.quiz_id)
            & (Ruling.question_id == QuestionVersion.question_id),
        )
        .where(Answer.attempt_id.in_(attempt_ids))
    )
    packed: dict[int, list[PackedAnswer]] = {attempt_id: [] for attempt_id in attempt_ids}
    for answer, version, ruling in rows:
        one = packed_answer(answer, version, answer.mark or 0.0, is_void=ruling == VOID)
        packed[answer.attempt_id].append(one)
    return {attempt_id: pack(answers) for attempt_id, answers in packed.items()}
