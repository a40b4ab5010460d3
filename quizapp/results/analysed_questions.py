"""One question of an item analysis: its options over all its versions, its key, its verdict."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.engine.item_analysis.options import OptionStatistics
from quizapp.engine.item_analysis.statistics import ItemStatistics
from quizapp.engine.item_analysis.verdicts import NOTABLE, URGENT, Finding, Judged, Verdict, judge
from quizapp.engine.kinds import KINDS, Kind, MultipleChoice, SingleChoice, TrueFalse
from quizapp.engine.kinds.checks import same_text_key
from quizapp.quizzes.marking import FULL, VOID
from quizapp.results.analysis_columns import Asked, Segment


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version that was asked, or whose key is ruled by."""

    id: int
    question_id: int
    number: int
    kind: str
    stem: str
    topic: str
    body: Kind


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """A version of a question in the analysed attempts."""

    id: int
    number: int
    attempts: int


@dataclass(frozen=True, slots=True)
class AnalysedOption:
    """An option of a question with what became of it; the last one is giving no answer."""

    text: str
    is_key: bool
    feedback: str
    statistics: OptionStatistics
    is_gone: bool = False
    """Whether only an older version has it."""


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question of a quiz with its statistics and what they say."""

    id: int
    number: int
    stem: str
    label: str
    topic: str
    versions: tuple[AskedVersion, ...]
    """All that were asked, the newest first."""
    judged: Judged
    findings: tuple[Finding, ...]
    options: tuple[AnalysedOption, ...]
    no_answer: OptionStatistics | None
    ruling: str | None

    @property
    def statistics(self) -> ItemStatistics:
        """Its numbers."""
        return self.judged.statistics

    @property
    def verdict(self) -> Verdict:
        """What is to be said first."""
        return self.findings[0].verdict

    @property
    def urgency(self) -> int:
        """0 for a question that is probably broken, 1 for one that could work better, else 2."""
        return 0 if self.verdict in URGENT else 1 if self.verdict in NOTABLE else 2


class QuestionBuilder:
    """One question of the analysis: its options over all versions, and its key."""

    def __init__(
        self,
        versions: Sequence[KnownVersion],
        segments: Sequence[Segment],
        analysed: Sequence[Segment],
        ruling: str | None,
        ruled_by: int | None,
    ) -> None:
        self._ruling = ruling
        counts: Counter[int] = Counter()
        for segment in segments:
            counts[segment.version_id] += len(segment.marks)
        by_ruling = [one for one in versions if one.id == ruled_by]
        self._asked_versions = tuple(
            AskedVersion(one.id, one.number, counts[one.id]) for one in versions if counts[one.id]
        )
        analysed_ids = {segment.version_id for segment in analysed}
        self._versions = [one for one in versions if one.id in analysed_ids]
        self._newest = self._versions[0]
        self._key_version = by_ruling[0] if by_ruling else self._newest
        self._texts: list[str] = []
        self.asked = self._ask()

    def _ask(self) -> Asked:
        is_void = self._ruling == VOID
        if len({one.kind for one in self._versions}) > 1 or not options_of(self._newest.body):
            return Asked(is_void=is_void)
        places: dict[int, list[int]] = {}
        known: dict[str, int] = {}
        for version in self._versions:
            for text in options_of(version.body):
                if known.setdefault(same_text_key(text), len(known)) == len(self._texts):
                    self._texts.append(text)
            places[version.id] = [known[same_text_key(one)] for one in options_of(version.body)]
        return Asked(len(self._texts), places, is_void)

    def analysed(self, number: int, statistics: ItemStatistics) -> AnalysedQuestion:
        """The question with its statistics."""
        newest = self._newest
        key = self._key()
        options = len(self._texts)
        is_single = newest.kind in {"single_choice", "true_false"}
        judged = Judged(
            statistics,
            key,
            is_settled=self._ruling in {FULL, VOID},
            guessed=100 / options if options and is_single else 0.0,
        )
        feedback = feedback_of(newest.body)
        now_there = len(options_of(newest.body)) if options else 0
        return AnalysedQuestion(
            id=newest.question_id,
            number=number,
            stem=newest.stem,
            label=KINDS[newest.kind].label,
            topic=newest.topic,
            versions=self._asked_versions,
            judged=judged,
            findings=judge(judged),
            options=tuple(
                AnalysedOption(
                    text=text,
                    is_key=place in key,
                    feedback=feedback[place] if place < len(feedback) else "",
                    statistics=statistics.options[place],
                    is_gone=place >= now_there,
                )
                for place, text in enumerate(self._texts)
            ),
            no_answer=statistics.options[-1] if statistics.options else None,
            ruling=self._ruling,
        )

    def _key(self) -> frozenset[int]:
        texts = [same_text_key(text) for text in self._texts]
        options = options_of(self._key_version.body)
        rights = {same_text_key(options[place]) for place in key_of(self._key_version.body)}
        return frozenset(place for place, text in enumerate(texts) if text in rights)


def options_of(body: Kind) -> tuple[str, ...]:
    """What can be chosen in a question; nothing where the answer is made otherwise."""
    if isinstance(body, SingleChoice | MultipleChoice):
        return body.options
    return ("True", "False") if isinstance(body, TrueFalse) else ()


def key_of(body: Kind) -> frozenset[int]:
    """The places of the right ones of `options_of`."""
    if isinstance(body, SingleChoice):
        return frozenset({body.correct})
    if isinstance(body, MultipleChoice):
        return body.correct
    return frozenset({0 if body.correct else 1}) if isinstance(body, TrueFalse) else frozenset()


def feedback_of(body: Kind) -> tuple[str, ...]:
    """What is said to those who choose each of `options_of`, as far as anything is."""
    if isinstance(body, SingleChoice | MultipleChoice):
        return body.feedback
    return (body.feedback_true, body.feedback_false) if isinstance(body, TrueFalse) else ()
