import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.database import write
from quizapp.engine.kinds import Response
from quizapp.quizzes.marking import pack_answers, scores_of
from quizapp.quizzes.models import Answer, Attempt, AttemptMarks
from quizapp.quizzes.packing import (
    PackedAnswer,
    UnreadableMarksError,
    chosen_bits,
    pack,
    packed_mark,
    packed_points,
    read_blocks,
    unpack,
)
from tests.factories import (
    QUESTIONS,
    RIGHT,
    WRONG,
    hand_in,
    make_assignment,
    make_bank,
    make_class,
    make_person,
    make_questions,
    question_ids,
    take_quiz,
)
from tests.rows import count, rows

ANSWERS = st.lists(
    st.builds(
        PackedAnswer,
        *(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1), st.integers(1, 100)),
        *(st.integers(0, 100_000), st.integers(0, 1_000_000)),
        st.integers(0, 2**9) | st.integers(0, 2**100 - 1),
    ),
    max_size=8,
    unique_by=lambda answer: answer.question_id,
)


@given(ANSWERS)
def test_what_is_packed_is_read_in_the_order_of_the_questions(answers: list[PackedAnswer]) -> None:
    assert unpack(pack(answers)) == sorted(answers, key=lambda answer: answer.question_id)


@given(st.lists(ANSWERS, max_size=6), st.integers(1, 3))
def test_rows_of_the_same_questions_are_read_in_one_block(
    attempts: list[list[PackedAnswer]], times: int
) -> None:
    packed = [pack(answers) for answers in attempts for _ in range(times)]
    blocks = read_blocks(packed)
    assert sorted(place for block in blocks for place in block.attempts) == [*range(len(packed))]
    asked = {
        (block.questions, block.versions, block.points, _is_wide(block.chosen)) for block in blocks
    }
    assert len(asked) == len(blocks) or any(not block.questions for block in blocks)
    for block in blocks:
        width = len(block.questions)
        for number, place in enumerate(block.attempts):
            cells = slice(number * width, (number + 1) * width)
            found = unpack(packed[place])
            assert block.marks[cells] == tuple(answer.mark for answer in found)
            assert block.chosen[cells] == tuple(answer.chosen for answer in found)
            assert block.positions[cells] == tuple(answer.position for answer in found)


def _is_wide(chosen: tuple[int, ...]) -> bool:
    return any(mask >= 2**32 for mask in chosen)


@pytest.mark.parametrize(
    "row", [b"", b"\x01", struct.pack("<BH", 3, 0), struct.pack("<BH", 1, 2), pack([]) + b"\0"]
)
def test_other_bytes_are_refused(row: bytes) -> None:
    with pytest.raises(UnreadableMarksError):
        read_blocks([row])


@pytest.mark.parametrize(
    ("response", "kind", "bits"),
    [
        (None, "single_choice", 0),
        (0, "single_choice", 1),
        (99, "single_choice", 2**99),
        (None, "multiple_choice", 0),
        ([0, 2], "multiple_choice", 5),
        (True, "true_false", 1),
        (False, "true_false", 2),
        ("Black Sea", "short_answer", 1),
        (None, "short_answer", 0),
        ([1, 2], "ordering", 1),
    ],
)
def test_options_are_bits_and_no_answer_is_none_of_them(
    response: Response | None, kind: str, bits: int
) -> None:
    assert chosen_bits(response, kind) == bits


def test_a_third_is_packed_as_it_is_summed_up() -> None:
    assert packed_mark(1 / 3) == 333_333
    assert packed_points(Decimal("2.50")) == 250
    answers = [PackedAnswer(1, 1, 1, 250, 333_333, 1), PackedAnswer(2, 2, 2, 0, 1_000_000, 1)]
    assert scores_of(answers) == (Decimal("0.8333325"), Decimal("2.5"))


def test_handing_in_packs_the_marks_that_the_answers_have(session: Session) -> None:
    person, bank = make_person(session), make_bank(session)
    given_ = {**RIGHT, "multiple_choice": [0], "single_choice": 0}
    given_.pop("numerical")
    attempt_id = take_quiz(session, person, bank, responses=given_)
    [(packed,)] = rows(session, AttemptMarks.packed)
    found = {answer.question_id: answer for answer in unpack(packed)}
    ids = question_ids(session, bank)
    assert found.keys() == {ids[QUESTIONS[kind].key] for kind in RIGHT}
    assert found[ids["capital"]].chosen == 1
    assert found[ids["capital"]].mark == 0
    assert found[ids["danube-countries"]].mark == 500_000
    assert found[ids["danube-countries"]].points == 200
    assert found[ids["danube-length"]].chosen == 0
    [(score, most)] = rows(session, Attempt.score, Attempt.max_score)
    assert scores_of([*found.values()]) == (score, most)
    stored = rows(session, Answer.position, Answer.version_id)
    assert stored == sorted((one.position, one.version_id) for one in found.values())
    with write(session):
        session.execute(delete(AttemptMarks))
    # As it was packed from the start: attempts from before have no row.
    assert pack_answers(session, [attempt_id]) == {attempt_id: packed}


def test_an_attempt_is_as_small_as_its_questions(session: Session) -> None:
    teacher, student = make_person(session, "tess", role="teacher"), make_person(session)
    assignment = make_assignment(
        session,
        make_class(session, teacher, student),
        make_bank(session, questions=make_questions(50)),
    )
    hand_in(session, student, assignment, WRONG)
    packed = session.scalars(select(AttemptMarks.packed)).one()
    assert len(packed) == 3 + 50 * 22
    assert count(session, AttemptMarks) == 1
