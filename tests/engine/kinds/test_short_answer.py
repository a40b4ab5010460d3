import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.kinds import InvalidResponse, PublicView, Review, ShortAnswer
from quizapp.engine.kinds.cells import Cells, UnreadableCells
from quizapp.engine.kinds.short_answer import FORGIVABLE
from tests.engine.strategies import short_answers

ALL = frozenset(FORGIVABLE)
FORGIVES = st.frozensets(st.sampled_from(FORGIVABLE))
CHANGED = {
    "case": ("Zhukov", "zHUKOV"),
    "accents": ("G\u00f6ring", "Goring"),
    "spaces": ("Nizhny Novgorod", " Nizhny\u00a0 Novgorod"),
    "punctuation": ("St. John", "St John"),
}


def is_right(accepted: str, given: str, forgives: frozenset[str]) -> bool:
    return ShortAnswer((accepted,), forgives).mark(given) == 1


@given(FORGIVES)
def test_what_is_forgiven_is_forgiven_and_nothing_else(forgives: frozenset[str]) -> None:
    right = {name for name, (key, given) in CHANGED.items() if is_right(key, given, forgives)}
    assert right == forgives


VARIANTS = st.tuples(
    st.sampled_from(["Z", "z", "\u017d"]),
    st.sampled_from(["-", " ", "", "\u2013", "\u00a0", ". "]),
    st.sampled_from(["\u00e9", "e\u0301", "\u00c9", "e"]),
    st.sampled_from(["'s", "\u2019s", "s"]),
    st.sampled_from([" 1.5", "-1.5", " 1,5", " 15"]),
    st.sampled_from(["", ".", " !"]),
).map("".join)


@given(VARIANTS, VARIANTS, FORGIVES)
def test_forgiving_more_never_makes_a_right_answer_wrong(
    key: str, text: str, forgives: frozenset[str]
) -> None:
    if is_right(key, text, forgives):
        assert all(is_right(key, text, forgives | {more}) for more in FORGIVABLE)


@given(short_answers())
def test_every_accepted_variant_is_right(body: ShortAnswer) -> None:
    assert [body.mark(text) for text in body.accepted] == [1] * len(body.accepted)
    assert [body.mark(unicodedata.normalize("NFD", text)) for text in body.accepted] == [
        1 for _ in body.accepted
    ]


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_lower_and_upper_case_are_the_same_where_forgiven(text: str) -> None:
    upper, lower = text.casefold().upper().casefold(), text.casefold()
    body = ShortAnswer((lower,), frozenset({"case"}))
    assert body.mark(upper) == body.mark(lower)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("Jean-Paul Sartre", "jean paul sartre"),
        ("Jean-Paul Sartre", "JeanPaul  Sartre."),
        ("don't", "don\u2019t"),
        ("don't", "don\u00b4t"),
        ("don't", "dont"),
        ("\u00abBarbarossa\u00bb", '"Barbarossa"'),
        ("1939-1945", "1939\u20131945"),
        ("1939-1945", "1939 \u2014 1945"),
        ("-5", "\u22125"),
        ("-5 degrees", "\u20135 Degrees."),
        ("Stra\u00dfe", "STRASSE"),
        ("\u0130zmir", "izmir"),
        ("\ufb01sh", "fish"),
        ("\uff21\uff22", "ab"),
        ("na\u00efve", "nai\u0308ve"),
        ("co\u00adoperate", "co\u2010operate"),
        ("a, 5", "A 5"),
        ("3,5", "3, 5"),
        ("etc.", "etc"),
    ],
)
def test_forgiven_by_default(key: str, given: str) -> None:
    assert is_right(key, given, ALL)
    assert is_right(given, key, ALL)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("1.5", "15"),
        (".5", "5"),
        ("-.5", "-5"),
        ("-5", "5"),
        ("10:30", "1030"),
        ("1/2", "12"),
        ("C#", "C"),
        ("5%", "5"),
        ("AT&T", "ATT"),
        ("Zhukov", "Zhukow"),
        ("the Don", "Don"),
        ("+5", "5"),
        ("a", ""),
        ("a", "..."),
    ],
)
def test_not_forgiven_by_default(key: str, given: str) -> None:
    assert not is_right(key, given, ALL)
    assert not is_right(given, key, ALL)


def test_exact_compares_all_but_the_form_of_unicode() -> None:
    nothing: frozenset[str] = frozenset()
    assert is_right("\u00e9", "e\u0301", nothing)
    assert is_right("a", " a ", nothing)
    assert not is_right("x\u00b2", "x2", nothing)
    assert not is_right("a b", "a  b", nothing)
    assert is_right("?", "?", nothing)


@pytest.mark.parametrize(
    ("fields", "response"),
    [([" Zhukov "], "Zhukov"), (["e\u0301"], "\u00e9"), ([" "], None), ([], None)],
)
def test_the_typed_text_is_kept_stripped_and_in_nfc(
    fields: list[str], response: str | None
) -> None:
    body = ShortAnswer(("a",))
    assert body.parse(fields, 1) == response
    assert body.public_view(1) == PublicView("text")


def test_two_texts_are_refused() -> None:
    with pytest.raises(InvalidResponse, match="one answer only"):
        ShortAnswer(("a",)).parse(["a", "b"], 1)


def test_review_shows_all_accepted_answers() -> None:
    assert ShortAnswer(("a", "b")).review("c") == Review(given="c", expected="a; b")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ShortAnswer(()), [("correct", "empty")]),
        (ShortAnswer(("a", " ")), [("accepted", "spaces"), ("accepted", "empty")]),
        (ShortAnswer(("?!",)), [("correct", "empty")]),
        (ShortAnswer(("?!",), frozenset()), []),
        (ShortAnswer(("a" * 200,)), []),
        (ShortAnswer(("a" * 201,)), [("correct", "too_long")]),
        (ShortAnswer(("a\0",)), [("correct", "control_character")]),
        (ShortAnswer(tuple(map(str, range(100)))), []),
        (ShortAnswer(tuple(map(str, range(101)))), [("accepted", "too_many")]),
        (ShortAnswer(("a",), frozenset({"case", "typos"})), [("tolerance", "unknown")]),
    ],
)
def test_faults(body: ShortAnswer, expected: list[tuple[str, str]]) -> None:
    assert [(fault.field, fault.code) for fault in body.faults()] == expected


def test_an_answer_of_signs_alone_is_told_to_be_exact() -> None:
    (fault,) = ShortAnswer(("?!",)).faults()
    assert "write exact in tolerance" in fault.message
    (fault,) = ShortAnswer(("",)).faults()
    assert fault.message == "This answer is empty."


@pytest.mark.parametrize(
    ("cells", "body"),
    [
        (Cells(correct="a"), ShortAnswer(("a",))),
        (Cells(correct="a|b", accepted="c\\|d"), ShortAnswer(("a", "b", "c|d"))),
        (
            Cells(correct="a", tolerance="Case | spaces"),
            ShortAnswer(("a",), frozenset({"case", "spaces"})),
        ),
        (Cells(correct="a", tolerance="EXACT"), ShortAnswer(("a",), frozenset())),
    ],
)
def test_cells(cells: Cells, body: ShortAnswer) -> None:
    assert ShortAnswer.from_cells(cells) == body


def test_the_first_answer_is_written_apart_from_the_others() -> None:
    body = ShortAnswer(("a", "b", "c"), frozenset({"spaces", "case"}))
    assert body.to_cells() == Cells(correct="a", accepted="b|c", tolerance="case|spaces")
    assert ShortAnswer(("a",)).to_cells() == Cells(correct="a")
    assert ShortAnswer(("a",), frozenset()).to_cells() == Cells(correct="a", tolerance="exact")


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        (Cells(accepted="a"), ["correct"]),
        (Cells(correct="a", tolerance="typos|case|0.5"), ["tolerance", "tolerance"]),
        (Cells(correct="a", tolerance="exact|case"), ["tolerance"]),
    ],
)
def test_unreadable_cells(cells: Cells, fields: list[str]) -> None:
    with pytest.raises(UnreadableCells) as caught:
        ShortAnswer.from_cells(cells)
    assert [fault.field for fault in caught.value.faults] == fields
