from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.engine.assignment_rules import Counts, Rules
from quizapp.engine.gradebook import (
    Cell,
    CellState,
    Column,
    Counted,
    Decision,
    Grading,
    Handed,
    Scheme,
    count_attempts,
    days_late,
    is_past_due,
    mean,
    scored,
)

DUE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GRADING = Grading(Counts.BEST, 10, counts_missing=True)

SHARES = st.floats(0, 2, allow_nan=False) | st.sampled_from((0.0, 0.1, 0.5, 1.0, 2.0))
TIMES = st.integers(-3 * 24, 12 * 24).map(lambda hours: DUE + timedelta(hours=hours))
HANDED = st.lists(st.builds(Handed, st.none() | SHARES, TIMES), max_size=5)
CATEGORIES = st.sampled_from((None, 1, 2, 3))
WEIGHTS = st.fixed_dictionaries(
    {key: st.sampled_from((0.0, 0.25, 1.0, 12.5, 40.0, 100.0)) for key in (None, 1, 2, 3)}
)


def quiz_cell(
    *handed: Handed,
    decision: Decision | None = None,
    is_given: bool = True,
    is_past: bool = False,
    is_running: bool = False,
    grading: Grading = GRADING,
) -> Cell:
    return grading.quiz_cell(
        handed, DUE, decision, is_given=is_given, is_past=is_past, is_running=is_running
    )


def study_cell(
    learned: float,
    goal: int | None = None,
    decision: Decision | None = None,
    *,
    is_given: bool = True,
    is_past: bool = False,
) -> Cell:
    return GRADING.study_cell(learned, goal, decision, is_given=is_given, is_past=is_past)


# One cell


def test_work_in_time_counts_as_it_is() -> None:
    assert quiz_cell(Handed(0.8, DUE)) == scored(0.8)
    assert GRADING.quiz_cell(
        [Handed(0.8, DUE + DAY)], None, is_given=True, is_past=False, is_running=False
    ) == scored(0.8)


def test_late_work_loses_for_each_day_begun_and_is_marked() -> None:
    cell = quiz_cell(Handed(0.8, DUE + DAY + timedelta(seconds=1)), is_past=True)
    assert cell.is_late
    assert cell.share == pytest.approx(0.64)


def test_late_work_that_loses_nothing_is_marked_too() -> None:
    grading = Grading(Counts.BEST, 0, counts_missing=True)
    assert quiz_cell(Handed(0.8, DUE + DAY), grading=grading) == Cell(
        CellState.SCORED, 0.8, 0.8, is_late=True
    )


def test_lateness_is_taken_off_before_it_is_decided_which_attempt_counts() -> None:
    early, late = Handed(0.8, DUE), Handed(0.85, DUE + DAY)
    assert count_attempts([early, late], DUE, 10, Counts.BEST) == Counted(0.8, False, (0,))
    assert count_attempts([early, late], DUE, 0, Counts.BEST) == Counted(0.85, True, (1,))


@pytest.mark.parametrize(
    ("counts", "share", "places"),
    [
        (Counts.BEST, 0.9, (2,)),
        (Counts.FIRST, 0.2, (1,)),
        (Counts.LATEST, 0.4, (3,)),
        (Counts.AVERAGE, 0.5, (1, 2, 3)),
    ],
)
def test_which_attempt_counts(counts: Counts, share: float, places: tuple[int, ...]) -> None:
    handed = [Handed(value, DUE) for value in (None, 0.2, 0.9, 0.4)]
    counted = count_attempts(handed, DUE, 10, counts)
    assert counted is not None
    assert counted.places == places
    assert counted.share == pytest.approx(share)


def test_of_equally_good_attempts_the_first_counts() -> None:
    handed = [Handed(0.5, DUE), Handed(0.5, DUE + DAY)]
    assert count_attempts(handed, None, 10, Counts.BEST) == Counted(0.5, False, (0,))


def test_an_attempt_without_points_to_earn_waits_for_a_teacher() -> None:
    assert quiz_cell(Handed(None, DUE)) == Cell(CellState.UNSCORED)
    assert quiz_cell(Handed(None, DUE), decision=Decision(0.5, False)).share == 0.5
    assert quiz_cell(Handed(None, DUE), Handed(0.4, DUE)).share == 0.4


def test_a_share_by_hand_replaces_the_attempts_and_keeps_the_mark_of_lateness() -> None:
    cell = quiz_cell(Handed(0.2, DUE + DAY), decision=Decision(1.5, False))
    assert cell == Cell(CellState.SCORED, 1.5, 1.5, is_late=True, is_by_hand=True)
    assert quiz_cell(decision=Decision(0.0, False), is_past=True).share == 0


def test_a_decision_that_is_only_a_note_changes_nothing() -> None:
    nothing = Decision(None, False)
    assert quiz_cell(Handed(0.2, DUE), decision=nothing) == quiz_cell(Handed(0.2, DUE))
    assert study_cell(0.2, decision=nothing) == study_cell(0.2)


def test_excused_work_drops_out_whatever_was_done() -> None:
    excused = Decision(None, True)
    for cell in (
        quiz_cell(decision=excused, is_past=True),
        quiz_cell(Handed(0.2, DUE), decision=excused),
        study_cell(0.4, decision=excused),
    ):
        assert cell == Cell(CellState.EXCUSED)
        assert cell.share is None


def test_nothing_handed_in_counts_as_0_once_it_is_due() -> None:
    assert quiz_cell() == Cell(CellState.OPEN)
    assert quiz_cell(is_past=True) == Cell(CellState.MISSING, 0.0)


def test_nothing_handed_in_does_not_count_where_the_teacher_says_so() -> None:
    lenient = Grading(Counts.BEST, 10, counts_missing=False)
    assert quiz_cell(is_past=True, grading=lenient) == Cell(CellState.MISSING, None)


def test_an_attempt_that_runs_is_neither_missing_nor_counted() -> None:
    assert quiz_cell(is_past=True, is_running=True).state is CellState.RUNNING
    assert quiz_cell(is_running=True).share is None
    both = quiz_cell(Handed(0.5, DUE), is_running=True)
    assert both.share == 0.5 and both.is_running
    more = quiz_cell(Handed(0.5, DUE), Handed(0.6, DUE), is_running=True)
    assert more.share == 0.6 and more.is_running


def test_what_is_not_for_a_student_is_never_missing_but_work_done_stays() -> None:
    assert quiz_cell(is_given=False, is_past=True).state is CellState.NOT_GIVEN
    assert quiz_cell(Handed(0.5, DUE), is_given=False) == scored(0.5)
    assert quiz_cell(is_given=False, decision=Decision(0.5, False)).share == 0.5
    assert study_cell(0.9, is_given=False, is_past=True).state is CellState.NOT_GIVEN


def test_study_is_measured_by_its_goal_and_counts_when_it_is_due() -> None:
    assert study_cell(0.4, 80) == Cell(CellState.RUNNING, None, 0.5, is_running=True)
    assert study_cell(0.4, 80, is_past=True) == scored(0.5)
    assert study_cell(0.4, is_past=True) == scored(0.4)
    assert study_cell(0.0) == Cell(CellState.OPEN)
    assert study_cell(0.0, is_past=True) == Cell(CellState.MISSING, 0.0)


def test_a_goal_that_is_reached_counts_before_it_is_due_and_never_more_than_full() -> None:
    assert study_cell(0.8, 80) == scored(1.0)
    assert study_cell(1.0, 50) == scored(1.0)
    assert study_cell(0.2, decision=Decision(1.2, False)).share == 1.2


@pytest.mark.parametrize(
    ("later", "days"),
    [
        (timedelta(0), 0),
        (timedelta(microseconds=1), 1),
        (DAY, 1),
        (DAY + timedelta(seconds=1), 2),
        (-DAY, 0),
    ],
)
def test_days_late_are_days_begun(later: timedelta, days: int) -> None:
    assert days_late(DUE + later, DUE) == days
    assert days_late(DUE + later, None) == 0


def test_work_is_due_at_its_due_date_or_when_it_closes() -> None:
    assert is_past_due(Rules(due_at=DUE), DUE)
    assert not is_past_due(Rules(due_at=DUE, closes_at=DUE), DUE - DAY)
    assert is_past_due(Rules(closes_at=DUE), DUE)
    assert not is_past_due(Rules(), DUE)


# Laws of one cell


@given(HANDED, st.sampled_from(Counts), st.integers(0, 100), st.booleans())
def test_lateness_never_raises_a_share(
    handed: list[Handed], counts: Counts, percent: int, is_past: bool
) -> None:
    handed.sort(key=lambda one: one.at)
    reduced = count_attempts(handed, DUE, percent, counts)
    whole = count_attempts(handed, None, percent, counts)
    if reduced is None or whole is None:
        assert reduced is whole is None
    else:
        assert 0 <= reduced.share <= whole.share


@given(HANDED, st.sampled_from(Counts), st.integers(0, 100), st.booleans(), st.booleans())
def test_a_cell_counts_what_its_attempts_count(
    handed: list[Handed], counts: Counts, percent: int, is_past: bool, is_running: bool
) -> None:
    grading = Grading(counts, percent, counts_missing=True)
    cell = quiz_cell(*handed, is_past=is_past, is_running=is_running, grading=grading)
    counted = count_attempts(handed, DUE, percent, counts)
    assert (cell.state is CellState.SCORED) == (counted is not None)
    if counted is not None:
        assert (cell.share, cell.is_late) == (counted.share, counted.is_late)


# Totals


def test_groups_weigh_by_their_weights_and_work_in_a_group_alike() -> None:
    scheme = Scheme(
        [Column(1, True), Column(1, True), Column(2, True), Column(None, True)],
        {1: 60, 2: 20, None: 20},
    )
    totals = scheme.totals([scored(1.0), scored(0.5), scored(0.25), scored(0.5)])
    assert totals.categories == {1: 0.75, 2: 0.25, None: 0.5}
    assert totals.final == pytest.approx(0.6 * 0.75 + 0.2 * 0.25 + 0.2 * 0.5)


def test_a_group_in_which_nothing_counts_leaves_its_weight_to_the_others() -> None:
    scheme = Scheme([Column(1, True), Column(2, True)], {1: 90, 2: 10})
    totals = scheme.totals([Cell(CellState.EXCUSED), scored(0.5)])
    assert totals == (0.5, {2: 0.5})


def test_ungraded_work_never_counts() -> None:
    scheme = Scheme([Column(None, True), Column(None, False)], {None: 1})
    assert scheme.totals([scored(0.5), scored(1.0)]) == (0.5, {None: 0.5})


def test_where_nothing_counts_there_is_no_grade() -> None:
    assert Scheme([], {}).totals([]) == (None, {})
    assert Scheme([Column(1, True)], {1: 10}).totals([Cell(CellState.OPEN)]) == (None, {})


def test_what_weighs_nothing_gives_no_grade_but_its_total() -> None:
    assert Scheme([Column(1, True)], {1: 0}).totals([scored(0.5)]) == (None, {1: 0.5})


def reference(
    columns: Sequence[Column], weights: dict[int | None, float], cells: Sequence[Cell]
) -> Fraction | None:
    """The grade as one would work it out on paper."""
    groups: dict[int | None, list[Fraction]] = {}
    for column, cell in zip(columns, cells, strict=True):
        if column.is_graded and cell.share is not None:
            groups.setdefault(column.category, []).append(Fraction(cell.share))
    total = sum((Fraction(weights[key]) for key in groups), Fraction(0))
    if not total:
        return None
    return (
        sum(
            (Fraction(weights[key]) * sum(found) / len(found) for key, found in groups.items()),
            Fraction(0),
        )
        / total
    )


CELLS = SHARES.map(scored) | st.sampled_from(
    (Cell(CellState.EXCUSED), Cell(CellState.OPEN), Cell(CellState.MISSING, 0.0))
)
ROWS = st.lists(st.tuples(st.builds(Column, CATEGORIES, st.booleans()), CELLS), max_size=12)


@given(ROWS, WEIGHTS)
def test_a_grade_is_what_one_works_out_on_paper(
    row: list[tuple[Column, Cell]], weights: dict[int | None, float]
) -> None:
    columns, cells = [one for one, _ in row], [one for _, one in row]
    final = Scheme(columns, weights).totals(cells).final
    expected = reference(columns, weights, cells)
    if expected is None:
        assert final is None
    else:
        assert final == pytest.approx(float(expected), abs=1e-12)


@given(ROWS, WEIGHTS)
def test_a_grade_lies_among_the_shares_it_is_made_of(
    row: list[tuple[Column, Cell]], weights: dict[int | None, float]
) -> None:
    totals = Scheme([one for one, _ in row], weights).totals([one for _, one in row])
    counted = [cell.share for column, cell in row if column.is_graded and cell.share is not None]
    for share in (totals.final, *totals.categories.values()):
        assert share is None or min(counted) <= share <= max(counted)


@given(ROWS.flatmap(lambda row: st.tuples(st.just(row), st.permutations(row))), WEIGHTS)
def test_a_grade_does_not_depend_on_the_order(
    rows: tuple[list[tuple[Column, Cell]], list[tuple[Column, Cell]]],
    weights: dict[int | None, float],
) -> None:
    first, second = (
        Scheme([one for one, _ in row], weights).totals([one for _, one in row]) for row in rows
    )
    assert first == second


@given(ROWS, WEIGHTS, st.integers(0, 11), SHARES)
def test_a_better_share_never_lowers_a_grade(
    row: list[tuple[Column, Cell]], weights: dict[int | None, float], place: int, share: float
) -> None:
    assume(place < len(row))
    before = row[place][1].share
    assume(before is not None and before <= share)
    scheme, cells = Scheme([one for one, _ in row], weights), [one for _, one in row]
    final = scheme.totals(cells).final
    cells[place] = scored(share)
    better = scheme.totals(cells).final
    assert (final is None and better is None) or (final or 0) <= (better or 0)


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([None, None]) is None
    assert mean([0.5, None, 1.0]) == 0.75
