"""What the pages of the item analysis show: the order of questions, the chart, the file."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.engine.formats.guard import GUARD, guard_cells
from quizapp.engine.item_analysis.intervals import Estimate
from quizapp.engine.item_analysis.verdicts import Finding
from quizapp.engine.item_analysis.words import LABELS, explain
from quizapp.presentation import plain
from quizapp.results.analysed_questions import AnalysedQuestion
from quizapp.results.analysis import QuizAnalysis

WIDTH, HEIGHT = 640, 352
LEFT, RIGHT, TOP, BOTTOM = 76, 20, 16, 60
MAX_NAME = 40
# By it Excel knows that the file is in UTF-8.
_MARK = "\ufeff"


_Key = Callable[[AnalysedQuestion], tuple[bool, float, int]]


def _by(value: Callable[[AnalysedQuestion], float | None]) -> _Key:
    def key(question: AnalysedQuestion) -> tuple[bool, float, int]:
        found = value(question)
        return (found is None, found or 0.0, question.number)

    return key


SORTS = {
    "urgency": _by(lambda question: float(question.urgency)),
    "number": _by(lambda question: float(question.number)),
    "facility": _by(lambda question: question.statistics.facility.value),
    "discrimination": _by(lambda question: question.statistics.discrimination.value),
}
"""How the questions can be ordered; what isn't defined comes last."""


def in_order(questions: Sequence[AnalysedQuestion], sort: str) -> list[AnalysedQuestion]:
    """The questions in one of the orders of `SORTS`."""
    return sorted(questions, key=SORTS[sort])


def reason(question: AnalysedQuestion, finding: Finding) -> str:
    """What a finding on a question rests on, with the texts of its options cut short."""
    texts = [plain(option.text) for option in question.options]
    short = [text if len(text) <= MAX_NAME else f"{text[:MAX_NAME]}…" for text in texts]
    return explain(finding, question.judged, short)


@dataclass(frozen=True, slots=True)
class Point:
    """A question in the chart, in the units of its view box."""

    x: float
    y: float
    number: int
    urgency: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Facility from left to right, discrimination from below to above."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    points: tuple[Point, ...]
    left_out: tuple[int, ...]
    """The numbers of the questions without a facility or a discrimination."""
    across: tuple[tuple[float, str], ...]
    """Height and label of the lines across."""
    upright: tuple[tuple[float, str], ...]
    """Place and label of the lines that stand upright."""


def scatter(questions: Sequence[AnalysedQuestion]) -> Scatter:
    """Place the questions that have both numbers; the urgent ones last, so that they are on top."""
    points = [
        Point(_x(facility), _y(discrimination), one.number, one.urgency)
        for one in questions
        if (facility := one.statistics.facility.value) is not None
        and (discrimination := one.statistics.discrimination.value) is not None
    ]
    placed = {point.number for point in points}
    return Scatter(
        *(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM),
        tuple(sorted(points, key=lambda point: -point.urgency)),
        tuple(one.number for one in questions if one.number not in placed),
        tuple(
            (_y(step), f"{step:+d}".replace("-", "−").replace("+0", "0"))
            for step in range(-100, 101, 50)
        ),
        tuple((_x(step), f"{step}\N{NO-BREAK SPACE}%") for step in range(0, 101, 25)),
    )


def _x(facility: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * facility / 100, 1)


def _y(discrimination: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (100 - discrimination) / 200, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A statistic of the test, with what it says."""

    name: str
    value: str
    bounds: str
    meaning: str


def test_lines(analysis: QuizAnalysis) -> list[Line]:
    """The statistics of the test in words and numbers, the score in percent of the points."""
    test = analysis.test
    scale = 100 / test.full if test.full else 100.0
    return [
        _line("Mean score", test.mean, scale),
        _line("Median score", test.median, scale),
        _line("Standard deviation", test.sd, scale),
        _line("Skewness", test.skewness),
        _line("Kurtosis", test.kurtosis),
        _line("Internal consistency", test.consistency, 1),
        _line("Error ratio", test.error_ratio, 1),
        _line("Standard error", test.standard_error, scale),
    ]


_MEANINGS = {
    "Mean score": "50 to 75 for a test that is to tell students apart.",
    "Median score": "Half of the attempts scored less.",
    "Standard deviation": "How far the scores lie apart; 12 to 18 is usual.",
    "Skewness": "Below 0 there is a tail of weak scores, above 0 one of strong ones.",
    "Kurtosis": "0 is a bell; above 1, the test tells its very best and weakest apart poorly.",
    "Internal consistency": (
        "Cronbach’s alpha, how far the questions agree about who is strong; satisfactory from 75 "
        "on, not below 64."
    ),
    "Error ratio": "How much of the spread of the scores is chance; good below 50.",
    "Standard error": "How far a score is off by chance; good below 8.",
}


def _line(name: str, estimate: Estimate, percent: float | None = None) -> Line:
    """The line of an estimate; `percent` is what makes percent of it, None for a bare number."""
    meaning = _MEANINGS[name]
    if estimate.value is None:
        return Line(name, "not defined", "", meaning)
    scale, digits, unit = (1.0, 2, "") if percent is None else (percent, 1, "\N{NO-BREAK SPACE}%")
    low, high = (_number(bound * scale, digits) for bound in (estimate.low, estimate.high))
    bounds = f"{low} to {high}" if estimate.interval else ""
    return Line(name, f"{_number(estimate.value * scale, digits)}{unit}", bounds, meaning)


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    # No zero with a sign.
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", "−")


_COLUMNS = (
    *("number", "question", "kind", "topic", "verdict", "explanation", "n"),
    *("facility", "facility_low", "facility_high"),
    *("standard_deviation", "standard_deviation_low", "standard_deviation_high"),
    *("intended_weight", "effective_weight"),
    *("discrimination", "discrimination_low", "discrimination_high"),
    *("efficiency", "efficiency_low", "efficiency_high", "options", GUARD),
)


def write_csv(analysis: QuizAnalysis) -> str:
    """The analysis as a file: a row for each question, and its options in one cell."""
    file = io.StringIO(_MARK)
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file, lineterminator="\r\n", strict=True)
    writer.writerow(_COLUMNS)
    for question in analysis.questions:
        cells, mark = guard_cells(_cells(question))
        writer.writerow([*cells, mark])
    return file.getvalue()


def _cells(question: AnalysedQuestion) -> list[str]:
    statistics = question.statistics
    verdicts = "; ".join(LABELS[finding.verdict] for finding in question.findings)
    reasons = " ".join(reason(question, finding) for finding in question.findings)
    return [
        *(str(question.number), plain(question.stem), question.label, question.topic),
        *(verdicts, reasons, str(statistics.n)),
        *_three(statistics.facility),
        *_three(statistics.sd),
        *(_cell(statistics.intended_weight), _cell(statistics.effective_weight)),
        *_three(statistics.discrimination),
        *_three(statistics.efficiency),
        " | ".join(
            f"{plain(option.text)}{' (right)' if option.is_key else ''}: "
            f"{option.statistics.count}, r {_cell(option.statistics.point_biserial.value)}"
            for option in question.options
        ),
    ]


def _three(estimate: Estimate) -> tuple[str, str, str]:
    if estimate.interval is None:
        return _cell(estimate.value), "", ""
    return _cell(estimate.value), _cell(estimate.low), _cell(estimate.high)


def _cell(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.4f}"
