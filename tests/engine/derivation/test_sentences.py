"""Where sentences end, and what plain words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.sentences import sentence_spans
from quizapp.engine.derivation.words import collapsed, plain_words


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "One. Two! Three? Four… Five",
        'He said: "It ends." Then it ended.',
        "It was so (see above.) And then.",
        "It rose by 3.5 million. No more.",
        "In the U.S. The law is old.",
        "He was No. 5 in the row. He won.",
        "No. It was not.",
        "It lasted until 1945. 26 states signed.",
        "Noted.[^1] And again.[2] **Bold.** So.",
        "Raised.¹ And on.",
        "It was World War I. It ended.",
        "He met Smith Jr. The end.",
        "On Jan. 5 it began. In May it ended.",
        "Ends. «Starts.» ¿So? Yes.",
        "Ist es so? Ähnlich. Эта фраза. Другая.",
        "سؤال؟ جواب. نهاية۔ بداية",
        "שלום עולם. כן.",
    ],
)
def test_sentences_are_split_where_they_end(text: str) -> None:
    ends = [index for index, sign in enumerate(text) if sign == " "]
    assert " ".join(split(text)) == text and len(ends) >= len(split(text)) - 1
    assert len(split(text)) == EXPECTED[text]


EXPECTED = {
    "One. Two! Three? Four… Five": 5,
    'He said: "It ends." Then it ended.': 2,
    "It was so (see above.) And then.": 2,
    "It rose by 3.5 million. No more.": 2,
    "In the U.S. The law is old.": 2,
    "He was No. 5 in the row. He won.": 2,
    "No. It was not.": 2,
    "It lasted until 1945. 26 states signed.": 2,
    "Noted.[^1] And again.[2] **Bold.** So.": 4,
    "Raised.¹ And on.": 2,
    "It was World War I. It ended.": 2,
    "He met Smith Jr. The end.": 2,
    "On Jan. 5 it began. In May it ended.": 2,
    "Ends. «Starts.» ¿So? Yes.": 4,
    "Ist es so? Ähnlich. Эта фраза. Другая.": 4,
    "سؤال؟ جواب. نهاية۔ بداية": 4,
    "שלום עולם. כן.": 2,
}


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Dr. Jones vs. St. Peter.",
        "J. F. Kennedy spoke.",
        "The U.S. Army came.",
        "It is big, e.g. 1944 was, i.e. Big.",
        "They were... well, let's say friendly.",
        "1. First point",
        "Fig. 3 shows c. 1200 and approx. 5.",
        "See Smith et al. Nature is full.",
        'He asked "why?" and left.',
        "The Acme Inc. Board met.",
        ". . .",
        "What (. A",
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert split(text) == [text]


def test_sentences_without_spaces_between_them_are_split_at_their_signs() -> None:
    assert split("これは文です。そうです！「はい。」") == [
        "これは文です。",
        "そうです！",
        "「はい。」",
    ]


@given(st.text().map(str.strip))
def test_sentences_hold_all_of_a_text_but_white_space(text: str) -> None:
    spans = list(sentence_spans(text))
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a *b* **c** ***d*** _e_ __f__ ~~g~~", "a b c d e f g"),
        ("2.7 million*", "2.7 million*"),
        (
            "*Includes 5 * 3 and 5*3*1 and snake_case_name",
            "*Includes 5 * 3 and 5*3*1 and snake_case_name",
        ),
        ("[a](http://b_c_(d)) [e][f] ![g](h) <http://i.j>", "a e http://i.j"),
        ("1[^2] [3][4] [^5][^6]", "1[^2] [3][4] [^5][^6]"),
        ("`a*b*` ``c_d_``", "a*b* c_d_"),
        (r"\*a\* \_\_ 3 \| 4 \\", r"*a* __ 3 | 4 \ ".strip()),
        ("a<br>b <b class='x'>c</b> 1 < 2 > 1 <!-- d -->", "a b c 1 < 2 > 1"),
        ("km<sup>2</sup> a<sup>b</sup> &amp; &eacute;&nbsp;x", "km² ab & é x"),
        ("a {: .b} c", "a c"),
        ("**a *b**", "a *b"),
        ("\n a\t\xa0b ", "a b"),
    ],
)
def test_plain_words_are_without_marks(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


@given(st.text(st.sampled_from("ab *_`[]()<>&;\\!~{}:^1\n"), max_size=40))
def test_plain_words_are_single_spaced_and_not_longer(markdown: str) -> None:
    words = plain_words(markdown)
    assert words == collapsed(words) and len(words) <= len(markdown)
