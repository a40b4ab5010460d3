"""A simulated student takes a quiz."""

from datetime import datetime, timedelta
from random import Random
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.demo.answering import knows, right_response, wrong_response
from quizapp.demo.material import Material
from quizapp.engine.kinds import KINDS, Response
from quizapp.engine.kinds.base import Kind
from quizapp.quizzes.models import Answer, Attempt
from quizapp.quizzes.services import submit_attempt

HARDER = 1.5
"""By how many logits the weak topic is harder than the others."""


def sit_quiz(
    session: Session,
    person: Person,
    attempt_id: int,
    at: datetime,
    material: Material,
    ability: float,
    draw: Random,
) -> None:
    """Answer the questions of an attempt as this ability allows, and hand in."""
    seed = session.scalars(select(Attempt.seed).where(Attempt.id == attempt_id)).one()
    rows = session.execute(
        select(
            *(Answer.position, QuestionRow.key, QuestionVersion.kind, QuestionVersion.body),
            *(QuestionVersion.stem, QuestionVersion.topic),
        )
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
        .where(Answer.attempt_id == attempt_id)
        .order_by(Answer.position)
    ).all()
    answers = {}
    for position, key, kind, content, stem, topic in rows:
        body = KINDS[kind].from_json(content)
        if key == material.broken:
            # Were its key right, it would tell the strong from the weak: so it shows that it isn't.
            truth, is_known = material.truth, knows(ability, 1.4, draw, steep=4)
        else:
            difficulty = _difficulty(key) + HARDER * (topic == material.weak_topic)
            truth, is_known = None, knows(ability, difficulty, draw)
        response = _respond(body, stem, truth, draw, is_known=is_known)
        if response is not None:
            answers[position] = body.to_fields(response, seed + position)
    ends_at = at + timedelta(minutes=draw.randint(6, 18))
    submit_attempt(session, person, attempt_id, answers, ends_at)


def _respond(
    body: Kind, stem: str, truth: int | None, draw: Random, *, is_known: bool
) -> Response | None:
    if is_known:
        return right_response(body) if truth is None else truth
    return wrong_response(body, stem, draw)


def _difficulty(key: str) -> float:
    """Always the same for a question, from -1.2 to 1.2 logits."""
    return crc32(key.encode()) % 1000 / 1000 * 2.4 - 1.2
