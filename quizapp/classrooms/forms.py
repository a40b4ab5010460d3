"""The forms of classes, their students, groups and lists."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, StopValidation

from quizapp.accounts.forms import TIME_ZONES, WholeNumberField, writable
from quizapp.classrooms.managing import Description
from quizapp.classrooms.students import Notes

LIFETIMES = {"day": "1 day", "week": "1 week", "month": "1 month", "term": "a term (120 days)"}
ENCODINGS = {
    "": "Find out",
    "utf-8": "UTF-8",
    "windows-1252": "Western European (Windows)",
    "windows-1250": "Central European (Windows)",
    "windows-1251": "Cyrillic (Windows)",
    "windows-1254": "Turkish (Windows)",
    "mac-roman": "Western European (Mac)",
}
_ENDINGS = ".csv,.tsv,.txt,.xlsx,text/csv,text/plain"


def _without_controls(form: FlaskForm, field: Field) -> None:
    """As `writable`, for a text of several lines."""
    lines = (field.data or "").replace("\r\n", "\n").split("\n")
    kept = []
    for line in lines:
        field.data = line
        try:
            writable(form, field)
        except StopValidation:
            field.data = "\n".join(lines)[:0]
            raise
        kept.append(line.rstrip())
    field.data = "\n".join(kept).strip()


class ClassForm(FlaskForm):
    """What a teacher says of a class."""

    name = StringField(
        "Name",
        description="As your students know it, such as “History 9b”.",
        validators=[DataRequired("Give the class a name."), writable, Length(max=120)],
        render_kw={"autocomplete": "off"},
    )
    description = TextAreaField(
        "Description",
        description="Its students see it. It can stay empty.",
        validators=[_without_controls, Length(max=2_000)],
        render_kw={"rows": "3"},
    )
    time_zone = SelectField(
        "Time zone",
        description="The times of assignments are meant in it.",
        choices={zone: zone.replace("_", " ") for zone in TIME_ZONES},
    )
    needs_approval = BooleanField(
        "I approve each student who joins by the code",
        description="Without it, whoever has the code is in at once.",
    )

    def said(self) -> Description:
        """What the form says."""
        return Description(
            " ".join((self.name.data or "").split()),
            self.description.data or "",
            self.time_zone.data,
            bool(self.needs_approval.data),
        )


class CodeForm(FlaskForm):
    """How long a new join code works."""

    lifetime = SelectField("The new code works for", choices=LIFETIMES, default="month")


class JoinForm(FlaskForm):
    """The code of a class."""

    code = StringField(
        "Class code",
        description="Eight letters and digits. Your teacher has it.",
        validators=[DataRequired("Enter the class code."), writable, Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ColleagueForm(FlaskForm):
    """A colleague, by username."""

    username = StringField(
        "Username of the colleague",
        validators=[DataRequired("Enter a username."), writable, Length(max=30)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class StudentForm(FlaskForm):
    """What a teacher notes of a student."""

    sort_name = StringField(
        "Listed as",
        description="The place in lists follows from it, such as “Brown, Amy”.",
        validators=[DataRequired("Enter a name."), writable, Length(max=160)],
        render_kw={"autocomplete": "off"},
    )
    roster_id = StringField(
        "School’s id",
        description="The number by which the lists of your school know the student.",
        validators=[writable, Length(max=100)],
        render_kw={"autocomplete": "off"},
    )
    extra_time = WholeNumberField(
        "Extra time, in percent",
        description="Every time limit is this much longer: 25 makes 40 minutes 50.",
        validators=[
            InputRequired("Enter a number; 0 is no extra time."),
            NumberRange(0, 400, "Enter a number from 0 to 400."),
        ],
        render_kw={"inputmode": "numeric"},
    )

    def said(self) -> Notes:
        """What the form says."""
        return Notes(
            " ".join((self.sort_name.data or "").split()),
            " ".join((self.roster_id.data or "").split()),
            self.extra_time.data or 0,
        )


class GroupForm(FlaskForm):
    """The name of a group."""

    name = StringField(
        "Name of the group",
        validators=[DataRequired("Give the group a name."), writable, Length(max=80)],
        render_kw={"autocomplete": "off"},
    )

    @property
    def said(self) -> str:
        """The name without needless white space."""
        return " ".join((self.name.data or "").split())


class RosterForm(FlaskForm):
    """A class list, as a file or pasted."""

    file = FileField(
        "Choose a file",
        description="CSV, text or Excel (.xlsx), of at most 2,000 students.",
        render_kw={"accept": _ENDINGS},
    )
    text = TextAreaField(
        "Or paste it",
        description="From a spreadsheet, or just names, one a line.",
        render_kw={"rows": "8", "spellcheck": "false"},
    )
    encoding = SelectField(
        "Letters",
        description="Choose another one only where names with accents come out wrong.",
        choices=ENCODINGS,
    )

    def validate_on_submit(self, extra_validators: None = None) -> bool:
        """See that something was given, too."""
        if not super().validate_on_submit(extra_validators):
            return False
        if self._upload is None and not (self.text.data or "").strip():
            self.file.errors = ["Choose a file, or paste the list."]
            return False
        return True

    @property
    def given(self) -> bytes:
        """The bytes to read."""
        upload = self._upload
        if upload is None:
            return (self.text.data or "").encode("utf-8", "replace")
        return upload.stream.read()

    @property
    def said_encoding(self) -> str | None:
        """The encoding that was chosen, None to find it out; what is pasted has none."""
        return self.encoding.data or None if self._upload else None

    @property
    def _upload(self) -> FileStorage | None:
        upload = self.file.data
        return upload if isinstance(upload, FileStorage) and upload.filename else None


class ApplyForm(FlaskForm):
    """A class list that was looked at, to be taken over."""

    rows = HiddenField()
    digest = HiddenField()
    removes_missing = BooleanField("Those who aren’t in the list leave the class")


class SlipsForm(FlaskForm):
    """For whom sign-in slips are printed."""

    renew = BooleanField(
        "Also new ones for those who have a slip already",
        description="Their old slips stop working.",
    )
