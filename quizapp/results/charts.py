"""Where the marks of a chart stand; the templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 14, 36


@dataclass(frozen=True, slots=True)
class LineChart:
    """Points of a line chart of shares, in the units of its SVG view box.

    `left` and `right` are the ends of the lines of its grid.
    """

    width: int
    height: int
    left: int
    right: int
    points: tuple[tuple[float, float], ...]
    grid: tuple[tuple[float, str], ...]
    """Height and label of each horizontal line."""

    @property
    def path(self) -> str:
        """The line through all points."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def line_chart(shares: Sequence[float]) -> LineChart:
    """Place shares (0 to 1) evenly from left to right; one alone stands in the middle."""
    inner = WIDTH - LEFT - RIGHT
    gaps = max(len(shares) - 1, 1)
    start = LEFT if len(shares) > 1 else LEFT + inner / 2
    points = tuple(
        (round(start + inner * index / gaps, 1), _height(share))
        for index, share in enumerate(shares)
    )
    grid = tuple((_height(step / 4), f"{step * 25}\N{NO-BREAK SPACE}%") for step in range(5))
    return LineChart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, points, grid)


def _height(share: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)
