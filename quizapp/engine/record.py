"""A question as it is stored: a text or a number for each column, ready to be written in bulk."""

import json
from decimal import Decimal
from typing import NamedTuple

from quizapp.engine.kinds import KINDS
from quizapp.engine.question import Question, Source, to_json


class Record(NamedTuple):
    """The key of a question and the columns of its version; `digest` is the question's.

    `body`, `tags` and `excludes` are JSON texts, `points` is a number in digits.
    """

    key: str
    digest: str
    kind: str
    stem: str
    body: str
    explanation: str = ""
    points: str = "1"
    topic: str = ""
    tags: str = "[]"
    difficulty: str = ""
    time_limit: int | None = None
    image: str = ""
    image_alt: str = ""
    source_title: str = ""
    source_url: str = ""
    source_locator: str = ""
    source_quote: str = ""
    source_form: str = ""
    source_hash: str = ""
    note: str = ""
    excludes: str = "[]"


def record_of(question: Question) -> Record:
    """Return a question as it is stored."""
    source = question.source
    return Record(
        key=question.key,
        digest=question.digest(),
        kind=question.kind,
        stem=question.stem,
        body=to_json(question.body.to_json()),
        explanation=question.explanation,
        points=f"{question.points.normalize():f}",
        topic=question.topic,
        tags=to_json(question.tags),
        difficulty=question.difficulty,
        time_limit=question.time_limit,
        image=question.image,
        image_alt=question.image_alt,
        source_title=source.title,
        source_url=source.url,
        source_locator=source.locator,
        source_quote=source.quote,
        source_form=source.form,
        source_hash=source.sha256,
        note=question.note,
        excludes=to_json(question.excludes),
    )


def question_of(record: Record) -> Question:
    """Return the question that a record stores."""
    return Question(
        key=record.key,
        stem=record.stem,
        body=KINDS[record.kind].from_json(json.loads(record.body)),
        explanation=record.explanation,
        points=Decimal(record.points),
        topic=record.topic,
        tags=tuple(json.loads(record.tags)),
        difficulty=record.difficulty,
        time_limit=record.time_limit,
        image=record.image,
        image_alt=record.image_alt,
        source=Source(
            title=record.source_title,
            url=record.source_url,
            locator=record.source_locator,
            quote=record.source_quote,
            form=record.source_form,
            sha256=record.source_hash,
        ),
        note=record.note,
        excludes=tuple(json.loads(record.excludes)),
    )
