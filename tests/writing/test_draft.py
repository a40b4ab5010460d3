"""The form holds all of a question: nothing is lost on the way there and back."""

from hypothesis import assume, given

from quizapp.engine.kinds import ShortAnswer
from quizapp.engine.question import Question
from quizapp.writing.draft import KEPT, change_kind, closed_up, draft_of, read_question
from tests.engine.strategies import questions


@given(questions())
def test_a_question_comes_back_from_its_form_as_it_was(question: Question) -> None:
    # In the form a line is a tag, so a tag of two lines becomes two.
    assume(not any("\n" in tag for tag in (*question.tags, *question.excludes)))
    if isinstance(question.body, ShortAnswer):
        assume(not any("\n" in text for text in question.body.accepted))
    draft = closed_up(draft_of(question))
    read, errors = read_question(draft, question.key)
    assert errors == {}
    assert read == question
    assert set(KEPT) <= draft.texts.keys()


@given(questions())
def test_a_kind_can_be_changed_to_any_and_reads_without_a_fault_of_ours(
    question: Question,
) -> None:
    for kind in ("single_choice", "multiple_choice", "true_false", "short_answer", "card"):
        read_question(closed_up(change_kind(draft_of(question), kind)), question.key)
    for kind in ("numerical", "ordering", "matching"):
        read_question(closed_up(change_kind(draft_of(question), kind)), question.key)
