"""Anki's text files: what they say is done, and what we write is read as the same cards."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from quizapp.engine.formats.anki_text import as_card, write_anki_text
from quizapp.engine.formats.guard import is_risky
from quizapp.engine.formats.plan import Said
from quizapp.engine.kinds import Card, Kind
from quizapp.engine.kinds.checks import MAX_LONG_TEXT
from quizapp.engine.question import Question, stem_key
from tests.engine.formats.tables import asked, faults_of, planned, questions_of, taken
from tests.engine.strategies import bodies, optional_texts, texts

SIGNS = st.sampled_from(
    [*"=+-@#'%_\"\t\n &<>:;,|*$`\\[]()!~", "\u3000", "\uff1d", "::", "{{c1::a}}"]
)
ODD_TEXTS = st.one_of(
    texts(),
    st.lists(st.one_of(SIGNS, st.text("ab1\u00e9\u65e5", max_size=3)), min_size=1, max_size=8)
    .map("".join)
    .map(str.strip)
    .filter(bool),
)
ODD_TAGS = ("a b", "a_b", "50%", "#x", "=1", "@", "+", "-")
TAGS = st.lists(ODD_TEXTS, max_size=4, unique=True).map(tuple)


def questions() -> SearchStrategy[Question]:
    optional = st.one_of(optional_texts(), ODD_TEXTS)
    drawn = st.builds(
        Question,
        key=ODD_TEXTS,
        stem=ODD_TEXTS,
        body=st.one_of(bodies(), ODD_TEXTS.map(Card)),
        explanation=optional,
        topic=optional,
        tags=TAGS,
    )
    return drawn.filter(lambda question: not [*question.faults()])


BANKS = st.lists(questions(), max_size=5, unique_by=lambda question: question.key)


def written(bank: Iterable[Question], title: str = "Bank") -> bytes:
    return "".join(write_anki_text(bank, title)).encode()


@given(BANKS, st.one_of(st.just("Rome"), texts(), ODD_TEXTS))
@example([Question("=1+1", "=1+1", Card("@x"), "-y", topic="+t", tags=ODD_TAGS)], "=T")
def test_what_is_written_is_read_as_the_same_cards(bank: list[Question], title: str) -> None:
    data = written(bank, title)
    if not bank:
        assert data.decode().startswith("#separator:tab\n#html:true\n")
        return
    assert planned(data).asks == ()
    assert questions_of(data) == [as_card(question) for question in bank]


@given(BANKS, ODD_TEXTS)
def test_no_written_cell_begins_like_a_formula(bank: list[Question], title: str) -> None:
    text = written(bank, title).decode()
    lines = io.StringIO(re.sub(r"\A(?:#.*\n)+", "", text), newline="")
    for row in csv.reader(lines, delimiter="\t", strict=True):
        for cell in row:
            assert cell[:1] not in {*"=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"} or not is_risky(cell)


@given(questions())
def test_a_card_of_a_question_is_a_card_without_faults(question: Question) -> None:
    card = as_card(question)
    assert isinstance(card.body, Card)
    assert [*card.faults()] == []
    assert as_card(card) == card


def test_a_card_shows_what_there_is_to_choose_from() -> None:
    [question] = questions_of(
        b"question,option_1,option_2,correct\nCapital of Peru?,Lima,Quito,1\n"
    )
    assert as_card(question).stem == "Capital of Peru?\n\n- Lima\n- Quito"
    assert as_card(question).body == Card("Lima")
    long = replace(question, stem="x" * MAX_LONG_TEXT)
    assert as_card(long).stem == long.stem


def test_a_file_of_ours_looks_as_anki_wants_it() -> None:
    card = Question("k1", "Capital of *Peru*?", Card("Lima"), "By the sea")
    card = replace(card, topic="Geo", tags=("South am",))
    assert written([card], "World: a::b ").decode() == (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "#tags column:6\n#guard:'\n"
        '"k1"\t"Basic"\t"World: a:b::Geo"\t"Capital of <i>Peru</i>?"\t"Lima<hr>By the sea"\t'
        '"South_am"\n'
    )
    assert '"Quizapp"' in written([replace(card, topic="")], ":: ").decode()
    # Tags are readable there in every script.
    assert "Gr\u00f6\u00dfe" in written([replace(card, tags=("Gr\u00f6\u00dfe",))]).decode()


def cards(data: bytes, said: Said | None = None) -> list[tuple[str, str]]:
    found = []
    for question in questions_of(data, said):
        assert isinstance(question.body, Card)
        found.append((question.stem, question.body.back))
    return found


def test_the_lines_at_the_top_say_how_a_file_is_read() -> None:
    data = (
        b"#separator:Semicolon\n#html:true\n#tags:one two\n#deck:Rome::Kings\n"
        b"#columns:Front;Back;Extra;Mark\n<b>Who</b>;x;why;1\n"
    )
    plan = planned(data)
    assert (plan.columns, plan.header) == (
        ("question", "answer", "explanation", ""),
        ("Front", "Back", "Extra", "Mark"),
    )
    assert (plan.deck, plan.suggested_title, plan.is_html) == ("Rome::Kings", "Rome", True)
    [question] = questions_of(data)
    assert (question.stem, question.explanation) == ("**Who**", "why")
    assert (question.topic, question.tags) == ("Kings", ("one", "two"))


def test_columns_with_a_use_of_their_own_may_stand_anywhere() -> None:
    data = (
        b"#separator:tab\n#html:false\n#guid column:3\n#notetype column:1\n#deck column:5\n"
        b"#tags column:6\nBasic\t<b>q</b>\tg1\ta\tD::E\tx y x\n"
    )
    assert planned(data).columns == ("", "question", "id", "answer", "deck", "tags")
    [question] = questions_of(data)
    assert (question.key, question.stem, question.topic) == ("g1", "\\<b>q\\</b>", "E")
    assert question.tags == ("x", "y")


@pytest.mark.parametrize("number", ["0", "x", "", "9" * 5_000, "\u0663", "1000", "-1"])
def test_a_column_that_can_t_be_is_none(number: str) -> None:
    data = f"#tags column:{number}\n#separator:tab\na1\tb1\n".encode()
    assert planned(data).columns == ("question", "answer")


def test_a_column_may_be_filled_in_later_rows_only() -> None:
    rows = b"".join(b"q%d\ta\n" % number for number in range(20))
    data = b"#separator:tab\n#tags column:3\n" + rows + b"q20\ta\tlate\n"
    assert [question.tags for question in questions_of(data)[-2:]] == [(), ("late",)]


def test_a_row_with_more_cells_than_columns_is_faulty() -> None:
    rows = b"".join(b"q%d\ta\n" % number for number in range(20))
    data = b"#separator:tab\n" + rows + b"q20\ta\tmore\n"
    assert taken(data)[-1] == (22, "", "too_many_cells")


def test_a_file_without_such_lines_can_be_read_as_anki_does() -> None:
    data = b"<b>who</b>\tme\ta b\nwhat\tthat\tc\n"
    plan = planned(data, Said(layout="anki"))
    assert (plan.columns, plan.is_html) == (("question", "answer", "tags"), True)
    assert questions_of(data, Said(layout="anki"))[0].tags == ("a", "b")


def test_a_header_row_is_taken_for_a_card_by_anki() -> None:
    data = b"#separator:tab\nFront\tBack\nwho\tme\n"
    assert asked(data) == ["header"]
    yes, no = Said(answers={"header": "yes"}), Said(answers={"header": "no"})
    assert cards(data, yes) == cards(data, Said(has_header=True)) == [("who", "me")]
    assert planned(data, yes).header == ("Front", "Back")
    assert cards(data, no)[0] == cards(data, Said(has_header=False))[0] == ("Front", "Back")
    assert asked(b"#separator:tab\nwho\tme\n") == []
    assert asked(b"#separator:tab\n#columns:Front\tBack\nfront\tback\n") == []


def test_rows_that_begin_with_a_number_sign_are_dropped_by_anki() -> None:
    data = b"#separator:comma\n#1 song,x\n# two,y\n#tag:z,w\n"
    assert cards(data) == [("#1 song", "x"), ("\\# two", "y"), ("#tag:z", "w")]
    assert cards(b"#1 song,x\n# two,y\n") == [("#1 song", "x"), ("\\# two", "y")]


def test_a_colon_in_a_cell_is_taken_for_the_separator_by_anki() -> None:
    assert cards(b"time: now,x\nplace: here,y\n") == [("time: now", "x"), ("place: here", "y")]


def test_an_open_quote_swallows_rows_in_anki() -> None:
    data = b'#separator:comma\nwho,me\n"what,that\nwhere,there\n'
    [fault] = faults_of(data)
    assert (fault.line, fault.code) == (3, "quote")


def test_repeats_in_a_file_are_not_seen_by_anki() -> None:
    data = b"#separator:tab\n#guid column:1\ng\twho\tme\ng\twhat\tthat\n"
    [fault] = faults_of(data)
    assert (fault.line, fault.column, fault.code) == (4, "column 1", "duplicate")
    assert fault.message == 'The id "g" is used in line 3.'


def test_html_is_turned_on_by_a_script_in_anki() -> None:
    assert cards(b"#separator:tab\n<script>x</script>\ta1\n") == [
        ("\\<script>x\\</script>", "a1"),
    ]


def test_latin_1_stops_anki_without_a_row() -> None:
    text = "d\u00e9j\u00e0 vu\tencore\nvoil\u00e0\tl\u00e0\n"
    data = b"#separator:tab\n" + text.encode("latin-1")
    assert asked(data) == ["encoding"]
    assert asked(data, encoding="cp1252") == []
    found = questions_of(data, encoding="cp1252")
    assert [question.stem for question in found] == ["d\u00e9j\u00e0 vu", "voil\u00e0"]


def test_without_two_columns_a_person_is_asked() -> None:
    assert asked(b"#separator:tab\n#html:false\nwho\nwhat\n") == ["columns"]
    said = Said(columns={0: "answer", 1: "question"})
    assert cards(b"#separator:tab\nme\twho\n", said) == [("who", "me")]


def test_a_rule_on_the_back_parts_the_explanation() -> None:
    data = b"#separator:tab\n#html:true\nwho\tme<hr id=answer>because\n"
    [question] = questions_of(data)
    assert (question.body, question.explanation) == (Card("me"), "because")
    text = b"#separator:tab\nwho\tme<hr>because\n"
    assert cards(text) == [("who", "me\\<hr>because")]


def test_each_hole_of_a_text_is_a_card() -> None:
    data = (
        b"#separator:tab\n#html:true\n#guid column:1\n"
        b"g\t{{c1::Rome}} lies on the {{c2::Tiber::river}}, {{c1::Italy}}.\tExtra\n"
    )
    found = questions_of(data)
    assert [(question.key, question.stem, question.body) for question in found] == [
        ("g-c1", "[...] lies on the Tiber, [...].", Card("Rome; Italy")),
        ("g-c2", "Rome lies on the [river], Italy.", Card("Tiber")),
    ]
    assert {question.explanation for question in found} == {"Extra"}
    [question] = questions_of(b"#separator:tab\n{{c1::Rome}}!\tx\n")
    assert question.key == stem_key(question.stem)


def test_two_holes_that_look_the_same_are_a_repeat() -> None:
    data = b"#separator:tab\n{{c1::[...]}}{{c2::[...]}}\tx\n"
    found = taken(data)
    assert isinstance(found[0], Question)
    assert found[1] == (2, "column 1", "duplicate")


def test_a_note_without_a_back_is_named_by_its_column() -> None:
    [fault] = faults_of(b"#separator:tab\n#columns:Text\tOther\nwho\t\nwhat\tthat\n")
    assert (fault.line, fault.column, fault.code) == (3, "Other", "empty")
    long = b"#separator:tab\n#deck:x::" + b"y" * 600 + b"\nwho\tme\n"
    assert [(fault.column, fault.code) for fault in faults_of(long)] == [("", "too_long")]


def test_every_kind_of_question_can_be_a_card() -> None:
    """The answer in words stands on the back."""
    data = (
        b"type,question,option_1,option_2,correct,accepted\n"
        b"true_false,Is it?,,,true,\nnumerical,How many?,,,4,\nordering,Order,a,b,,\n"
        b"short_answer,Who?,,,Numa,King Numa\n"
    )
    backs = {}
    for question in questions_of(data):
        body: Kind = as_card(question).body
        assert isinstance(body, Card)
        backs[question.kind] = body.back
    assert backs["true_false"] == "True"
    assert backs["short_answer"] == "Numa; King Numa"
    assert {*backs} == {"true_false", "numerical", "ordering", "short_answer"}
