"""What became of questions: new, changed in which column, or gone."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.difference import (
    Change,
    Difference,
    difference_lines,
    differences,
)
from quizapp.engine.formats.native_csv import read_native_csv, write_native_csv
from quizapp.engine.kinds import Card, Kind, MultipleChoice, Numerical, Ordering, SingleChoice
from quizapp.engine.question import Question, Source
from tests.engine.strategies import banks, bodies

RIVERS = ("Danube", "Rhine", "Elbe", "Oder")


def question(key: str = "a", body: Kind | None = None) -> Question:
    return Question(key, f"What is {key}?", body or Card("an answer"))


def changes(before: Question, after: Question) -> list[tuple[str, str, str]]:
    return [
        (change.column, change.before, change.after)
        for difference in differences([before], [after])
        for change in difference.changes
    ]


def body_changes(before: Kind, after: Kind) -> list[tuple[str, str, str]]:
    return changes(question(body=before), question(body=after))


def test_new_and_gone_questions_are_told() -> None:
    assert differences([question("a"), question("b")], [question("c"), question("b")]) == (
        Difference("new", "c", "What is c?"),
        Difference("gone", "a", "What is a?"),
    )


def test_of_a_changed_question_each_column_is_told() -> None:
    before = replace(question(), topic="Rivers")
    after = replace(question(), stem="What was a?", topic="", points=before.points * 2)
    assert differences([before], [after]) == (
        Difference(
            "changed",
            "a",
            "What was a?",
            (
                Change("question", "What is a?", "What was a?"),
                Change("points", "", "2"),
                Change("topic", "Rivers", ""),
            ),
        ),
    )


def test_differences_follow_the_order_of_the_questions_now() -> None:
    before = [question("a"), question("b"), question("c")]
    after = [question("x"), replace(question("c"), note="n"), replace(question("a"), note="n")]
    assert [(found.state, found.key) for found in differences(before, after)] == [
        ("new", "x"),
        ("changed", "c"),
        ("changed", "a"),
        ("gone", "b"),
    ]


def test_another_hash_of_the_article_alone_is_no_change() -> None:
    before = replace(question(), source=Source(sha256="a" * 64))
    after = replace(question(), source=Source(sha256="b" * 64))
    assert differences([before], [after]) == ()
    assert changes(before, replace(after, note="n")) == [("note", "", "n")]


def test_another_order_of_the_excluded_questions_alone_is_no_change() -> None:
    before = replace(question(), excludes=("b", "c"))
    assert differences([before], [replace(before, excludes=("c", "b"))]) == ()
    assert changes(before, replace(before, excludes=("d", "b"))) == [("excludes", "b|c", "b|d")]


@given(banks(2))
def test_nothing_has_changed_after_a_way_through_a_file(bank: list[Question]) -> None:
    file = read_native_csv(write_native_csv(bank).encode())
    assert differences([row.question for row in file.rows], bank) == ()


@given(bodies("single_choice", "multiple_choice"), st.randoms())
def test_another_order_of_the_options_alone_is_no_change(body: Kind, chance: random.Random) -> None:
    assert isinstance(body, SingleChoice | MultipleChoice)
    order = chance.sample(range(len(body.options)), len(body.options))
    feedback = dict(enumerate(body.feedback))
    options = tuple(body.options[index] for index in order)
    comments = tuple(feedback.get(index, "") for index in order)
    after: Kind
    if isinstance(body, SingleChoice):
        after = SingleChoice(options, order.index(body.correct), comments)
    else:
        after = MultipleChoice(options, frozenset(map(order.index, body.correct)), comments)
    assert body_changes(body, after) == []


@given(bodies("single_choice"), bodies("single_choice"))
def test_two_choices_are_the_same_only_if_each_option_is(first: Kind, other: Kind) -> None:
    def meaning(body: Kind) -> dict[str, tuple[bool, str]]:
        assert isinstance(body, SingleChoice)
        feedback = dict(enumerate(body.feedback))
        return {
            option: (index == body.correct, feedback.get(index, ""))
            for index, option in enumerate(body.options)
        }

    assert (body_changes(first, other) == []) == (meaning(first) == meaning(other))


class TestOptions:
    def test_of_which_one_changed_are_told_alone(self) -> None:
        before = SingleChoice(RIVERS, 0)
        after = SingleChoice(("Oder", "Main", "Danube", "Rhine"), 2)
        assert body_changes(before, after) == [("option_3", "Elbe", "Main")]

    def test_whose_key_changed_are_told_with_the_key_in_its_place(self) -> None:
        before = SingleChoice(RIVERS, 2, ("", "", "Right.", ""))
        after = SingleChoice(("Main", "Oder", "Danube", "Inn"), 3, ("", "", "", "Right."))
        assert body_changes(before, after) == [
            ("option_2", "Rhine", "Main"),
            ("option_3", "Elbe", "Inn"),
        ]

    def test_of_which_another_is_right_now_are_told_by_number(self) -> None:
        after = SingleChoice(("Rhine", "Oder", "Danube", "Elbe"), 0)
        assert body_changes(SingleChoice(RIVERS, 0), after) == [("correct", "1", "2")]

    def test_that_have_become_fewer_are_told(self) -> None:
        before, after = SingleChoice(RIVERS, 3), SingleChoice(("Oder", "Elbe"), 0)
        assert body_changes(before, after) == [
            ("option_1", "Danube", "Oder"),
            ("option_2", "Rhine", "Elbe"),
            ("option_3", "Elbe", ""),
            ("option_4", "Oder", ""),
            ("correct", "4", "1"),
        ]

    def test_of_several_right_ones_are_told(self) -> None:
        before = MultipleChoice(RIVERS, frozenset({0, 1}), ("", "", "No."))
        after = MultipleChoice(("Elbe", "Rhine", "Danube", "Inn"), frozenset({1, 3}), ("No.",))
        assert body_changes(before, after) == [
            ("option_4", "Oder", "Inn"),
            ("correct", "1|2", "2|4"),
        ]

    def test_of_an_ordering_are_its_key(self) -> None:
        before, after = Ordering(RIVERS[:2]), Ordering(RIVERS[1::-1])
        assert body_changes(before, after) == [
            ("option_1", "Danube", "Rhine"),
            ("option_2", "Rhine", "Danube"),
        ]

    def test_of_another_kind_of_choice_are_told_as_they_stand(self) -> None:
        before = SingleChoice(RIVERS, 0)
        after = MultipleChoice(RIVERS, frozenset({0, 1}))
        assert body_changes(before, after) == [
            ("type", "single_choice", "multiple_choice"),
            ("correct", "1", "1|2"),
        ]

    def test_that_have_become_a_number_are_told(self) -> None:
        ten = question().points * 10
        found = body_changes(SingleChoice(RIVERS[:2], 0), Numerical(ten, ten))
        assert [column for column, _, _ in found] == ["type", "option_1", "option_2", "correct"]


def test_a_difference_is_shown_in_plain_lines() -> None:
    before = replace(question(), explanation="It ends\nin a sea.")
    after = replace(question(), explanation='It ends in "a" sea.', note="é")
    (found,) = differences([before], [after])
    assert [*difference_lines(found)] == [
        'changed  a: "What is a?"',
        r'    explanation: "It ends\nin a sea." -> "It ends in \"a\" sea."',
        '    note: "" -> "é"',
    ]
    assert [*difference_lines(Difference("new", "b", "Why?"))] == ['new      b: "Why?"']
