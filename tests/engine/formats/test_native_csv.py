"""The native CSV layout: the round trip, and what each fault is called."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.engine.formats import csv_table
from quizapp.engine.formats.bank_file import BankFile, RowFault
from quizapp.engine.formats.native_columns import COLUMNS
from quizapp.engine.formats.native_csv import read_native_csv, write_native_csv
from quizapp.engine.formats.native_row import question_cells, read_cells
from quizapp.engine.kinds import (
    Card,
    Kind,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.engine.question import Question, Source, stem_key
from tests.engine.strategies import banks, optional_texts, questions

AB = SingleChoice(("a", "b"), 0)


def read(*lines: str) -> BankFile:
    return read_native_csv("\n".join(lines).encode())


def body(*lines: str) -> Kind:
    file = read(*lines)
    assert file.faults == ()
    (row,) = file.rows
    return row.question.body


def faults(file: BankFile) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in file.faults]


def only_fault(*lines: str) -> RowFault:
    (fault,) = read(*lines).faults
    return fault


@given(banks())
def test_what_is_written_reads_back(bank: list[Question]) -> None:
    file = read_native_csv(write_native_csv(bank).encode())
    assert file.faults == ()
    assert [row.question for row in file.rows] == bank


@given(banks(max_size=3), st.sampled_from(["\r\n", "\r"]), st.booleans())
def test_line_ends_and_a_byte_order_mark_make_no_difference(
    bank: list[Question], line_end: str, mark: bool
) -> None:
    text = write_native_csv(bank).replace("\n", line_end)
    data = text.encode("utf-8-sig" if mark else "utf-8")
    assert [row.question for row in read_native_csv(data).rows] == bank


@given(banks(max_size=3))
def test_rows_are_found_on_the_line_they_start_on(bank: list[Question]) -> None:
    text = write_native_csv(bank)
    file = read_native_csv(text.encode())
    header, *lines = text.split("\n")
    for row in file.rows:
        rest = "\n".join([header, *lines[row.line - 2 :]])
        assert read_native_csv(rest.encode()).rows[0].question == row.question


def explained(file: BankFile) -> bool:
    return all(
        fault.line >= 0 and fault.code and fault.message.endswith((".", "?", "=> right"))
        for fault in file.faults
    ) and bool(file.rows or file.faults)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_explained(data: bytes) -> None:
    assert explained(read_native_csv(data))


ROWS = st.lists(
    st.sampled_from([*'",,,\n\n\r|\\=>.%15a\u00e9 \x00\ufeff', "true", "numerical", "matching"]),
    max_size=60,
).map("".join)
HEADERS = st.lists(
    st.sampled_from([name for name in COLUMNS if not name.endswith(tuple("0456789"))]), unique=True
).map(lambda names: ",".join(["question", "correct", *names]))


@settings(max_examples=200)
@given(HEADERS, ROWS)
def test_any_rows_are_read_or_explained(header: str, rows: str) -> None:
    assert explained(read_native_csv(f"{header}\n{rows}".encode()))


@given(st.data(), banks(max_size=2))
def test_a_damaged_file_is_read_or_explained(data: st.DataObject, bank: list[Question]) -> None:
    whole = write_native_csv(bank).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    damage = data.draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b"", b'"', b",", b"\n", b"|", b"1e99"]))
    )
    file = read_native_csv(whole[:start] + damage + whole[end:])
    assert explained(file)
    assert [list(row.question.faults()) for row in file.rows] == [[] for _ in file.rows]
    keys = [row.question.key for row in file.rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("question,option_1,option_2,correct", "Q,a,b,1", AB),
        ("question,answer", "Q,back", Card("back")),
        (" Question ,ANSWER", " Q , back ", Card("back")),
        ("question,type,correct", "Q,card,back", Card("back")),
        (
            "question,option_1,option_2,option_3,correct",
            "Q,a,b,c,1|3",
            MultipleChoice(("a", "b", "c"), frozenset({0, 2})),
        ),
        (
            "question,type,option_1,option_2,correct",
            "Q,Multiple-Choice,a,b,2",
            MultipleChoice(("a", "b"), frozenset({1})),
        ),
        ("question,correct", "Q,TRUE", TrueFalse(True)),
        ("question,correct,accepted", "Q,true,yes", ShortAnswer(("true", "yes"))),
        ("question,type,correct", "Q,short answer,Zhukov|Zukov", ShortAnswer(("Zhukov", "Zukov"))),
        (
            "question,type,correct,tolerance",
            "Q,short_answer,NKVD,exact",
            ShortAnswer(("NKVD",), frozenset()),
        ),
        (
            "question,type,correct,tolerance,unit",
            "Q,numerical,10.5..12,5%,km",
            Numerical(Decimal("10.5"), Decimal(12), Decimal(5), True, "km"),
        ),
        ("question,type,option_1,option_2", "Q,ordering,a,b", Ordering(("a", "b"))),
        (
            "question,type,option_1,option_2",
            "Q,matching,a=>1,b => 2",
            Matching((("a", "1"), ("b", "2"))),
        ),
        (
            "question,option_1,option_2,correct,feedback_2",
            "Q,a,b,1,no",
            replace(AB, feedback=("", "no")),
        ),
        ("question,correct,feedback_1,feedback_2", "Q,false,x,y", TrueFalse(False, "x", "y")),
        ("question,option_1,option_2,option_3,correct,", "Q,a,b,,1,,,", AB),
        ("question,option_1,option_2,correct,note", "Q,a,b,1", AB),
    ],
)
def test_bodies(header: str, row: str, expected: Kind) -> None:
    assert body(header, row) == expected


def test_everything_that_travels_with_a_question() -> None:
    (row,) = read(
        "id,question,answer,explanation,points,topic,tags,difficulty,time_limit,image,image_alt,"
        "source_title,source_url,source_locator,source_quote,form,source_hash,note,excludes",
        'k1,"Q, with ""quotes""\nand lines",A,E,"2,5",T,a|b\\|c,Hard,30.0,i.png,alt,'
        f"st,https://s.org,sl,sq,timeline.date,{'5e' * 32},n,k2| k\\|3 |",
    ).rows
    assert row.line == 2
    assert row.question == Question(
        key="k1",
        stem='Q, with "quotes"\nand lines',
        body=Card("A"),
        explanation="E",
        points=Decimal("2.5"),
        topic="T",
        tags=("a", "b|c"),
        difficulty="hard",
        time_limit=30,
        image="i.png",
        image_alt="alt",
        source=Source("st", "https://s.org", "sl", "sq", "timeline.date", "5e" * 32),
        note="n",
        excludes=("k2", "k|3"),
    )


def test_blank_lines_are_skipped_and_lines_still_counted() -> None:
    file = read("", "question,answer", "", '"two', 'lines",A', ",,", "Q,B", "")
    assert [row.line for row in file.rows] == [4, 7]
    assert file.faults == ()


def test_a_question_without_an_id_gets_its_stem_key() -> None:
    (row,) = read("question,answer", "Q,A").rows
    assert row.question.key == stem_key("Q")


def test_only_used_columns_are_written() -> None:
    bank = [
        Question("1", "Q", AB),
        Question("2", "R", Card("B"), points=Decimal("1.0"), tags=("x", "y|z"), time_limit=9),
    ]
    assert write_native_csv(bank) == (
        "id,type,question,option_1,option_2,correct,answer,tags,time_limit\n"
        "1,single_choice,Q,a,b,1,,,\n"
        "2,card,R,,,,B,x|y\\|z,9\n"
    )
    assert write_native_csv([]) == "id,type,question\n"


@given(questions())
def test_the_cells_of_a_question_are_read_as_it(question: Question) -> None:
    cells = question_cells(question)
    assert read_cells(cells) == (question, ())
    assert "" not in cells.values()
    assert [*cells] == [name for name in COLUMNS if name in cells]


@given(questions(), st.sampled_from(COLUMNS), optional_texts() | st.sampled_from(("2", "a|a")))
def test_cells_are_read_as_the_row_of_a_file(question: Question, column: str, cell: str) -> None:
    cells = dict.fromkeys(COLUMNS, "") | question_cells(question) | {column: f" {cell}\r"}
    file = io.StringIO(newline="")
    csv.writer(file).writerows([cells.keys(), cells.values()])
    expected = read_native_csv(file.getvalue().encode())
    found, found_faults = read_cells(cells)
    assert [row.question for row in expected.rows] == ([found] if found else [])
    assert [(fault.field, fault.code, fault.message) for fault in found_faults] == [
        (fault.column, fault.code, fault.message) for fault in expected.faults
    ]


def test_cells_of_columns_that_there_are_not_are_named() -> None:
    cells = {"question": "Q", "answer": "A"}
    assert read_cells(cells) == (Question(stem_key("Q"), "Q", Card("A")), ())
    found, found_faults = read_cells({**cells, "Excludes": "", "section": "x", "points": "two"})
    assert found is None
    assert [(fault.field, fault.code) for fault in found_faults] == [
        ("Excludes", "unknown_column"),
        ("section", "unknown_column"),
        ("points", "unreadable"),
    ]
    assert found_faults[0].message == (
        'There is no column "Excludes" in this layout; did you mean excludes?'
    )


def test_no_cells_are_no_question() -> None:
    found, found_faults = read_cells({})
    assert found is None
    assert [fault.field for fault in found_faults] == ["type", "question"]


HEADER = "id,type,question,option_1,option_2,option_3,correct,answer,accepted,tolerance,unit,note"
EXTRA = "question,answer,feedback_1,points,time_limit,tags,image,source_url,difficulty"
DERIVED = "id,question,answer,form,source_hash,excludes"


@pytest.mark.parametrize(
    ("header", "row", "column", "message"),
    [
        (
            HEADER,
            ",,Q,a,b,c,4",
            "correct",
            "4 is not the number of an option; this question has 3 options.",
        ),
        (
            HEADER,
            ",,Q,Rome,Paris,,paris",
            "correct",
            '"paris" is not the number of an option; write a number from 1 to 2.',
        ),
        (HEADER, ",,Q,a,,c,1", "option_2", "Option 2 is empty."),
        (HEADER, ",,,a,b,,1", "question", "The question is empty."),
        (
            HEADER,
            ",,Q,a,b",
            "type",
            "Write the number of the right option in correct, or ordering or matching in type.",
        ),
        (
            HEADER,
            ",,Q,,,,1945",
            "type",
            "Say which kind of question this is: single_choice, multiple_choice, true_false, "
            "short_answer, numerical, ordering, matching, card.",
        ),
        (
            HEADER,
            ",mcq,Q,a,b,,1",
            "type",
            '"mcq" is not a kind of question; write one of: single_choice, multiple_choice, '
            "true_false, short_answer, numerical, ordering, matching, card.",
        ),
        (
            HEADER,
            ",single_choice,Q,a,b,,1,,,0.5",
            "tolerance",
            "A question of the type single_choice has no use for tolerance; leave this cell empty.",
        ),
        (
            HEADER,
            ",ordering,Q,a,b,,1",
            "correct",
            "A question of the type ordering has no use for correct; leave this cell empty.",
        ),
        (
            HEADER,
            ",numerical,Q,,,x,1",
            "option_3",
            "A question of the type numerical has no use for option_3; leave this cell empty.",
        ),
        (
            HEADER,
            ",,Q,a,b,,1,,,,,note,more",
            "",
            "This row has 13 cells, the header names 12 columns; put a text that contains a comma "
            "in quotation marks.",
        ),
        (
            "question,answer,,note",
            "Q,A,x,n",
            "",
            '"x" stands in column 3, which has no name in the header.',
        ),
        (
            EXTRA,
            "Q,A,x",
            "feedback_1",
            "A question of the type card has no use for feedback_1; leave this cell empty.",
        ),
        (
            EXTRA,
            "Q,A,,two",
            "points",
            '"two" is not a number of points; write one like 2 or 0.5.',
        ),
        (
            EXTRA,
            "Q,A,,0",
            "points",
            "0 is not a number of points; write one above 0 and up to 1,000, with at most 2 "
            "decimals.",
        ),
        (EXTRA, "Q,A,,,2.5", "time_limit", '"2.5" is not a whole number of seconds.'),
        (EXTRA, "Q,A,,,a while", "time_limit", '"a while" is not a whole number of seconds.'),
        (
            EXTRA,
            "Q,A,,,0",
            "time_limit",
            "0 is not a time limit; write 5 to 86400 seconds, or leave it empty.",
        ),
        (EXTRA, "Q,A,,,,a|a", "tags", 'The tag "a" is there more than once.'),
        (
            EXTRA,
            "Q,A,,,,,,www.example.org",
            "source_url",
            '"www.example.org" is not a web address; write http:// or https://.',
        ),
        (
            EXTRA,
            "Q,A,,,,,,,tricky",
            "difficulty",
            '"tricky" is not a difficulty; write one of: easy, medium, hard.',
        ),
        (
            DERIVED,
            f"k1,Q,A,{'x' * 101}",
            "form",
            "This text has 101 characters; at most 100 are possible.",
        ),
        (
            DERIVED,
            "k1,Q,A,,5E5E",
            "source_hash",
            '"5E5E" is not the SHA-256 of an article; write its 64 digits, 0 to 9 and a to f, '
            "or leave it empty.",
        ),
        (DERIVED, "k1,Q,A,,,k2|k2", "excludes", 'The id "k2" is there more than once.'),
        (
            DERIVED,
            "k1,Q,A,,,k2|k1",
            "excludes",
            "A question can't exclude itself; take its own id out of this list.",
        ),
        (
            DERIVED,
            f"k1,Q,A,,,{'|'.join(map(str, range(201)))}",
            "excludes",
            "The question excludes 201 others; at most 200 are possible.",
        ),
        (
            "question,option_1,option_2,correct,feedback_3",
            "Q,a,b,1,x",
            "feedback_3",
            "There is no option 3 that this feedback could belong to.",
        ),
    ],
)
def test_messages(header: str, row: str, column: str, message: str) -> None:
    fault = only_fault(header, row)
    assert (fault.line, fault.column, fault.message) == (2, column, message)


def test_a_huge_time_limit_is_out_of_range() -> None:
    assert only_fault(EXTRA, "Q,A,,,1e30").code == "out_of_range"


def test_all_faults_of_a_row_and_all_good_rows_are_told() -> None:
    file = read(EXTRA, "Q,A", ",B,,x,y", "R,C,,,,,a.svg")
    assert faults(file) == [
        (3, "points", "unreadable"),
        (3, "time_limit", "unreadable"),
        (3, "question", "empty"),
        (4, "image", "path"),
        (4, "image_alt", "empty"),
    ]
    assert [row.question.stem for row in file.rows] == ["Q"]


def test_an_unreadable_body_does_not_hide_the_rest_of_its_row() -> None:
    file = read(HEADER.replace("note", "points"), ",numerical,Q,,,,ten,,,,,two")
    assert faults(file) == [(2, "correct", "unreadable"), (2, "points", "unreadable")]


def test_an_id_or_a_stem_that_comes_twice_names_both_lines() -> None:
    file = read("id,question,answer", "1,Q,A", "1,R,A", ",S,A", ",S  ,B", "2,S,C", ",,D", ",,E")
    assert faults(file) == [
        (3, "id", "duplicate"),
        (5, "question", "duplicate"),
        (7, "question", "empty"),
        (8, "question", "empty"),
    ]
    assert file.faults[0].message == 'The id "1" is used in line 2 already.'
    assert file.faults[1].message == (
        "The same question stands in line 4; give each an id of its own."
    )
    assert [row.line for row in file.rows] == [2, 4, 6]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "question,corect",
            [
                ("corect", 'There is no column "corect" in this layout; did you mean correct?'),
                (
                    "correct",
                    "There is no column for the right answers: correct, or answer for cards.",
                ),
            ],
        ),
        (
            "question,answer,Corect,zzzz",
            [
                ("Corect", 'There is no column "Corect" in this layout; did you mean correct?'),
                ("zzzz", 'There is no column "zzzz" in this layout; delete it or rename it.'),
            ],
        ),
        ("question,answer,Answer", [("answer", "The column answer is there 2 times.")]),
        (
            "answer,note",
            [
                (
                    "question",
                    "There is no column question; the first line of the file has to name the "
                    "columns.",
                )
            ],
        ),
        (
            "question,correct,option_1,option_3,option_4",
            [("option_2", "There is a column option_3, but no column option_2.")],
        ),
        (
            "question;correct",
            [("", "The columns of this file are not separated by commas; save it with commas.")],
        ),
    ],
)
def test_header_faults(header: str, expected: list[tuple[str, str]]) -> None:
    file = read(header, "x,y,z")
    assert [(fault.column, fault.message) for fault in file.faults] == expected
    assert {fault.line for fault in file.faults} == {1}
    assert file.rows == ()


def test_a_header_of_garbage_is_named_in_full_but_suggestions_end() -> None:
    names = [f"qestion{number:04}" for number in range(5000)]
    file = read(",".join(["question", "answer", *names]))
    assert [fault.column for fault in file.faults] == names
    assert sum("did you mean question?" in fault.message for fault in file.faults) == 20


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (0, "", "empty")),
        (b"\xef\xbb\xbf", (0, "", "empty")),
        (b"\n\r\n,,\n", (0, "", "empty")),
        (b"question,answer\n", (0, "", "no_questions")),
        ("question,answer\nQ,A".encode("utf-16"), (0, "", "encoding")),
        (b"question,answer\r\nQ,A\rR,\xe9\n", (3, "", "encoding")),
        (b"question,answer\nQ,A\0\n", (2, "", "nul")),
        (b'question,answer\nQ,"A\nR,B\n', (2, "", "quote")),
        (b'"question,answer\n', (1, "", "quote")),
        (b'question,answer\n"Q",A\n"R" x,B\n', (3, "", "quote")),
        (b'question,answer,note\n"Q\n",x "y",\n"R\n\n,""",a,"b\nc\n', (6, "", "quote")),
    ],
)
def test_file_faults(data: bytes, expected: tuple[int, str, str]) -> None:
    assert faults(read_native_csv(data))[-1] == expected


def test_bytes_that_are_not_utf_8_are_named_with_their_place() -> None:
    (fault,) = read_native_csv(b"question,answer\nCaf\xe9,A\n").faults
    assert fault.message == (
        "Byte 19 of the file, in line 2, is 0xE9, which is not UTF-8; save it as UTF-8 "
        "(in Excel: CSV UTF-8)."
    )


def test_the_rows_before_an_unclosed_quotation_mark_are_read() -> None:
    file = read("question,answer", "Q,A", 'R,"open', "S,B")
    assert [row.question.stem for row in file.rows] == ["Q"]
    (fault,) = file.faults
    assert fault.message.startswith("The quotation mark that opens a cell in line 3 is not closed")


@pytest.mark.parametrize("size", [100_001, 140_000])
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_cell_that_is_too_long_ends_the_reading(size: int, quote: str) -> None:
    file = read("question,answer", "Q,A", f"R,{quote}{'x' * size}", "S,B")
    assert faults(file) == [(3, "", "cell_too_long")]


def test_the_longest_cell_is_a_matter_of_its_column() -> None:
    file = read("question,answer", f"R,{'x' * 100_000}")
    assert faults(file) == [(2, "answer", "too_long")]


def test_a_file_has_at_most_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert csv_table.MAX_ROWS == 100_000
    monkeypatch.setattr(csv_table, "MAX_ROWS", 3)
    file = read("question,answer", "Q,A", "", "R,B", "S,C")
    assert (len(file.rows), file.faults) == (3, ())
    file = read("question,answer", "Q,A", "", "R,B", "S,C", "T,D")
    assert len(file.rows) == 3
    assert faults(file) == [(6, "", "too_many_rows")]
