"""Whatever is given as an article is read or refused, in bounded time, and never misquoted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import QA, Article, NotAnArticleError, Passage, Table
from quizapp.engine.derivation.facts import read_facts
from quizapp.engine.derivation.words import collapsed
from tests.engine.derivation.articles import MARKDOWN, OWN, PAGE, PASTED, SAMPLES, SEED, shared

KINDS: st.SearchStrategy[Literal["markdown", "text", "html"] | None] = st.sampled_from(
    [None, "markdown", "text", "html"]
)
PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            " ",
            "  ",
            "\t",
            "|",
            "|",
            "---|---",
            ":-:",
            "# ",
            "## ",
        ),
        *(
            "- ",
            "* ",
            "1. ",
            "> ",
            "```",
            "~~~",
            "===",
            "---",
            ": ",
            "[^1]",
            "[^1]: ",
            "[a](b)",
            "*",
        ),
        *(
            "**",
            "_",
            "`",
            "\\",
            "&amp;",
            "Q: ",
            "A: ",
            "?",
            "!",
            ".",
            ". ",
            ",",
            "(",
            ")",
            "[",
            "]",
        ),
        *("<p>", "</p>", "<table>", "</table>", "<tr>", "<th>", "<td>", "<td rowspan=2>", "<ul>"),
        *("<li>", "<dl>", "<dt>", "<dd>", "<b>", "</b>", "<sup>", "<br>", "<!--", "-->", "<h2>"),
        *(
            "1941",
            "May 1945",
            "in 1990",
            "22 June 1941",
            "1942-43",
            "3rd century BC",
            "10.7 million",
        ),
        *(
            "383,600",
            "13.7%",
            "400 jeeps - x",
            "Weight: 3 kg",
            "Why is it?",
            "What",
            "Event",
            "Date",
        ),
        *(
            "The Long War",
            "it was",
            "word",
            "Land",
            "n/a",
            "שלום",
            "مرحبا؟",
            "これ。",
            "\u202e",
            "é",
            "²",
        ),
        *("†", "\ufeff", "\x0b", "\u2028", "\xa0", "{: x}", "^", "e.g. ", "U.S. ", "Dr. ", "---\n"),
    ]
)
SOUP = st.lists(PIECES, max_size=60).map("".join)
ANY_TEXT = st.one_of(SOUP, st.text(max_size=200))


def quotes(article: Article) -> Iterator[str]:
    for block in article.blocks:
        yield block.quote
        if isinstance(block, Table):
            yield from block.row_quotes
        if isinstance(block, Passage | QA):
            yield from block.sentence_quotes


def check(text: str, article: Article) -> None:
    """Check what holds for every article."""
    shown = article.text
    assert all(quote and quote in shown and quote == quote.strip() for quote in quotes(article))
    last = max(text.replace("\r", "\n").count("\n"), shown.count("\n")) + 1
    assert all(1 <= block.line <= last for block in article.blocks)
    for block in article.blocks:
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.header)}
            assert len(block.rows) == len(block.row_quotes) == len(block.row_lines)
        if isinstance(block, Passage | QA):
            assert len(block.sentences) == len(block.sentence_quotes)
    found = read_facts(article)
    assert all(fact.quote in shown for fact in found.facts)
    assert len({fact.id for fact in found.facts}) == len(found.facts)
    assert all(skipped.reason.endswith((".", "?")) for skipped in found.skipped)


@settings(max_examples=200)
@given(ANY_TEXT, KINDS)
def test_any_text_is_read_or_refused(
    text: str, kind: Literal["markdown", "text", "html"] | None
) -> None:
    try:
        article = read_article(text, kind)
    except NotAnArticleError:
        assert "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)
        return
    check(text, article)
    assert article == read_article(text, kind)


@settings(max_examples=100)
@given(st.data(), st.sampled_from([PASTED, MARKDOWN, PAGE, OWN[:6_000], OWN[-9_000:]]))
def test_a_damaged_article_is_read(data: st.DataObject, text: str) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 60)))
        text = text[:start] + data.draw(SOUP) + text[end:]
    check(text, read_article(text))


@given(SOUP)
def test_the_text_of_markdown_without_html_is_the_text_as_given(text: str) -> None:
    if "<" not in text:
        assert read_article(text, "markdown").text == text


@pytest.mark.parametrize("text", [PASTED, MARKDOWN, PAGE, OWN])
def test_quotes_are_parts_of_the_text(text: str) -> None:
    check(text, read_article(text))


@pytest.mark.parametrize(
    "path",
    [
        SEED,
        SAMPLES / "electron_faq.md",
        SAMPLES / "fivethirtyeight_cabinet_loose.md",
        SAMPLES / "fivethirtyeight_primary_loose.md",
        SAMPLES / "jitsi_faq.md",
        SAMPLES / "openstax_ushistory_qa.md",
    ],
    ids=str,
)
def test_quotes_of_articles_of_other_people_are_parts_of_the_text(path: Path) -> None:
    text = shared(path)
    check(text, read_article(text))


def test_quotes_of_a_page_are_parts_of_its_words() -> None:
    body = LexborHTMLParser(PAGE.replace("</t", " </t").replace("</d", " </d")).body
    words = collapsed(body.text()) if body else ""
    for quote in quotes(read_article(PAGE)):
        assert collapsed(quote) in words


# What would take a careless reader very long, or a deep one down


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "[",
            "]",
            "(",
            "![a](",
            "[a](",
            "*",
            "*a ",
            "_",
            "`",
            "`a",
            "<",
            "<a ",
            "<p>",
            "<!--",
            "&",
        ),
        *(
            "{:",
            "\\",
            "#",
            "# a\n",
            ">",
            "> a\n",
            "- a\n",
            "1. a\n",
            "|",
            "a|b\n",
            "a|b\n-|-\n",
            "-",
        ),
        *(
            "=\n",
            "a\n",
            "\n",
            " ",
            "a",
            "1",
            "1,",
            ".",
            ". ",
            "A. ",
            '"? ',
            "?",
            "Why?\n",
            "Why?\nSo.\n",
        ),
        *(
            "Q: a\n",
            "**a?** b\n\n",
            "a: b\n",
            "1 car - x\n",
            "In 1990, ",
            "May ",
            "[^1]: a\n",
            "[^1]",
        ),
        *(
            "```\n",
            "~",
            "term\n: meaning\n",
            "<table>\n",
            "<ul>\n",
            "<div>\n",
            "שלום. ",
            "これ。",
            "\r",
        ),
        *("| a | b |\n|---|---|\n| x | 1 |\n| y | 2 |\n\n", "<b>*", "é", "\u202e", "a (1990): b\n"),
    ],
)
def test_no_repetition_takes_long(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    check(text, read_article(text))


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<div>",
            "<b>x<p>",
            "<ul><li>",
            "<table><tr><td>",
            "<td>",
            "<tr>",
            "<dl><dt>a<dd>b",
            "<p>x",
        ),
        *("<font '\"", "<a", "<blockquote>", "<td rowspan=9999 colspan=9999>", "<select>", "<svg>"),
        "<table><tr><th>a<th>b<tr><td>x<td>1<tr><td>y<td>2</table>",
    ],
)
def test_no_nesting_takes_long_or_deep(unit: str) -> None:
    text = "<html>" + unit * (20_000 // len(unit))
    check(text, read_article(text))


def test_a_table_of_10_000_columns_is_skipped() -> None:
    article = read_article("a|" * 10_000 + "\n" + "-|" * 10_000 + "\n" + "1|" * 10_000)
    assert article.blocks == () and len(article.skipped) == 1


def test_a_number_of_a_million_digits_is_no_number() -> None:
    article = read_article("Land|Dead\n-|-\nA|" + "9" * 1_000_000 + "\nB|2\nC|3")
    assert [fact.type for fact in read_facts(article).facts] == ["figure", "figure"]
