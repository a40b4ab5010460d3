"""What the words of questions are: compared, quoted, and shown by Markdown as they stand."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.engine.derivation.wording import (
    GAP,
    as_markdown,
    content_words,
    in_quotes,
    names_a_year,
    quoted,
    same_words,
    sentence,
)
from quizapp.presentation import markdown, markdown_line

# Texts of an article have single spaces, and nothing that cannot be printed.
SIGNS = st.sampled_from("*_`[]()<>&;#\\~!|-+=.:\"' /1aé“”$^{}")
TEXTS = st.lists(
    st.one_of(
        *(SIGNS, SIGNS, SIGNS),
        st.sampled_from(
            [GAP, " ", "a b", "12", "&amp;", "&#65;", "~~", "~~~", "**", "__", "- ", "1. ", "# "]
        ),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], max_codepoint=0x3000),
    ),
    max_size=12,
).map(lambda parts: " ".join("".join(parts).split()))


def shown(page: str) -> str:
    """The text of a page, without its tags."""
    return html.unescape(re.sub("<[^>]*>", "", page)).strip()


@given(TEXTS)
@example("1941. a new year")
@example("2) the second")
@example("- a - b")
@example("+ 5 men")
@example("# 1 of all")
@example("> 100 tons")
@example("---")
@example(GAP)
@example("~~~a~~~ and ~~b~~")
@example(f"({GAP}a{GAP}) and {GAP}")
@example("$5 and $6, a$ and $b$ or $1$")
@example("snake_case _and_ x_ *y* `z` [l](u) ![i](u) <b> &amp; &#38; \\* AT&T;")
def test_markdown_shows_the_same_text(text: str) -> None:
    for page in (markdown(as_markdown(text)), markdown_line(as_markdown(text))):
        assert shown(page) == text
        assert re.findall("<(?!/?p>)[^>]*>", page) == []


@given(TEXTS, TEXTS)
def test_markdown_shows_the_same_text_within_a_sentence(first: str, second: str) -> None:
    quotes = f"“{second}”"
    text = f"Say {as_markdown(first)} before {as_markdown(quotes)}."
    if first.count(GAP) + second.count(GAP) < 2:
        assert " ".join(shown(markdown(text)).split()) == " ".join(
            f"Say {first} before {quotes}.".split()
        )


@pytest.mark.parametrize(
    "text",
    [
        f"It was {GAP} then.",
        f"“{GAP}”: what was it?",
        f"In {GAP}-1943, 1.5 % of (some) snake_case & more.",
        "1941 was cold. 2) is no item here, nor 3. this - or # this.",
        "-12 °C, +5, 1.5 million, #1",
    ],
)
def test_a_plain_text_and_its_gap_are_left_as_they_are(text: str) -> None:
    assert as_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("*a* [b] <c> `d` \\", r"\*a\* \[b\] \<c> \`d\` \\"),
        ("_a_ b_c", r"\_a\_ b_c"),
        ("~~a~~ ~b", r"\~~a\~~ ~b"),
        ("&amp; & AT&T", r"\&amp; & AT&T"),
        ("1941. So", r"1941\. So"),
    ],
)
def test_a_sign_that_means_something_is_escaped(text: str, marked: str) -> None:
    assert as_markdown(text) == marked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The battle of Kursk, and after it the rest", {"battle", "kursk", "rest"}),
        ("Battles of the Tanks", {"battle", "tank"}),
        ("Stalin’s army and Hitler's", {"stalin", "army", "hitler"}),
        ("In 1942, 1.5 million", {"1942", "1.5", "million"}),
        ("the US and the USA", {"usa"}),
        ("glass status crisis gas", {"glass", "status", "crisis", "gas"}),
        ("ﬁnal ＫＵＲＳＫ snake_case", {"final", "kursk", "snake", "case"}),
        ("four cars for trains", {"four", "cars", "train"}),
        ("… – “?”", set()),
        ("", set()),
    ],
)
def test_content_words_are_those_that_say_something(text: str, words: set[str]) -> None:
    assert content_words(text) == words


@given(TEXTS, TEXTS)
def test_two_texts_have_the_content_words_of_both(first: str, second: str) -> None:
    assert content_words(f"{first} {second}") == content_words(first) | content_words(second)


@given(st.text("abCeésTh '’.-_1", max_size=30))
def test_content_words_do_not_depend_on_case(text: str) -> None:
    assert content_words(text) == content_words(text.upper()) == content_words(text.lower())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Battle of Kursk", " battle  of KURSK. "),
        ("“Yes”", '"yes"'),
        ("It’s", "it's"),
        ("1941–42", "1941-42"),
        ("1941—42", "1941−42"),
        ("a‑b", "a‐b"),
        ("‘So’", "So"),
        ("ﬁve", "five"),
    ],
)
def test_words_are_the_same_whatever_signs_they_are_written_with(first: str, second: str) -> None:
    assert same_words(first) == same_words(second)


@pytest.mark.parametrize(
    ("first", "second"), [("a b", "ab"), ("C", "C#"), ("1.5", "15"), ("a", "á"), ("tank", "tanks")]
)
def test_other_words_are_not_the_same(first: str, second: str) -> None:
    assert same_words(first) != same_words(second)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Fire of 1940", True),
        ("In 476 and after", True),
        ("Model 12", False),
        ("10000 men", False),
        ("Year", False),
    ],
)
def test_a_number_of_three_or_four_digits_may_be_a_year(text: str, has: bool) -> None:
    assert names_a_year(text) is has


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kursk", "“Kursk”"),
        ('"Always Hans"', '"Always Hans"'),
        ("“Always Hans”", "“Always Hans”"),
        ("«So»", "«So»"),
        ("‘So’", "‘So’"),
        ("'So'", "'So'"),
        ("5'", "“5'”"),
        ('"So" he said', '“"So" he said”'),
    ],
)
def test_a_text_is_put_in_quotes_unless_it_has_its_own(text: str, expected: str) -> None:
    assert quoted(text) == expected
    assert in_quotes(text) == expected


def test_a_text_in_quotes_is_shown_as_it_is() -> None:
    assert in_quotes("A*B") == r"“A\*B”"
    assert in_quotes('"A*B"') == r'"A\*B"'
    assert in_quotes("1. May") == "“1. May”"


@pytest.mark.parametrize("text", ["So.", "So!", "So?", "So…", 'He said "so."', "He said “so.”"])
def test_a_sentence_that_ends_is_left_alone(text: str) -> None:
    assert sentence(text) == text


@pytest.mark.parametrize("text", ["So", "So)", "“So”", "So:"])
def test_any_other_text_becomes_a_sentence(text: str) -> None:
    assert sentence(text) == f"{text}."
