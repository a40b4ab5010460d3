"""The bytes of an article to its text, or to a sentence that says why they are none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.blocks import (
    MAX_BYTES,
    ArticleTooLargeError,
    NotAnArticleError,
)
from quizapp.engine.derivation.decoding import MOST_READ, decode_text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")), st.booleans())
def test_text_is_read_with_and_without_a_byte_order_mark(text: str, marked: bool) -> None:
    assert decode_text(text.encode("utf-8-sig" if marked else "utf-8")) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("é".encode("utf-16"), "The file is in UTF-16; save it as UTF-8."),
        (
            b"a\nb\n\xe9t\xe9",
            "Byte 4 of the file, in line 3, is 0xE9, which is not UTF-8; save the file as UTF-8.",
        ),
        (
            b"\xef\xbb\xbfa\n\xff",
            "Byte 5 of the file, in line 2, is 0xFF, which is not UTF-8; save the file as UTF-8.",
        ),
        (
            b"PK\x03\x04\n\x00",
            "Byte 5 of the file, in line 2, is a NUL, so this is not a text; save it as text, "
            "Markdown or HTML.",
        ),
    ],
)
def test_what_is_no_text_is_named_by_byte_and_line(data: bytes, message: str) -> None:
    with pytest.raises(NotAnArticleError) as error:
        decode_text(data)
    assert str(error.value) == message


def test_a_file_of_the_largest_size_is_read_and_no_larger_one() -> None:
    largest = b"\xef\xbb\xbf" + b"x" * MAX_BYTES
    assert len(decode_text(largest)) == MAX_BYTES
    with pytest.raises(ArticleTooLargeError, match="at most 5 MB; this one has more"):
        decode_text(largest + b"x")


def test_the_first_bytes_tell_that_a_file_is_too_large() -> None:
    with pytest.raises(ArticleTooLargeError):
        decode_text(("é" * MAX_BYTES).encode()[:MOST_READ])


@given(st.binary())
def test_any_bytes_end_in_a_text_or_in_a_sentence(data: bytes) -> None:
    with suppress(NotAnArticleError):
        assert decode_text(data).encode() == data.removeprefix(b"\xef\xbb\xbf")
