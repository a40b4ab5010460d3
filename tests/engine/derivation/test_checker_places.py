"""What holds for every question: its places, its source, and what other parts of an article say."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.engine.derivation import checker
from quizapp.engine.derivation.blocks import Bullet, Table
from quizapp.engine.derivation.checker import Checker, find_error
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet, Taken

SHEET = Sheet("""\
# Mount Example

## Timeline

| Event | Date |
|---|---|
| Ascent | 22 June 1823 |
| Hut | September 1869 |
| Railway | 3 May 1871 |

- Flood of Ober (1850): two bridges lost

## Questions

### Who climbed it first?

Anna Huber.
""")
EVENT, DATE, OTHER = SHEET.cell(0, 0), SHEET.cell(0, 1), SHEET.cell(1, 1)
FLOOD, ANSWER = SHEET.words("Flood"), SHEET.asked("Who climbed it first?")


def ascent(*places: Place, other: Place = OTHER) -> Proposal:
    return SHEET.choice(
        "timeline.date",
        "When was the ascent?",
        places or (EVENT, DATE),
        ("22 June 1823", DATE),
        ("September 1869", other),
    )


def card(place: Place) -> Proposal:
    return SHEET.card("faq.card", "Who climbed it first?", [place], "Anna Huber.")


def flood(place: Place) -> Proposal:
    return SHEET.card("timeline.card", "Flood of Ober?", [place, place], "1850")


def test_a_right_question_passes() -> None:
    assert [SHEET.error(right) for right in (ascent(), card(ANSWER), flood(FLOOD))] == [""] * 3


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (replace(DATE, table=1), "The article has no table 2."),
        (replace(DATE, table=-1), "The article has no table 0."),
        (replace(DATE, row=3), "Table 1 has no row 4 with a column 2."),
        (replace(DATE, row=-1), "Table 1 has no row 0"),
        (replace(DATE, column=2), "Table 1 has no row 1 with a column 3."),
        (replace(DATE, column=-1), "with a column 0."),
        (replace(DATE, row=None), "The place on line 7 is no cell of a table."),
        (replace(DATE, column=None), "is no cell of a table"),
        (replace(DATE, line=8), '"| Ascent | 22 June 1823 |" is not in a row on line 8.'),
        (replace(DATE, line=8, quote=""), '"| Ascent | 22 June 1823 |" is not in a row on line 8.'),
        (replace(DATE, quote="23 June"), '"23 June" is not in a row on line 7.'),
        (Place(7, quote="Ascent"), '"Ascent" does not stand on line 7.'),
        (Place(7), '"" does not stand on line 7.'),
        (Place(99, quote="Ascent"), "does not stand on line 99."),
    ],
)
def test_a_place_that_the_article_does_not_have_is_found(place: Place, reason: str) -> None:
    assert reason in SHEET.error(ascent(EVENT, place))
    assert reason in SHEET.error(ascent(other=place))


def test_a_cell_needs_no_quote() -> None:
    bare = replace(DATE, quote="")
    proposal = ascent(EVENT, bare)
    source = replace(proposal.question.source, quote=EVENT.quote)
    question = replace(proposal.question, source=source)
    assert SHEET.error(replace(proposal, question=question)) == ""


@pytest.mark.parametrize("place", [EVENT, FLOOD])
def test_an_answer_must_be_one_of_the_articles_own(place: Place) -> None:
    assert "is no question with an answer" in SHEET.error(card(place))


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (ANSWER, "is no sentence and no entry of a list"),
        (Place(ANSWER.line, quote="Anna Huber."), "is no entry"),
    ],
)
def test_an_entry_must_be_one(place: Place, reason: str) -> None:
    assert reason in SHEET.error(flood(place))


def test_a_passage_that_is_not_verbatim_in_the_article_is_not_found() -> None:
    item = next(block for block in SHEET.article.blocks if isinstance(block, Bullet))
    altered = replace(item, quote="Flood of Nieder", text="Flood of Ober (1850)", line=FLOOD.line)
    article = replace(SHEET.article, blocks=(altered,))
    place = Place(FLOOD.line, quote="Flood of Nieder")
    assert "does not stand on line" in find_error(article, flood(place))
    for line in (item.line + 1, 99):
        moved = replace(SHEET.article, blocks=(replace(item, line=line),))
        assert "does not stand on line" in find_error(moved, flood(replace(FLOOD, line=line)))


def test_a_row_that_is_not_verbatim_in_the_article_is_not_found() -> None:
    (table,) = (block for block in SHEET.article.blocks if isinstance(block, Table))
    rows = ("| Ascent | 1823 |", *table.row_quotes[1:])
    article = replace(SHEET.article, blocks=(replace(table, row_quotes=rows),))
    event, date = (replace(place, quote=rows[0]) for place in (EVENT, DATE))
    proposal = replace(ascent(event, date), option_places=(date, OTHER))
    assert "is not in a row on line 7" in find_error(article, proposal)


def test_words_are_found_where_the_article_begins() -> None:
    sheet = Sheet("Flood of Ober (1850): two bridges lost.\n\nNothing else.")
    place = sheet.words("Flood")
    assert sheet.error(sheet.card("timeline.card", "Flood of Ober?", [place, place], "1850")) == ""


def test_a_cell_without_a_table_is_found() -> None:
    place = replace(FLOOD, row=0, column=1)
    number = SHEET.number("figure.number", "?", [place, place], "1")
    assert "is no cell of a table" in SHEET.error(number)


def test_a_sentence_that_is_not_in_its_passage_is_not_found() -> None:
    item = next(block for block in SHEET.article.blocks if isinstance(block, Bullet))
    altered = replace(item, sentence_quotes=("Flood of Nieder",))
    article = replace(SHEET.article, blocks=(altered,))
    place = Place(FLOOD.line, quote="Flood of Nieder")
    assert "does not stand on line" in find_error(article, flood(place))
    assert find_error(article, flood(FLOOD)) == ""


def with_source(**changes: str) -> Proposal:
    proposal = ascent()
    source = replace(proposal.question.source, **changes)
    return replace(proposal, question=replace(proposal.question, source=source))


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (with_source(form="timeline.event"), 'The source names the form "timeline.event".'),
        (with_source(sha256="0" * 64), "The source is the hash of another text"),
        (with_source(quote=""), "The source has no quote."),
        (with_source(quote="Hut | September 1870"), '"Hut | September 1870" in the source is not'),
        (with_source(quote=DATE.quote + "\nmore"), '"more" in the source is not'),
        (replace(ascent(), places=()), "rests on no place"),
        (replace(ascent(), form="timeline.week"), 'No rule knows the form "timeline.week".'),
        (replace(ascent(), option_places=(DATE,)), "2 options have 1 places."),
        (replace(ascent(), made_up=("1870",)), 'No note says that "1870" is made up.'),
    ],
)
def test_a_source_that_says_something_else_is_found(proposal: Proposal, reason: str) -> None:
    assert reason in SHEET.error(proposal)


def test_a_source_may_quote_a_part_or_several_places() -> None:
    assert SHEET.error(with_source(quote="22 June 1823")) == ""
    assert SHEET.error(with_source(quote=f"{DATE.quote}\n{OTHER.quote}")) == ""


def test_what_is_made_up_must_be_made_up_in_the_options_and_be_noted() -> None:
    made_up = SHEET.choice(
        "timeline.date",
        "When was the ascent?",
        (EVENT, DATE),
        ("22 June 1823", DATE),
        ("22 June 1825", None),
        made_up=["22 June 1825"],
    )
    silent = replace(made_up, question=replace(made_up.question, note=""))
    assert SHEET.error(made_up) == ""
    assert SHEET.error(silent) == 'No note says that "22 June 1825" is made up.'
    assert SHEET.error(replace(made_up, made_up=())) == (
        'It is not clear whether "22 June 1825" is made up.'
    )
    assert SHEET.error(replace(made_up, option_places=(DATE, OTHER))) == (
        'It is not clear whether "22 June 1825" is made up.'
    )


@pytest.mark.parametrize("correct", [-1, 2])
def test_a_key_that_is_no_option_is_found(correct: int) -> None:
    proposal = SHEET.choice(
        "timeline.date",
        "When was the ascent?",
        (EVENT, DATE),
        ("22 June 1823", DATE),
        ("September 1869", OTHER),
        correct=correct,
    )
    assert SHEET.error(proposal) == f"There is no option {correct + 1}."


def test_options_are_compared_as_they_are_shown() -> None:
    sheet = Sheet("# A\n\n| Event | Date |\n|---|---|\n| Plan *B_2* | 1901 |\n| R&D | 1911 |\n")
    places = [sheet.cell(0, 1), sheet.cell(0, 0)]

    def asked(*names: str) -> Proposal:
        options: list[Taken] = [(name, sheet.cell(row, 0)) for row, name in enumerate(names)]
        return sheet.choice("timeline.event", "What was in  1901?", places, *options)

    assert sheet.error(asked(r"Plan B\_2", "R&D")) == ""
    assert sheet.error(asked(r"Plan  B\_2", "R&amp;D")) == ""
    assert (
        sheet.error(asked("plan B_2", "R&D")) == '"plan B_2" stands for "Plan B_2" in the article.'
    )


def test_every_form_has_a_rule() -> None:
    without_places = (replace(ascent(), form=form, places=()) for form in FORMS)
    assert not any("No rule" in SHEET.error(proposal) for proposal in without_places)


def test_a_checker_answers_as_often_as_it_is_asked() -> None:
    wrong = replace(ascent(), form="timeline.event")
    asked = Checker(SHEET.article)
    assert [asked.find_error(proposal) == "" for proposal in (ascent(), wrong, ascent())] == [
        True,
        False,
        True,
    ]


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_the_checker_shares_no_code_with_what_makes_the_questions() -> None:
    (folder,) = checker.__path__
    names = {name for path in Path(folder).glob("*.py") for name in imported_by(path)}
    ours = {name.split(".")[3] for name in names if name.startswith("quizapp.engine.derivation")}
    assert ours == {"blocks", "checker", "dates", "proposals", "quantities"}
