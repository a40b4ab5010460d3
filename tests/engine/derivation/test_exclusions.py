"""Which questions are kept out of one quiz, because one gives the other away."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.engine.derivation.exclusions import find_exclusions
from quizapp.engine.derivation.facts import FaqFact
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.forms.base import Draft
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.kinds import Card, Kind, ShortAnswer
from quizapp.engine.question import MAX_EXCLUDES

TYPED, CARD = ShortAnswer(("so",)), Card("so")
OVER_SEVERAL = (
    *("timeline.order", "timeline.first", "timeline.between", "figure.largest", "figure.smallest"),
    *("figure.compare", "figure.rank", "figure.difference", "figure.ratio"),
)
STEMS = (
    "When did Kursk begin?",
    "The Battle of Kursk was on 5 July 1943.",
    "Berlin fell in May 1945",
    "Who?",
)
ASKS = (
    (("Battle of Kursk", "5 July 1943"),),
    (("Fall of Berlin", "May 1945"), ("Battle of Kursk", "July 1943")),
    (("Kursk", "Kursk"),),
    (),
)


def fact(name: str) -> FaqFact:
    return FaqFact(name, "", name, 1, f"What is {name}?", name, (name,))


def draft(
    form: str = "faq.short",
    stem: str = "Which is it?",
    *,
    facts: str = "",
    quote: str = "",
    asks: Sequence[tuple[str, str]] = (),
    body: Kind = TYPED,
) -> Draft:
    found = tuple(map(fact, facts.split()))
    return Draft(form, stem, stem, body, found, (Place(1, quote=quote),), asks=tuple(asks))


def told(stem: str, name: str, value: str, body: Kind = TYPED, form: str = "faq.short") -> bool:
    """Whether a stem is taken to give the value of a name away."""
    asker, teller = draft(form, "Which is it?", asks=[(name, value)]), draft(stem=stem, body=body)
    found = find_exclusions([asker, teller])
    assert found in ([set(), set()], [{1}, {0}])
    return found == [{1}, {0}]


def test_questions_on_one_fact_exclude_each_other() -> None:
    drafts = [draft(facts="a"), draft(facts="b"), draft("faq.matching", facts="b a"), draft()]
    assert find_exclusions(drafts) == [{2}, {2}, {0, 1}, set()]


def test_questions_on_one_sentence_exclude_each_other() -> None:
    name, number = draft("prose.cloze-name", quote="So."), draft("prose.cloze-number", quote="So.")
    other = draft("prose.cloze-name", quote="Not so.")
    assert find_exclusions([name, number, other]) == [{1}, {0}, set()]


def test_questions_on_one_row_of_a_table_do_not_exclude_each_other() -> None:
    cell, other = draft("figure.value", quote="| a | 1 |"), draft("figure.value", quote="| a | 1 |")
    assert find_exclusions([cell, other]) == [set(), set()]


@pytest.mark.parametrize("form", OVER_SEVERAL)
def test_a_question_over_several_facts_is_not_excluded_for_one_of_them(form: str) -> None:
    assert form in FORMS
    drafts = [draft(form, facts="a b"), draft("timeline.date", facts="a"), draft(form, facts="b a")]
    assert find_exclusions(drafts) == [set(), set(), set()]


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {*OVER_SEVERAL}))
def test_any_other_question_is_excluded_for_each_of_its_facts(form: str) -> None:
    drafts = [draft(form, facts="a b", quote="x"), draft(facts="b"), draft(facts="c")]
    assert find_exclusions(drafts) == [{1}, {0}, set()]


@pytest.mark.parametrize(
    ("stem", "name", "value"),
    [
        ("The Battle of Kursk was in July 1943.", "Battle of Kursk", "July 1943"),
        ("What was lost in 1943 at Kursk?", "Battle of Kursk", "1943"),
        ("Battles at Kursk in 1943", "Battle of Kursk", "1943"),
        ("KURSK 1943", "The Kursk", "in 1943"),
        ("Kursk was in July 1943", "Kursk in 1943", "1943"),
    ],
)
def test_a_stem_with_the_answer_and_half_of_the_name_gives_it_away(
    stem: str, name: str, value: str
) -> None:
    assert told(stem, name, value)


@pytest.mark.parametrize(
    ("stem", "name", "value"),
    [
        ("The Battle of Kursk was in July 1942.", "Battle of Kursk", "July 1943"),
        ("The Battle of Kursk was in 1943.", "Battle of Kursk", "July 1943"),
        ("What was lost in 1943 at Kursk?", "Second Battle of Kursk", "1943"),
        ("Berlin was bombed in 1943.", "Battle of Kursk", "1943"),
        ("It was in 1943.", "1943", "1943"),
        ("The Battle of Kursk was it.", "Battle of Kursk", "it"),
        ("Where is Kursk?", "Kursk", "Oberdorf"),
    ],
)
def test_a_stem_with_less_than_that_does_not(stem: str, name: str, value: str) -> None:
    assert not told(stem, name, value)


@pytest.mark.parametrize("form", OVER_SEVERAL)
def test_a_stem_gives_away_a_question_over_several_facts_too(form: str) -> None:
    assert told("Kursk was in 1943.", "Battle of Kursk", "1943", form=form)


def test_a_question_does_not_exclude_itself() -> None:
    assert find_exclusions([draft(stem="Kursk 1943", asks=[("Kursk", "1943")])]) == [set()]


def test_a_card_excludes_nothing_as_no_quiz_asks_it() -> None:
    asks = [("Battle of Kursk", "1943")]
    drafts = [
        draft("faq.card", "Kursk was in 1943.", facts="a", body=CARD),
        draft(stem="When was it?", facts="a", asks=asks),
        draft("faq.card", "When was it?", asks=asks, body=CARD),
        draft(stem="Kursk was lost in 1943.", facts="b"),
    ]
    assert find_exclusions(drafts) == [set(), {3}, set(), {1}]


def test_no_question_excludes_more_than_can_be_stored() -> None:
    drafts = [draft(facts="a") for _ in range(MAX_EXCLUDES + 20)]
    found = find_exclusions(drafts)
    assert max(map(len, found)) == MAX_EXCLUDES
    assert len(found[0]) == MAX_EXCLUDES
    assert all(index in found[other] for index, others in enumerate(found) for other in others)


DRAFTS = st.builds(
    draft,
    st.sampled_from(["faq.short", "timeline.order", "prose.cloze-name", "figure.value"]),
    st.sampled_from(STEMS),
    facts=st.sampled_from(["", "a", "b", "a b"]),
    quote=st.sampled_from(["So.", "Not so."]),
    asks=st.sampled_from(ASKS),
    body=st.sampled_from([TYPED, TYPED, CARD]),
)


@given(st.lists(DRAFTS, max_size=12))
@example([])
def test_exclusion_is_symmetric_and_does_not_depend_on_the_others(drafts: list[Draft]) -> None:
    found = find_exclusions(drafts)
    assert len(found) == len(drafts)
    for index, others in enumerate(found):
        assert index not in others
        for other, second in enumerate(drafts):
            if other != index:
                alone = find_exclusions([drafts[index], second])
                assert (other in others) == (alone == [{1}, {0}]) == (index in found[other])
