"""A planned table to questions: in the file's order, no question twice."""

from quizapp.engine.formats.bank_file import FaultyRow
from quizapp.engine.formats.plan import Plan
from quizapp.engine.formats.reading import read_questions
from quizapp.engine.question import Question
from tests.engine.formats.tables import faults_of, planned, taken
from tests.engine.formats.workbooks import opened

NATIVE = Plan("native", "", True, (), (), 1)


def test_a_question_that_stands_twice_is_reported() -> None:
    data = b"Id,Prompt,Key\n1,a?,x1\n2,b?,x1\n1,c?,x1\n,a?,x2\n,a?,x3\n"
    assert taken(data, delimiter=",")[2:3] == [(4, "Id", "duplicate")]
    found = taken(data, delimiter=",")
    assert isinstance(found[3], Question)
    assert found[4] == (6, "Prompt", "duplicate")
    first, second = faults_of(data)
    assert first.message == 'The id "1" is used in line 2.'
    assert second.message == "The same question stands in line 5."


def test_rows_and_faults_come_in_the_order_of_the_file() -> None:
    data = b"Front,Back\na,b\nc,\ne,f\n"
    lines = [row.line for row in read_questions(opened(data), planned(data))]
    assert lines == [2, 3, 4]


def test_the_native_layout_is_read_as_it_is_defined() -> None:
    data = b"question,answer\n*a*,b\nc,\n"
    assert planned(data).layout == "native"
    found = taken(data, delimiter=",")
    assert isinstance(found[0], Question)
    assert found[0].stem == "*a*"
    assert [fault[:1] for fault in found[1:] if isinstance(fault, tuple)] == [(3,)]


def test_a_file_that_can_t_be_read_from_the_start_says_so() -> None:
    table = opened(b'"a,b\n', delimiter=",")
    [row] = read_questions(table, NATIVE)
    assert isinstance(row, FaultyRow)
    assert (row.cells, row.faults[0].code) == ((), "quote")
