"""The HTML of Anki's fields to Markdown, and back."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.engine.formats.rich_text import MAX_DEPTH, to_html, to_markdown
from quizapp.presentation import markdown as rendered
from tests.engine.strategies import texts

SIGNS = st.sampled_from(
    [*"ab1 \n*`$<>&;#[](){}-_\\.~|", "**", "- ", "1. ", "\n\n", "\\\n", "<br>", "&lt;", "\\("]
)
MARKDOWN = st.one_of(
    texts(60), st.lists(SIGNS, min_size=1, max_size=14).map("".join).map(str.strip).filter(bool)
)
PIECES = st.one_of(
    st.text("ab 1*_-.#()[]~|+=:!", min_size=1, max_size=6),
    st.sampled_from(["<br>", "&lt;", "&amp;amp;", "&nbsp;", "\\", "1. ", "- ", "> ", "=="]),
)

HTML_SIGNS = st.sampled_from(
    [*"<>/abiul \"'=&;$\\()[]", "<b", "<ul><li>", "</", "<!--", "<pre>", "<a>", "</a>", "</b>"]
)


@st.composite
def fields(draw: st.DrawFn, depth: int = 3) -> str:
    tag = draw(st.sampled_from(["b", "i", "u", "strong", "em", "span", "div", "p", "", ""]))
    inside = PIECES if not depth else st.one_of(PIECES, fields(depth - 1))
    content = "".join(draw(st.lists(inside, max_size=4)))
    return f"<{tag}>{content}</{tag}>" if tag else content


def letters(page: str) -> str:
    """The characters that a page shows, but spaces."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[a-z/][^<>]*>", "", page)))


@given(fields())
@example("<b>a</b>b<i>*</i>")
@example("a<div>- b</div>")
def test_what_a_field_shows_is_shown(field: str) -> None:
    assert letters(str(rendered(to_markdown(field)))) == letters(field)


@given(MARKDOWN)
@example("x **b** *i* `c` $m$\\\ny\n\n- a\n- b")
@example('<div class="markdown">a</div>')
def test_markdown_comes_back_from_its_html(text: str) -> None:
    assert to_markdown(to_html(text)) == text


@given(st.lists(HTML_SIGNS, max_size=30).map("".join))
def test_any_text_is_some_markdown(text: str) -> None:
    assert isinstance(to_markdown(text), str)


@pytest.mark.parametrize(
    ("field", "markdown"),
    [
        ("", ""),
        ("a&nbsp;b<br />c", "a b\\\nc"),
        ("<div>x</div><div>y</div>", "x\\\ny"),
        ("<p>x</p><p>y</p>", "x\n\ny"),
        ("<p>x</p>\n<p>y</p>", "x\n\ny"),
        ("a<hr>b", "a\\\nb"),
        ("H<sub>2</sub>O, x<sup>ab</sup>, x<sup>a</sup>", "H\u2082O, x^(ab), x^a"),
        ('<img src="a/b.png"> t<img>', "[image: b.png] t[image]"),
        (
            "<ul><li>a<ul><li>n</li></ul></li><li><b>c</b></li></ul>z",
            "- a\n   - n\n- **c**\n\nz",
        ),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li>a<br>b</li></ul>", "- a\\\n  b"),
        ("<li>alone</li>", "- alone"),
        ("<ul></ul>a", "a"),
        ("</ul>x", "x"),
        ("\\(x&lt;y\\) [$]a[/$] \\[b\\] [$$]c[/$$]", "$x<y$ $a$ $b$ $c$"),
        ("\\($\\)", "\\$"),
        ("<b>a<br>b</b>", "**a**\\\n**b**"),
        ("<b>a<div>b</div>c</b>d", "**a**\\\n**b**\\\n**c**d"),
        ("<b><i>x</i></b>y", "***x***y"),
        ("<b>a<b>b</b></b>", "**ab**"),
        ("<b></b>a<b> b </b>c", "a **b** c"),
        ("<b>x", "**x**"),
        # Where it would not be read as emphasis, there is none.
        ("*<b>a</b>", "\\*a"),
        ("foo<b>(x)</b>bar", "foo(x)bar"),
        ("(<b>a</b>)", "(**a**)"),
        ("<b>a:</b>b <b>c:</b> d", "a:b **c:** d"),
        ("<b><i>:</i>1</b>2", "**:1**2"),
        ("<b>a<i>:</i></b>1", "a:1"),
        ("<b>a\\&nbsp;</b>b", "**a\\\\** b"),
        ("<script>x</script><style>y</style>ok", "ok"),
        ("a<!-- c -->b", "ab"),
        ("<pre>if x:\n  y</pre>", "if\u00a0x:\\\n\u00a0\u00a0y"),
        ("<code>a b</code> <code>`</code> <code> </code>", "`a b` \\`"),
        ("<a href='https://x.y/z'>t</a>", "t (https://x.y/z)"),
        ("<a href='https://x.y'>https://x.y</a>", "https://x.y"),
        ("<a href='javascript:x'>u</a><a>v</a>", "uv"),
        ("[<b>a</b>](b)", "\\[**a**\\](b)"),
        ("- fast<div>- small</div>", "\\- fast\\\n\\- small"),
        ("1. a<br>2. b", "1\\. a\\\n2\\. b"),
        ('<div class="markdown">a<b>b</b></div>', "a**b**"),
        ('<div class="markdown">3*4<br>&lt;</div>', "3*4\n<"),
        ("a<sub></sub>b", "ab"),
        ("<b><i>1</i>1<i>1</i></b>", "**111**"),
        ("<frameset>", ""),
    ],
)
def test_a_field_has_the_markdown_that_shows_the_same(field: str, markdown: str) -> None:
    assert to_markdown(field) == markdown


@pytest.mark.parametrize(
    ("markdown", "field"),
    [
        ("plain", "plain"),
        ("a **b** *c*", "a <b>b</b> <i>c</i>"),
        ("$x^2$ `c`", "\\(x^2\\) <code>c</code>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("a\\\nb", "a<br>b"),
        ("3\\*4", "3*4"),
        ("3*4", '<div class="markdown">3*4</div>'),
        ("# h\n\ta", '<div class="markdown"># h<br>&#9;a</div>'),
    ],
)
def test_markdown_has_html_or_is_kept_as_it_is(markdown: str, field: str) -> None:
    assert to_html(markdown) == field


def test_a_field_that_is_nested_too_deeply_is_its_text() -> None:
    assert to_markdown("<div>" * (MAX_DEPTH + 1) + "x <b>y</b>") == "x y"
    assert to_markdown("<br>" * 5 + "<b>x</b>") == "**x**"
