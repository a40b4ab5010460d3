"""Fields of forms: local times of a class's zone, and numbers that may be left out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput

from quizapp.accounts.forms import WholeNumberField
from quizapp.engine.assignment_rules import SkippedTimeError, instant_of

FIRST_YEAR, LAST_YEAR = 2000, 2199


class LocalTimeField(Field):
    """A date and time of the class's zone, without the zone; `data` is such a time, or None."""

    widget = DateTimeLocalInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat(timespec="minutes") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time; raises `ValueError` for what is none."""
        self.data = None
        text = "".join(valuelist[:1]).strip()
        if not text:
            return
        try:
            wall = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError("Enter a date and a time, such as 2026-03-12T14:00.") from error
        if wall.tzinfo is not None or not FIRST_YEAR <= wall.year <= LAST_YEAR:
            raise ValueError(f"Enter a date from {FIRST_YEAR} to {LAST_YEAR} and a time.")
        self.data = wall

    def instant(self, zone: ZoneInfo) -> datetime | None:
        """The instant; raises `ValidationError` where the clocks jump over the time."""
        if self.data is None:
            return None
        try:
            return instant_of(self.data, zone)
        except SkippedTimeError as error:
            following = f"{error.following:%H:%M}"
            raise ValidationError(
                f"The clocks jump over this time. The first one after it is {following}."
            ) from error


class OptionalNumberField(WholeNumberField):
    """A whole number, or nothing where nothing was entered, whatever stood there before."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises `ValueError` for what is none."""
        self.data = None
        super().process_formdata(valuelist)


def local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """An instant as the clocks of the zone show it."""
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=None)


def default_due(now: datetime, zone: ZoneInfo) -> datetime:
    """In a week, at the last minute of the day, as the clocks of the zone show it."""
    day = now.astimezone(zone).replace(tzinfo=None) + timedelta(days=7)
    return day.replace(hour=23, minute=59, second=0, microsecond=0)
