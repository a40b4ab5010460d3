"""Checks of the texts that questions are made of, and the words to report what was found."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from quizapp.engine.kinds.base import MAX_FIELDS, Fault

MAX_LONG_TEXT = 10_000
MAX_OPTION = 2_000
MIN_OPTIONS = 2

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""The characters that no text of a question may have."""

_QUOTED_LENGTH = 40


def clean_text(text: str) -> str:
    r"""Return `text` with `\n` line ends and without surrounding white space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same_text_key(text: str) -> str:
    """Return a form that is equal for texts that look the same on a page."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def quoted(text: str) -> str:
    """Return `text` in quotation marks, cut short where it is long."""
    return f'"{text if len(text) <= _QUOTED_LENGTH else text[:_QUOTED_LENGTH] + "..."}"'


def counted(number: int, noun: str) -> str:
    """Return number and noun, the noun in the plural where that is right: "3 options"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def text_faults(field: str, text: str, limit: int) -> Iterator[Fault]:
    """Yield why `text` cannot be kept: too long, unprintable, or not as `clean_text` leaves it."""
    if len(text) > limit:
        message = f"This text has {len(text):,} characters; at most {limit:,} are possible."
        yield Fault(field, message, "too_long")
    if found := FORBIDDEN.search(text):
        message = (
            f"There is an invisible character (U+{ord(found[0]):04X}) after the first "
            f"{counted(found.start(), 'character')} of this text; delete it."
        )
        yield Fault(field, message, "control_character")
    elif text != clean_text(text):
        yield Fault(field, "This text begins or ends with a space or an empty line.", "spaces")


def option_faults(options: Sequence[str], feedback: Sequence[str] = ()) -> Iterator[Fault]:
    """Yield what is wrong with the options of a question and with the feedback on them."""
    yield from option_count_faults(len(options), "option")
    first_seen: dict[str, int] = {}
    for number, option in enumerate(options, 1):
        field = f"option_{number}"
        if not option.strip():
            yield Fault(field, f"Option {number} is empty.", "empty")
            continue
        first = first_seen.setdefault(same_text_key(option), number)
        if first != number:
            yield Fault(field, f"This is the same text as option {first}.", "duplicate")
        yield from text_faults(field, option, MAX_OPTION)
    for number, text in enumerate(feedback, 1):
        field = f"feedback_{number}"
        if text and number > len(options):
            message = f"There is no option {number} that this feedback could belong to."
            yield Fault(field, message, "no_option")
        yield from text_faults(field, text, MAX_OPTION)


def option_count_faults(count: int, noun: str) -> Iterator[Fault]:
    """Yield a fault where `count` options (or items, or pairs) are too few or too many."""
    if count < MIN_OPTIONS:
        message = f"This question has {counted(count, noun)}; at least {MIN_OPTIONS} are needed."
        yield Fault(f"option_{count + 1}", message, "too_few")
    if count > MAX_FIELDS:
        message = f"This question has {counted(count, noun)}; at most {MAX_FIELDS} are possible."
        yield Fault(f"option_{MAX_FIELDS + 1}", message, "too_many")
