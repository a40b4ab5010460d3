from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.plain_text import MAX_WORDS, Piece, showable, word_pieces


def test_what_no_page_can_hold_becomes_a_space() -> None:
    assert showable("a\0b\ud800c\ufffed\ne") == "a b c d\ne"


def test_words_that_changed_are_marked() -> None:
    assert word_pieces("the long river", "the wide river") == (
        Piece("same", "the "),
        Piece("gone", "long"),
        Piece("new", "wide"),
        Piece("same", " river"),
    )


def test_a_text_that_came_or_went_is_one_piece() -> None:
    assert word_pieces("", "new words") == (Piece("new", "new words"),)
    assert word_pieces("old words", "") == (Piece("gone", "old words"),)
    assert word_pieces("same", "same") == (Piece("same", "same"),)
    assert word_pieces("", "") == ()


def test_very_long_texts_are_compared_as_a_whole() -> None:
    long = "a " * MAX_WORDS
    assert word_pieces(long, "b") == (Piece("gone", long), Piece("new", "b"))


@given(st.text(), st.text())
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(piece.text for piece in pieces if piece.state != "new") == before
    assert "".join(piece.text for piece in pieces if piece.state != "gone") == after
