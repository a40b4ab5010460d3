"""Tables as text: what is found out about them, and that every row is read on its line."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats import csv_table
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.table_file import TableFile, TableSettings, open_table
from quizapp.engine.kinds.checks import clean_text
from tests.engine.formats.workbooks import fault_of, opened, read

SAMPLES = Path("/work/shared/samples")
CELLS = st.text(
    st.one_of(
        st.sampled_from("aébñ,;|\t\"' \n:#-=1"),
        st.characters(max_codepoint=0xFFFF, exclude_categories=("Cc", "Cs", "Cn", "Co")),
    ),
    max_size=12,
).map(clean_text)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]


def written(
    rows: list[list[str]], delimiter: str, line_end: str, *, all_quoted: bool = False
) -> str:
    file = io.StringIO()
    dialect = csv.unix_dialect if all_quoted else csv.excel
    writer = csv.writer(file, dialect, delimiter=delimiter, lineterminator="\n")
    writer.writerows(rows)
    return file.getvalue().replace("\n", line_end)


@given(
    TABLES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(ENCODINGS),
)
def test_what_csv_writes_is_read_on_the_lines_it_stands_on(
    rows: list[list[str]], delimiter: str, line_end: str, all_quoted: bool, encoding: str
) -> None:
    text = written(rows, delimiter, line_end, all_quoted=all_quoted)
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
    found = open_table(
        text.encode(encoding),
        TableSettings(encoding=name.get(encoding, encoding), delimiter=delimiter),
    )
    expected = []
    line = 1
    for row in rows:
        if any(row):
            expected.append((line, tuple(row)))
        line += 1 + sum(cell.count("\n") for cell in row)
    if not expected:
        return
    assert isinstance(found, TableFile)
    if expected[0][1][0].lower().startswith(("sep=", "#")):
        return
    assert [*found.rows()] == expected
    assert [*found.rows()] == expected


WORDS = ["question", "réponse", "Größe", "où", "señor", "übung", "answer"]


@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=3), min_size=3, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
)
def test_encoding_and_delimiter_are_found(
    rows: list[list[str]], delimiter: str, line_end: str, encoding: str
) -> None:
    table = opened(written(rows, delimiter, line_end).encode(encoding))
    assert table.is_encoding_sure
    assert (table.delimiter, table.is_delimiter_sure) == (delimiter, True)
    assert [row.cells for row in table.rows() if not isinstance(row, RowFault)] == [
        tuple(row) for row in rows
    ]


@pytest.mark.parametrize(
    ("path", "delimiter", "rows", "widths"),
    [
        ("anki_txt/sambhav_notes_tags.txt", "\t", 36, {3}),
        ("csv/csv_xmlmoodle_pt.csv", ",", 31, {8}),
        ("csv/ddnet_odd_sep.csv", " ANSWER: ", 5, {2}),
        ("csv/hayabusa_ja.csv", ",", 4, {3}),
        ("csv/quizbot_ru_ragged.csv", ",", 30, {9, 10}),
        ("csv/taleemsat_template.csv", ",", 2, {12}),
        ("csv/zhongwen_input.tsv", "\t", 3, {9}),
        ("quizlet/gov_dashes.txt", "---", 54, {2}),
        ("roster/github_classroom_roster.csv", ",", 3, {4}),
        ("roster/nbgrader_grades.csv", ",", 3, {11}),
    ],
)
def test_files_of_others_are_read(path: str, delimiter: str, rows: int, widths: set[int]) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not on this machine")
    data = (SAMPLES / path).read_bytes()
    table = opened(data)
    assert (table.encoding, table.delimiter, table.is_delimiter_sure) == ("utf-8", delimiter, True)
    found = read(data)
    assert len(found) == rows
    assert {len(cells) for _, cells in found} == widths


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # What Anki gets wrong.
        (b"a:b,c\nd:e,f\n", [(1, ("a:b", "c")), (2, ("d:e", "f"))]),
        (b"#1 song,x\n# y,z\n", [(1, ("#1 song", "x")), (2, ("# y", "z"))]),
        (b"<script>,x\ny,z\n", [(1, ("<script>", "x")), (2, ("y", "z"))]),
        # Line ends of all sorts, and blank lines between.
        (
            b"a,b\rc,d\r\ne,f\n\n\r\n,\ng,h",
            [*zip((1, 2, 3, 7), ("ab", "cd", "ef", "gh"), strict=True)],
        ),
        (
            b'a,b\n"c\r\nd",e\r"f\rg",h\ni,j\n',
            [(1, "ab"), (2, ("c\nd", "e")), (4, ("f\ng", "h")), (6, "ij")],
        ),
        # Directives.
        (b"sep=;\r\na,b;c\r\n", [(2, ("a,b", "c"))]),
        (b"SEP=\t\na,b\tc\n", [(2, ("a,b", "c"))]),
        (b'"sep=;"\na,b;c\n', [(2, ("a,b", "c"))]),
        (b"sep=;,,\na,b;c\n", [(2, ("a,b", "c"))]),
        (b'sep=" = "\na = b = c\n', [(2, ("a", "b = c"))]),
        (b"#separator:pipe\n#html:true\n#tags:a b\n#x|1\n", [(4, ("#x", "1"))]),
        (b"#separator:tab\n#deck:D\nq,r\ts\n", [(3, ("q,r", "s"))]),
        (b"#separator:colon\nq:a\n", [(2, "qa")]),
        (b"#separator:space\nq a\n", [(2, "qa")]),
        (b"#separator:;\nq;a,b\n", [(2, ("q", "a,b"))]),
        (b"#separator:\t\nq\ta,b\n", [(2, ("q", "a,b"))]),
        # A separator that can't be one is found out.
        (b'#separator:"\nq,a\nr,b\n', [(2, "qa"), (3, "rb")]),
        (b"\xef\xbb\xbf\xef\xbb\xbfa,b\n", [(1, "ab")]),
        # Pastes.
        (b"Paris - a - b\nRome - c, d\n", [(1, ("Paris", "a - b")), (2, ("Rome", "c, d"))]),
        ("x – y, z\nv – w\n".encode(), [(1, ("x", "y, z")), (2, "vw")]),
        # Quotes that are no CSV quotes.
        (b'"foo" bar\tx\ny\t5" disk\n\n', [(1, ('"foo" bar', "x")), (2, ("y", '5" disk'))]),
        (b'"To be" is by whom?\nYes\n', [(1, ('"To be" is by whom?',)), (2, ("Yes",))]),
        (b'"One"\n"Two\nlines"\n', [(1, ("One",)), (2, ("Two\nlines",))]),
        (b"one\x1ftwo\nthree\n", [(1, ("one\x1ftwo",)), (2, ("three",))]),
        (b'one\x1f"two"\n', [(1, ('one\x1f"two"',))]),
    ],
)
def test_text(data: bytes, expected: list[tuple[int, str]]) -> None:
    assert read(data) == [(line, tuple(cells)) for line, cells in expected]


@pytest.mark.parametrize(
    ("data", "line", "code", "words"),
    [
        (b"", 0, "empty", "empty"),
        (b"\n\r\n  ", 0, "empty", "empty"),
        (b"\xef\xbb\xbf", 0, "empty", "empty"),
        (b'q,a\nb,"c\n' + b"d,e\n" * 30, 2, "quote", "line 2 is not closed"),
        (b'q,a\nb,"c\n' + b"d,e\n" * 60_000, 2, "cell_too_long", "line 2"),
        (b'q,a\n"b\n\n",c\nd,"e" f\n', 5, "quote", "line 5 is not closed"),
        (b'"foo\tx\n' + b"y\tz\n" * 9, 1, "quote", "line 1"),
        (b'"a ""b"" c"\tx\n"d" e\ty\n', 2, "quote", "line 2"),
        (b"a,b\nc,d\0\n", 2, "nul", "NUL byte in line 2"),
        ("a,b\nc,d\0\n".encode("utf-16"), 2, "nul", "NUL byte in line 2"),
        (b"a,b\n" + b"x," * 1001, 2, "too_many_columns", "1,000 columns"),
        (b"a,b\n" + b"x," * 1_000_000, 2, "line_too_long", "Line 2 has 1,000,000"),
        (b"x" * 1_000_000, 1, "line_too_long", "Line 1"),
        (b"a,b\nc," + b"x" * 100_001, 2, "cell_too_long", "100,000 characters"),
        (b"a - b\nc - " + b"x" * 100_001, 2, "cell_too_long", "100,000 characters"),
        (b"a" + b"\n" * 1_000_000 + b"b", 1_000_001, "too_many_lines", "1,000,000 lines"),
        (b"a,b\n" * 100_002, 100_002, "too_many_rows", "100,000 questions"),
        (
            b'a,b,c,d\n"e,1,2,3\nf,1,2,3\ng,1,2,3\nh",1,2,3\n',
            2,
            "quote",
            "closed only after 2 lines",
        ),
    ],
)
def test_faults(data: bytes, line: int, code: str, words: str) -> None:
    found = fault_of(data)
    assert found[:2] == (line, code)
    assert words in found[2]


def test_rows_before_a_fault_are_read() -> None:
    rows = [*opened(b'q,a\nb,c\n"d,e\n').rows()]
    assert rows[:2] == [(1, ("q", "a")), (2, ("b", "c"))]
    assert isinstance(rows[2], RowFault)


@pytest.mark.parametrize("size", [100_000, 1])
def test_the_longest_cell_is_read(size: int) -> None:
    assert read(b"a,b\nc," + b"x" * size) == [(1, ("a", "b")), (2, ("c", "x" * size))]
    assert read(b'a,b\nc,"x\n' + b"x" * (size - 2) + b'"')[1][0] == 2


def test_some_lines_in_a_cell_are_no_rows() -> None:
    data = b'a,b,c,d\n"e\nf,1\ng",1,2,3\n"e\n\nf,1,2,3\ng",1,2,3\n"h\n\ni",j,k,l\n'
    assert [line for line, _ in read(data)] == [1, 2, 5, 9]


@pytest.mark.parametrize(
    ("data", "delimiter", "is_sure"),
    [
        (b"a - b,c\nd - e,f\n", ",", True),
        (b"a - b, c\nd - e, f\n", " - ", False),
        (b"a - b\nc - d, e\nf - g\n", " - ", True),
        (b"a---b\nc---d\ne\n", "---", False),
        (b"1,5;2,5\n3,5;4,5\n", ";", False),
        (b"a,b;c\nd,e;f\n", ",", False),
        (b"n,o\na,b;c\nd,e;f\n", ",", True),
        (b"n;o;p\na,b;c;d\ne,f;g;h\n", ";", True),
        (b"a,b,c\td\ne,f,g\th\n", "\t", False),
        (b"a\nb, c\nd\ne\nf\n", "", True),
        (b"a\nb, c\nd, e\nf\ng\n", "", False),
        (b"a,b\nc,d,e\nf,g,h,i\n", ",", False),
        (b'"a","b"\n"c","d","e"\n"f","g","h","i"\n', ",", True),
        (b'"a,"b\nc,d\ne,f\n', ",", True),
        (b"a,b\n" + b"c,%s\n" % (b"x" * 1_000) * 400, ",", True),
        (b'a|"b" c\nd|e\n', "|", True),
    ],
)
def test_delimiters(data: bytes, delimiter: str, is_sure: bool) -> None:
    table = opened(data)
    assert (table.delimiter, table.is_delimiter_sure) == (delimiter, is_sure)


def test_directives_are_named_in_small_letters() -> None:
    data = b"#Separator:Comma\n#HTML:true\n#tags column:3\n#deck: My deck\n#columns:a,b\n"
    assert opened(data).directives == {
        "separator": "Comma",
        "html": "true",
        "tags column": "3",
        "deck": "My deck",
        "columns": "a,b",
    }
    assert opened(b"sep=;\na;b").directives == {"sep": ";"}


@pytest.mark.parametrize(
    ("said", "cells"),
    [
        (";", ("a,b", "c")),
        ("comma", ("a", "b;c")),
        ("tab", ("a,b;c",)),
        ("b;", ("a,", "c")),
        (" ", ("a,b;c",)),
    ],
)
def test_a_person_may_say_the_delimiter(said: str, cells: tuple[str, ...]) -> None:
    table = opened(b"sep=,\na,b;c\n", delimiter=said)
    assert table.is_delimiter_sure
    assert [*table.rows()] == [(2, cells)]


@pytest.mark.parametrize("said", ['"', "", "\n", "x" * 30, "a\0"])
def test_some_signs_are_no_delimiters(said: str) -> None:
    line, code, message = fault_of(b"a,b\n", delimiter=said)
    assert (line, code) == (0, "delimiter")
    assert "choose a comma" in message


def test_a_person_may_say_the_encoding() -> None:
    data = "a,é\n".encode("cp1252")
    assert read(data, encoding="ISO-8859-1") == [(1, ("a", "é"))]
    assert opened(data, encoding="latin1").encoding == "latin-1"
    assert read(data, encoding="cp437") == [(1, ("a", "Θ"))]
    assert fault_of(data, encoding="utf-8")[:2] == (1, "encoding")
    for unknown in ("klingon", "zlib_codec", "rot13", "idna", "a\0b"):
        assert fault_of(data, encoding=unknown)[2].endswith("choose another.")


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_fault(data: bytes) -> None:
    table = open_table(data)
    faults = [table] if isinstance(table, RowFault) else [*table.rows()]
    assert all(fault.message for fault in faults if isinstance(fault, RowFault))


@given(st.text(st.sampled_from('",;|\t\n\r#:ab- \x1f'), max_size=60))
def test_any_signs_of_csv_are_rows_or_a_fault(text: str) -> None:
    table = open_table(text.encode())
    if isinstance(table, RowFault):
        assert re.search(r"\w\.$", table.message)
        return
    for row in table.rows():
        assert row.line <= csv_table.line_breaks(text) + 1
