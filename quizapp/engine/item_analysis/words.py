"""The verdicts on questions and tests in words for people."""

from collections.abc import Iterable, Sequence

from quizapp.engine.item_analysis.intervals import Estimate
from quizapp.engine.item_analysis.statistics import ItemStatistics, TestStatistics
from quizapp.engine.item_analysis.verdicts import (
    DEAD,
    FLAT,
    LEAST_ATTEMPTS,
    Finding,
    Judged,
    TestVerdict,
    Verdict,
)

LABELS = {
    Verdict.WRONG_KEY: "Probably the wrong key",
    Verdict.BACKWARDS: "Strong students get it wrong",
    Verdict.TOO_HARD: "Too hard",
    Verdict.FLAT: "Doesn’t tell strong from weak",
    Verdict.TOO_EASY: "Too easy",
    Verdict.DEAD_OPTION: "Nobody picks an option",
    Verdict.GOOD: "Good",
    Verdict.UNREMARKABLE: "Nothing stands out",
    Verdict.TOO_FEW: "Too few attempts to say",
    Verdict.SETTLED: "Settled by you",
}


def option_name(place: int) -> str:
    """What an option is called beside its text: A, B and so on, then 27, 28."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def signed(value: float) -> str:
    """A correlation with its sign: +0.31."""
    return f"{value:+.2f}".replace("-", "−")


def bounds(estimate: Estimate, digits: int = 0) -> str:
    """The interval of an estimate: 12 to 48; "" where there is none."""
    if estimate.interval is None:
        return ""
    low, high = estimate.interval.low, estimate.interval.high
    return f"{low:.{digits}f} to {high:.{digits}f}".replace("-", "−")


def explain(finding: Finding, judged: Judged, texts: Sequence[str] = ()) -> str:
    """What a finding rests on, in a sentence or two; `texts` are those of the options."""
    names = [_full_name(place, texts) for place in range(len(judged.options))]
    statistics = judged.statistics
    said = {
        Verdict.BACKWARDS: _backwards(statistics),
        Verdict.TOO_HARD: _too_hard(judged),
        Verdict.FLAT: (
            "Students who do well in the rest of the test hardly do better here than the others: "
            f"its discrimination is {_percent(statistics.discrimination)}, where a good question "
            f"has {FLAT} or more."
        ),
        Verdict.TOO_EASY: (
            f"{_percent(statistics.facility)} of the points were earned. Nearly everybody knows "
            "it, so it can’t tell students apart; that is fine for a warm-up."
        ),
        Verdict.GOOD: (
            "Students who do well in the rest of the test do better here too: its discrimination "
            f"is {_percent(statistics.discrimination)}."
        ),
        Verdict.UNREMARKABLE: (
            f"From {statistics.n} attempts, neither a fault nor that it measures well can be told "
            "with certainty."
        ),
        Verdict.TOO_FEW: (
            f"{statistics.n} of the {LEAST_ATTEMPTS} attempts from which a verdict says anything: "
            "with fewer, a correlation of 0.44 can still be chance."
        ),
        Verdict.SETTLED: "You gave everybody all points, or left the question out.",
    }
    if finding.verdict is Verdict.WRONG_KEY:
        return _wrong_key(finding, judged, names)
    if finding.verdict is Verdict.DEAD_OPTION:
        return _dead(finding, names)
    return said[finding.verdict]


def _full_name(place: int, texts: Sequence[str]) -> str:
    return f"{option_name(place)} (“{texts[place]}”)" if texts else option_name(place)


def _percent(estimate: Estimate) -> str:
    value = "not defined" if estimate.value is None else f"{estimate.value:.0f}".replace("-", "−")
    return f"{value} ({bounds(estimate)})" if estimate.interval else value


def _backwards(statistics: ItemStatistics) -> str:
    return (
        "Students who do well in the rest of the test do worse here: its discrimination is "
        f"{_percent(statistics.discrimination)}. Look at the key and the wording."
    )


def _too_hard(judged: Judged) -> str:
    guessed = f"; guessing alone gives {judged.guessed:.0f}" if judged.guessed else ""
    return (
        f"{_percent(judged.statistics.facility)} percent of the points were earned{guessed}. "
        "Either it wasn’t taught, or the wording misleads."
    )


def _together(places: Iterable[int], names: Sequence[str]) -> str:
    *before, last = (names[place] for place in sorted(places))
    return f"{', '.join(before)} and {last}" if before else last


def _wrong_key(finding: Finding, judged: Judged, names: Sequence[str]) -> str:
    suspect = judged.options[finding.options[0]]
    rights = [judged.options[place] for place in sorted(judged.key)]
    chosen = sum(right.count for right in rights)
    values = [right.with_rest.value for right in rights if right.with_rest.value is not None]
    worse = f", and they did worse ({signed(min(values))})" if values else ""
    return (
        f"{suspect.count} of {judged.statistics.n} chose {names[finding.options[0]]}, and "
        f"they did better in the rest of the test ({signed(suspect.with_rest.value or 0.0)}, "
        f"{bounds(suspect.with_rest, 2)}). The key {_together(judged.key, names)} was chosen by "
        f"{chosen or 'nobody'}{worse}."
    )


def _dead(finding: Finding, names: Sequence[str]) -> str:
    one = len(finding.options) == 1
    return (
        f"{'Option' if one else 'Options'} {_together(finding.options, names)} "
        f"{'was' if one else 'were'} chosen by nobody, or hardly anybody; surely by fewer than "
        f"{100 * DEAD:.0f} % of all students. A wrong option that nobody believes makes guessing "
        "easier."
    )


def explain_test(verdict: TestVerdict, test: TestStatistics) -> str:
    """What the consistency of a test says, in a sentence or two."""
    said = _percent(test.consistency)
    texts = {
        TestVerdict.CONSISTENT: (
            f"The scores can be relied on: the questions agree about who is strong "
            f"(consistency {said}, satisfactory from 75 on)."
        ),
        TestVerdict.INCONSISTENT: (
            f"The scores say little about single students: the questions don’t agree about who "
            f"is strong (consistency {said}, satisfactory from 75 on)."
        ),
        TestVerdict.UNCERTAIN: (
            f"Whether the scores can be relied on is open: consistency {said}, "
            "satisfactory from 75 on."
        ),
        TestVerdict.TOO_FEW: (
            f"{test.n} of the {LEAST_ATTEMPTS} attempts from which a verdict says anything."
        ),
        TestVerdict.UNDEFINED: (
            "How far the scores can be relied on isn’t defined here: that takes several questions "
            "that all were asked, and scores that differ."
        ),
    }
    return texts[verdict]
