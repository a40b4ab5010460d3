"""The forms about banks: what is said of one, copying and sharing."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from quizapp.accounts.forms import writable
from quizapp.banks.files import LONGEST, MAX_DESCRIPTION
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.plain_text import showable
from quizapp.engine.question import MAX_URL
from quizapp.writing.banks import Description

LICENCES = (
    *("CC0 1.0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0"),
    *("Public domain", "All rights reserved"),
)
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class BankForm(FlaskForm):
    """What is said of a bank."""

    title = StringField(
        "Title",
        validators=[
            DataRequired("Give the bank a title."),
            writable,
            Length(max=LONGEST["title"]),
        ],
        render_kw={"autocomplete": "off"},
    )
    description = TextAreaField(
        "Description (optional)",
        description="Students see it in the list of banks.",
        validators=[Length(max=MAX_DESCRIPTION)],
        render_kw={"rows": "3"},
    )
    subject = StringField(
        "Subject (optional)",
        validators=[writable, Length(max=LONGEST["subject"])],
        render_kw={"list": "subjects", "autocomplete": "off"},
    )
    language = StringField(
        "Language of the questions",
        description="As a code: en, de, fr, pt-BR.",
        default="en",
        validators=[
            DataRequired("Enter the code of a language, such as en."),
            Length(max=LONGEST["language"]),
            Regexp(LANGUAGE, message="Enter the code of a language, such as en."),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    licence = StringField(
        "Licence (optional)",
        description="On which terms others may use the questions.",
        validators=[writable, Length(max=LONGEST["licence"])],
        render_kw={"list": "licences", "autocomplete": "off"},
    )
    source_title = StringField(
        "Source (optional)",
        description="The book or article that the questions rest on.",
        validators=[writable, Length(max=LONGEST["source_title"])],
        render_kw={"autocomplete": "off"},
    )
    source_url = StringField(
        "Address of the source (optional)",
        validators=[
            Optional(),
            Length(max=MAX_URL),
            Regexp(
                r'(?i)^https?://[^\s/<>"]+(/[^\s<>"]*)?$',
                message="Enter a web address that begins with https:// or http://.",
            ),
        ],
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    is_open = BooleanField(
        "Open to everybody here",
        description="Everybody who is signed in can study it and take quizzes on it, and every "
        "teacher can see its questions. Not open, only you and those you share it with know of it; "
        "students who study it already go on.",
        default=True,
    )

    def said(self) -> Description:
        """What was said, cleaned."""
        return Description(
            title=(self.title.data or "").strip(),
            description=clean_text(showable(self.description.data or "")),
            subject=(self.subject.data or "").strip(),
            language=self.language.data or "en",
            licence=(self.licence.data or "").strip(),
            source_title=(self.source_title.data or "").strip(),
            source_url=(self.source_url.data or "").strip(),
            is_open=bool(self.is_open.data),
        )


class CopyForm(FlaskForm):
    """The name of a copy."""

    title = StringField(
        "Title of the copy",
        validators=[
            DataRequired("Give the copy a title."),
            writable,
            Length(max=LONGEST["title"]),
        ],
        render_kw={"autocomplete": "off"},
    )


class ShareForm(FlaskForm):
    """A colleague and what that colleague may do."""

    username = StringField(
        "Username of a teacher",
        validators=[DataRequired("Enter the username of a teacher."), writable, Length(max=30)],
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    right = SelectField(
        "May",
        choices={"view": "see the questions and copy them", "edit": "change the questions"},
        default="view",
    )
