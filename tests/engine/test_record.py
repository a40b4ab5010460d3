import json
from dataclasses import asdict
from hashlib import sha256

from hypothesis import given

from quizapp.engine.formats.bank_file import RecordRow, Row
from quizapp.engine.kinds import Card
from quizapp.engine.question import Question
from quizapp.engine.record import question_of, record_of
from tests.engine.strategies import questions


@given(questions())
def test_a_record_gives_the_question_back(question: Question) -> None:
    assert question_of(record_of(question)) == question


def test_a_row_gives_its_question_and_its_record() -> None:
    question = Question("one", "Which?", Card("This."))
    row = Row(2, question)
    assert row.record == record_of(question)
    assert RecordRow(2, row.record).question == question


@given(questions())
def test_a_record_bears_the_digest_of_its_question(question: Question) -> None:
    assert record_of(question).digest == question.digest()


@given(questions())
def test_the_digest_is_that_of_one_json_object(question: Question) -> None:
    """As they were written first: what is stored under them has to be known again."""
    source = asdict(question.source)
    del source["sha256"]
    if not source["form"]:
        del source["form"]
    content: dict[str, object] = {
        "stem": question.stem,
        "kind": question.kind,
        "body": question.body.to_json(),
        "explanation": question.explanation,
        "points": str(question.points.normalize()),
        "topic": question.topic,
        "tags": question.tags,
        "difficulty": question.difficulty,
        "time_limit": question.time_limit,
        "image": question.image,
        "image_alt": question.image_alt,
        "source": source,
        "note": question.note,
    }
    if question.excludes:
        content["excludes"] = sorted(question.excludes)
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    assert question.digest() == sha256(canonical.encode("ascii")).hexdigest()
