"""Place the parts of drawings, in units of the SVG's own viewBox.

Scores are whole numbers out of 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement.bands import Bounds, cuts

UNITS_PER_POINT = 4  # 100 score points are 400 wide
BAR_STEP = 46  # from one bar to the next
COLUMN_STEP = 50
COLUMN_WIDTH = 42
COLUMNS_TOP = 20
COLUMNS_BOTTOM = 160


@dataclass(frozen=True)
class Segment:
    """One band on the strip; its label is centred on `middle`."""

    key: str
    label: str
    x: int
    width: int
    middle: int


@dataclass(frozen=True)
class Strip:
    """The bands side by side, with a marker at the score.

    The span shows the score give or take its width. `ticks`: (score, x).
    """

    segments: tuple[Segment, ...]
    ticks: tuple[tuple[int, int], ...]
    marker: int
    span_x: int
    span_width: int


def strip(bounds: Sequence[Bounds], total: int, width: int) -> Strip:
    ordered = sorted(bounds, key=lambda band: band.lower)
    tick_scores = [0, *cuts(bounds), 100]
    span_start = max(total - width, 0) * UNITS_PER_POINT
    span_end = min(total + width, 100) * UNITS_PER_POINT
    return Strip(
        segments=tuple(_segment(band) for band in ordered),
        ticks=tuple((score, score * UNITS_PER_POINT) for score in tick_scores),
        marker=total * UNITS_PER_POINT,
        span_x=span_start,
        span_width=span_end - span_start,
    )


def _segment(band: Bounds) -> Segment:
    # A band reaches to where the next one begins.
    end = 100 if band.upper == 100 else band.upper + 1
    x = band.lower * UNITS_PER_POINT
    width = (end - band.lower) * UNITS_PER_POINT
    return Segment(
        key=band.key,
        label=f"{band.lower}–{band.upper}",
        x=x,
        width=width,
        middle=x + width // 2,
    )


def bar_length(score: int) -> int:
    return score * UNITS_PER_POINT


def bar_y(place: int) -> int:
    """Return where bar number `place`, from 0, begins."""
    return place * BAR_STEP


@dataclass(frozen=True)
class Column:
    """One column of a histogram, of `n` people; its label is centred on `middle`."""

    n: int
    x: int
    y: int
    width: int
    height: int
    middle: int


def columns(numbers: Sequence[int]) -> list[Column]:
    """Return columns beside each other, the highest as high as there is room."""
    room = COLUMNS_BOTTOM - COLUMNS_TOP
    most = max(numbers, default=0) or 1
    placed = []
    for place, n in enumerate(numbers):
        x = place * COLUMN_STEP
        height = round(room * n / most)
        column = Column(
            n=n,
            x=x,
            y=COLUMNS_BOTTOM - height,
            width=COLUMN_WIDTH,
            height=height,
            middle=x + COLUMN_WIDTH // 2,
        )
        placed.append(column)
    return placed


@dataclass(frozen=True)
class Spread:
    """A bar up to the mean, and a line from one SD below it to one SD above.

    The line is kept within 0–100.
    """

    bar: int
    start: int
    end: int


def spread(mean: float | None, sd: float | None) -> Spread | None:
    """Return the drawing of mean and SD in score points; None without a mean."""
    if mean is None:
        return None
    reach = sd or 0.0
    lowest = max(mean - reach, 0)
    highest = min(mean + reach, 100)
    return Spread(
        bar=round(mean * UNITS_PER_POINT),
        start=round(lowest * UNITS_PER_POINT),
        end=round(highest * UNITS_PER_POINT),
    )
