"""Reading what a teacher sends: an article, changes to a question, the details of a bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from quizapp.accounts.forms import writable
from quizapp.banks.files import LONGEST, MAX_DESCRIPTION
from quizapp.banks.services import BankDetails
from quizapp.derivations.reviewing import column_name
from quizapp.derivations.services import GivenArticle
from quizapp.engine.derivation.blocks import (
    MAX_BYTES,
    ArticleError,
    ArticleTooLargeError,
    NotAnArticleError,
)
from quizapp.engine.derivation.decoding import MOST_READ, decode_text
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.plain_text import showable

MAX_TITLE = 200
TOO_LONG = f"An article may have at most {MAX_BYTES // 1_000_000} MB; this one has more."
NO_TEXT = {
    b"%PDF": "This is a PDF file. Open it, copy its text, and paste it here.",
    b"PK\x03\x04": "This is a file of a word processor. Open it, copy its text, and paste it here.",
}


class ArticleForm(FlaskForm):
    """An article, pasted or as a file."""

    text = TextAreaField("Paste the article", render_kw={"rows": "14", "spellcheck": "false"})
    file = FileField(
        "Or choose a file",
        description="Markdown, plain text or HTML, up to 5 MB.",
        render_kw={"accept": ".md,.markdown,.txt,.html,.htm,text/plain,text/markdown,text/html"},
    )
    title = StringField(
        "Title (optional)",
        description="For an article without a heading of its own. Students see it as the source.",
        validators=[writable, Length(max=MAX_TITLE)],
        render_kw={"autocomplete": "off"},
    )

    def validate_on_submit(self, extra_validators: None = None) -> bool:
        """Read the article, too, into `given`."""
        if not super().validate_on_submit(extra_validators):
            return False
        upload = self.file.data
        try:
            if isinstance(upload, FileStorage) and upload.filename:
                self.given = self._read_file(upload)
            else:
                self.given = GivenArticle(self._read_pasted(), title=self._title())
        except ArticleError as error:
            field = self.file if isinstance(upload, FileStorage) and upload.filename else self.text
            field.errors = [str(error)]
            # What can't stand on a page isn't shown again.
            self.text.data = showable(self.text.data or "")
            return False
        return True

    def _title(self) -> str:
        return (self.title.data or "").strip()

    def _read_pasted(self) -> str:
        text = (self.text.data or "").replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise NotAnArticleError("Paste an article here, or choose a file.")
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise NotAnArticleError(f"There is something in line {line} that is no text.")
        if len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise ArticleTooLargeError(TOO_LONG)
        return text

    def _read_file(self, upload: FileStorage) -> GivenArticle:
        text = read_text(upload.stream.read(MOST_READ))
        name = (upload.filename or "").replace("\\", "/").rpartition("/")[2]
        stem, _, ending = name.rpartition(".")
        is_page = ending.lower() in {"html", "htm"}
        file_name = showable(stem or name).strip()[:MAX_TITLE]
        return GivenArticle(text, "html" if is_page else "", self._title(), file_name)


def read_text(data: bytes) -> str:
    """The text of a file in UTF-8; raises ArticleError for anything else."""
    for beginning, message in NO_TEXT.items():
        if data.startswith(beginning):
            raise NotAnArticleError(message)
    text = decode_text(data)
    if not text.strip():
        raise NotAnArticleError("This file is empty.")
    return text


@dataclass(frozen=True, slots=True)
class EditField:
    """A field in which a column of a question is changed, with what stands in it and is wrong."""

    column: str
    label: str
    text: str
    errors: tuple[str, ...] = ()
    rows: int = 1
    help: str = ""


_HELP = {
    "correct": {
        "numerical": "A number, or two as 10..12.",
        "short_answer": "The answer that is shown.",
    },
    "accepted": {"short_answer": "Further answers that count, with | between them."},
    "tolerance": {"numerical": "How far off an answer may be: a number, or 5%."},
    "option_1": {
        "ordering": "In the right order.",
        "matching": "Each as: left => right",
    },
}
_BODY = {
    "true_false": ("feedback_1", "feedback_2"),
    "short_answer": ("correct", "accepted"),
    "numerical": ("correct", "tolerance", "unit"),
    "card": ("answer",),
}
_CHOSEN = frozenset({"single_choice", "multiple_choice"})
_LISTED = frozenset({"single_choice", "multiple_choice", "ordering", "matching"})
_LONG = frozenset({"question", "answer", "explanation", "note"})
_END = ("explanation", "note", "topic")


def edited_columns(kind: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that a question of this kind is changed by, in the order of the form."""
    listed: list[str] = []
    if kind in _LISTED:
        # One more, so that an option can be added.
        for number in range(1, count_options(cells) + 2):
            listed.append(f"option_{number}")
            if kind in _CHOSEN:
                listed.append(f"feedback_{number}")
    return ("question", *listed, *_BODY.get(kind, ()), *_END)


def count_options(cells: Mapping[str, str]) -> int:
    """How many options, items or pairs a question has."""
    number = 0
    while cells.get(f"option_{number + 1}"):
        number += 1
    return number


def read_edit(kind: str, columns: Sequence[str], sent: MultiDict[str, str]) -> dict[str, str]:
    """The columns as they were sent; options that were emptied are closed up."""
    texts = {column: clean_text(sent.get(column, "")) for column in columns}
    if kind == "true_false":
        return {**texts, "correct": sent.get("correct", "")}
    if kind not in _LISTED:
        return texts
    numbers = [name.removeprefix("option_") for name in columns if name.startswith("option_")]
    kept = [number for number in numbers if texts[f"option_{number}"]]
    moved = dict(zip(numbers, kept, strict=False))
    for name in ("option", "feedback") if kind in _CHOSEN else ("option",):
        before = {number: texts[f"{name}_{number}"] for number in numbers}
        texts |= {f"{name}_{number}": before.get(moved.get(number, ""), "") for number in numbers}
    if kind in _CHOSEN:
        chosen = [number for number in sent.getlist("correct") if number in kept]
        texts["correct"] = "|".join(str(kept.index(number) + 1) for number in chosen)
    return texts


def changed_columns(edited: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """What of the edited columns differs from what was proposed."""
    return {name: text for name, text in edited.items() if text != cells.get(name, "")}


def edit_fields(
    kind: str, columns: Sequence[str], cells: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> list[EditField]:
    """The fields of the form."""
    return [
        EditField(
            column,
            _label(kind, column),
            showable(cells.get(column, "")),
            tuple(errors.get(column, ())),
            rows=3 if column in _LONG else 1,
            help=_HELP.get(column, {}).get(kind, ""),
        )
        for column in columns
    ]


def _label(kind: str, column: str) -> str:
    if column.startswith("option_") and kind in {"ordering", "matching"}:
        noun = {"ordering": "Item", "matching": "Pair"}[kind]
        return f"{noun} {column.removeprefix('option_')}"
    if column == "question" and kind == "card":
        return "Front"
    if column == "answer":
        return "Back"
    return column_name(column)


class PublishForm(FlaskForm):
    """What is known of a bank besides its questions."""

    title = StringField(
        "Title",
        validators=[
            DataRequired("Give the bank a title."),
            writable,
            Length(max=LONGEST["title"]),
        ],
    )
    subject = StringField(
        "Subject (optional)", validators=[writable, Length(max=LONGEST["subject"])]
    )
    description = TextAreaField(
        "Description (optional)",
        validators=[Length(max=MAX_DESCRIPTION)],
        render_kw={"rows": "2"},
    )
    language = StringField(
        "Language of the questions",
        description="As a code: en, de, fr, pt-BR.",
        default="en",
        validators=[
            DataRequired("Enter the code of a language, such as en."),
            Length(max=LONGEST["language"]),
            Regexp(
                r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                message="Enter the code of a language, such as en.",
            ),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    licence = StringField(
        "Licence (optional)",
        description="The questions quote the article, so its licence counts: CC BY-SA 4.0, say.",
        validators=[writable, Length(max=LONGEST["licence"])],
    )

    def details(self, source_title: str) -> BankDetails:
        """What the bank is to be called and known by; its slug is found elsewhere."""
        return BankDetails(
            slug="",
            title=(self.title.data or "").strip(),
            description=clean_text(showable(self.description.data or "")),
            subject=(self.subject.data or "").strip(),
            language=self.language.data or "en",
            licence=(self.licence.data or "").strip(),
            source_title=source_title[: LONGEST["source_title"]],
        )
