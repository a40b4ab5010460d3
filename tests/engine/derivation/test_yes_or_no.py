"""Which answers are a plain yes or no, and to which questions."""

import pytest

from quizapp.engine.derivation.facts import FaqFact
from quizapp.engine.derivation.forms.faq import yes_or_no


def fact(question: str, answer: str) -> FaqFact:
    return FaqFact("id", "", answer, 1, question, answer, (answer,))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        *(
            (text, True)
            for text in ("Yes", "Yes.", "yes, it is", "Yes it is", "Yes – so", "Yes-so")
        ),
        *((f"{word}!", True) for word in ("Absolutely", "Certainly", "Definitely", "Of course")),
        *(("Indeed: so", True), ("Correct; so", True)),
        *((text, False) for text in ("No", "No.", "no, it is", "No – so", "No - so", "No: so")),
        *(("Nope", False), ("Absolutely not.", False), ("Certainly not", False)),
        *(("Not at all so", False),),
        *((f"Yes{text}", None) for text in (" and no", ", but rarely", ", if dry", " or no")),
        *((f"Yes, {word} in May", None) for word in ("unless", "partly", "in part", "mostly")),
        *((f"No, {word} in May", None) for word in ("sometimes", "usually", "depending", "only")),
        *((f"No; {word} he", None) for word in ("as long as", "provided", "although", "though")),
        *((f"Yes, {word} it", None) for word in ("except", "however", "with", "not", "to some")),
        *((f"Yes, in {word} towns", None) for word in ("some", "most", "many")),
        *((text, None) for text in ("Not really.", "None.", "Yesterday", "No one", "Nobody", "So")),
        ("It is: yes.", None),
    ],
)
def test_an_answer_is_yes_or_no_where_it_says_so_without_reserve(
    answer: str, expected: bool | None
) -> None:
    assert yes_or_no(fact("Is it open?", answer)) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        *((f"{word} it so?", True) for word in ("Is", "are", "Was", "Were", "Am", "Do", "Does")),
        *((f"{word} it so?", True) for word in ("Did", "Can", "Could", "Shall", "Should", "Will")),
        *((f"{word} it so?", True) for word in ("Would", "May", "Might", "Must", "Has", "Have")),
        *(("Had it been so?", True), ("In May, is it so?", True)),
        *(("Is it old or new?", None), ("Isn't it so?", None), ("Is it not so?", None)),
        *(("Was it never so?", None), ("Is there no mill?", None), ("Why is it so?", None)),
        *(("Island?", None), ("In May, and in June, is it so?", None), ("Is it so", None)),
    ],
)
def test_a_question_that_can_be_answered_with_yes_is_known(
    question: str, expected: bool | None
) -> None:
    assert yes_or_no(fact(question, "Yes.")) is expected
