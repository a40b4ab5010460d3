"""What the parts of an import are called on its pages."""

import re
from collections.abc import Iterable, Iterator, Sequence

from quizapp.engine.formats.delimiters import DELIMITERS
from quizapp.engine.formats.text_encoding import ENCODINGS
from quizapp.jobs.services import JobState
from quizapp.presentation import counted

Choices = list[tuple[str, str]]
"""Values with the words for them, for a menu."""

_USUAL_OPTIONS = 6
_MOST_OPTIONS = 30
_LABELS = {
    "": "Not used",
    "question": "Question, or front",
    "options": "All options in one cell",
    "correct": "Right answer, key",
    "answer": "Answer, or back",
    "accepted": "Also accepted",
    "image_alt": "What the picture shows",
    "image": "Picture",
    "type": "Kind of question",
    "id": "Id",
    "time_limit": "Time limit in seconds",
    "source_title": "Source",
    "source_url": "Address of the source",
    "source_locator": "Place in the source",
    "source_quote": "Words of the source",
    "source_hash": "State of the article",
    "form": "Form of the derived question",
    "excludes": "Not together with",
    "deck": "Deck, as the topic",
}
_NUMBERED = re.compile(r"(option|feedback|wrong)_(\d+)")
_MORE = (
    *("id", "type", "points", "difficulty", "time_limit", "image", "image_alt"),
    *("source_title", "source_url", "source_locator", "source_quote", "note", "deck"),
)


def role_label(role: str) -> str:
    """What a role of a column is called."""
    numbered = _NUMBERED.fullmatch(role)
    if numbered:
        name = "Wrong answer" if numbered[1] == "wrong" else numbered[1].capitalize()
        return f"{name} {numbered[2]}"
    return _LABELS.get(role, role.replace("_", " ").capitalize())


def role_groups(used: Iterable[str]) -> list[tuple[str, Choices]]:
    """The roles to choose from, in groups; those that are `used` are among them."""
    used = set(used)
    count = max((_number(role) for role in used), default=0)
    count = max(min(count + 2, _MOST_OPTIONS), _USUAL_OPTIONS, count)
    numbers = range(1, count + 1)
    groups = [
        ("Question and answers", ("question", *(f"option_{number}" for number in numbers))),
        ("", ("options", "correct", "answer", "accepted", "tolerance", "unit")),
        ("About the question", ("explanation", "topic", "tags")),
        ("Feedback", tuple(f"feedback_{number}" for number in numbers)),
        ("More", _MORE),
    ]
    first, second, *rest = groups
    groups = [(first[0], (*first[1], *second[1])), *rest]
    known = {role for _, roles in groups for role in roles}
    others = tuple(sorted(used - known - {""}))
    if others:
        groups.append(("Further", others))
    return [(name, [(role, role_label(role)) for role in roles]) for name, roles in groups]


def _number(role: str) -> int:
    numbered = _NUMBERED.fullmatch(role)
    return int(numbered[2]) if numbered else 0


def delimiter_choices(found: str) -> Choices:
    """The signs that may stand between cells; the one that was `found` is among them."""
    choices = [*DELIMITERS]
    if found not in dict(choices):
        choices.insert(0, (found, delimiter_label(found)))
    return choices


def delimiter_label(delimiter: str) -> str:
    """What a sign between cells is called."""
    if not delimiter:
        return "None: one column"
    return dict(DELIMITERS).get(delimiter, f"“{delimiter}”")


def named(texts: Iterable[str]) -> Choices:
    """Values that are their own words."""
    return [(text, text) for text in texts]


def encoding_choices(found: str) -> Choices:
    """The encodings of a text; the one that was `found` is among them."""
    choices = [*ENCODINGS]
    if found not in dict(choices):
        choices.insert(0, (found, found or "Find out"))
    return choices


def encoding_label(encoding: str) -> str:
    """What an encoding is called."""
    return dict(ENCODINGS).get(encoding, encoding)


def reading_words(
    *,
    encoding: str,
    delimiter: str,
    sheet: str,
    sheets: Sequence[str],
    label: str,
    has_header: bool,
) -> Iterator[str]:
    """How a file is read, in a few words each."""
    yield label
    if encoding:
        yield encoding_label(encoding)
        yield f"Separator: {delimiter_label(delimiter).lower()}"
    if len(sheets) > 1:
        yield f"Sheet “{sheet}”"
    yield "with column names" if has_header else "without column names"


def progress_words(job: JobState, verb: str, unit: str) -> str:
    """How far a job is: rows done, how fast, and how long it still takes."""
    if job.done == 0:
        return f"{verb} …"
    words = f"{verb}: {counted(job.done, unit)}"
    if job.total:
        words = f"{verb}: {job.done:,} of about {counted(max(job.total, job.done), unit)}"
    taken = (job.beat_at - job.started_at).total_seconds() if job.started_at else 0
    if taken > 0:
        words += f", {job.done / taken:,.0f} a second"
    seconds = round(job.left.total_seconds()) if job.left else 0
    return f"{words}, about {counted(seconds, 'second')} left" if seconds else words
