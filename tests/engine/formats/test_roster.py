"""Class lists as the tools of schools write them, as teachers type them, and broken ones."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats import roster
from quizapp.engine.formats.roster import (
    MOST_ROWS,
    RosterRow,
    check_rows,
    pack_rows,
    read_roster,
    unpack_rows,
)
from quizapp.engine.formats.table_file import TableSettings

AMY = RosterRow(2, "Amy Brown", "Brown, Amy")


def _row(line: int = 2, **changes: Any) -> RosterRow:
    values: dict[str, Any] = {"name": "Amy Brown", "sort_name": "Brown, Amy"}
    return RosterRow(line, **{**values, **changes})


def _read(text: str) -> roster.Roster:
    return read_roster(text.encode())


def _codes(found: roster.Roster) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in found.faults]


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


LAYOUTS = [
    (
        "own",
        _lines("name,username,id,group", "Amy Brown,AMY.b,17,Red; Blue;Red"),
        [RosterRow(2, "Amy Brown", "Amy Brown", "amy.b", "17", ("Red", "Blue"))],
        0,
    ),
    ("own", _lines("first_name;last_name", "Amy;Brown"), [AMY], 0),
    (
        "own",
        _lines("Class 9b,,", "Vorname,Name,Gruppe", "Amy,Brown,Rot"),
        [_row(3, groups=("Rot",))],
        0,
    ),
    ("own", _lines("nombre\tapellidos", "Amy\tBrown"), [AMY], 0),
    ("own", _lines("Nom,Prénom", "Brown,Amy"), [AMY], 0),
    ("own", _lines("имя,фамилия", "Amy,Brown"), [AMY], 0),
    ("own", _lines("name", '"Brown, Amy"'), [AMY], 0),
    (
        "own",
        _lines("name", '"Brown, Amy, Dr"'),
        [_row(name="Brown, Amy, Dr", sort_name="Brown, Amy, Dr")],
        0,
    ),
    (
        "own",
        _lines("last name,id", "Brown,1"),
        [_row(name="Brown", sort_name="Brown", roster_id="1")],
        0,
    ),
    ("own", _lines("name,sort name,id", "Amy Brown,\"Brown, Amy\",1"), [_row(roster_id="1")], 0),
    (
        "names",
        _lines("Amy Brown", "Bo Li"),
        [_row(1, sort_name="Amy Brown"), RosterRow(2, "Bo Li", "Bo Li")],
        0,
    ),
    (
        "google",
        _lines(
            "Last Name,First Name,Email Address,Essay", "Date,,,2026-03-02", "Points,,,10",
            "Brown,Amy,amy@example.org,7",
        ),
        [_row(4)],
        2,
    ),
    (
        "canvas",
        _lines(
            "Student,ID,SIS User ID,SIS Login ID,Section,Essay (12)",
            "    Points Possible,,,,,10",
            '"Brown, Amy",4711,s17,amy@example.org,History 9b,7',
            '"Li, Bo",4712,,bo.li,History 9b,',
            '"Student, Test",1,,x,History 9b,',
            ",,,,,Manual Posting",
        ),
        [
            _row(3, roster_id="s17", groups=("History 9b",)),
            RosterRow(4, "Bo Li", "Li, Bo", "bo.li", "4712", ("History 9b",)),
        ],
        3,
    ),
    (
        "moodle",
        _lines(
            "First name,Last name,Email address,ID number,Groups",
            'Amy,Brown,amy@example.org,17,"Red, Blue"',
            "Bo,Li,bo@example.org,18,No groups",
        ),
        [
            _row(roster_id="17", groups=("Red", "Blue")),
            RosterRow(3, "Bo Li", "Li, Bo", "", "18"),
        ],
        0,
    ),
    (
        "moodle",
        _lines("First name,Surname,Email address,Groups", "Amy,Brown,amy@example.org,"),
        [AMY],
        0,
    ),
    (
        "oneroster",
        _lines(
            "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
            "givenName,familyName,middleName,identifier,email",
            "u1,active,,true,o1,student,amy.b,,Amy,Brown,,17,amy@example.org",
            "u2,tobedeleted,,true,o1,student,bo.li,,Bo,Li,,18,",
            "u3,,,true,o1,teacher,noether,,Emmy,Noether,,,",
            "u4,,,true,o1,student,cleo,,Cleo,Diaz,,,",
        ),
        [
            _row(username="amy.b", roster_id="u1"),
            RosterRow(5, "Cleo Diaz", "Diaz, Cleo", "cleo", "u4"),
        ],
        2,
    ),
    (
        "github",
        _lines("identifier,github_username,github_id,name", "17,amyb,1,Amy Brown", "brown-bo,,,"),
        [
            _row(sort_name="Amy Brown", roster_id="17"),
            RosterRow(3, "brown-bo", "brown-bo", "", "brown-bo"),
        ],
        0,
    ),
    (
        "nbgrader",
        _lines("id,first_name,last_name,email,lms_user_id", "17,Amy,Brown,amy@example.org,"),
        [_row(roster_id="17")],
        0,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "text", "rows", "left_out"), LAYOUTS)
def test_a_list_is_read_as_its_tool_writes_it(
    layout: str, text: str, rows: Sequence[RosterRow], left_out: int
) -> None:
    found = _read(text)
    assert found.faults == ()
    assert (found.layout, [*found.rows], found.left_out) == (layout, [*rows], left_out)
    assert found.has_addresses == ("mail" in text.lower())
    assert "@" not in repr(found.rows)
    assert found.has_ids == any(row.roster_id for row in rows)


def test_a_username_that_none_can_have_is_left_out() -> None:
    for text in ("amy@example.org", "ab", "Amy Brown"):
        assert _read(_lines("name,username", f"Amy,{text}")).rows[0].username == ""


@pytest.mark.parametrize("role", ["Student", "Schülerin", "élève", "учень", "Learner", ""])
def test_whoever_is_called_a_student_is_one(role: str) -> None:
    assert len(_read(_lines("name,role", f"Amy,{role}")).rows) == 1


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(0, "", "empty")]),
        (" \n ", [(0, "", "empty")]),
        ("name,id\n", [(0, "", "empty")]),
        (_lines("colour,size", "red,1"), [(0, "", "header")]),
        (
            _lines("name,id", "Amy,1", "Bo,1", "Cleo,2", "Dan,1"),
            [(3, "id", "duplicate"), (5, "id", "duplicate")],
        ),
        (_lines("name,username", "Amy,amy", "Bo,AMY"), [(3, "username", "duplicate")]),
        (_lines("name,id", ",1"), [(2, "name", "missing")]),
        (_lines("name,id", f"{'x' * 81},1"), [(2, "name", "too_long")]),
        (_lines("name,id", f"Amy,{'1' * 101}"), [(2, "id", "too_long")]),
        (_lines("name,group", f"Amy,{'x' * 81}"), [(2, "group", "too_long")]),
        (_lines("name,group", f"Amy,{';'.join('abcdefghijk')}"), [(2, "group", "too_many")]),
        (_lines("name,id", "A\u202emy,1"), [(2, "name", "character"), (2, "name", "character")]),
        (_lines("name,id", 'Amy,"1', "Bo,2"), [(2, "", "quote")]),
        ('"name,id\nAmy', [(1, "", "quote")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_column(
    text: str, faults: list[tuple[int, str, str]]
) -> None:
    assert _codes(_read(text)) == faults


def test_a_missing_column_is_named_with_what_there_is() -> None:
    [fault] = _read(_lines("colour,size", "red,1")).faults
    assert '"first_name" and "last_name"' in fault.message
    assert '"colour", "size"' in fault.message


def test_two_columns_without_names_are_no_list_of_names() -> None:
    assert _codes(_read(_lines("Brown,Amy", "Li,Bo"))) == [(0, "", "header")]


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + bytes(50), b"%PDF-1.7\n", b"PK\x03\x04broken", b"a,b\0\n1,2"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    found = read_roster(data)
    assert found.rows == ()
    assert len(found.faults) == 1


def test_letters_are_read_in_the_encoding_of_the_file() -> None:
    text = _lines("Vorname;Nachname", "Änne;Müller", "Jörg;Weiß", "Zoë;Böse", "Günther;Größe")
    assert read_roster(text.encode("utf-8-sig")).rows[0].name == "Änne Müller"
    assert read_roster(text.encode("utf-16")).rows[0].name == "Änne Müller"
    assert read_roster(text.encode("cp1252")).rows[0].name == "Änne Müller"
    doubtful = _lines("name", "Łódź Żak").encode("cp1250")
    found = read_roster(doubtful)
    assert (found.rows[0].name, found.is_encoding_sure) == ("Łódź Żak", False)
    said = read_roster(doubtful, TableSettings(encoding="windows-1250"))
    assert (said.rows[0].name, said.is_encoding_sure) == ("Łódź Żak", True)
    [fault] = read_roster(text.encode("cp1252"), TableSettings(encoding="utf-8")).faults
    assert (fault.code, fault.line) == ("encoding", 2)


def test_a_list_that_is_too_long_is_refused_without_being_read_to_its_end() -> None:
    def text(count: int) -> str:
        return _lines("name,id", *(f"Student {number},{number}" for number in range(count)))

    assert len(_read(text(MOST_ROWS)).rows) == MOST_ROWS
    for count in (MOST_ROWS + 1, 50_000):
        found = _read(text(count))
        assert found.rows == ()
        [fault] = found.faults
        assert fault.code == "too_many"
        assert "more than 2,000 students" in fault.message


def test_faults_and_rows_come_in_the_order_of_lines() -> None:
    found = _read(_lines("name,id", "Amy,1", ",2", "Bo,1", ",3"))
    assert [line for line, _, _ in _codes(found)] == [3, 4, 5]


NAMES = st.text("abcäöü ,'-", min_size=1, max_size=20).map(str.strip).filter(bool)
ROWS = st.lists(
    st.builds(
        RosterRow,
        st.integers(1, 10_000),
        NAMES,
        NAMES,
        st.just("") | st.from_regex(r"[a-z0-9._-]{3,30}", fullmatch=True),
        st.text("0123456789ab", max_size=8),
        st.lists(NAMES, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=5,
    unique_by=(lambda row: row.line, lambda row: row.username, lambda row: row.roster_id),
)


@given(ROWS)
def test_a_list_survives_being_packed(rows: list[RosterRow]) -> None:
    assert unpack_rows(pack_rows(rows)) == tuple(rows)


@pytest.mark.parametrize(
    "packed",
    [
        *("", "x", "[", "null", "1", "{}", "[]", "[1]", "[[]]", "[" * 100_000),
        *('[[1,"a","b","",5]]', '[[1,"a","b","",""],[1,"a"]]', '[[1,"a","b","","",7]]'),
        *('[["1","a","b","",""]]', '[[1,"","b","",""]]', '[[1,"a","b","A B",""]]'),
        '[[1,"a","b","","x"],[2,"c","d","","x"]]',
        '[[1,"a\\u0000","b","",""]]',
        json.dumps([[number, "a", "a", "", ""] for number in range(MOST_ROWS + 1)]),
    ],
)
def test_what_was_tampered_with_is_not_unpacked(packed: str) -> None:
    assert unpack_rows(packed) is None


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_whatever_the_bytes_there_are_students_or_a_fault(data: bytes) -> None:
    found = read_roster(data)
    assert bool(found.rows) or bool(found.faults)
    if not found.faults:
        assert not [*check_rows(found.rows)]
        assert unpack_rows(pack_rows(found.rows)) == found.rows
