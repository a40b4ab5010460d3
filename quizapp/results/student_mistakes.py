"""What a student answers wrongly again and again, and which misconception is behind it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank, Question, QuestionVersion
from quizapp.engine.kinds import KINDS, Response
from quizapp.engine.kinds.base import Kind
from quizapp.quizzes.models import Attempt
from quizapp.results.class_answers import ClassAnswer, load_answers

MOST = 12
"""So many mistakes are shown."""
OPTION_KINDS = frozenset({"single_choice", "multiple_choice", "true_false"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that a student answered wrongly, with what was answered last."""

    question_id: int
    attempt_id: int
    """The attempt in which it was answered wrongly last."""
    at: datetime
    stem: str
    language: str
    topic: str
    wrong: int
    asked: int
    given: str
    """What was answered, as Markdown; "" where nothing was."""
    is_option: bool
    """Whether it is an option that others may have chosen too."""
    expected: str
    misconceptions: tuple[str, ...]
    """What the feedback of the wrong options that were chosen says."""
    others: int
    """How many other students of the class gave the same answer, or another wrong one."""
    others_asked: int
    is_mended: bool
    """Whether the question was answered rightly since."""


def list_mistakes(
    session: Session,
    answers: Sequence[ClassAnswer],
    quiz_ids: Collection[int],
    user_id: int,
    *,
    by_date: bool = False,
) -> list[Mistake]:
    """The student's mistakes, the most frequent first or the latest first.

    The answers are all of the student's to these quizzes, in the order of handing in.
    """
    by_question: dict[int, list[ClassAnswer]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question_id].append(answer)
    found = {
        question_id: [each for each in given if each.mark < 1]
        for question_id, given in by_question.items()
    }
    wrong = [given for given in found.values() if given]
    wrong.sort(key=lambda given: given[-1].submitted_at, reverse=True)
    if not by_date:
        wrong.sort(key=len, reverse=True)
    shown = wrong[:MOST]
    others = _load_others(session, quiz_ids, user_id, [given[-1].question_id for given in shown])
    versions = _load_versions(session, [given[-1].version_id for given in shown])
    return [
        _mistake(given, by_question[given[-1].question_id], versions[given[-1].version_id], others)
        for given in shown
    ]


def _mistake(
    wrong: Sequence[ClassAnswer],
    asked: Sequence[ClassAnswer],
    version: tuple[QuestionVersion, str],
    others: Sequence[ClassAnswer],
) -> Mistake:
    row, language = version
    last = wrong[-1]
    body = KINDS[row.kind].from_json(row.body)
    review = body.review(last.response)
    chosen = [line for line in review.lines if line.chosen and not line.right]
    feedback = [line.feedback for line in chosen] or [review.feedback]
    same = [each for each in others if each.question_id == last.question_id]
    is_option = row.kind in OPTION_KINDS and last.response is not None
    alike = {each.user_id for each in same if _is_alike(row.kind, body, last, each)}
    return Mistake(
        question_id=last.question_id,
        attempt_id=last.attempt_id,
        at=last.submitted_at,
        stem=row.stem,
        language=language,
        topic=row.topic,
        wrong=len(wrong),
        asked=len(asked),
        given=_given(row.kind, review.given, chosen=[line.text for line in chosen]),
        is_option=is_option,
        expected=review.expected,
        misconceptions=tuple(words for words in feedback if words and words != row.explanation),
        others=len(alike),
        others_asked=len({each.user_id for each in same}),
        is_mended=asked[-1].mark >= 1,
    )


def _given(kind: str, given: str, *, chosen: Sequence[str]) -> str:
    return "; ".join(chosen) if kind in OPTION_KINDS and chosen else given


def _is_alike(kind: str, body: Kind, mine: ClassAnswer, other: ClassAnswer) -> bool:
    """Whether another student made the same mistake; without options, any wrong answer is one."""
    if kind not in OPTION_KINDS or mine.response is None:
        return other.mark < 1
    if other.version_id != mine.version_id:
        return False
    if kind != "multiple_choice":
        return other.response == mine.response
    return bool(_wrong_options(body, mine.response) & _wrong_options(body, other.response))


def _wrong_options(body: Kind, response: Response | None) -> set[int]:
    lines = body.review(response).lines
    return {index for index, line in enumerate(lines) if line.chosen and not line.right}


def _load_others(
    session: Session, quiz_ids: Collection[int], user_id: int, question_ids: Collection[int]
) -> list[ClassAnswer]:
    """What the others in the class answered to these questions."""
    return load_answers(
        session, quiz_ids, Question.id.in_(question_ids), Attempt.user_id != user_id
    )


def _load_versions(
    session: Session, version_ids: Collection[int]
) -> dict[int, tuple[QuestionVersion, str]]:
    rows = session.execute(
        select(QuestionVersion, Bank.language)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(QuestionVersion.id.in_(version_ids))
    )
    return {row[0].id: (row[0], row[1]) for row in rows}
