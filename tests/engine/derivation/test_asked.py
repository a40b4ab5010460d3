"""Which questions an article asks and answers itself."""

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import (
    QA,
)
from tests.engine.derivation.articles import MARKDOWN, PASTED
from tests.engine.derivation.reading import (
    asked,
    lines,
)


def test_faqs_are_found_in_all_their_forms() -> None:
    assert asked(read_article(MARKDOWN)) == [
        ("Why do rivers bend?", "Because the outer bank is worn away. slowly; all the time"),
        ("Can I swim?", "Yes, in summer."),
        ("Is it cold?", "It is 12 °C."),
        ("Who owns it?", "Nobody does."),
    ]
    assert asked(read_article(PASTED)) == [
        ("Was the mountain ever closed?", "No. It stayed open, even in the winter of 1842."),
        (
            "How many people climbed it?",
            "The village says 4.3 million. Others say 3-3.5 million at most.",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Why so?\nBecause.", "Why so?", "Because."),
        ("In which year?\nIn 1990.", "In which year?", "In 1990."),
        ("Isn’t it?\n\nIt is.", "Isn’t it?", "It is."),
        ("1. Why so?\nBecause.", "Why so?", "Because."),
        ("- Why so?\n  Because.", "Why so?", "Because."),
        ("1. **Why so?**\n   Because.", "Why so?", "Because."),
        ("**Why so?** Because.\n\nAnd so.", "Why so?", "Because. And so."),
        ("Why so?\nFor these:\n- one\n- two", "Why so?", "For these: one; two"),
        ("# A\n## Why?\n- one\n- two.", "Why?", "one; two."),
        ("Q: Name it\nA: It.", "Name it", "It."),
        ("**Q1:** Why?\n**A1:** So.", "Why?", "So."),
        ("Question: Why?\n\nAnswer: So.\n\nMore.", "Why?", "So. More."),
        ("Why?\n: So.", "Why?", "So."),
        ("# A\n# 2. Why so?\nBecause.", "Why so?", "Because."),
        ("# A\n## Why does a long line\n\nText.\n\nWhy so?\nSo.", "Why so?", "So."),
    ],
)
def test_a_question_is_found_with_its_answer(text: str, question: str, answer: str) -> None:
    assert asked(read_article(text)) == [(question, answer)]


@pytest.mark.parametrize(
    "text",
    [
        "Why so?",
        "Why so?\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "So why?\nBecause.",
        "Really?\nBecause.",
        "Why? And how?\nBecause.",
        "Why so?\nHow come?",
        "Which one is it?\n1. one\n2. two",
        "Why so?\nFor these reasons:",
        "# A\n## Why?\n\nLong. " + "word " * 400,
        "Why so?\n" + "word " * 400 + ".",
        "Why so?\n" + "[x](" + "y" * 4_000 + ")",
        "Why so?\n*** !",
        "Why " + "word " * 70 + "?\nBecause.",
        "Q:\nA: b",
        "Q: " + "word " * 70 + "\nA: b",
        "Who Paid For It?\nThe villages.",
        "It is?\n: So.\n: " + "",
        "**Why so?**\n\n**How come?**",
        "## Why?\n## How?",
    ],
)
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    assert asked(read_article(text)) == []


def test_questions_in_title_case_stand_beside_each_other() -> None:
    article = lines("How Do I Start?", "Press the key.", "How Do I Stop?", "Pull the plug.")
    assert asked(article) == [
        ("How Do I Start?", "Press the key."),
        ("How Do I Stop?", "Pull the plug."),
    ]


def test_the_quote_of_a_question_reaches_to_the_end_of_its_answer() -> None:
    question = next(block for block in read_article(MARKDOWN).blocks if isinstance(block, QA))
    assert question.quote.startswith("Why do rivers bend?\n\nBecause")
    assert question.quote.endswith("all the time")
    assert question.sentences[0] == "Because the outer bank is worn away."
