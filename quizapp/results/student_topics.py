"""How well a student commands each topic of a class."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from quizapp.engine.mastery import Level, Mastery, Sitting, judge_mastery
from quizapp.results.class_answers import ClassAnswer, TopicPart


@dataclass(frozen=True, slots=True)
class TopicStrength:
    """A topic with the student's level, and the share of the class beside it."""

    name: str
    bank: str
    mastery: Mastery
    class_share: float | None

    @property
    def level(self) -> Level:
        """The student's level."""
        return self.mastery.level


def list_strengths(
    answers: Sequence[ClassAnswer], parts: Sequence[TopicPart], zone: ZoneInfo
) -> list[TopicStrength]:
    """The topics of a student's answers, the weakest first; days are those of the zone."""
    topics_of: dict[int, set[tuple[str, str]]] = defaultdict(set)
    marks: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    days = {}
    for answer in answers:
        topic = (answer.bank, answer.topic)
        topics_of[answer.attempt_id].add(topic)
        marks[topic][answer.attempt_id].append(answer.mark)
        days[answer.attempt_id] = answer.submitted_at.astimezone(zone).date()
    shares = class_shares(parts)
    strengths = [
        TopicStrength(
            topic or bank,
            bank,
            judge_mastery(
                Sitting(days[attempt_id], len(topics_of[attempt_id]) > 1, tuple(found))
                for attempt_id, found in sittings.items()
            ),
            shares.get((bank, topic)),
        )
        for (bank, topic), sittings in marks.items()
    ]
    return sorted(strengths, key=lambda each: (each.mastery.share or 0.0, each.name, each.bank))


def class_shares(parts: Sequence[TopicPart]) -> Mapping[tuple[str, str], float]:
    """The share right in each topic (by bank and topic) over all answers of the class."""
    totals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for part in parts:
        total = totals[part.bank, part.topic]
        total[0] += part.share * part.answers
        total[1] += part.answers
    return {topic: right / answers for topic, (right, answers) in totals.items()}
