"""What the questions of an article carry, and the keys by which a bank knows them."""

from hashlib import sha256

import pytest

from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.question import Source
from tests.engine.derivation.deriving import (
    asked,
    check_laws,
    derived,
    made,
    only,
    options_of,
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


def named(*names: str) -> list[str]:
    """The keys of the cards of events with these names."""
    rows = (f"| {name} | {1900 + number} |" for number, name in enumerate(names))
    questions = asked("timeline.card", "| Event | Date |", "|---|---|", *rows)
    return [question.key.removeprefix("timeline-card-") for question in questions]


def keys(found: Derivation) -> list[str]:
    return [proposal.question.key for proposal in found.proposals]


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
    assert sorted(keys(before)) == sorted(keys(after))
    assert not any("1921" in key for key in keys(before))


def test_a_key_is_made_of_plain_letters() -> None:
    assert named("The «Café» – a Tale", "King's Moos") == ["the-cafe-a-tale", "kings-moos"]


def test_a_name_that_letters_cannot_tell_gets_a_number_of_its_own() -> None:
    first, second, third = named("Fall of Мус", "Fall of Бах", "שלום")
    assert first.startswith("fall-of-") and second.startswith("fall-of-")
    assert len({first, second, third}) == 3
    assert named("Fall of Бах", "Fair", "Fall of Мус") == [second, "fair", first]


def test_a_long_name_is_cut_and_told_apart() -> None:
    long = "A very long name of an event that goes on and on and on and on and on and will not end"
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
