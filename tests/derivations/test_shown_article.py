"""The article as it is shown: every fact has its mark, every mark its questions."""

from itertools import pairwise
from typing import Any

import pytest

from quizapp.derivations import shown_article
from quizapp.derivations.packing import pack, unpack_question
from quizapp.derivations.reviewing import positions_on
from quizapp.derivations.shown_article import ShownArticle, show_article
from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.proposals import Derivation
from quizapp.engine.plain_text import showable
from tests.derivations.given import ARTICLE

LIST = """# Battles

Of these, two are known best.

- Battle of Kursk (1943): the largest of all
- Battle of Moscow (1941-42): the first defeat

1. Nothing else is known.

Note: a footnote.
"""


@pytest.fixture(scope="module")
def derivation() -> Derivation:
    return derive(ARTICLE)


def marks(shown: ShownArticle) -> dict[int, tuple[int, str, dict[str, Any]]]:
    """The part, the text and the mark itself of each mark, by its number."""
    found = {}
    for part, blocks in enumerate(shown.parts):
        for text in _texts(blocks):
            if text[1]:
                found[text[1]["number"]] = (part, text[0], text[1])
    return found


def _texts(node: Any) -> Any:
    is_text = isinstance(node, list) and len(node) == 2 and isinstance(node[0], str)
    if is_text and (node[1] is None or isinstance(node[1], dict)):
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        yield from _texts([*node.values()])


def test_every_fact_has_a_mark_on_the_words_that_say_it(derivation: Derivation) -> None:
    shown = show_article(derivation)
    found = marks(shown)
    assert shown.places.keys() == {fact.id for fact in derivation.facts}
    for fact in derivation.facts:
        place = shown.places[fact.id]
        part, text, mark = found[place.number]
        assert part == place.part
        assert fact.type in mark["types"]
        said = {
            "figure": lambda fact: fact.value.text,
            "timeline": lambda fact: fact.date.text,
            "faq": lambda fact: fact.question,
            "dated": lambda fact: fact.date.text,
        }[fact.type](fact)
        assert said in text


def test_a_mark_names_the_questions_that_rest_on_it(derivation: Derivation) -> None:
    shown = show_article(derivation)
    found = marks(shown)
    for position, proposal in enumerate(derivation.proposals):
        for fact in proposal.facts:
            assert position in found[shown.places[fact].number][2]["questions"]
    asked = {position for *_, mark in found.values() for position in mark["questions"]}
    assert asked == {
        position for position, proposal in enumerate(derivation.proposals) if proposal.facts
    }
    number, (part, _, mark) = next(iter(found.items()))
    assert positions_on(shown.parts[part], number) == tuple(mark["questions"])
    assert positions_on(shown.parts[part], 4711) is None


def test_the_kinds_of_blocks_are_told_apart() -> None:
    [blocks] = show_article(derive(LIST)).parts
    assert [block["kind"] for block in blocks] == ["heading", "paragraph", "list", "paragraph"]
    kursk, moscow, *_ = blocks[2]["items"]
    assert kursk[0][0] == "Battle of Kursk (1943): the largest of all"
    assert kursk[0][1] is not None
    assert moscow[0][1]["number"] != kursk[0][1]["number"]


def test_a_long_article_is_cut_into_parts_and_so_is_a_long_table(
    monkeypatch: pytest.MonkeyPatch, derivation: Derivation
) -> None:
    whole = show_article(derivation)
    monkeypatch.setattr(shown_article, "PART_LENGTH", 100)
    shown = show_article(derivation)
    assert len(shown.parts) > 8
    assert {name: place.number for name, place in shown.places.items()} == {
        name: place.number for name, place in whole.places.items()
    }
    tables = [block for blocks in shown.parts for block in blocks if block["kind"] == "table"]
    assert len(tables) > 2
    assert sum(len(table["rows"]) for table in tables) == 9
    assert {len(table["header"]) for table in tables} == {3}
    # Headings never skip a level, wherever a part begins.
    for blocks in shown.parts:
        levels = [2, *(block["level"] for block in blocks if block["kind"] == "heading")]
        assert all(low - high <= 1 for high, low in pairwise(levels))


def test_what_no_page_can_hold_is_left_out() -> None:
    assert showable("a\x00b\x1bc\ufffed\ud800e\tf\n") == "a b c d e\tf\n"


def test_a_question_comes_back_as_it_was_packed(derivation: Derivation) -> None:
    rows = pack(derivation)
    assert [unpack_question(row["proposal"]) for row in rows.proposals] == [
        proposal.question for proposal in derivation.proposals
    ]
    assert [row["digest"] for row in rows.proposals] == [
        proposal.question.digest() for proposal in derivation.proposals
    ]
