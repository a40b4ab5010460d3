"""Workbooks as tables: what their cells say, and those that somebody made to do harm."""

import datetime
import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from quizapp.engine.formats import archives, xlsx_parts, xlsx_table
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.table_file import TableFile, open_table
from tests.engine.formats.workbooks import (
    fault_of,
    made_with_openpyxl,
    opened,
    parts_of,
    read,
    sheet_of,
    workbook_of,
    zipped,
)

DAMAGED = "open it in a spreadsheet program, save it anew as .xlsx, and send that."


def cells_of(data: bytes) -> list[tuple[str, ...]]:
    return [cells for _, cells in read(data)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", "text"),
        ("  two\r\nlines ", "two\nlines"),
        ('a "b" & <c>', 'a "b" & <c>'),
        ("_x0041_b", "Ab"),
        ("2020-01-02", "2020-01-02"),
        (3, "3"),
        (3.0, "3"),
        (3.5, "3.5"),
        (-0.25, "-0.25"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e-30, "1.5e-30"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        (datetime.date(2020, 1, 2), "2020-01-02"),
        (datetime.date(1900, 1, 5), "1900-01-05"),
        (datetime.datetime(2020, 1, 2, 3, 4, 5), "2020-01-02 03:04:05"),
        (datetime.time(3, 4), "03:04:00"),
        (datetime.timedelta(hours=30, minutes=1), "30:01:00"),
    ],
)
def test_a_cell_says_what_a_person_sees(value: object, shown: str) -> None:
    assert cells_of(sheet_of([["x", value, "y"]])) == [("x", shown, "y")]


def test_rows_have_the_numbers_of_the_sheet_and_blank_ones_are_left_out() -> None:
    def fill(book: Any) -> None:
        book.active["B2"] = "question"
        book.active["D2"] = "answer"
        book.active["A5"] = " "
        book.active["C7"] = 1

    assert read(made_with_openpyxl(fill)) == [
        (2, ("", "question", "", "answer")),
        (7, ("", "", "1")),
    ]


def test_an_xlsx_is_known_by_its_content() -> None:
    table = opened(sheet_of([["a", "b"]]))
    assert (table.kind, table.encoding, table.delimiter) == ("xlsx", "", "")
    assert table.is_encoding_sure and table.is_delimiter_sure
    assert [*table.rows()] == [*table.rows()] == [(1, ("a", "b"))]


def three_sheets(book: Any) -> None:
    book.active.title = "Empty"
    book.create_sheet("Hidden").append(["secret"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet('Q & "A"').append(["question"])
    book.create_chartsheet("Chart")


def test_the_first_sheet_with_cells_is_read_unless_a_person_says_another() -> None:
    data = made_with_openpyxl(three_sheets)
    table = opened(data)
    assert table.sheets == ("Empty", "Hidden", 'Q & "A"')
    assert table.sheet == 'Q & "A"'
    assert cells_of(data) == [("question",)]
    assert read(data, sheet="Hidden") == [(1, ("secret",))]
    assert fault_of(data, sheet="Empty") == (0, "empty", "The sheet is empty.")
    line, code, message = fault_of(data, sheet="Chart")
    assert (line, code) == (0, "sheet")
    assert message.startswith('There is no sheet "Chart"; choose one of: "Empty", "Hidden"')
    assert fault_of(sheet_of([]))[:2] == (0, "empty")


def test_a_hidden_sheet_is_better_than_none() -> None:
    data = workbook_of('<row r="1"><c r="A1"><v>1</v></c></row>', state='state="hidden"')
    assert opened(data).sheet == "One"


TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cc", "Cs", "Cn")),
    max_size=9,
)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.dates(datetime.date(1901, 1, 1)),
    st.none(),
)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=5))
def test_cells_are_those_that_another_reader_sees(rows: list[list[object]]) -> None:
    data = sheet_of(rows)
    table = open_table(data)
    sheet = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_index(0)
    expected = []
    for line, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [
            str(cell).upper()
            if isinstance(cell, bool)
            else f"{cell:.0f}"
            if isinstance(cell, float)
            else str(cell).strip()
            for cell in row
        ]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            expected.append((line, tuple(cells)))
    if expected and not re.search("_x|#", str(rows)):
        assert isinstance(table, TableFile)
        assert [*table.rows()] == expected


def test_texts_that_cells_share_and_all_their_forms() -> None:
    data = workbook_of(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
        '<c r="D1" t="s"><v>9</v></c><c r="E1" t="s"><v>x</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r>'
        "<rPh><t>no</t></rPh></is></c><c r='C2' t='str'><f>X()</f><v>c</v></c><c r=\"D2\"/>"
        '<c r="E2" t="d"><v>2020-01-02T00:00:00</v></c><c r="F2" t="n"><v>bad</v></c>'
        '<c r="G2" s="99"><v>5</v></c></row><row r="1" spans="1:1"/>'
        '<row r="9999999"><c><v>1</v></c></row><rowBreaks/></rx><phoneticPr/>',
        texts='<si><t>one</t></si><si><r><t>t</t></r><r><t xml:space="preserve">wo &amp;</t></r>'
        "<rPh sb='0'><t>no</t></rPh></si><si/>",
    )
    assert read(data) == [
        (1, ("one", "two &")),
        (2, ("a b", "", "c", "", "2020-01-02", "bad", "5")),
        (4, ("1",)),
    ]


def test_which_numbers_are_dates() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[Red]0.0&quot;days&quot;"/>'
        '<numFmt numFmtId="171" formatCode="[$-409]d\\-mmm;@"/>'
        '<numFmt numFmtId="172" formatCode="[h]:mm"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 170, 171, 172, 46))
        + "</cellXfs>"
    )
    cells = "".join(f'<c s="{style}"><v>59.5</v></c>' for style in range(6))
    rest = '<c s="1"><v>-1</v></c><c s="1"><v>3000000</v></c>'
    rest += '<c s="1"><v>61</v></c><c s="1"><v>.5</v></c>'
    rows = f"<row>{cells}{rest}</row>"
    assert cells_of(workbook_of(rows, styles=styles)) == [
        (
            *("59.5", "1900-02-28 12:00:00", "59.5", "1900-02-28 12:00:00", "1428:00:00"),
            *("1428:00:00", "-1", "3000000", "1900-03-01", "12:00:00"),
        )
    ]
    old = workbook_of(rows, styles=styles, book='<workbookPr date1904="1"/>')
    assert cells_of(old)[0][1] == "1904-02-29 12:00:00"


def test_prefixes_comments_and_other_encodings_of_xml() -> None:
    rows = "<!-- a < b --><x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c></x:row>"
    parts = parts_of(rows)
    sheet = f"<x:worksheet><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    for encoding in ("utf-8", "utf-16"):
        data = zipped({**parts, "xl/worksheets/sheet1.xml": sheet.encode(encoding)})
        assert read(data) == [(1, ("1",))]


def test_links_may_be_absolute_or_with_backslashes() -> None:
    parts = parts_of("<row><c><v>1</v></c></row>")
    for target in ("/xl/worksheets/sheet1.xml", "worksheets\\Sheet1.xml"):
        links = str(parts["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", target)
        assert read(zipped({**parts, "xl/_rels/workbook.xml.rels": links})) == [(1, ("1",))]
    del parts["xl/sharedStrings.xml"]
    del parts["xl/styles.xml"]
    assert read(zipped(parts, zipfile.ZIP_STORED)) == [(1, ("1",))]


@pytest.mark.parametrize(
    ("rows", "line", "code"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="7"><c r="XFD7"><v>2</v></c></row>',
            7,
            "too_many_columns",
        ),
        (
            '<row><c><v>1</v></c></row><row r="3"><c r="A3" t="str"><v>'
            + "x" * 100_001
            + "</v></c></row>",
            3,
            "cell_too_long",
        ),
        (
            '<row r="3"><c r="A3" t="str"><v>' + "<v>xxxx" * 50_000 + "</v></c></row>",
            3,
            "cell_too_long",
        ),
        ("<row><c><v>1</v></c></row>" * 100_002, 100_002, "too_many_rows"),
        ('<row r="2"><c t="str"><v>' + "x" * 1_500_000, 0, "workbook"),
        ("<!DOCTYPE x>", 0, "workbook"),
        ("<row><c><v>1</v></c>", 0, "workbook"),
        ("<row><c><v>1</v></c></row><row>" + "<c>" * 17_000, 0, "workbook"),
        ("<![CDATA[x]]>", 0, "workbook"),
        ("<!-- x", 0, "workbook"),
    ],
)
def test_sheets_that_nobody_needs_are_refused(rows: str, line: int, code: str) -> None:
    assert fault_of(workbook_of(rows))[:2] == (line, code)


def test_two_far_apart_cells_take_no_memory() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="ALL1048576"><v>2</v></c></row>'
    )
    assert [(line, len(cells)) for line, cells in read(workbook_of(rows))] == [
        (1, 1),
        (1_048_576, 1_000),
    ]


def test_limits_of_what_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_of(
        "<row><c><v>1</v></c></row>" + ("<x>" + " " * 900_000) * 3,
        texts="<si><t>é😀</t></si><si><t>é</t></si>" * 9,
    )
    assert read(data) == [(1, ("1",))]
    monkeypatch.setattr(xlsx_table, "MAX_PIECES", 3)
    assert "too many cells" in fault_of(data)[2]
    monkeypatch.setattr(xlsx_parts, "MAX_TEXTS", 1_000)
    assert "take more than" in fault_of(data)[2]
    monkeypatch.setattr(xlsx_parts, "_MAX_SMALL", 10)
    assert "too many sheets" in fault_of(data)[2]


def test_a_bomb_is_found_by_what_it_unpacks_to() -> None:
    parts = parts_of("<row><c><v>1</v></c></row>" + ("<x>" + " " * 900_000) * 135)
    data = zipped(parts)
    assert len(data) < 500_000
    assert fault_of(data)[2] == f"A part of the file unpacks to more than 120 MB; {DAMAGED}"
    # The same, saying that it is small.
    size = len(str(parts["xl/worksheets/sheet1.xml"])).to_bytes(4, "little")
    lying = data.replace(size, (100).to_bytes(4, "little"))
    assert lying != data
    assert "unpacks to more than" in fault_of(lying)[2]


def test_archives_that_lie_or_are_damaged() -> None:
    whole = workbook_of("<row><c><v>1</v></c></row>")
    places = range(0, len(whole), 3)
    for place in places:
        for data in (whole[:place], whole[:place] + b"\xff" + whole[place + 1 :]):
            table = open_table(data)
            rows = [table] if isinstance(table, RowFault) else [*table.rows()]
            assert all(row.message for row in rows if isinstance(row, RowFault))
    many = zipped({f"xl/{number}": "" for number in range(2_001)})
    assert "holds 2,001 files" in fault_of(many)[2]


def altered(data: bytes, sign: bytes, offset: int, value: bytes) -> bytes:
    """A zip in which every header with a sign has other bytes at an offset."""
    for found in [match.start() for match in re.finditer(re.escape(sign), data)]:
        place = found + offset
        data = data[:place] + value + data[place + len(value) :]
    return data


@pytest.mark.parametrize(
    ("sign", "offset", "value", "words"),
    [
        (b"PK\x01\x02", 8, b"\x01", "protected by a password"),
        (b"PK\x01\x02", 10, b"\x09", "packed in a way that is not read"),
        (b"PK\x01\x02", 16, b"\0\0\0\0", "damaged"),
        (b"PK\x01\x02", 20, b"\x05\0", "cut off or damaged"),
        (b"PK\x01\x02", 20, b"\xff\xff\xff\xff", "cut off or damaged"),
        (b"PK\x01\x02", 42, b"\xff\xff\xff\x7f", "cut off or damaged"),
        (b"PK\x01\x02", 0, b"XX", "cut off or damaged"),
        (b"PK\x05\x06", 0, b"XX", "cut off or damaged"),
        (b"PK\x05\x06", 16, b"\xff\xff\xff\x7f", "cut off or damaged"),
    ],
)
def test_headers_that_lie(sign: bytes, offset: int, value: bytes, words: str) -> None:
    data = altered(workbook_of("<row><c><v>1</v></c></row>"), sign, offset, value)
    assert words in fault_of(data)[2]


def test_parts_that_are_twice_there_wrong_or_missing() -> None:
    parts = parts_of("<row><c><v>1</v></c></row>")
    twice = zipped({"xl/a": "", "xl/b": ""}).replace(b"xl/b", b"xl/a")
    assert "the same part twice" in fault_of(twice)[2]
    assert "no sheet with cells" in fault_of(zipped({"xl/a": ""}))[2]
    del parts["xl/_rels/workbook.xml.rels"]
    assert "no sheet with cells" in fault_of(zipped(parts))[2]
    wrong = {**parts_of(""), "xl/worksheets/sheet1.xml": b"<worksheet>\xff\xfe"}
    assert fault_of(zipped(wrong)) == (0, "workbook", f"The workbook is damaged; {DAMAGED}")
    entry = archives.Entry(method=8, flags=0, checksum=0, packed_size=9, offset=0)
    with pytest.raises(archives.BadArchive, match="The file is damaged"):
        [*archives.unpack(b"PK\x03\x04" + bytes(26) + b"\xff" * 9, entry)]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "old Excel (.xls)"),
        (OLE + "Book\0".encode("utf-16-le"), "old Excel (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE, "old Office program"),
        (zipped({"mimetype": "", "content.xml": ""}), "OpenDocument"),
        (zipped({"word/document.xml": ""}), "Word document"),
        (zipped({"ppt/presentation.xml": ""}), "PowerPoint"),
        (zipped({"xl/workbook.bin": ""}), "(.xlsb)"),
        (zipped({"Index/Document.iwa": ""}), "Numbers"),
        (zipped({"collection.anki21": ""}), "Anki package"),
        (zipped({"a.csv": "a,b"}), "This is a zip file"),
        (zipped({}), "This is a zip file"),
        (zipped({"a.csv": "a,b"})[:60], "cut off or damaged"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1", "RTF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>", "XML"),
        (b"<quiz>", "XML"),
    ],
)
def test_other_files_are_called_by_their_name(data: bytes, words: str) -> None:
    line, code, message = fault_of(data)
    assert (line, code) == (0, "not_a_table")
    assert words in message
    assert message.endswith(".")
