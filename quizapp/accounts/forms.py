"""The forms of accounts; what they accept is checked here, what is true is checked by services."""

import unicodedata
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Regexp,
    StopValidation,
    ValidationError,
)

TIME_ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
MIN_PASSWORD = 8

# The few that are tried first by whoever guesses; length does the rest.
COMMON_PASSWORDS = frozenset(
    (
        *("12345678", "123456789", "1234567890", "11111111", "00000000", "1q2w3e4r"),
        *("password", "password1", "passwort", "qwertyui", "qwerty123", "qwertyuiop"),
        *("iloveyou", "sunshine", "princess", "football", "baseball", "letmein1", "welcome1"),
        *("abc12345", "abcd1234", "quizapp1", "quizapp123"),
    )
)


class WholeNumberField(IntegerField):
    """An integer field that says in plain words what it takes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises `ValueError` for something else than a number or nothing."""
        if not any(value.strip() for value in valuelist):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a whole number.") from error

    def pre_validate(self, _form: FlaskForm) -> None:
        """Leave it at one message."""
        if self.process_errors:
            raise StopValidation


def writable(_form: FlaskForm, field: Field) -> None:
    """Refuse characters that no keyboard makes: controls, half surrogates, changes of direction.

    They are taken out of what the form shows again: no page may hold them either.
    """
    text = field.data or ""
    field.data = "".join(char for char in text if _is_writable(char))
    if field.data != text:
        raise StopValidation("This has a character that can't be used here.")


def _is_writable(char: str) -> bool:
    # Joiners (category Cf) belong to Persian names and to many emoji.
    return (
        unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
        and unicodedata.bidirectional(char) not in _CHANGES_OF_DIRECTION
    )


_CHANGES_OF_DIRECTION = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


class NewPassword:
    """A password worth having: long enough, not one of the commonest, not the username."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raise `ValidationError` with what to do instead."""
        password = field.data or ""
        if len(password) < MIN_PASSWORD:
            raise ValidationError(f"Use at least {MIN_PASSWORD} characters.")
        username = form["username"].data if "username" in form else None
        if password.lower() in COMMON_PASSWORDS or password.lower() == (username or "").lower():
            raise ValidationError("This password is easy to guess. Try a few words in a row.")


def password_field(label: str, *, new: bool) -> PasswordField:
    """A password field that password managers understand."""
    return PasswordField(
        label,
        validators=[InputRequired("Enter a password."), writable, Length(max=200)]
        + ([NewPassword()] if new else []),
        render_kw={"autocomplete": "new-password" if new else "current-password"},
    )


class SignInForm(FlaskForm):
    """Username and password."""

    username = StringField(
        "Username",
        validators=[DataRequired("Enter your username."), writable, Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        description="Or the one-time code that your teacher gave you.",
        validators=[InputRequired("Enter your password."), writable, Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class SignUpForm(FlaskForm):
    """A new account. No e-mail address is asked for, and no role is taken."""

    username = StringField(
        "Username",
        description="Letters a to z, digits, dots, hyphens and underscores. You sign in with it.",
        validators=[
            DataRequired("Choose a username."),
            writable,
            Length(3, 30, "Use 3 to 30 characters."),
            Regexp(r"^[A-Za-z0-9._-]+$", message="Use only a to z, 0 to 9, and . - _"),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    display_name = StringField(
        "Your name",
        description="What you and your teachers see.",
        validators=[DataRequired("Enter a name."), writable, Length(max=80)],
        render_kw={"autocomplete": "nickname"},
    )
    password = password_field("Password", new=True)
    time_zone = HiddenField()


class ClassCodeSignUpForm(SignUpForm):
    """A new account with the code that the teacher gave."""

    class_code = StringField(
        "Class code",
        description="Your teacher has it.",
        validators=[DataRequired("Enter the class code."), writable, Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class SettingsForm(FlaskForm):
    """What a person may change of their own account."""

    display_name = StringField(
        "Your name",
        validators=[DataRequired("Enter a name."), writable, Length(max=80)],
        render_kw={"autocomplete": "nickname"},
    )
    time_zone = SelectField(
        "Time zone",
        description="A study day begins at four in the morning of this zone.",
        choices={zone: zone.replace("_", " ") for zone in TIME_ZONES},
    )
    theme = SelectField(
        "Colours",
        choices={"auto": "As my device", "light": "Light", "dark": "Dark"},
    )
    new_cards_per_day = WholeNumberField(
        "New cards a day",
        description="How many cards that you have never seen are shown in a day, at most.",
        validators=[
            InputRequired("Enter a number."),
            NumberRange(0, 1000, "Enter a number from 0 to 1000."),
        ],
        render_kw={"inputmode": "numeric"},
    )
    shortcuts = BooleanField(
        "Keyboard shortcuts while studying and reviewing",
        description="Space reveals, 1 to 4 rate, U takes the last rating back.",
    )


class PasswordForm(FlaskForm):
    """A change of password."""

    old_password = password_field("Password now", new=False)
    new_password = password_field("New password", new=True)


class ChoosePasswordForm(FlaskForm):
    """The password that takes the place of a one-time code."""

    new_password = password_field("New password", new=True)


class EmptyForm(FlaskForm):
    """A button that does something: only the protection against forged requests."""
