import pytest

from quizapp.engine.kinds import InvalidResponse, PublicView, Response, Review, TrueFalse
from quizapp.engine.kinds.cells import Cells, UnreadableCells

BODY = TrueFalse(correct=True, feedback_true="Indeed.", feedback_false="Look again.")


@pytest.mark.parametrize("correct", [True, False])
def test_only_the_right_answer_earns_points(correct: bool) -> None:
    body = TrueFalse(correct)
    assert (body.mark(correct), body.mark(not correct), body.mark(None)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("fields", "response"),
    [(["true"], True), (["False"], False), ([" TRUE "], True), ([], None), (["", " "], None)],
)
def test_fields_are_true_or_false_in_any_case(fields: list[str], response: bool | None) -> None:
    assert BODY.parse(fields, 1) is response


@pytest.mark.parametrize("fields", [["yes"], ["1"], ["true", "false"]])
def test_other_fields_are_refused(fields: list[str]) -> None:
    with pytest.raises(InvalidResponse):
        BODY.parse(fields, 1)


def test_the_options_are_shown_in_one_order() -> None:
    assert {BODY.public_view(seed) for seed in range(9)} == {
        PublicView("radio", options=("True", "False"))
    }
    assert BODY.to_fields(False, 1) == ("false",)


@pytest.mark.parametrize(
    ("response", "review"),
    [
        (True, Review("True", "True", feedback="Indeed.")),
        (False, Review("False", "True", feedback="Look again.")),
        (None, Review("", "True")),
    ],
)
def test_review_shows_the_feedback_of_the_given_answer(response: Response, review: Review) -> None:
    assert BODY.review(response) == review


def test_faults_name_the_feedback() -> None:
    body = TrueFalse(correct=True, feedback_true="\0", feedback_false=" x")
    assert [(fault.field, fault.code) for fault in body.faults()] == [
        ("feedback_1", "control_character"),
        ("feedback_2", "spaces"),
    ]


@pytest.mark.parametrize(
    ("cells", "body"),
    [
        (Cells(correct="TRUE"), TrueFalse(correct=True)),
        (Cells(correct="false", feedback=("", "x")), TrueFalse(False, "", "x")),
        (Cells(correct="true", feedback=("x", "", "")), TrueFalse(True, "x")),
    ],
)
def test_cells(cells: Cells, body: TrueFalse) -> None:
    assert TrueFalse.from_cells(cells) == body


@pytest.mark.parametrize(
    ("cells", "fields", "message"),
    [
        (Cells(correct="yes"), ["correct"], '"yes" is neither true nor false'),
        (Cells(), ["correct"], "An empty cell is neither true nor false"),
        (
            Cells(correct="true", feedback=("", "", "x", "y")),
            ["feedback_3", "feedback_4"],
            "Only feedback_1 .for true. and feedback_2 .for false. have a meaning here",
        ),
    ],
)
def test_unreadable_cells(cells: Cells, fields: list[str], message: str) -> None:
    with pytest.raises(UnreadableCells, match=message) as caught:
        TrueFalse.from_cells(cells)
    assert [fault.field for fault in caught.value.faults] == fields
