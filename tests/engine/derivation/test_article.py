"""What an article is, and what is read of real ones."""

from hashlib import sha256
from itertools import pairwise

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import (
    MAX_BYTES,
    ArticleTooLargeError,
    NotAnArticleError,
)
from tests.engine.derivation.articles import MARKDOWN, OWN, PASTED, SEED, shared
from tests.engine.derivation.reading import (
    asked,
    cells,
    headings,
    prose,
    tables,
)


@pytest.mark.parametrize("kind", [None, "markdown", "text", "html"])
@pytest.mark.parametrize("text", ["", " \r\n\t\n", "\ufeff", "\ufeff\n", "---\n---\n"])
def test_an_empty_text_is_an_article_without_blocks(text: str, kind: None) -> None:
    article = read_article(text, kind)
    assert article.blocks == () and article.title == ""


def test_an_article_is_known_by_the_hash_of_its_utf8() -> None:
    assert read_article("Ünder\r\n").sha256 == sha256("Ünder\r\n".encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\0b", "This is not a text: there is a NUL character in it."),
        ("ab\ud800", "Character 3 of this text is half of a character."),
    ],
)
def test_what_is_no_text_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAnArticleError, match=reason):
        read_article(text)


@pytest.mark.parametrize("text", ["x" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1)])
def test_a_text_of_more_than_five_megabytes_is_refused(text: str) -> None:
    with pytest.raises(ArticleTooLargeError, match="at most 5 MB"):
        read_article(text)


def test_a_text_of_five_megabytes_is_read() -> None:
    assert len(read_article("x" * MAX_BYTES).text) == MAX_BYTES


def test_our_own_article_is_read() -> None:
    article = read_article(OWN)
    assert article.text == OWN and article.skipped == ()
    assert article.title == "The Soviet Union as an Ally in the Second World War"
    assert [len(table.rows) for table in tables(article)] == [29, 4, 6, 3, 6]
    assert len(asked(article)) == 14 and len(article.footnotes) == 22


def test_line_ends_make_no_difference() -> None:
    windows, old = OWN.replace("\n", "\r\n"), OWN.replace("\n", "\r")
    words = [prose(read_article(text)) for text in (OWN, windows, old)]
    assert words[0] == words[1] == words[2]
    questions = [asked(read_article(text)) for text in (OWN, windows, old)]
    assert questions[0] == questions[1] == questions[2]
    found = [list(map(cells, tables(read_article(text)))) for text in (OWN, windows, old)]
    assert found[0] == found[1] == found[2]


def test_the_seed_article_is_read() -> None:
    article = read_article(shared(SEED))
    assert [len(table.rows) for table in tables(article)] == [4, 4, 3]
    assert [question for question, _ in asked(article)] == [
        "Was Russia an ally in WW2 from the beginning?",
        "Why did Russia switch sides in WW2?",
        "Did Russia help win WW2?",
        "How many Germans did Russia kill in WW2?",
        "Why did the US and USSR become enemies after WW2?",
    ]
    assert len(headings(article)) == 16 and article.skipped == ()


def test_blocks_run_in_the_order_of_the_lines() -> None:
    for text in (OWN, PASTED, MARKDOWN):
        places = [block.line for block in read_article(text).blocks]
        assert all(above <= below for above, below in pairwise(places))
