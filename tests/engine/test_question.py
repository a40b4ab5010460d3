import re
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import Card, SingleChoice, TrueFalse
from quizapp.engine.question import Question, Source, stem_key
from tests.engine.strategies import questions

PLAIN = Question("kursk-1", "When was the battle of Kursk?", Card("1943"))


def codes(question: Question) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in question.faults()]


@given(questions())
def test_the_strategies_make_no_faults(question: Question) -> None:
    assert list(question.faults()) == []


@given(questions(), st.text(min_size=1))
def test_the_digest_ignores_the_key_and_the_hash_of_the_article(
    question: Question, key: str
) -> None:
    other = replace(question, key=key, source=replace(question.source, sha256="f" * 64))
    assert other.digest() == question.digest()
    assert re.fullmatch("[0-9a-f]{64}", question.digest())


@given(questions())
def test_the_digest_ignores_the_order_of_what_is_excluded(question: Question) -> None:
    other = replace(question, excludes=question.excludes[::-1])
    assert other.digest() == question.digest()


OTHER: dict[str, Any] = {
    "stem": "When did the battle of Kursk begin?",
    "body": Card("5 July 1943"),
    "explanation": "x",
    "points": Decimal(2),
    "topic": "x",
    "tags": ("x",),
    "difficulty": "easy",
    "time_limit": 30,
    "image": "x.png",
    "image_alt": "x",
    "source": Source(title="x"),
    "note": "x",
    "excludes": ("x",),
}


def test_the_digest_covers_every_other_field() -> None:
    assert set(OTHER) | {"key"} == {field.name for field in fields(Question)}
    of_source = {field.name for field in fields(Source)} - {"sha256"}
    digests = {replace(PLAIN, **{name: value}).digest() for name, value in OTHER.items()}
    digests |= {replace(PLAIN, source=Source(**{name: "y"})).digest() for name in of_source}
    assert len(digests | {PLAIN.digest()}) == len(OTHER) + len(of_source) + 1


def test_the_digest_does_not_change_between_releases() -> None:
    # Stored questions are compared by their digests: a change here makes a version of each anew.
    assert PLAIN.digest() == "a06a6103eb904b8e88469b8d7a517d3419ee60a0c2491c1513879ac80ea1fa55"
    source = Source("A title", "https://example.org", "page 1", "The battle began in July 1943.")
    sourced = replace(PLAIN, source=source)
    assert sourced.digest() == "bcd01b848f4df285fdaf25e321f6982e958172dc9c7c07e7f9e6c81bb6499ae3"


def test_the_digest_tells_kinds_apart_and_numbers_not() -> None:
    assert replace(PLAIN, points=Decimal("1.00")).digest() == PLAIN.digest()
    yes, no = replace(PLAIN, body=TrueFalse(True)), replace(PLAIN, body=TrueFalse(False))
    assert yes.digest() != no.digest()
    assert yes.kind == "true_false"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"key": ""}, [("id", "empty")]),
        ({"key": "k" * 200}, []),
        ({"key": "k" * 201}, [("id", "too_long")]),
        ({"key": "a\0"}, [("id", "control_character")]),
        ({"stem": ""}, [("question", "empty")]),
        ({"stem": " \n"}, [("question", "empty")]),
        ({"stem": "x" * 10_000}, []),
        ({"stem": "x" * 10_001}, [("question", "too_long")]),
        ({"stem": "a\tb\nc"}, []),
        ({"stem": "a\x1b"}, [("question", "control_character")]),
        ({"stem": "a\ud800"}, [("question", "control_character")]),
        ({"stem": "a\n"}, [("question", "spaces")]),
        ({"explanation": "x" * 10_001}, [("explanation", "too_long")]),
        ({"topic": "x" * 501}, [("topic", "too_long")]),
        ({"note": "x" * 10_001}, [("note", "too_long")]),
        ({"tags": ("a", "b")}, []),
        ({"tags": ("a", "b", "a")}, [("tags", "duplicate")]),
        ({"tags": ("",)}, [("tags", "empty")]),
        ({"tags": ("x" * 101,)}, [("tags", "too_long")]),
        ({"tags": tuple(map(str, range(100)))}, []),
        ({"tags": tuple(map(str, range(101)))}, [("tags", "too_many")]),
        ({"points": Decimal("0.01")}, []),
        ({"points": Decimal("1000.00")}, []),
        ({"points": Decimal("2.500")}, []),
        ({"points": Decimal(0)}, [("points", "out_of_range")]),
        ({"points": Decimal(-1)}, [("points", "out_of_range")]),
        ({"points": Decimal("1000.01")}, [("points", "out_of_range")]),
        ({"points": Decimal("0.125")}, [("points", "out_of_range")]),
        ({"points": Decimal("1e40")}, [("points", "out_of_range")]),
        ({"points": Decimal("nan")}, [("points", "out_of_range")]),
        ({"points": Decimal("inf")}, [("points", "out_of_range")]),
        ({"difficulty": "hard"}, []),
        ({"difficulty": "tricky"}, [("difficulty", "unknown")]),
        ({"time_limit": 5}, []),
        ({"time_limit": 86_400}, []),
        ({"time_limit": 4}, [("time_limit", "out_of_range")]),
        ({"time_limit": 86_401}, [("time_limit", "out_of_range")]),
        ({"image": "a.png"}, [("image_alt", "empty")]),
        ({"image": "a.png", "image_alt": " "}, [("image_alt", "spaces"), ("image_alt", "empty")]),
        ({"source": Source(url="https://example.org")}, []),
        ({"source": Source(url="HTTP://example.org/a?b#c")}, []),
        ({"source": Source(url="ftp://example.org")}, [("source_url", "address")]),
        ({"source": Source(url="javascript:alert(1)//http://a")}, [("source_url", "address")]),
        ({"source": Source(url="https:///a")}, [("source_url", "address")]),
        ({"source": Source(url="https://a b")}, [("source_url", "address")]),
        ({"source": Source(url="https://a/" + "b" * 2000)}, [("source_url", "too_long")]),
        ({"source": Source(quote="x" * 10_001)}, [("source_quote", "too_long")]),
        ({"source": Source(title="\0")}, [("source_title", "control_character")]),
        ({"source": Source(locator="x" * 501)}, [("source_locator", "too_long")]),
        ({"source": Source(form="timeline.date", sha256="0af9" * 16)}, []),
        ({"source": Source(form="x" * 100)}, []),
        ({"source": Source(form="x" * 101)}, [("form", "too_long")]),
        ({"source": Source(form="a\0")}, [("form", "control_character")]),
        ({"source": Source(sha256="0af9" * 16 + "0")}, [("source_hash", "hash")]),
        ({"source": Source(sha256="0af9" * 15)}, [("source_hash", "hash")]),
        ({"source": Source(sha256="0AF9" * 16)}, [("source_hash", "hash")]),
        ({"source": Source(sha256="0af9" * 16 + "\n")}, [("source_hash", "hash")]),
        ({"source": Source(sha256="\u0661" * 64)}, [("source_hash", "hash")]),
        ({"excludes": ("kursk-2", "kursk-3")}, []),
        ({"excludes": tuple(map(str, range(200)))}, []),
        ({"excludes": tuple(map(str, range(201)))}, [("excludes", "too_many")]),
        ({"excludes": ("k" * 200,)}, []),
        ({"excludes": ("k" * 201,)}, [("excludes", "too_long")]),
        ({"excludes": ("a\0",)}, [("excludes", "control_character")]),
        ({"excludes": (" a",)}, [("excludes", "spaces")]),
        ({"excludes": ("a", "")}, [("excludes", "empty")]),
        ({"excludes": (" ",)}, [("excludes", "empty")]),
        ({"excludes": ("a", "b", "a", "b")}, [("excludes", "duplicate")] * 2),
        ({"excludes": ("a", "kursk-1")}, [("excludes", "own_key")]),
        ({"body": SingleChoice(("a", "b"), 4)}, [("correct", "out_of_range")]),
        ({"stem": "", "body": Card("")}, [("question", "empty"), ("answer", "empty")]),
    ],
)
def test_faults(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(replace(PLAIN, **change)) == expected


@pytest.mark.parametrize(
    "image", ["a.png", "a/b c/d.JPG", "x.jpeg", "x.gif", "x.webp", "\u00e9t\u00e9.png", "a.b.png"]
)
def test_images_are_relative_paths(image: str) -> None:
    assert codes(replace(PLAIN, image=image, image_alt="x")) == []


@pytest.mark.parametrize(
    "image",
    [
        "/a.png",
        "../a.png",
        "a/../b.png",
        "./a.png",
        "a//b.png",
        "a\\b.png",
        "http://a/b.png",
        "data:image.png",
        "C:a.png",
        "a.svg",
        "a.png?x",
        "a.png#x.png",
        "%2e%2e/a.png",
        ".png",
        "png",
    ],
)
def test_other_images_are_faults(image: str) -> None:
    assert ("image", "path") in codes(replace(PLAIN, image=image, image_alt="x"))


def test_a_control_character_is_named_with_its_place() -> None:
    (fault,) = replace(PLAIN, stem="ab\x07").faults()
    assert "(U+0007) after the first 2 characters" in fault.message
    (fault,) = replace(PLAIN, stem="x" * 10_001).faults()
    assert fault.message == "This text has 10,001 characters; at most 10,000 are possible."


@given(st.text(st.characters()))
def test_a_stem_key_is_short_and_stable(stem: str) -> None:
    assert re.fullmatch("stem-[0-9a-f]{16}", stem_key(stem))
    assert stem_key(f"  {stem}\n") == stem_key(stem)


def test_a_stem_key_ignores_spacing_and_the_form_of_unicode_only() -> None:
    assert stem_key("a  b\u00e9\n") == stem_key("a be\u0301")
    assert stem_key("ab") != stem_key("a b") != stem_key("A b")
    assert stem_key("When?") == "stem-e5d2524902b78a2d"
