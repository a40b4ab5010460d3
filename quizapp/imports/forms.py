"""Reading what a teacher sends: a file, how it is to be read, and the bank it is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, BinaryIO, cast

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from quizapp.accounts.forms import writable
from quizapp.banks.files import LONGEST
from quizapp.engine.formats.plan import BY_HAND, ROLES
from quizapp.engine.formats.planning import LAYOUTS
from quizapp.engine.plain_text import showable
from quizapp.imports.publishing import LEAVE_OUT
from quizapp.imports.reading import Settings

PASTED = "pasted.txt"
NO_FILE = "Choose a file, or paste your table."
NO_TITLE = "Give the new bank a title."
MAX_TITLE = LONGEST["title"]
_MOST_LETTERS = 300
_MOST_COLUMNS = 1_000
_ENDINGS = ".csv,.tsv,.tab,.txt,.xlsx,text/csv,text/plain,text/tab-separated-values"
_TABLE = ("encoding", "delimiter", "sheet")


def _bank_id(text: object) -> int | None:
    """The number of a bank, None for a new one and for what is no number."""
    return int(str(text)) if str(text or "").isdecimal() else None


class GiveForm(FlaskForm):
    """A table, as a file or pasted, and the bank that it is for."""

    file = FileField(
        "Choose a file",
        description="CSV, TSV, text or Excel (.xlsx), up to 64 MB.",
        render_kw={"accept": _ENDINGS},
    )
    text = TextAreaField(
        "Or paste it",
        description="From a spreadsheet, or what Quizlet exports.",
        render_kw={"rows": "6", "spellcheck": "false"},
    )
    bank = SelectField("The questions are for", coerce=_bank_id)

    def validate_on_submit(self, extra_validators: None = None) -> bool:
        """See that something was given, too."""
        if not super().validate_on_submit(extra_validators):
            return False
        # A line end that a browser sends in front of what was pasted is none of the table's.
        is_empty = not (self.text.data or "").strip()
        if self._upload is None and is_empty:
            self.file.errors = [NO_FILE]
            return False
        return True

    @property
    def given(self) -> tuple[BinaryIO, str]:
        """The bytes to read, and the name of the file."""
        upload = self._upload
        if upload is None:
            text = (self.text.data or "").replace("\r\n", "\n")
            return BytesIO(text.encode("utf-8", "replace")), PASTED
        name = (upload.filename or "").replace("\\", "/").rpartition("/")[2]
        return cast("BinaryIO", upload.stream), showable(name).strip() or "file"

    @property
    def _upload(self) -> FileStorage | None:
        upload = self.file.data
        return upload if isinstance(upload, FileStorage) and upload.filename else None


class DestinationForm(FlaskForm):
    """The bank that a file is for."""

    bank = SelectField("The questions are for", coerce=_bank_id)
    title = StringField(
        "Title of the new bank",
        validators=[writable, Length(max=MAX_TITLE)],
        render_kw={"autocomplete": "off"},
    )

    def require_title(self) -> bool:
        """See that a bank to be made has a title."""
        if self.bank.data is None and not (self.title.data or "").strip():
            self.title.errors = [NO_TITLE]
        return not self.title.errors


@dataclass(frozen=True, slots=True)
class _Sent:
    """Fields of the form, each with what the page showed when it was sent."""

    fields: MultiDict[str, str]

    def changed(self, name: str) -> str | None:
        """What was chosen, where it isn't what the page showed; None for no change."""
        text = self.fields.get(name)
        if text is None or text == self.fields.get(f"shown-{name}"):
            return None
        return showable(text)[:_MOST_LETTERS]


def read_settings(fields: MultiDict[str, str], stored: Settings) -> Settings:
    """What a person says of a file after `stored`; what the page showed isn't said by that.

    Another separator or sheet makes another table: what was said of the old one's columns goes.
    """
    sent = _Sent(fields)
    table = {name: sent.changed(name) for name in _TABLE}
    if other := showable(fields.get("other-delimiter", ""))[:_MOST_LETTERS]:
        table["delimiter"] = other
    chosen: dict[str, Any] = {name: text for name, text in table.items() if text}
    said = replace(stored, **chosen)
    if table["delimiter"] or table["sheet"]:
        said = replace(said, has_header=None, layout=None, columns=None, answers={})
    if header := sent.changed("header"):
        said = replace(said, has_header=header == "yes")
    layout = sent.changed("layout")
    if layout in LAYOUTS:
        return replace(said, layout=layout, columns=None, answers={})
    if not (table["delimiter"] or table["sheet"]):
        said = _with_columns(fields, said)
        said = replace(said, answers={**said.answers, **_answers(fields)})
    return said if said == stored else _without_leaving_out(said)


def _with_columns(fields: MultiDict[str, str], said: Settings) -> Settings:
    shown = dict(enumerate(showable(fields.get("shown-columns", "")).split(",")[:_MOST_COLUMNS]))
    chosen = {
        place: fields[f"column-{place}"]
        for place in shown
        if _is_role(fields.get(f"column-{place}", "-"))
    }
    if all(shown[place] == role for place, role in chosen.items()):
        return said
    roles = {place: role for place, role in shown.items() if _is_role(role)}
    return replace(said, layout=BY_HAND, columns={**roles, **chosen})


def _is_role(text: str) -> bool:
    return not text or text in ROLES or re.fullmatch(r"wrong_[0-9]{1,2}", text) is not None


def _answers(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        showable(name.removeprefix("answer-"))[:_MOST_LETTERS]: showable(text)[:_MOST_LETTERS]
        for name, text in [*fields.items()][:_MOST_COLUMNS]
        if name.startswith("answer-")
    }


def _without_leaving_out(said: Settings) -> Settings:
    answers = {name: text for name, text in said.answers.items() if name != LEAVE_OUT}
    return replace(said, answers=answers)
