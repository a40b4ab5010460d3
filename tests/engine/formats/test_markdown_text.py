"""Plain text to Markdown: what is shown is the text as it was."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.engine.formats.markdown_text import escape_markdown
from quizapp.presentation import markdown as rendered

SIGNS = st.sampled_from(
    [
        *"ab1 \n\t*_`$<>&;#[](){}!~|-+=:.\\/",
        *("&amp;", "&#42;", "<b>", "---", "1. ", "- ", "[a](b)", "\n\n", "~~", "|-|", "===", "$x$"),
        *("# ", "> ", "http://a.b", "a@b.c", "![a](b.png)", "\n    ", "***", "__", "\\\\", "<!--"),
    ]
)
TEXTS = st.lists(SIGNS, max_size=14).map("".join).map(str.strip).filter(bool)


def shown(markdown: str) -> str:
    """The text that a page shows, as it would be copied from it."""
    page = str(rendered(markdown)).strip()
    text = re.sub(r"<br />\n?|<br>\n?", "\n", page).replace("</p>\n<p>", "\n\n")
    assert text.startswith("<p>") and text.endswith("</p>"), page
    text = text[3:-4]
    assert "<" not in text, page
    return html.unescape(text)


def as_seen(text: str) -> str:
    """A text as a page spaces it: a line's indentation is as wide, other spaces are one."""
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip(" ") for line in text.split("\n")]
    return re.sub(r"\n\n+", "\n\n", "\n".join(lines)).strip()


@given(TEXTS)
@example("2*3*4 = 24")
@example("a\n---\nb")
@example("1. one\n2) two")
@example("a | b\n--|--\n1 | 2")
@example("it costs $5 or $6")
def test_a_text_is_shown_as_it_was(text: str) -> None:
    assert as_seen(shown(escape_markdown(text))) == as_seen(text)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("What is 2 * 3?", "What is 2 * 3?"),
        ("2*3", "2\\*3"),
        ("snake_case", "snake_case"),
        ("_x_", "\\_x\\_"),
        ("a < b", "a < b"),
        ("<b>", "\\<b>"),
        ("AT&T &amp; co", "AT&T \\&amp; co"),
        ("[1] and (2)", "[1] and (2)"),
        ("[a](b)", "\\[a\\](b)"),
        ("- a", "\\- a"),
        ("-5", "-5"),
        ("1. a", "1\\. a"),
        ("1.5", "1.5"),
        ("a\nb", "a\\\nb"),
        ("a\n\n\nb", "a\n\nb"),
        ("a\n  b", "a\\\n\u00a0\u00a0b"),
        ("C:\\new", "C:\\new"),
        ("\\*", "\\\\\\*"),
        ("$5", "\\$5"),
    ],
)
def test_only_what_means_something_is_escaped(text: str, markdown: str) -> None:
    assert escape_markdown(text) == markdown
