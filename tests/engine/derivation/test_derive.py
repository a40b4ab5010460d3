"""From an article to its questions: keys, order, provenance, bounds and refusals."""

import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import pytest

from quizapp.engine.derivation.blocks import MAX_BYTES, ArticleTooLargeError, NotAnArticleError
from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.forms.base import MOST_OF_A_FORM
from quizapp.engine.derivation.proposals import Derivation, Place
from quizapp.engine.kinds import SingleChoice
from quizapp.engine.question import Source
from tests.engine.derivation.articles import OWN, ROOT, SEED, shared
from tests.engine.derivation.deriving import (
    asked,
    check_laws,
    correct_of,
    derived,
    key_of,
    made,
    only,
    options_of,
    refused,
)

EVENTS = [
    "# Valleys of Examplia",
    "",
    "## Wars",
    "",
    "### The last one",
    "",
    "| Event | Date | Significance |",
    "|---|---|---|",
    "| Fall of Talheim | 3 May 1921 | the walls are rebuilt |",
    "| Flood of Moos | August 1934 | a bridge is lost |",
    "| Fair at Bergen | 1880 | a market for a week |",
]
SYLLABLES = ["Ober", "Nieder", "Tal", "Berg", "Moos", "Bach", "Stein", "Wald", "Feld", "Grund"]


def town(number: int) -> str:
    first, second, third = number % 10, number // 10 % 10, number // 100 % 10
    return f"{SYLLABLES[first]}{SYLLABLES[second].lower()}{SYLLABLES[third].lower()}"


def towns(count: int) -> list[str]:
    """A table of dates and numbers, each of which is told apart from all others."""
    rows = (
        f"| Fall of {town(number)} | {1000 + number} | {3 * number + 1000:,} |"
        for number in range(count)
    )
    return ["# Wars", "", "| Event | Date | Dead |", "|---|---|---|", *rows]


def named(*names: str) -> list[str]:
    """The keys of the cards of events with these names."""
    rows = (f"| {name} | {1900 + number} |" for number, name in enumerate(names))
    questions = asked("timeline.card", "| Event | Date |", "|---|---|", *rows)
    return [question.key.removeprefix("timeline-card-") for question in questions]


def positions(found: Derivation) -> dict[int, list[int]]:
    """How many keys of choices stand at each place, by the number of options."""
    choices = [proposal.question for proposal in found.proposals]
    counts = Counter(
        (len(question.body.options), question.body.correct)
        for question in choices
        if isinstance(question.body, SingleChoice)
    )
    return {size: [counts[size, place] for place in range(size)] for size, _ in counts}


# What a question carries


def test_a_question_tells_where_it_is_from() -> None:
    question = asked("timeline.card", *EVENTS)[0]
    assert question.key == "timeline-card-fall-of-talheim"
    assert question.source == Source(
        title="Valleys of Examplia",
        locator="The last one, row 1, Date",
        quote="| Fall of Talheim | 3 May 1921 | the walls are rebuilt |",
        form="timeline.card",
        sha256=sha256("\n".join(EVENTS).encode()).hexdigest(),
    )
    assert question.topic == "The last one"
    assert question.tags == (FORMS["timeline.card"].family,) == ("timeline",)
    assert question.difficulty == FORMS["timeline.card"].difficulty == "medium"


def test_a_question_on_several_rows_names_them_all() -> None:
    source = only("timeline.order", *EVENTS).question.source
    assert source.locator == "The last one, rows 1, 2 and 3, Date"
    assert source.quote.splitlines() == [EVENTS[10], EVENTS[8], EVENTS[9]]


def test_a_question_on_lines_names_them_all() -> None:
    lines = ["- Fall of Talheim (1921)", "- Flood of Moos (1934)", "- Fair at Bergen (1880): sad"]
    assert asked("timeline.card", *lines)[0].source.locator == "line 1"
    assert only("timeline.order", *lines).question.source.locator == "lines 1, 2 and 3"


@pytest.mark.parametrize(
    ("form", "lines", "locator"),
    [
        ("figure.number", ["| Town | Dead |", "|-|-|", "| A | 12 |", "| B | 30 |"], "row 1, Dead"),
        ("comparison.statement", ["|Town|Wall|", "|-|-|", "|A|red|", "|B|wet|", "|C|old|"], ""),
        ("figure.line", ["- 400 carts - all of wood"], "line 1"),
        ("faq.card", ["Is it far?", "Yes."], "line 1"),
    ],
)
def test_the_place_of_a_key_is_told_without_a_heading(
    form: str, lines: list[str], locator: str
) -> None:
    source = asked(form, *lines)[0].source
    assert source.locator == (locator or "row 1, Wall")
    assert source.title == ""


def test_the_topic_is_the_nearest_heading_or_else_the_title() -> None:
    below = [EVENTS[0], "", *EVENTS[6:]]
    assert {question.topic for question in asked("timeline.card", *EVENTS)} == {"The last one"}
    assert {question.topic for question in asked("timeline.card", *below)} == {EVENTS[0][2:]}


def test_an_article_without_a_title_is_called_as_the_caller_says() -> None:
    text = "\n".join(EVENTS[6:])
    sources = {proposal.question.source.title for proposal in derive(text).proposals}
    assert sources == {""}
    called = derive(text, title="Upload 7")
    assert {proposal.question.source.title for proposal in called.proposals} == {"Upload 7"}
    assert called.article.title == "Upload 7"
    assert derive("\n".join(EVENTS), title="Upload 7").article.title == "Valleys of Examplia"


def test_very_long_titles_and_headings_are_cut() -> None:
    head = "A" * 600
    found = derived(f"# {head}", "", f"## {head}b", "", *EVENTS[6:])
    source = found.proposals[0].question.source
    assert source.title == "A" * 500 and source.locator == "A" * 500
    assert found.proposals[0].question.topic == "A" * 500


def test_a_stem_begins_with_a_capital() -> None:
    stems = [question.stem for question in asked("figure.number", *towns(3))]
    assert stems[0] == "Wars: which number is given for “Fall of Obeoberober” under “Dead”?" or stems
    below = ["| Town | Dead |", "|-|-|", "| A | 12 |", "| B | 30 |"]
    (first, _) = asked("figure.number", *below)
    assert first.stem == "Which number is given for “A” under “Dead”?"


def test_what_was_made_up_is_told() -> None:
    proposal = made("timeline.date", *EVENTS)[0]
    assert len(proposal.made_up) == 3
    assert proposal.question.note == f"Made up: {'; '.join(proposal.made_up)}."
    made_up = [place is None for place in proposal.option_places]
    assert [text in proposal.made_up for text in options_of(proposal.question)] == made_up
    assert asked("timeline.event", *EVENTS)[0].note == ""


# Keys


def test_a_key_names_what_is_asked_for_and_not_the_answer() -> None:
    corrected = [line.replace("3 May 1921", "4 May 1922") for line in EVENTS]
    before, after = derived(*EVENTS), derived(*corrected)
    assert sorted(key_ for key_ in keys(before)) == sorted(keys(after))
    assert not any("1921" in key for key in keys(before))


def keys(found: Derivation) -> list[str]:
    return [proposal.question.key for proposal in found.proposals]


def test_a_key_is_made_of_plain_letters() -> None:
    assert named("The «Café» – a Tale", "King's Moos") == ["the-cafe-a-tale", "kings-moos"]


def test_a_name_that_letters_cannot_tell_gets_a_number_of_its_own() -> None:
    first, second, third = named("Fall of Мус", "Fall of Бах", "שלום")
    assert first.startswith("fall-of-") and second.startswith("fall-of-")
    assert len({first, second, third}) == 3
    assert named("Fall of Бах", "Fair", "Fall of Мус") == [second, "fair", first]


def test_a_long_name_is_cut_and_told_apart() -> None:
    long = "A very long name of an event that goes on and on and on and will not end"
    first, second = named(f"{long} in Talheim", f"{long} in Moosdorf")
    assert first != second and len(f"timeline-card-{first}") < 100
    assert first[:50] == second[:50] == "a-very-long-name-of-an-event-that-goes-on-and-on-a"


def test_a_second_key_of_the_same_name_is_numbered() -> None:
    table = ["| Town | Dead |", "|---|---|", "| A | 12 |", "| B | 30 |", ""]
    lines = ["# X", "", "## In spring", "", *table, "## In autumn", "", *table]
    found = {question.key: question.topic for question in asked("figure.number", *lines)}
    assert found == {
        "figure-number-a-dead": "In spring",
        "figure-number-b-dead": "In spring",
        "figure-number-a-dead-2": "In autumn",
        "figure-number-b-dead-2": "In autumn",
    }


def test_a_name_that_looks_numbered_has_a_key_of_its_own() -> None:
    table = ["| Town | Dead |", "|---|---|", "| A | 12 |", "| B | 30 |", ""]
    other = ["| Town | Dead 2 |", "|---|---|", "| A | 13 |", "| B | 31 |", ""]
    lines = ["# X", "", "## In spring", "", *table, "## In autumn", "", *table, *other]
    check_laws("\n".join(lines))
    assert len(set(keys(derived(*lines)))) == len(keys(derived(*lines)))


# Where the key stands


def test_the_places_of_keys_are_spread_evenly() -> None:
    for counts in positions(derived(*towns(60))).values():
        assert max(counts) - min(counts) <= 1 and sum(counts) > 20


def test_the_places_of_keys_are_spread_over_our_own_article() -> None:
    for counts in positions(derive(OWN)).values():
        assert max(counts) - min(counts) <= 0.15 * sum(counts)


def test_options_stand_in_no_telling_order() -> None:
    """Neither does the key follow its neighbours, nor stand the wrong ones by size."""
    ranks = Counter(
        tuple(sorted(options_of(question)).index(text) for text in options_of(question))
        for question in asked("timeline.date", *towns(60))
    )
    assert len(ranks) > 15 and max(ranks.values()) < 10


def test_options_and_their_places_are_moved_together() -> None:
    lines = towns(30)
    for form in ("timeline.first", "timeline.event", "figure.largest", "figure.compare"):
        for proposal in made(form, *lines):
            for text, place in zip(
                options_of(proposal.question), proposal.option_places, strict=True
            ):
                assert place is not None and text in place.quote


def test_the_values_of_options_are_moved_with_them() -> None:
    for form in ("timeline.first", "figure.largest", "figure.smallest", "figure.compare"):
        for proposal in made(form, *towns(30)):
            rows = [place.row for place in proposal.places]
            origins = [place.row for place in proposal.option_places if place]
            assert rows == origins and len(rows) == len(options_of(proposal.question))
    (first, *_) = made("timeline.event", *towns(30))
    asked_place, key_place = first.places
    assert isinstance(asked_place, Place) and asked_place.column == 1
    assert first.option_places[correct_of(first.question)] == key_place


# Order, exclusions, refusals


def test_questions_stand_by_family_and_then_as_the_article_goes() -> None:
    found = derive(OWN).proposals
    families = [FORMS[proposal.form].family for proposal in found]
    assert list(dict.fromkeys(families)) == ["timeline", "figures", "comparison", "faq", "prose"]
    assert families == sorted(families, key=list(dict.fromkeys(families)).index)
    for family in set(families):
        lines = [p.places[0].line for p in found if FORMS[p.form].family == family]
        assert lines == sorted(lines)


def test_questions_on_one_fact_are_not_asked_together() -> None:
    found = {question.key: question for question in map(question_of, derived(*EVENTS).proposals)}
    date = found["timeline-date-fall-of-talheim"]
    assert "timeline-meaning-fall-of-talheim" in date.excludes
    assert date.excludes == tuple(sorted(date.excludes))
    assert not any(key.endswith("-flood-of-moos") for key in date.excludes)


def question_of(proposal: object) -> object:
    return proposal
