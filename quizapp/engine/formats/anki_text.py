"""Anki's text files: notes to cards, and questions to notes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from quizapp.engine.formats.anki_plan import GUARD_LINE
from quizapp.engine.formats.bank_file import FaultyRow, Row, RowFault
from quizapp.engine.formats.csv_table import TableRow
from quizapp.engine.formats.guard import MARK, is_risky, without_mark
from quizapp.engine.formats.markdown_text import escape_markdown
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.formats.plan import Plan
from quizapp.engine.formats.rich_text import to_html, to_markdown
from quizapp.engine.formats.row_cells import RoleCells, cells_by_role, surplus_fault
from quizapp.engine.kinds import Card
from quizapp.engine.kinds.base import Fault
from quizapp.engine.kinds.cells import join_list
from quizapp.engine.kinds.checks import MAX_LONG_TEXT
from quizapp.engine.question import Question

_RULE = re.compile(r"\s*<hr\b[^<>]*>\s*", re.IGNORECASE)
_CLOZE = re.compile(r"\{\{c([0-9]{1,3})::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_SPACES = re.compile("[ \t\n\u3000]+")
_COLONS = re.compile(":{2,}")
_HEADER = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:6",
    f"#{GUARD_LINE}:{MARK}",
)
# What Anki takes out of a tag or cuts tags at; an underscore stands for a space.
_NO_TAG_SIGN = re.compile(r'[%_"\s\x00-\x1f]')


def as_card(question: Question) -> Question:
    """Return the card that a file of Anki carries of a question, with what else it carries."""
    body = question.body
    if isinstance(body, Card):
        stem, back = question.stem, body.back
    else:
        stem, back = _front(question), body.review(None).expected
    return Question(
        key=question.key,
        stem=stem,
        body=Card(back),
        explanation=question.explanation,
        topic=question.topic,
        tags=question.tags,
    )


def _front(question: Question) -> str:
    """Return the stem with what there is to choose from, where it isn't too long for a card."""
    view = question.body.public_view(0)
    shown = [" ".join(text.split()) for text in (*view.prompts, *view.options)]
    front = f"{question.stem}\n\n" + "\n".join(f"- {text}" for text in shown)
    return front if shown and len(front) <= MAX_LONG_TEXT else question.stem


def write_anki_text(questions: Iterable[Question], title: str) -> Iterator[str]:
    """Yield the lines of a file that Anki imports: each question a note of the type Basic.

    Anki keeps the id, so that importing again updates. Cells that a spreadsheet would take for
    formulas are made harmless, in a way that Anki doesn't show and that is read back.
    """
    deck = _COLONS.sub(":", title).strip(": ") or "Quizapp"
    yield "".join(f"{line}\n" for line in _HEADER)
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    for question in questions:
        card = as_card(question)
        back = to_html(card.body.back) if isinstance(card.body, Card) else ""
        if card.explanation:
            back += f"<hr>{to_html(card.explanation)}"
        writer.writerow(
            (
                _marked(card.key),
                "Basic",
                _marked(f"{deck}::{card.topic}" if card.topic else deck),
                _harmless(to_html(card.stem)),
                _harmless(back),
                _marked(" ".join(map(_written_tag, card.tags))),
            )
        )
        yield file.getvalue()
        file.seek(0)
        file.truncate()


def anki_rows(plan: Plan, rows: Iterator[TableRow | RowFault]) -> Iterator[Row | FaultyRow]:
    """Yield the cards of each note; a fault that ends the reading comes last."""
    for number, row in enumerate(rows):
        if isinstance(row, RowFault):
            yield FaultyRow(row.line, (), (row,))
            return
        if number < plan.skip:
            continue
        if fault := surplus_fault(len(plan.columns), row):
            yield FaultyRow(row.line, row.cells, (fault,))
            continue
        for cells in _note_cells(plan, cells_by_role(plan, row.cells)):
            question, faults = read_cells(cells)
            if question is None:
                found = tuple(_row_fault(plan, row, fault) for fault in faults)
                yield FaultyRow(row.line, row.cells, found)
            else:
                yield Row(row.line, question, row.cells)


def _note_cells(plan: Plan, note: RoleCells) -> Iterator[dict[str, str]]:
    """Yield the native cells of each card of a note."""
    unmark = without_mark if plan.is_guarded else str
    to_text = to_markdown if plan.is_html else escape_markdown
    deck = unmark(note.first("deck")) or plan.deck
    tags = _SPACES.split(unmark(note.first("tags")).strip())
    read_tag = _read_tag if plan.is_guarded else str
    front, back, key = note.first("question"), note.first("answer"), unmark(note.first("id"))
    explanation = note.first("explanation")
    if plan.is_html and (rule := _RULE.search(back)):
        back, explanation = back[: rule.start()], explanation or back[rule.end() :]
    shared = {
        "type": Card.name,
        "topic": deck.partition("::")[2],
        "tags": join_list(dict.fromkeys((*plan.tags, *map(read_tag, filter(None, tags))))),
    }
    holes = [] if plan.is_guarded else _CLOZE.findall(front)  # our own notes have none
    numbers = sorted({int(number) for number, *_ in holes})
    if not numbers:
        yield {
            **shared,
            "id": key,
            "question": to_text(front),
            "answer": to_text(back),
            "explanation": to_text(explanation),
        }
    for number in numbers:
        hidden = [text for found, text, _ in holes if int(found) == number]
        yield {
            **shared,
            "id": f"{key}-c{number}" if key else "",
            "question": to_text(_with_blank(front, number)),
            "answer": to_text("; ".join(hidden)),
            "explanation": to_text(explanation or back),
        }


def _with_blank(text: str, number: int) -> str:
    """Return a text with one of its clozes hidden and the others filled."""

    def shown(found: re.Match[str]) -> str:
        return f"[{found[3] or '...'}]" if int(found[1]) == number else found[2]

    return _CLOZE.sub(shown, text)


def _row_fault(plan: Plan, row: TableRow, fault: Fault) -> RowFault:
    columns = plan.columns
    place = columns.index(fault.field) if fault.field in columns else None
    name = "" if place is None else plan.column_name(place)
    return RowFault(row.line, name, fault.code, fault.message)


def _marked(cell: str) -> str:
    return MARK + cell if is_risky(cell) else cell


def _harmless(html: str) -> str:
    return f"&#{ord(html[0])};{html[1:]}" if is_risky(html) and html[0] != MARK else html


def _written_tag(tag: str) -> str:
    return _NO_TAG_SIGN.sub(_written_sign, tag)


def _written_sign(found: re.Match[str]) -> str:
    # Python's quote leaves an underscore as it is.
    return {" ": "_", "_": "%5F"}.get(found[0]) or quote(found[0])


def _read_tag(written: str) -> str:
    return unquote(written.replace("_", " "))
