"""The part of a form in which a teacher chooses what a quiz asks, as it was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from quizapp.database import MAX_INTEGER
from quizapp.engine.plain_text import showable
from quizapp.quizzes.assigned import Part, Questions
from quizapp.quizzes.choosing import MAX_QUESTIONS
from quizapp.writing.searching import MAX_SEARCH, Filters

DRAW, FIXED = "draw", "fixed"
MAX_TOPIC = 500


def part_value(bank_id: int, topic: str) -> str:
    """How a part of a draw is named in the form."""
    return f"{bank_id}:{topic}"


@dataclass(slots=True)
class QuestionChoice:
    """What was chosen so far, as it stands in the form, and what is wrong with it."""

    mode: str = DRAW
    counts: Mapping[str, str] = field(default_factory=dict)
    """What was typed for each part of a draw, by its name in the form."""
    ticked: tuple[int, ...] = ()
    filters: Filters = field(default_factory=Filters)
    bank_id: int | None = None
    """The bank in which questions are searched."""
    error: str = ""

    def read(self) -> Questions | None:
        """The questions; None where something is wrong, which is then said in `error`."""
        if self.mode == FIXED:
            return Questions(fixed=self.ticked[: MAX_QUESTIONS + 1])
        parts = []
        for name, typed in self.counts.items():
            bank, _, topic = name.partition(":")
            number = _number(typed)
            if number is None or not bank.isdecimal():
                self.error = f"Enter a whole number from 0 to {MAX_QUESTIONS}, not “{typed[:20]}”."
                return None
            if number:
                parts.append(Part(int(bank), topic, number))
        whole = {part.bank_id for part in parts if not part.topic}
        if any(part.topic and part.bank_id in whole for part in parts):
            self.error = (
                "For each bank, say either how many are drawn of the whole bank or how many "
                "of its topics."
            )
            return None
        return Questions(parts=tuple(parts))

    def count_of(self, bank_id: int, topic: str = "") -> str:
        """What was typed for a part."""
        return self.counts.get(part_value(bank_id, topic), "")

    def is_used(self, bank_id: int) -> bool:
        """Whether anything is drawn of a topic of the bank."""
        prefix = f"{bank_id}:"
        return any(
            name.startswith(prefix) and name != prefix and typed.strip() not in {"", "0"}
            for name, typed in self.counts.items()
        )


def _number(typed: str) -> int | None:
    typed = typed.strip() or "0"
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 3
    return int(typed) if is_number and int(typed) <= MAX_QUESTIONS else None


def read_choice(sent: MultiDict[str, str]) -> QuestionChoice:
    """What the form has sent."""
    names = [showable(name)[: MAX_TOPIC + 12] for name in sent.getlist("part")]
    bank_id = sent.get("bank_filter", type=int)
    ticked = (number for number in sent.getlist("question", type=int))
    return QuestionChoice(
        mode=FIXED if sent.get("mode") == FIXED else DRAW,
        counts=dict(zip(names, map(showable, sent.getlist("part_count")), strict=False)),
        ticked=tuple(dict.fromkeys(number for number in ticked if 0 < number <= MAX_INTEGER)),
        filters=Filters(
            search=showable(sent.get("search", "")).strip()[:MAX_SEARCH],
            topic=showable(sent.get("topic_filter", ""))[:MAX_TOPIC],
        ),
        bank_id=bank_id if bank_id and 0 < bank_id <= MAX_INTEGER else None,
    )


def choice_of(questions: Questions) -> QuestionChoice:
    """How questions that were chosen before stand in the form."""
    return QuestionChoice(
        mode=FIXED if questions.fixed else DRAW,
        counts={part_value(one.bank_id, one.topic): str(one.count) for one in questions.parts},
        ticked=questions.fixed,
    )


def draw_of(bank_ids: Iterable[int], count: int) -> QuestionChoice:
    """So many questions of each of these banks."""
    return QuestionChoice(counts={part_value(bank_id, ""): str(count) for bank_id in bank_ids})
