"""Geometry of the drawings, in units of the SVG's own viewBox. Scores are whole numbers
out of 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement.bands import Bounds, cuts

UNIT = 4  # viewBox units per score point: 100 points are 400 wide
BAR_STEP = 46  # from one bar to the next


@dataclass(frozen=True)
class Segment:
    """One band on the strip; `x` and `width` in viewBox units, `middle` for its label."""

    key: str
    label: str
    x: int
    width: int
    middle: int


@dataclass(frozen=True)
class Strip:
    """The rule of the bands with a marker at the score and the span of give or take
    `width`.
    """

    segments: tuple[Segment, ...]
    ticks: tuple[tuple[int, int], ...]
    marker: int
    span_x: int
    span_width: int


def strip(bounds: Sequence[Bounds], total: int, width: int) -> Strip:
    ordered = sorted(bounds, key=lambda band: band.lower)
    start = max(total - width, 0) * UNIT
    end = min(total + width, 100) * UNIT
    return Strip(
        segments=tuple(_segment(band) for band in ordered),
        ticks=tuple((value, value * UNIT) for value in (0, *cuts(bounds), 100)),
        marker=total * UNIT,
        span_x=start,
        span_width=end - start,
    )


def _segment(band: Bounds) -> Segment:
    end = 100 if band.upper == 100 else band.upper + 1
    x = band.lower * UNIT
    width = (end - band.lower) * UNIT
    return Segment(band.key, f"{band.lower}–{band.upper}", x, width, x + width // 2)


def bar(score: int) -> int:
    """The length of a bar for a score."""
    return score * UNIT


def bar_y(place: int) -> int:
    """Where bar number `place`, from 0, begins."""
    return place * BAR_STEP


@dataclass(frozen=True)
class Column:
    """One column of a histogram: `x`, `y`, `width`, `height` in viewBox units, `middle`
    for its label.
    """

    n: int
    x: int
    y: int
    width: int
    height: int
    middle: int


COLUMN_STEP = 50
COLUMN_WIDTH = 42
COLUMNS_TOP = 20
COLUMNS_BOTTOM = 160


def columns(numbers: Sequence[int]) -> list[Column]:
    """Columns beside each other, the highest as high as there is room."""
    most = max(numbers, default=0) or 1
    heights = [round((COLUMNS_BOTTOM - COLUMNS_TOP) * n / most) for n in numbers]
    return [
        Column(
            n,
            place * COLUMN_STEP,
            COLUMNS_BOTTOM - height,
            COLUMN_WIDTH,
            height,
            place * COLUMN_STEP + 21,
        )
        for place, (n, height) in enumerate(zip(numbers, heights, strict=True))
    ]


@dataclass(frozen=True)
class Spread:
    """A bar up to the mean, and a line one SD to either side of it, kept within 0–100."""

    bar: int
    start: int
    end: int


def spread(mean: float | None, sd: float | None) -> Spread | None:
    if mean is None:
        return None
    reach = sd or 0.0
    return Spread(
        round(mean * UNIT),
        round(max(mean - reach, 0) * UNIT),
        round(min(mean + reach, 100) * UNIT),
    )
