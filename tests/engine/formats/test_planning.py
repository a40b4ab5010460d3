"""How a table is to be read: what is found out, what a person is asked, and what they say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.plan import ROLES, Said
from quizapp.engine.formats.planning import LAYOUTS, make_plan
from quizapp.engine.formats.table_file import TableFile, TableSettings, open_table
from tests.engine.formats.tables import asked, csv_of, planned, questions_of, short, taken
from tests.engine.formats.workbooks import opened, parts_of, zipped

SAMPLES = Path("/work/shared/samples")


@pytest.mark.parametrize(
    ("data", "header", "asks"),
    [
        # A header names a question and something else.
        (b"Question,Answer\na,b\n", 0, []),
        (b"Front\tBack\na\tb\n", 0, []),
        (b"Term,Definition,Notes\na,b,c\n", 0, []),
        (b"Answer,Question\na,b\n", 0, []),
        (b"My quiz,,\n,,\nQuestion,Answer,Topic\na,b,c\n", 1, []),
        # Two columns without names are cards.
        (b"to go,gehen\nto see,sehen\n", None, []),
        (b"# one,x\n# two,y\n", None, []),
        (b"<script>alert(1)</script>,x\ny,z\n", None, []),
        # A header, or the first card of a list of words?
        (b"English,German\nto go,gehen\n", 0, ["header"]),
        (b"year,Jahr\nmonth,Monat\n", 0, ["header"]),
        (b"Country,Capital\nPeru,Lima\n", 0, ["header"]),
        (b"Word,Wort\nto go,gehen\n", 0, ["header"]),
        (b"year,das Jahr\nmonth,der Monat\n", None, ["header"]),
        # A header below rows that are as full as it is could be one of them.
        (b"to go,gehen\nquestion,answer\nto see,sehen\n", 1, ["header"]),
        # So could one with a question in it.
        (b"What is a term?,term,meaning,phrase,A\nb,c,d,e,B\n", 0, ["header"]),
    ],
)
def test_a_header_is_never_a_card_nor_a_card_a_header(
    data: bytes, header: int | None, asks: list[str]
) -> None:
    plan = planned(data)
    assert plan.header_row == header
    assert plan.has_header is (header is not None)
    assert plan.skip == (0 if header is None else header + 1)
    assert [ask.id for ask in plan.asks] == asks


@pytest.mark.parametrize(
    ("said", "header"),
    [
        (Said(has_header=True), 0),
        (Said(has_header=False), None),
        (Said(answers={"header": "yes"}), 0),
        (Said(answers={"header": "no"}), None),
    ],
)
@pytest.mark.parametrize("data", [b"English,German\nto go,gehen\n", b"to go,gehen\nto see,sehen\n"])
def test_a_person_says_whether_there_is_a_header(
    data: bytes, said: Said, header: int | None
) -> None:
    plan = planned(data, said)
    assert (plan.header_row, plan.asks) == (header, ())
    assert len(questions_of(data, said)) == (2 if header is None else 1)


def test_a_header_that_a_person_confirms_is_the_one_that_was_shown() -> None:
    data = b"to go,gehen\nquestion,answer\nto see,sehen\n"
    ask = planned(data).asks[0]
    assert ask.message == (
        'Does row 2 ("question", "answer") name the columns, or is it a question? '
        "If it does, the rows above it are left out."
    )
    assert [value for value, _ in ask.choices] == ["yes", "no"]
    assert planned(data, Said(answers={"header": "yes"})).skip == 2
    assert planned(data, Said(has_header=True)).skip == 2
    assert len(questions_of(data, Said(answers={"header": "no"}))) == 3


@given(
    st.lists(
        st.tuples(*[st.text("abc XYZ-1é", min_size=3, max_size=9).map(str.strip)] * 2).filter(all),
        min_size=2,
        max_size=20,
        unique_by=lambda card: card[0],
    )
)
def test_no_card_is_lost(cards: list[tuple[str, str]]) -> None:
    data = csv_of(cards)
    plan = planned(data, delimiter=",")
    if not plan.asks:
        assert plan.skip == 0
        assert len(taken(data, delimiter=",")) == len(cards)


@pytest.mark.parametrize(
    ("data", "columns", "asks"),
    [
        (b"Nr,Question,Answer\n1,a,b\n", ("", "question", "answer"), []),
        # A column beside the backs has the fronts, but a number or a remark is no front.
        (b"Land,Answer\nPeru,Lima\n", ("question", "answer"), ["header"]),
        (b"Answer,Land\nLima,Peru\n", ("answer", "question"), ["header"]),
        (b"Nr,Answer\n1,Lima\n", ("", "answer"), ["header", "columns"]),
        (b"Tags,Nr\na,1\n", ("tags", ""), ["header", "columns"]),
        # Three columns without names may be cards with something else.
        (b"i,j,k\nl,m,n\n", ("question", "answer", ""), ["columns"]),
        (b"i,j,k,l\nm,n,o,p\n", ("", "", "", ""), ["columns"]),
        (b"i\nj\n", ("",), ["columns"]),
        (b"Frage,Thema\na,b\n", ("question", "topic"), ["columns"]),
        (b"Land,Stadt,Jahr\na,b,1\n", ("", "", ""), ["header", "columns"]),
        # A column without a name at the end is one that isn't used.
        (b"Front,Back,\na,b,\n", ("question", "answer", ""), []),
        (b"Frage,A,B,C,D,L\xc3\xb6sung\nq,1,2,3,4,B\n", None, []),
    ],
)
def test_columns_are_known_by_their_names_or_asked_about(
    data: bytes, columns: tuple[str, ...] | None, asks: list[str]
) -> None:
    plan = planned(data, delimiter=",")
    if columns is None:
        columns = ("question", *(f"option_{number}" for number in range(1, 5)), "correct")
    assert (plan.columns, [ask.id for ask in plan.asks]) == (columns, asks)


def test_what_is_left_out_is_said() -> None:
    plan = planned(b"Question,Answer,Author,Page\na,b,c,d\n")
    assert plan.notes == ('Not used: "Author", "Page".',)
    many = ["Question", "Answer", *(f"Field {letter}" for letter in "ABCDEFGHIJ")]
    assert planned(csv_of([many, ["a"] * 12])).notes[0].endswith('"Field F" and 4 more.')
    assert planned(b"Question,Answer,Image URL\na,b,c\n").notes == ()


def test_a_person_says_what_the_columns_are() -> None:
    data = b"1,Peru,Lima\n2,Chile,Santiago\n"
    said = Said(columns={1: "question", 2: "answer"})
    plan = planned(data, said)
    assert (plan.layout, plan.columns) == ("columns", ("", "question", "answer"))
    assert [question.stem for question in questions_of(data, said)] == ["Peru", "Chile"]
    assert asked(data, Said(columns={1: "question"})) == ["columns"]
    assert asked(data, Said(columns={})) == ["columns"]
    yes = Said(answers={"columns": "yes"})
    assert short(questions_of(data, yes)[0]) == ("card", "1", {"back": "Peru"})
    cards = Said(layout="cards")
    assert short(questions_of(data, cards)[0]) == ("card", "1", {"back": "Peru"})
    assert asked(b"i\nj\n", cards) == ["columns"]


def test_a_known_header_counts_for_less_than_what_a_person_says() -> None:
    data = b"Question,Answer 1,Answer 2,Time,Correct Answers\nQ?,a,b,20,1\n"
    assert planned(data).layout == "classquiz"
    said = Said(columns={0: "question", 1: "answer"})
    assert planned(data, said).layout == "columns"
    assert planned(data, Said(has_header=False)).layout == "columns"


def test_what_is_not_sure_of_a_file_is_asked() -> None:
    latin = "Front,Back\nh\u0151s,t\u0171z\nk\u0151,x\n".encode("cp1250")
    plan = planned(latin)
    assert [ask.id for ask in plan.asks] == ["encoding"]
    encoding = plan.asks[0].choices[0][0]
    assert asked(latin, Said(answers={"encoding": encoding})) == []
    assert asked(latin, Said(answers={"encoding": "utf-16"})) == ["encoding"]
    dash = b"one, two\nthree, four, five\nsix\n"
    plan = planned(dash)
    assert "delimiter" in [ask.id for ask in plan.asks]
    found = next(ask for ask in plan.asks if ask.id == "delimiter").choices[0][0]
    assert "delimiter" not in asked(dash, Said(answers={"delimiter": found}))


def test_html_is_asked_about_and_a_cell_that_looks_like_it_decides_nothing() -> None:
    data = b"Front,Back\na<br>b,c\nd,e<b>f</b>\n"
    assert asked(data) == ["html"]
    assert not planned(data).is_html
    yes, no = (questions_of(data, Said(answers={"html": word})) for word in ("yes", "no"))
    assert (yes[0].stem, no[0].stem) == ("a\\\nb", "a\\<br>b")
    assert asked(b"Front,Back\n<script>a</script>,c\nd,e\n") == []
    rows = [[f"q{number}", "a"] for number in range(40)]
    assert asked(csv_of([["Front", "Back"], *rows, ["a<br>b", "c"]])) == []


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a;b;c", "d;e"], ";"),
        (["a|b", "c|d"], "|"),
        (["a\nb", "c\nd"], "\n"),
        (["a / b", "c / d"], " / "),
        (["a, b", "c, d"], ","),
        (["a;b, c", "d, e;f"], ";"),
        (["a b", "c d"], ""),
        (['["a", "b"]', '["c", "d"]'], ""),
        (["", ""], ""),
    ],
)
def test_options_in_one_cell_are_cut_where_all_can_be_cut(cells: list[str], separator: str) -> None:
    rows = [[f"q{number}", cell, "x"] for number, cell in enumerate(cells)]
    data = csv_of([["Question", "Options", "Correct answer"], *rows])
    assert planned(data, delimiter=",").option_separator == separator


def test_where_a_key_can_be_an_index_or_a_text_a_person_is_asked() -> None:
    data = b"Question,A,B,C,Correct\n1+1?,1,2,3,2\n2+1?,2,3,4,3\n"
    plan = planned(data)
    assert plan.key_style == ""
    [ask] = plan.asks
    assert (ask.id, ask.column) == ("key", "Correct")
    assert [value for value, _ in ask.choices] == ["number", "text"]
    assert taken(data) == [(2, "Correct", "no_such_option"), (3, "Correct", "no_such_option")]
    for style, right in (("number", [1, 2]), ("text", [1, 1])):
        found = questions_of(data, Said(answers={"key": style}))
        assert [short(question)[2]["correct"] for question in found] == right
    assert asked(data, Said(answers={"key": "something else"})) == ["key"]


def test_a_table_without_rows_can_t_be_read() -> None:
    for data, code in ((b'"a', "quote"), (b",,\n,,\n", "empty")):
        table = open_table(data, TableSettings(delimiter=","))
        assert isinstance(table, TableFile)
        fault = make_plan(table)
        assert isinstance(fault, RowFault)
        assert fault.code == code


def test_a_workbook_is_read_like_a_text() -> None:
    cells = (
        '<row><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c></row>'
    )
    data = zipped(parts_of(cells.format("Front", "Back") + cells.format("a", "b")))
    assert planned(data).layout == "cards"
    assert opened(data).kind == "xlsx"
    assert [short(question) for question in questions_of(data)] == [("card", "a", {"back": "b"})]


def test_layouts_and_roles_are_listed_once() -> None:
    assert {"native", "columns", "cards", "anki", "kahoot"} <= {*LAYOUTS}
    assert len(ROLES) == len({*ROLES})


@pytest.mark.parametrize(
    ("path", "layout", "asks", "counts"),
    [
        ("anki_txt/sambhav_notes_tags.txt", "cards", ["columns", "html"], (36, 0)),
        ("csv/csv_xmlmoodle_pt.csv", "columns", [], (30, 0)),
        ("csv/ddnet_odd_sep.csv", "cards", [], (5, 0)),
        ("csv/hayabusa_ja.csv", "cards", [], (3, 0)),
        ("csv/quizbot_ru_ragged.csv", "columns", ["columns"], (0, 30)),
        ("csv/taleemsat_template.csv", "columns", [], (1, 0)),
        ("csv/zhongwen_input.tsv", "columns", ["header", "columns", "html"], (0, 2)),
        ("quizlet/gov_dashes.txt", "cards", [], (54, 0)),
        ("quizlet/scraper_default.txt", "cards", ["delimiter"], (0, 0)),
        ("roster/github_classroom_roster.csv", "columns", ["header", "columns"], (0, 2)),
        ("roster/nbgrader_grades.csv", "columns", ["header", "columns"], (0, 2)),
    ],
)
def test_files_of_others_are_planned(
    path: str, layout: str, asks: list[str], counts: tuple[int, int]
) -> None:
    """Each is read as what it is, or a person is asked; what isn't said makes no question."""
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not on this machine")
    data = (SAMPLES / path).read_bytes()
    plan = planned(data)
    assert (plan.layout, [ask.id for ask in plan.asks]) == (layout, asks)
    found = taken(data)
    faulty = sum(1 for row in found if isinstance(row, tuple))
    assert (len(found) - faulty, faulty) == counts


def test_a_ragged_file_without_a_header_is_read_as_a_person_says() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not on this machine")
    data = (SAMPLES / "csv/quizbot_ru_ragged.csv").read_bytes()
    options = {place: f"option_{place}" for place in range(1, 5)}
    tags = dict.fromkeys(range(6, 10), "tags")
    columns = {0: "question", **options, 5: "correct", **tags}
    assert asked(data, Said(columns=columns)) == ["key"]  # all keys are 1
    said = Said(columns=columns, answers={"key": "number"})
    found = questions_of(data, said)
    assert len(found) == 30
    assert short(found[0])[2]["correct"] == 0
    assert len(found[0].tags) == 4
