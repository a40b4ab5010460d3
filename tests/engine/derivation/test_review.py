"""The bank that a reviewer's decisions leave of the proposed questions."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.decisions import Decision, DecisionFault, Decisions
from quizapp.engine.derivation.families import FAMILIES, by_family
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.derivation.review import Reviewed, review, without_absent
from quizapp.engine.kinds import SingleChoice
from tests.engine.derivation.proposed import derivation, keys, proposal

CHOICE = SingleChoice(("Danube", "Rhine", "Elbe"), 0)
ACCEPT = Decision("accept")
REJECT = Decision("reject", "Too easy.")


def reviewed(made: Derivation, **decisions: Decision) -> Reviewed:
    return review(made, Decisions(decisions))


def test_accepted_questions_are_kept_as_they_are() -> None:
    made = derivation(proposal("a"), proposal("b"), proposal("c"))
    found = reviewed(made, c=ACCEPT, a=ACCEPT)
    assert found.questions == (made.proposals[0].question, made.proposals[2].question)
    assert keys(found.undecided) == ["b"]
    assert found.faults == ()


def test_rejected_questions_are_left_out() -> None:
    made = derivation(proposal("a"), proposal("b"))
    found = reviewed(made, a=REJECT, b=ACCEPT)
    assert [question.key for question in found.questions] == ["b"]
    assert (keys(found.rejected), found.undecided) == (["a"], ())


def test_edited_questions_have_their_changes_and_are_accepted() -> None:
    made = derivation(proposal("a", body=CHOICE, note="One is made up."))
    changes = {
        "question": " Which river is the longest?\r\n",
        "option_3": "Oder",
        "correct": "2",
        "note": "",
        "tags": "rivers|europe",
    }
    (question,) = reviewed(made, a=Decision("edit", changes=changes)).questions
    assert question == replace(
        made.proposals[0].question,
        stem="Which river is the longest?",
        body=SingleChoice(("Danube", "Rhine", "Oder"), 1),
        note="",
        tags=("rivers", "europe"),
    )


def test_a_reviewers_note_follows_that_of_the_question() -> None:
    made = derivation(proposal("a", note="One is made up."), proposal("b"))
    noted = replace(ACCEPT, note="Ask early.")
    first, second = reviewed(made, a=noted, b=noted).questions
    assert first.note == "One is made up.\n\nAsk early."
    assert second.note == "Ask early."


def test_a_reviewers_note_follows_an_edited_one() -> None:
    made = derivation(proposal("a", note="One is made up."))
    edit = Decision("edit", changes={"note": "None is."}, note="Ask early.")
    assert reviewed(made, a=edit).questions[0].note == "None is.\n\nAsk early."


def test_a_note_alone_decides_nothing() -> None:
    found = reviewed(derivation(proposal("a")), a=Decision("", note="Hm."))
    assert (found.questions, keys(found.undecided)) == ((), ["a"])


def test_a_faulty_edit_is_named_with_its_column_and_keeps_the_question_out() -> None:
    made = derivation(proposal("a", body=CHOICE), proposal("b"))
    changes = {"correct": "7", "points": "many", "question": "Why?"}
    found = reviewed(made, a=Decision("edit", changes=changes), b=ACCEPT)
    assert {fault.place for fault in found.faults} == {'edit."a".correct', 'edit."a".points'}
    assert all(fault.message.endswith(".") for fault in found.faults)
    assert [question.key for question in found.questions] == ["b"]


def test_a_note_that_is_too_long_is_named() -> None:
    noted = replace(ACCEPT, note="x" * 10_001)
    assert reviewed(derivation(proposal("a")), a=noted).faults == (
        DecisionFault(
            'note."a".note',
            "This text has 10,001 characters; at most 10,000 are possible.",
        ),
    )


def test_decisions_on_what_is_no_longer_proposed_are_told() -> None:
    found = reviewed(derivation(proposal("a")), z=ACCEPT, a=ACCEPT, y=REJECT)
    assert found.unknown == ("z", "y")


def test_questions_exclude_only_others_that_were_accepted() -> None:
    made = derivation(
        proposal("a", excludes=("b", "c", "z")), proposal("b", excludes=("a",)), proposal("c")
    )
    found = reviewed(made, a=ACCEPT, c=ACCEPT, b=REJECT)
    assert [question.excludes for question in found.questions] == [("c",), ()]


def test_questions_exclude_what_an_edit_adds_if_that_is_there() -> None:
    made = derivation(proposal("a"), proposal("b"))
    edit = Decision("edit", changes={"excludes": "b|nobody"})
    assert reviewed(made, a=edit, b=ACCEPT).questions[0].excludes == ("b",)


@given(st.lists(st.sampled_from(["accept", "reject", "note", "none", "edit"]), max_size=8))
def test_every_proposal_ends_in_one_place(verdicts: list[str]) -> None:
    decisions = {
        "accept": ACCEPT,
        "reject": REJECT,
        "note": Decision("", note="x"),
        "edit": Decision("edit", changes={"topic": "Water"}),
    }
    made = derivation(*(proposal(str(number)) for number in range(len(verdicts))))
    decided = {
        str(number): decisions[verdict]
        for number, verdict in enumerate(verdicts)
        if verdict in decisions
    }
    found = reviewed(made, **decided)
    ends = [question.key for question in found.questions]
    ends += keys(found.rejected) + keys(found.undecided)
    assert sorted(ends) == sorted(keys(made.proposals))


def test_what_is_absent_is_excluded_by_nobody() -> None:
    first, second = proposal("a", excludes=("c", "b")), proposal("b", excludes=("c",))
    found = without_absent([first.question, second.question])
    assert [question.excludes for question in found] == [("b",), ()]


class TestFamilies:
    def test_are_those_that_name_the_files(self) -> None:
        assert FAMILIES == ("timeline", "figures", "comparison", "faq", "prose")

    def test_hold_the_questions_of_their_forms_in_order(self) -> None:
        forms = ("prose.truth", "figure.line", "timeline.card", "figure.value", "faq.card")
        questions = [proposal(form, form=form).question for form in forms]
        found = by_family(questions)
        assert {family: [each.key for each in those] for family, those in found.items()} == {
            "timeline": ["timeline.card"],
            "figures": ["figure.line", "figure.value"],
            "faq": ["faq.card"],
            "prose": ["prose.truth"],
        }
        assert list(found) == ["timeline", "figures", "faq", "prose"]
