"""What is read of Markdown, and of HTML in it."""

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import (
    Bullet,
    Paragraph,
    Table,
)
from tests.engine.derivation.articles import MARKDOWN
from tests.engine.derivation.reading import (
    cells,
    headings,
    lines,
    only_table,
    prose,
    reasons,
    tables,
)


def test_the_headings_of_markdown_are_marked_or_underlined() -> None:
    article = read_article(MARKDOWN)
    assert article.title == "Rivers of Examplia"
    assert headings(article)[:5] == [
        (1, "Rivers of Examplia"),
        (2, "Timeline"),
        (3, "Notes on code"),
        (2, "Figures"),
        (1, "Glossary"),
    ]
    assert headings(lines("# A #", "## B ##", "#C"))[:2] == [(1, "A"), (2, "B")]


def test_a_block_stands_under_the_headings_above_it() -> None:
    article = read_article(MARKDOWN)
    assert tables(article)[1].section == ("Rivers of Examplia", "Figures")
    deep = lines("# A", "### B", "## C", "text.")
    assert deep.blocks[-1].section == ("A", "C")


def test_front_matter_is_skipped_but_for_its_title() -> None:
    assert read_article("---\ntitle: 'A *b*'\n---\nText.").title == "A b"
    assert read_article("---\r\nx: y\r\n...\r\nText.").title == ""
    unclosed = read_article("---\ntitle: A\n\nText.")
    assert unclosed.title == "" and prose(unclosed) == ["title: A", "Text."]


def test_marks_and_links_are_off_the_words_but_not_off_the_quote() -> None:
    paragraph = read_article(MARKDOWN).blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "The Long River rises in the hills. It was dammed on 3 May 1921."
    assert paragraph.sentences == (
        "The Long River rises in the hills.",
        "It was dammed on 3 May 1921.",
    )
    assert paragraph.sentence_quotes[0] == (
        "The *Long River* [rises](http://a.b/c_d) in the hills.[^1]"
    )


def test_emphasis_over_several_sentences_is_off_each() -> None:
    (paragraph,) = lines("**One here. Two here.**").blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.sentences == ("One here.", "Two here.")


def test_rows_are_as_wide_as_the_header_and_those_too_long_are_skipped() -> None:
    article = read_article(MARKDOWN)
    assert cells(tables(article)[0]) == [
        ["Event", "Date", "Significance"],
        ["Dam built", "3 May 1921", "ends the floods"],
        ["Bridge | ferry", "c. 1200", "first crossing"],
        ["Ragged", "1930s", ""],
    ]
    assert reasons(article) == [
        (17, "This row has more cells than the header has."),
        (21, "Code is not read."),
    ]


def test_an_outer_pipe_may_stand_for_a_blank_cell() -> None:
    table = only_table("City | Land | People", "---|---|---", "| B | 3", "X | Y |", "| D | E | F |")
    assert cells(table)[1:] == [["", "B", "3"], ["X", "Y", ""], ["D", "E", "F"]]


def test_a_table_ends_at_the_first_line_without_a_pipe() -> None:
    article = lines("a|b", "-|-", "1|2", "And text.", "3|4")
    assert cells(only_table("a|b", "-|-", "1|2", "And text.", "3|4")) == [["a", "b"], ["1", "2"]]
    assert prose(article) == ["And text.", "3|4"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a|b\n-|-\n1|2\n-|-\n3|4", "This table has a second row of dashes"),
        ("|a|\n|-|\n|1|", "This table has 1 column; 2 to 200 can be read."),
        ("a|" * 300 + "\n" + "-|" * 300 + "\n" + "1|" * 300, "more than 200 columns"),
        ("|a" * 201 + "\n" + "-|" * 201 + "\n" + "1|" * 201, "This table has 201 columns"),
    ],
)
def test_a_table_that_cannot_be_read_is_skipped_with_the_reason(text: str, reason: str) -> None:
    article = read_article(text)
    assert tables(article) == []
    assert [line for line, _ in reasons(article)] == [1] and reason in reasons(article)[0][1]


def test_the_header_of_a_table_may_have_marks() -> None:
    assert cells(only_table("*a*|b", "-|-", "`1`|2")) == [["a", "b"], ["1", "2"]]


def test_a_table_without_rows_is_none() -> None:
    assert lines("a|b", "-|-", "", "- - |").blocks == lines("", "", "", "- - |").blocks


def test_a_row_can_be_too_long_to_quote() -> None:
    article = lines("a|b", "-|-", "1|2", "x|" + "y" * 4_000)
    assert len(tables(article)[0].rows) == 1
    assert reasons(article) == [(4, "This row is longer than 4,000 characters.")]


def test_no_more_than_10_000_rows_of_a_table_are_read() -> None:
    article = lines("a|b", "-|-", *["1|2"] * 10_001)
    assert len(tables(article)[0].rows) == 10_000
    assert reasons(article) == [(10_003, "Only 10,000 rows of a table are read.")]


def test_no_more_than_250_000_cells_of_an_article_are_read() -> None:
    article = lines("a|" * 200, "-|" * 200, *["1|2"] * 1_300)
    assert len(tables(article)[0].rows) == 1_250
    assert reasons(article) == [(1_253, "Only 250,000 cells of an article are read.")]


def test_code_is_skipped_even_where_its_fence_stays_open() -> None:
    article = lines("~~~", "a|b", "-|-", "1|2", "```", "~~~~", "Text.", "```", "# Not read")
    assert prose(article) == ["Text."] and headings(article) == []
    assert reasons(article) == [(1, "Code is not read."), (8, "Code is not read.")]


def test_comments_rules_references_and_attributes_are_no_text() -> None:
    article = lines("One.", "<!-- a", "b -->", "---", "***", "[r]: http://x", "{: .c}", "^", "Two.")
    assert prose(article) == ["One.", "Two."] and headings(article) == []
    assert prose(lines("<!-- never closed")) == ["<!-- never closed"]


def test_a_row_of_dashes_underlines_no_long_paragraph() -> None:
    article = lines("word " * 40, "---", "Text.")
    assert headings(article) == [] and len(prose(article)) == 2


def test_bullets_are_items_with_the_lines_that_are_indented_under_them() -> None:
    article = lines(
        "- one", "  more", "* two", "+ [x] three", "• four", "5) five", "12. six", "-no"
    )
    bullets = [block for block in article.blocks if isinstance(block, Bullet)]
    assert [bullet.text for bullet in bullets] == [
        "one more",
        "two",
        "three",
        "four",
        "five",
        "six",
    ]
    assert bullets[0].quote == "one\n  more" and bullets[1].line == 3
    assert prose(article)[-1] == "-no"


def test_quoted_lines_are_paragraphs() -> None:
    (paragraph,) = lines("> one", "> > and two.").blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "one and two." and paragraph.quote == "one\n> > and two."


def test_bold_lines_are_headings_where_something_follows() -> None:
    article = lines("# A", "## B", "**Bold**", "Text.", "**Not. A.**", "x.", "__Last__")
    assert headings(article)[2:] == [(6, "Bold")]


def test_definitions_are_a_table_of_terms() -> None:
    table = tables(read_article(MARKDOWN))[2]
    assert cells(table) == [
        ["Term", "Definition"],
        ["delta", "where a river ends"],
        ["ford", "where it can be crossed on foot"],
    ]
    assert table.row_quotes[0] == "delta\n: where a river ends"
    assert prose(lines("Before it.", "term", ": meaning")) == ["Before it."]


def test_html_in_markdown_is_replaced_by_its_words() -> None:
    rows = "<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>"
    text = f"Before.\n\n<table>\n{rows}\n</table>\n\nAfter *this*.\n"
    article = read_article(text)
    assert article.text == "Before.\n\na b\n1 2\n\n\nAfter *this*.\n"
    first, table, last = article.blocks
    assert isinstance(table, Table) and cells(table) == [["a", "b"], ["1", "2"]]
    assert (first.line, table.line, last.line) == (1, 3, 8)
    assert table.row_quotes == ("1 2",) and last.quote == "After *this*."


def test_a_page_inside_a_document_with_headings_is_a_part_of_it() -> None:
    article = read_article("<h1 align=center>Title</h1>\n# A\n<div>\nText\n</div>\n")
    assert article.title == "Title" and prose(article) == ["Text"]


def test_wrapping_tags_are_no_text_and_inline_tags_no_end() -> None:
    article = lines(
        "# A", "## B", "<div x='y'>", "Some", "<b>bold</b> words", "</div>", "<center>x"
    )
    assert prose(article) == ["Some bold words", "x"]


def test_an_element_that_is_never_closed_is_read_as_text() -> None:
    article = lines("One.", "<p>", "<p>Two.", "Three.")
    assert prose(article) == ["One.", "Two.", "Three."]
