"""The forms of privacy: deleting an account asks twice, and in words."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from quizapp.accounts.forms import password_field, writable

DELETE, ANONYMISE = "delete", "anonymise"


class DeletePersonForm(FlaskForm):
    """Which of the two, and the username typed out, so that it is no slip of the finger."""

    what = RadioField(
        "What is to be done",
        choices={DELETE: "Delete everything", ANONYMISE: "Take the name off, keep the results"},
        default=DELETE,
        validators=[InputRequired("Choose one of these.")],
    )
    username = StringField(
        "Username",
        validators=[DataRequired("Type the username."), writable, Length(max=200)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class DeleteAccountForm(DeletePersonForm):
    """The same for one's own account, with the password."""

    password = password_field("Password", new=False)
