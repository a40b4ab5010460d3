"""What is read of pages in HTML."""

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import QA, Article, Block, Bullet, Heading, Paragraph, Table
from tests.engine.derivation.articles import PAGE
from tests.engine.derivation.reading import asked, cells, headings, prose, reasons, tables


def page(*parts: str) -> Article:
    return read_article("".join(parts), "html")


def only_table(*rows: str) -> Table:
    (table,) = tables(page("<table>", *rows, "</table>"))
    return table


def test_the_words_of_a_page_are_its_text_one_block_a_line() -> None:
    article = read_article(PAGE)
    assert article.text.split("\n")[:6] == [
        "Moons",
        "The largest moon was found on 7 January 1610.1 It is big & round.",
        "Data",
        "Sizes",
        "Moon Width Found",
        "Io 3,643 km2 1610",
    ]
    assert "color" not in article.text and "Copyright" not in article.text
    assert [block.line for block in article.blocks][:4] == [1, 2, 3, 4]


def test_headings_and_paragraphs_of_a_page_are_blocks() -> None:
    article = read_article(PAGE)
    assert headings(article) == [(1, "Moons"), (2, "Data"), (2, "What is a moon?")]
    assert article.title == "Moons"
    assert read_article("<html><title> A\nb</title><body>x").title == "A b"
    paragraph = article.blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.sentences == (
        "The largest moon was found on 7 January 1610.",
        "It is big & round.",
    )
    assert paragraph.sentence_quotes[0] == "The largest moon was found on 7 January 1610.1"


def test_a_table_of_a_page_is_read_with_its_merged_rows() -> None:
    table = tables(read_article(PAGE))[0]
    assert cells(table) == [
        ["Moon", "Width", "Found"],
        ["Io", "3,643 km²", "1610"],
        ["Titan", "5,150 km", "1655"],
        ["Rhea", "1,527 km", "1655"],
    ]
    assert table.caption == "Sizes" and table.row_quotes[2] == "Rhea 1,527 km"
    assert reasons(read_article(PAGE)) == [(9, "This row has merged cells.")]


def test_questions_of_a_page_are_headings_bold_or_terms() -> None:
    assert asked(read_article(PAGE)) == [
        ("What is a moon?", "A body that circles a planet."),
        ("Has it air?", "Seldom."),
        ("Is it far?", "Yes, very."),
    ]
    assert asked(page("<p><b>Why?</b><br>So.</p>")) == [("Why?", "So.")]
    assert asked(page("<p>But <b>why?</b> So.</p>")) == []
    assert asked(page("<li><b>Why?</b> So.</li>")) == []


def test_definitions_of_a_page_are_a_table_of_terms() -> None:
    assert cells(tables(read_article(PAGE))[1]) == [
        ["Term", "Definition"],
        ["crater", "a round hollow"],
        ["mare", "a dark plain"],
    ]


def test_terms_and_definitions_that_stand_alone_are_text() -> None:
    assert prose(page("<dl><dd>a</dd><dt>b<dt>c</dl><p>d<dl><dt>e")) == ["a", "b", "c", "d", "e"]
    assert prose(page("<dl><dt>a<dd>b<dd>c</dl>")) == ["c"]


def test_items_are_bullets_and_nesting_is_ignored() -> None:
    article = page("<ul><li>one<ul><li><p>two</p><p>more</p></li></ul></li><li></li></ul>")
    kinds = [(type(block), block.quote) for block in article.blocks]
    assert kinds == [(Bullet, "one"), (Bullet, "two"), (Paragraph, "more")]


def test_a_broken_line_ends_a_paragraph_but_no_heading() -> None:
    article = page("<h2>A<br>b</h2><p>one<br>two</p><div>three<div>four</div>five</div>")
    assert headings(article) == [(2, "A b")]
    assert prose(article) == ["one", "two", "three", "four", "five"]


def test_bold_paragraphs_are_headings() -> None:
    assert headings(page("<p><b>Bold</b> </p><p>Text <b>x</b></p>")) == [(6, "Bold")]


@pytest.mark.parametrize(
    "hidden",
    ["<p hidden>x</p>", "<div class='a navbox'>x</div>", "<!-- x -->", "<svg><text>x</text></svg>"],
)
def test_what_is_hidden_or_arranges_the_page_is_left_out(hidden: str) -> None:
    assert page(hidden, "<p>y</p>").text == "y\n"


def test_a_page_is_known_by_its_first_tag() -> None:
    assert read_article(" <!doctype html><p>a").text == "a\n"
    assert read_article("<p>a *b*</p>").text == "a *b*\n"
    assert read_article("<p>a</p>\n# B\n").title == "B"
    assert read_article("a <p>b</p>").text == "a <p>b</p>"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("<tr><th colspan=2>a<tr><td>1<td>2", "This table has merged cells in its header."),
        ("<tr><th rowspan=2>a<th>b<tr><td>2", "This table has merged cells in its header."),
        ("<tr><th>a<td>1<tr><th>b<td>2", "This table has no header row."),
        ("<tr><td>a<td>12<tr><td>b<td>2", "This table has no header row."),
        ("<tr>" + "<th>a" * 201, "This table has 201 columns; 2 to 200 can be read."),
    ],
)
def test_a_table_of_a_page_that_cannot_be_read_is_skipped(table: str, reason: str) -> None:
    article = page("<table>", table, "</table>")
    assert tables(article) == [] and reasons(article) == [(1, reason)]


def test_a_table_without_rows_is_none() -> None:
    assert page("<table><caption>c</caption></table>").blocks == ()
    assert page("<table><tr><th>a<th>b</table>").blocks == ()


def test_a_header_may_have_a_blank_corner_and_no_marked_cells() -> None:
    assert cells(only_table("<tr><td><th>b<tr><th>r<td>1")) == [["", "b"], ["r", "1"]]
    assert cells(only_table("<tr><td>a<td>b<tr><td>r<td>1")) == [["a", "b"], ["r", "1"]]


def test_merged_rows_reach_down_and_push_the_other_cells_aside() -> None:
    table = only_table(
        "<tr><th>a<th>b<th>c",
        "<tr><td rowspan=3>x<td>1<td>2",
        "<tr><td>3<td>4",
        "<tr><td>5",
        "<tr><th>a<th>b<th>c",
        "<tr><td>y<td>6<td rowspan=2>7",
        "<tr><td>z",
        "<tr><td rowspan=zero>z<td colspan=99999>9",
    )
    assert cells(table)[1:] == [
        ["x", "1", "2"],
        ["x", "3", "4"],
        ["x", "5", ""],
        ["y", "6", "7"],
        ["z", "", "7"],
        ["z", "9", ""],
    ]


def test_cells_that_span_far_too_much_are_bounded() -> None:
    article = page("<table><tr><th>a<th>b<tr><td rowspan=9999 colspan=9999>1<td>2</table>")
    assert tables(article) == [] and reasons(article) == [(2, "This row has merged cells.")]


def test_blocks_in_a_cell_are_words_beside_each_other() -> None:
    table = only_table("<tr><th>a<th>b<tr><td><p>one</p><p>two</p>x<br>y<td><b>t</b>en")
    assert cells(table)[1] == ["one two x y", "ten"]


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>out{}<td>side</table>",
        "<table role=presentation><tr><td>out{}<td>side</table>",
    ],
)
def test_a_table_that_arranges_the_page_is_text(layout: str) -> None:
    inner = "<table><tr><th>a<th>b<tr><td>1<td>2</table>"
    article = page(layout.format(inner))
    assert prose(article) == ["out", "side"]
    assert [cells(table) for table in tables(article)] == [[["a", "b"], ["1", "2"]]]


def test_tags_that_are_nested_too_deep_are_dropped() -> None:
    article = page("<div>" * 100_000, "<p>Deep.</p> <p>Deeper.</p>", "</div>" * 3)
    assert prose(article) == ["Deep.", "Deeper."]
    assert reasons(article)[0][1].startswith("The tags are nested more than 200 deep")
    shallow = page("<div></div>" * 1_000, "</b>" * 300, "<p>x</p>")
    assert shallow.skipped == ()


def test_formatting_that_is_never_closed_is_not_repeated() -> None:
    article = page("<b><i><font>" * 30, "<p>x" * 1_000)
    assert prose(article) == ["x"] * 1_000


def test_a_page_without_a_body_is_empty() -> None:
    assert page("<frameset><frame></frameset>").blocks == ()


def test_no_more_rows_and_cells_of_a_page_are_kept_than_are_read() -> None:
    rows = page("<table><tr><th>a<th>b", "<tr><td>1<td>2" * 10_010, "</table>")
    assert len(tables(rows)[0].rows) == 10_000
    assert "Only 10,000 rows" in reasons(rows)[0][1]
    wide = page("<table><tr>", "<th>a" * 100, ("<tr>" + "<td>1" * 100) * 2_600, "</table>")
    assert len(tables(wide)[0].rows) == 2_500
    assert "Only 250,000 cells" in reasons(wide)[0][1]


def test_every_block_has_its_type() -> None:
    kinds: set[type[Block]] = {type(block) for block in read_article(PAGE).blocks}
    assert kinds == {Heading, Paragraph, Table, QA, Bullet}
