"""Bands on a total of 0–100: which one a total falls in, which dividing lines are near,
whether they are sound.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """A band's inclusive bounds, whole numbers out of 100."""

    key: str
    lower: int
    upper: int


def find(bounds: Sequence[Bounds], total: int) -> Bounds:
    """The band that holds `total` (0–100). Raises ValueError if none does."""
    for band in bounds:
        if band.lower <= total <= band.upper:
            return band
    raise ValueError(f"no band holds {total}")


def cuts(bounds: Sequence[Bounds]) -> list[int]:
    """The dividing lines, ascending: the lower bound of every band but the lowest."""
    return sorted(band.lower for band in bounds)[1:]


def near(bounds: Sequence[Bounds], total: int, width: int) -> list[int]:
    """The dividing lines within `width` points of `total` (docs/measurement.md §2.2)."""
    return [cut for cut in cuts(bounds) if abs(total - cut) <= width]


def on_both_sides(bounds: Sequence[Bounds], total: int, width: int) -> list[Bounds]:
    """The bands whose advice is shown: the total's own first, then those across each
    near line.
    """
    own = find(bounds, total)
    across = [
        find(bounds, cut - 1 if total >= cut else cut)
        for cut in near(bounds, total, width)
    ]
    return [own, *across]


def faults(bounds: Sequence[Bounds]) -> list[str]:
    """Why these bands do not cover 0–100 in order without gap or overlap; empty if they
    do.

    Codes: `none`, `upside_down:KEY`, `start`, `gap:KEY`, `overlap:KEY`, `end`.
    """
    if not bounds:
        return ["none"]
    ordered = sorted(bounds, key=lambda band: band.lower)
    return [
        *(f"upside_down:{band.key}" for band in ordered if band.lower > band.upper),
        *(["start"] if ordered[0].lower != 0 else []),
        *(
            fault
            for below, above in itertools.pairwise(ordered)
            if (fault := _join_fault(below, above))
        ),
        *(["end"] if ordered[-1].upper != 100 else []),
    ]


def _join_fault(below: Bounds, above: Bounds) -> str:
    if above.lower > below.upper + 1:
        return f"gap:{above.key}"
    if above.lower <= below.upper:
        return f"overlap:{above.key}"
    return ""
