"""Geometry of the drawings, in units of the SVG's own viewBox. Scores are whole numbers out of 100."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.bands import Bounds, cuts

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
    """The rule of the bands with a marker at the score and the span of give or take `width`."""

    segments: tuple[Segment, ...]
    ticks: tuple[tuple[int, int], ...]
    marker: int
    span_x: int
    span_width: int


def strip(bounds: Sequence[Bounds], total: int, width: int) -> Strip:
    ordered = sorted(bounds, key=lambda band: band.lower)
    start, end = max(total - width, 0) * UNIT, min(total + width, 100) * UNIT
    return Strip(
        segments=tuple(_segment(band) for band in ordered),
        ticks=tuple((value, value * UNIT) for value in (0, *cuts(bounds), 100)),
        marker=total * UNIT,
        span_x=start,
        span_width=end - start,
    )


def _segment(band: Bounds) -> Segment:
    end = 100 if band.upper == 100 else band.upper + 1
    x, width = band.lower * UNIT, (end - band.lower) * UNIT
    return Segment(band.key, f"{band.lower}–{band.upper}", x, width, x + width // 2)


def bar(score: int) -> int:
    """The length of a bar for a score."""
    return score * UNIT


def bar_y(place: int) -> int:
    """Where bar number `place`, from 0, begins."""
    return place * BAR_STEP
