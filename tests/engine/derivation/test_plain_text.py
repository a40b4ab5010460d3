"""What is read of plain text as it is pasted."""

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import (
    Footnote,
)
from tests.engine.derivation.articles import PASTED
from tests.engine.derivation.reading import (
    cells,
    headings,
    lines,
    only_table,
    prose,
    tables,
)


def test_headings_of_plain_text_are_its_short_lines() -> None:
    assert headings(read_article(PASTED)) == [
        (2, "The Mountain That Nobody Wanted"),
        (2, "How the Ascents Began"),
        (2, "The Cost of the Mountain: Who Paid For It?"),
        (2, "What They Carried: The Loads"),
        (2, "Disputes That Never End"),
        (2, "Questions People Ask"),
        (2, "Final Words: Beyond the Summit"),
    ]


def test_tables_of_plain_text_need_no_outer_pipes_and_no_exact_row_of_dashes() -> None:
    timeline, figures, disputes = tables(read_article(PASTED))
    assert cells(timeline)[:2] == [
        ["Event", "Date", "Significance"],
        ["First survey", "August 1801", "The height is known"],
    ]
    assert timeline.section == ("How the Ascents Began",) and timeline.line == 7
    assert timeline.row_quotes[0] == "First survey | August 1801 | The height is known |"
    assert timeline.row_lines == (9, 10, 11)
    assert len(figures.rows) == 3 and figures.rows[2][2].footnotes == ("*",)
    assert figures.rows[2][2].text == "1,700" and figures.rows[2][2].raw == "1,700*"
    assert [row[0].text for row in disputes.rows] == ["First guide", "Lost flag"]


def test_a_line_under_a_table_is_a_footnote_where_the_table_has_its_mark() -> None:
    article = read_article(PASTED)
    assert article.footnotes == {"*": "Includes children. Source: parish books"}
    assert not any(text.startswith("*") for text in prose(article))
    unmarked = lines("a | b", "---|---", "1 | 2", "*Not a note.")
    assert unmarked.footnotes == {} and prose(unmarked) == ["*Not a note."]


@pytest.mark.parametrize(
    ("cell", "note", "mark"),
    [
        ("1*", "* A note", "*"),
        ("1*", r"\* A note", "*"),
        ("1*", "*A note*", "*"),
        ("1[a]", "[a] A note", "[a]"),
        ("1 †", "†A note", "†"),
        ("200¹", "¹ A note", "¹"),
        ("1[^n]", "[^n]: A note", "[^n]"),
    ],
)
def test_notes_are_found_by_the_marks_in_the_cells(cell: str, note: str, mark: str) -> None:
    article = lines("a | b", "---|---", f"x | {cell}", "", note)
    assert tables(article)[0].rows[0][1].footnotes == (mark,)
    assert article.footnotes == {mark: "A note"}
    assert [block.mark for block in article.blocks if isinstance(block, Footnote)] == [mark]


def test_the_first_of_two_notes_with_a_mark_counts_for_the_article() -> None:
    assert lines("[^1]: one", "[^1]: two").footnotes == {"[^1]": "one"}


def test_a_note_without_words_is_none() -> None:
    assert lines("a[^1].", "", "[^1]:").footnotes == {}


def test_a_table_takes_its_caption_from_the_words_before_it() -> None:
    table = ["a | b", "---|---", "1 | 2"]
    assert only_table("The numbers are:", *table).caption == "The numbers are:"
    assert only_table("Some words.", *table).caption == ""
    assert only_table("word " * 50 + ":", *table).caption == ""


def test_lines_of_text_without_wrapping_are_paragraphs_of_their_own() -> None:
    assert prose(read_article(PASTED))[-2:] == [
        "And that is all there is to say about it.",
        "Leave a Message",
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    article = lines(
        "When a text is wrapped at a width, its lines go on in the",
        "next one, which mostly begins with a small letter, and",
        "Names such as Ober make no difference where the line is as",
        "Full as the others are.",
        "",
        "A paragraph ends short.",
        "The next begins a new one, and it is",
        "again wrapped.",
    )
    first, *rest = prose(article)
    assert first.endswith("the others are.") and first.startswith("When a text")
    assert rest == [
        "A paragraph ends short.",
        "The next begins a new one, and it is again wrapped.",
    ]


def test_lines_under_marked_headings_go_on_until_a_sentence_ends() -> None:
    article = lines(
        "# A", "## B", "One line and", "Another one.", "A third.", "- item", "Not of it"
    )
    assert prose(article) == ["One line and Another one.", "A third.", "item", "Not of it"]


def test_a_line_can_be_broken_by_hand() -> None:
    assert prose(lines("# A", "## B", "one  ", "two\\", "three")) == ["one", "two\\", "three"]


def test_labels_and_figures_are_lines_of_their_own() -> None:
    article = lines("# A", "## B", "Height: 3 m", "Width: 4 m", "", "9 cars - new", "8 vans - old")
    assert prose(article) == ["Height: 3 m", "Width: 4 m", "9 cars - new", "8 vans - old"]
    years = lines("# A", "## B", "1789: It begins", "14 July 1789 – It goes on")
    assert prose(years) == ["1789: It begins", "14 July 1789 – It goes on"]


@pytest.mark.parametrize(
    "line",
    [
        "It Ends in a Full Stop.",
        "400 Jeeps - A Figure",
        "Weight: 12 kg",
        "4,000 Trucks",
        "a line without capitals",
        "A long line without the capitals of a title that goes on and on",
        "What is this?",
        "- A Bullet",
        "Year 1990 again",
        "x" * 300,
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert headings(lines(line, "Here is a sentence.")) == []


@pytest.mark.parametrize("line", ["The human cost", "Why the War Ended", "Who Won the War?"])
def test_a_short_line_over_a_paragraph_is_a_heading(line: str) -> None:
    assert headings(lines("It is so.", line, "Here is a sentence.")) == [(2, line)]


def test_the_first_short_line_is_the_title() -> None:
    article = lines("Rivers of the World", "The Nile", "It is long.")
    assert headings(article) == [(1, "Rivers of the World"), (2, "The Nile")]
    assert article.title == "Rivers of the World"


def test_many_short_lines_are_a_list_and_no_headings() -> None:
    assert headings(lines("Rome", "Paris", "London", "These are capitals.")) == []
