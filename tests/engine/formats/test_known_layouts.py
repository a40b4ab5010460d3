"""The layouts of other programs: what they write is read as the questions that were meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from quizapp.engine.formats.column_names import normalised
from quizapp.engine.formats.known_layouts import KNOWN
from quizapp.engine.formats.markdown_text import escape_markdown
from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.formats.plan import Said
from quizapp.engine.formats.planning import LAYOUTS
from quizapp.engine.kinds import MultipleChoice, SingleChoice
from quizapp.engine.kinds.checks import same_text_key
from quizapp.engine.question import Question, stem_key
from tests.engine.formats.tables import asked, csv_of, planned, questions_of, short, taken
from tests.engine.formats.workbooks import sheet_of
from tests.engine.strategies import questions, texts


@dataclass(frozen=True)
class Choice:
    """A question as a person types it into another program."""

    stem: str
    options: tuple[str, ...]
    key: tuple[int, ...]
    seconds: int = 20

    @property
    def question(self) -> Question:
        """The question that it is here."""
        options = tuple(map(escape_markdown, self.options))
        stem = escape_markdown(self.stem)
        body = (
            SingleChoice(options, self.key[0])
            if len(self.key) == 1
            else MultipleChoice(options, frozenset(self.key))
        )
        return Question(key=stem_key(stem), stem=stem, body=body)


def plain_texts() -> SearchStrategy[str]:
    """Texts that hold no HTML, which a person would be asked about."""
    return texts().filter(lambda text: not {*text} & {*"<&"} and bool(escape_markdown(text)))


@st.composite
def choices(draw: DrawFn, *, several: bool = True) -> Choice:
    options = draw(
        st.lists(
            plain_texts(),
            min_size=2,
            max_size=4,
            unique_by=lambda text: same_text_key(escape_markdown(text)).casefold(),
        )
    )
    places = st.integers(0, len(options) - 1)
    most = len(options) - 1 if several else 1
    key = draw(st.lists(places, min_size=1, max_size=most, unique=True))
    return Choice(draw(plain_texts()), tuple(options), tuple(sorted(key)))


def banks(*, several: bool = True) -> SearchStrategy[list[Choice]]:
    return st.lists(
        choices(several=several),
        min_size=1,
        max_size=6,
        unique_by=lambda choice: choice.question.key,
    )


def four(choice: Choice) -> list[str]:
    return [*choice.options, *[""] * (4 - len(choice.options))]


def numbers(choice: Choice) -> str:
    return ",".join(str(place + 1) for place in choice.key)


KAHOOT = [
    ["", "Quiz template"],
    ["", "Add questions, at least two answer alternatives, time limit and choose correct answers."],
    [
        "",
        "Remember: questions have a limit of 120 characters and answers one of 75.",
    ],
    [
        *("", "Question - max 120 characters"),
        *(f"Answer {number} - max 75 characters" for number in range(1, 5)),
        "Time limit (sec) \u2013 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ],
]
BLOOKET = [
    ["Blooket\nImport Template", *[""] * 9],
    [
        *("Question #", "Question Text", "Answer 1", "Answer 2", "Answer 3\n(Optional)"),
        *("Answer 4\n(Optional)", "Time Limit (sec)\n(Max: 300 seconds)"),
        *("Correct Answer(s)\n(Only include Answer #)", "", ""),
    ],
]
WAYGROUND = [
    [
        *("Question Text", "Question Type", *(f"Option {number}" for number in range(1, 6))),
        *("Correct Answer", "Time in seconds", "Image Link", "Answer explanation"),
    ],
    [
        "Text of the question\n\n(required)\n\n\n",
        "Question Type\n\n(default is Multiple Choice)\n\n",
        *["Text for option 1\n\n(required in all cases except open-ended & draw questions)"] * 2,
        *["Text for option 3\n\n(optional)\n\n\n"] * 3,
        "The correct option choice (between 1-5).\n\nLeave blank for open-ended questions.",
        "Time in seconds\n\n(optional, default value is 30 seconds)\n\n",
        "Link of the image\n\n(optional)\n\n\n",
        "Explanation for the answer (optional)",
    ],
]
GIMKIT = [
    ["Gimkit Spreadsheet Import Template", "", "", "", ""],
    [
        *("Question", "Correct Answer", "Incorrect Answer 1"),
        *("Incorrect Answer 2 (Optional)", "Incorrect Answer 3 (Optional)"),
    ],
]
MOODLE = [
    [
        *("questionname", "questiontext", "A", "B", "C", "D", "Answer 1", "Answer 2"),
        *("answernumbering", " correctfeedback", " partiallycorrectfeedback"),
        *(" incorrectfeedback", " defaultmark"),
    ]
]
CLASSQUIZ = [
    ["Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time", "Correct answers"]
]


def kahoot_row(number: int, choice: Choice) -> list[str]:
    return [str(number), choice.stem, *four(choice), str(choice.seconds), numbers(choice)]


def blooket_row(number: int, choice: Choice) -> list[str]:
    return [*kahoot_row(number, choice), "", ""]


def wayground_row(number: int, choice: Choice) -> list[str]:
    kind = "Multiple Choice" if len(choice.key) == 1 else "Checkbox"
    end = [numbers(choice), str(choice.seconds), "", ""]
    return [choice.stem, kind, *four(choice), "", *end]


def gimkit_row(number: int, choice: Choice) -> list[str]:
    right = choice.options[choice.key[0]]
    wrong = [option for option in choice.options if option != right]
    return [choice.stem, right, *wrong, *[""] * (3 - len(wrong))]


def moodle_row(number: int, choice: Choice) -> list[str]:
    letters = ["ABCD"[place] for place in choice.key[:2]]
    key = [*letters, *[""] * (2 - len(letters))]
    return [f"Q{number}", choice.stem, *four(choice), *key, "123", "Yes.", "", "No.", "1"]


def classquiz_row(number: int, choice: Choice) -> list[str]:
    return [choice.stem, *four(choice), str(choice.seconds), numbers(choice)]


Layout = tuple[str, list[list[str]], Callable[[int, Choice], list[str]]]
LAYOUT_ROWS: list[Layout] = [
    ("kahoot", KAHOOT, kahoot_row),
    ("blooket", BLOOKET, blooket_row),
    ("wayground", WAYGROUND, wayground_row),
    ("gimkit", GIMKIT, gimkit_row),
    ("moodle", MOODLE, moodle_row),
    ("classquiz", CLASSQUIZ, classquiz_row),
]


def as_asked(choice: Choice, name: str) -> Choice:
    """What a layout can say of a question: in Gimkit the right one of the options comes first."""
    if name != "gimkit":
        return choice
    first = choice.key[0]
    others = [option for place, option in enumerate(choice.options) if place != first]
    return Choice(choice.stem, (choice.options[first], *others), (0,))


def timed(name: str, choice: Choice) -> Question:
    question = as_asked(choice, name).question
    seconds = None if name in {"gimkit", "moodle"} else choice.seconds
    return Question(question.key, question.stem, question.body, time_limit=seconds)


@pytest.mark.parametrize("layout", LAYOUT_ROWS, ids=[name for name, *_ in LAYOUT_ROWS])
@given(bank=banks(), single=st.booleans())
@settings(max_examples=50)
def test_what_a_program_writes_is_read_as_it_was_meant(
    layout: Layout, bank: list[Choice], single: bool
) -> None:
    name, head, row_of = layout
    if name == "moodle":
        bank = [Choice(each.stem, each.options, each.key[:2]) for each in bank]
    if name == "gimkit" or single:
        bank = [Choice(each.stem, each.options, each.key[:1]) for each in bank]
    rows = [row_of(number, choice) for number, choice in enumerate(bank, 1)]
    data = csv_of([*head, *rows])
    plan = planned(data, delimiter=",")
    assert (plan.layout, plan.label, plan.asks) == (name, LAYOUTS[name], ())
    assert questions_of(data, delimiter=",") == [timed(name, choice) for choice in bank]


@given(st.lists(questions(), max_size=5, unique_by=lambda question: question.key))
@settings(max_examples=40)
def test_what_we_write_is_read_as_it_was(bank: list[Question]) -> None:
    data = write_native_csv(bank).encode()
    if bank:
        assert planned(data, delimiter=",").layout == "native"
    found = taken(data, delimiter=",")
    assert found == bank


CARDS = st.lists(
    st.tuples(plain_texts(), plain_texts()),
    min_size=1,
    max_size=6,
    unique_by=lambda card: stem_key(escape_markdown(card[0])),
)


@given(CARDS, st.sampled_from([",", "\t", ";"]))
def test_two_columns_without_a_header_are_cards(
    cards: list[tuple[str, str]], delimiter: str
) -> None:
    data = csv_of(cards, delimiter)
    if cards[0][0].startswith(("#", "sep=")):
        return
    plan = planned(data, Said(has_header=False), delimiter=delimiter)
    assert (plan.layout, plan.columns, plan.asks) == ("cards", ("question", "answer"), ())
    found = questions_of(data, Said(has_header=False), delimiter=delimiter)
    expected = [("card", *map(escape_markdown, card)) for card in cards]
    assert [(kind, stem, body["back"]) for kind, stem, body in map(short, found)] == expected


NAMES: dict[str, list[str]] = {
    "question": [
        "Question",
        "Prompt",
        "Stem",
        "Frage",
        "Pregunta",
        "\u0412\u043e\u043f\u0440\u043e\u0441",
        "\u554f\u984c",
    ],
    "option": [
        "Option {n}",
        "Choice {l}",
        "{l}",
        "Option {l}",
        "R\u00e9ponse {n}",
        "Antwort {l}",
        "option{n}",
    ],
    "correct": [
        "Correct answer",
        "Key",
        "Correct",
        "Gabarito",
        "Right Answer",
        "Correct Answer (1-4)",
    ],
    "explanation": ["Explanation", "Feedback", "Rationale", "Erkl\u00e4rung"],
    "topic": ["Topic", "Category", "Thema", "Chapter"],
    "tags": ["Tags", "Keywords"],
    "time_limit": ["Time limit", "Time (sec)", "Seconds"],
    "unused": ["Author", "Reviewed by", "Image URL"],
}
KEYS: dict[str, Callable[[Choice], str]] = {
    "number": numbers,
    "zero": lambda choice: ",".join(map(str, choice.key)),
    "letter": lambda choice: ",".join("ABCD"[place] for place in choice.key),
    "text": lambda choice: choice.options[choice.key[0]],
}


@given(banks(several=False), st.data())
def test_columns_in_any_order_are_known_by_many_names(
    bank: list[Choice], data: st.DataObject
) -> None:
    """Where the key can be read in several ways, a person says which; else nothing is asked."""
    option = data.draw(st.sampled_from(NAMES["option"]))
    style = data.draw(st.sampled_from([*KEYS]))
    named = {role: data.draw(st.sampled_from(names)) for role, names in NAMES.items()}
    columns = {
        "question": [choice.stem for choice in bank],
        **{str(place): [four(choice)[place] for choice in bank] for place in range(4)},
        "correct": [KEYS[style](choice) for choice in bank],
    }
    rest = {"topic": "Rome", "tags": "a, b", "explanation": "Why", "time_limit": "30 s"}
    rest["unused"] = "x"
    for role in data.draw(st.lists(st.sampled_from([*rest]), unique=True)):
        columns[role] = [rest[role]] * len(bank)
    names = {
        role: option.format(n=int(role) + 1, l="ABCD"[int(role)])
        if role.isdecimal()
        else named[role]
        for role in columns
    }
    order = data.draw(st.permutations([*columns]))
    cells = zip(*(columns[role] for role in order), strict=True)
    written = csv_of([[names[role] for role in order], *cells])
    asks = asked(written, delimiter=",")
    assert asks in ([], ["key"])
    said = Said(answers={"key": style}) if asks else None
    for question, choice in zip(questions_of(written, said, delimiter=","), bank, strict=True):
        expected = choice.question
        assert (question.stem, question.body) == (expected.stem, expected.body)
        assert question.topic == ("Rome" if "topic" in columns else "")
        assert question.tags == (("a", "b") if "tags" in columns else ())
        assert question.explanation == ("Why" if "explanation" in columns else "")
        assert question.time_limit == (30 if "time_limit" in columns else None)


def filled(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook in which what looks like a number is one, and what is empty has no cell."""
    return sheet_of([[None if cell == "" else as_number(cell) for cell in row] for row in rows])


def as_number(cell: Any) -> Any:
    return int(cell) if isinstance(cell, str) and cell.isascii() and cell.isdecimal() else cell


EXAMPLES = [
    Choice("What is 2 + 2?", ("3", "4", "5"), (1,), 30),
    Choice("Which are *even*?", ("2", "7", "10", "12"), (0, 2, 3), 60),
    Choice("How many legs has a spider?", ("8", "6"), (0,), 5),
]


@pytest.mark.parametrize(
    "layout",
    [each for each in LAYOUT_ROWS if each[0] in {"kahoot", "wayground", "classquiz", "blooket"}],
    ids=lambda layout: layout[0],
)
def test_workbooks_with_numbers_in_their_cells_are_read(layout: Layout) -> None:
    """ClassQuiz itself fails on numeric cells."""
    name, head, row_of = layout
    data = filled([*head, *(row_of(number, each) for number, each in enumerate(EXAMPLES, 1))])
    assert planned(data).layout == name
    assert questions_of(data) == [timed(name, choice) for choice in EXAMPLES]


def test_a_decimal_number_in_a_workbook_is_an_option_as_it_is_shown() -> None:
    rows: list[Sequence[Any]] = [*CLASSQUIZ, ["Pi is about", 3.14, 2.72, None, None, 20, 1]]
    [question] = questions_of(sheet_of(rows))
    assert short(question) == (
        *("single_choice", "Pi is about"),
        {"options": ["3.14", "2.72"], "correct": 0, "feedback": []},
    )


def test_kahoot_names_several_right_answers_with_commas() -> None:
    row = ["1", "Which are primes?", "2", "4", "5", "6", "20", "1,3"]
    [question] = questions_of(csv_of([*KAHOOT, row]), delimiter=",")
    assert short(question)[2]["correct"] == [0, 2]


def test_classquiz_takes_1_for_a_part_of_10_and_12() -> None:
    options = ["10", "12", "1", "2"]
    [question] = questions_of(csv_of([*CLASSQUIZ, ["Which is least?", *options, "20", "3"]]))
    assert short(question)[2]["correct"] == 2
    faulty = taken(csv_of([*CLASSQUIZ, ["Which?", *options, "20", "10,12"]]), Said())
    assert faulty == [(2, "Correct answers", "no_such_option")]


def test_classquiz_reads_100_rows_and_no_further() -> None:
    rows = [[f"Question {number}?", "a", "b", "", "", "20", "2"] for number in range(150)]
    assert len(questions_of(csv_of([*CLASSQUIZ, *rows]))) == 150


def test_classquiz_has_another_header_too() -> None:
    header = ["Question", "1. Answer", "2. Answer", "3. Answer", "4. Answer", "Time Limit"]
    data = csv_of([[*header, "Correct Answers"], ["Q?", "a", "b", "c", "", "20", "2"]])
    assert planned(data).label == "ClassQuiz"
    assert short(questions_of(data)[0])[2]["correct"] == 1


def test_wayground_has_questions_to_be_answered_in_words() -> None:
    rows = [
        ["2 + 2?", "Fill-in-the-Blank", "4", "four", "", "", "", "", "30", "", "Count."],
        ["Your view?", "Open-Ended", "", "", "", "", "", "", "30", "", ""],
    ]
    question, fault = taken(csv_of([*WAYGROUND, *rows]))
    assert isinstance(question, Question)
    assert short(question)[2]["accepted"] == ["4", "four"]
    assert question.explanation == "Count."
    assert fault == (43, "Question Type", "unknown")


def test_the_row_below_a_header_of_wayground_may_be_a_question() -> None:
    """A key in letters is no number, and yet this row doesn't explain the columns."""
    rows = [
        ["2 + 2?", "Multiple Choice", "3", "4", "", "", "", "B", "30", "", ""],
        ["2 + 3?", "Multiple Choice", "5", "4", "", "", "", "A", "30", "", ""],
    ]
    data = csv_of([WAYGROUND[0], *rows])
    assert asked(data) == ["key"]
    found = questions_of(data, Said(answers={"key": "letter"}))
    assert [short(question)[2]["correct"] for question in found] == [1, 0]
    assert planned(csv_of([WAYGROUND[0]])).skip == 1


def test_a_known_header_with_other_keys_than_the_program_writes_is_asked_about() -> None:
    rows = [["Capital of Peru?", "Lima", "Quito", "", "", "20", "Lima"]]
    plan = planned(csv_of([*CLASSQUIZ, *rows]))
    assert [ask.choices for ask in plan.asks] == [
        (("text", "the text of an option"), ("number", "the number of an option, from 1"))
    ]
    # One key that no option fits is a mistake in its row.
    more = [["Which?", "a", "b", "c", "", "20", "2"], ["What?", "a", "b", "", "", "20", "3"]]
    assert planned(csv_of([*CLASSQUIZ, *more])).asks == ()
    assert taken(csv_of([*CLASSQUIZ, *more]))[1] == (3, "Correct answers", "no_such_option")
    # So are keys that can't be read at all.
    none = [["Which?", "a", "b", "c", "", "20", "9"]]
    assert planned(csv_of([*CLASSQUIZ, *none])).asks == ()


def test_gimkit_has_questions_whose_answer_is_typed() -> None:
    [question] = questions_of(csv_of([*GIMKIT, ["2 + 2?", "4", "", "", ""]]))
    assert short(question)[:2] == ("short_answer", "2 + 2?")


def test_a_header_is_looked_for_in_the_first_rows_only() -> None:
    titles = [[f"Title {number}", "", "", "", "", "", ""] for number in range(15)]
    data = csv_of([*titles[:14], *CLASSQUIZ, ["Q?", "a", "b", "", "", "20", "1"]])
    plan = planned(data)
    assert (plan.layout, plan.header_row, plan.skip) == ("classquiz", 14, 15)
    assert planned(csv_of([*titles, *CLASSQUIZ])).layout != "classquiz"


def test_a_layout_that_a_person_chose_needs_its_header_all_the_same() -> None:
    data = csv_of([*CLASSQUIZ, ["Q?", "a", "b", "", "", "20", "1"]])
    assert planned(data, Said(layout="kahoot")).layout == "columns"
    assert planned(data, Said(layout="classquiz")).layout == "classquiz"
    assert planned(data, Said(layout="columns")).layout == "columns"


@pytest.mark.parametrize("layout", KNOWN, ids=lambda layout: layout.name)
def test_names_of_known_layouts_are_written_as_they_are_compared(layout: Any) -> None:
    for name in layout.required | layout.allowed | {*layout.roles}:
        assert normalised(name) == name
