"""Look up bands on a total of 0–100 (docs/measurement.md §1.3, §2.2).

A cut is a dividing line: the lower bound of every band but the lowest.
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


def band_of(bounds: Sequence[Bounds], total: int) -> Bounds:
    """Return the band that holds `total` (0–100). Raises ValueError if none does."""
    for band in bounds:
        if band.lower <= total <= band.upper:
            return band
    raise ValueError(f"no band holds {total}")


def cuts(bounds: Sequence[Bounds]) -> list[int]:
    """Return the dividing lines, ascending."""
    return sorted(band.lower for band in bounds)[1:]


def cuts_near(bounds: Sequence[Bounds], total: int, width: int) -> list[int]:
    """Return the dividing lines within `width` points of `total`."""
    return [cut for cut in cuts(bounds) if abs(total - cut) <= width]


def bands_near(bounds: Sequence[Bounds], total: int, width: int) -> list[Bounds]:
    """Return the bands whose advice is shown.

    The total's own band comes first, then those across each near dividing line.
    """
    near = [band_of(bounds, total)]
    for cut in cuts_near(bounds, total, width):
        across = cut - 1 if total >= cut else cut
        near.append(band_of(bounds, across))
    return near


def faults(bounds: Sequence[Bounds]) -> list[str]:
    """Return why these bands do not cover 0–100 in order without gap or overlap.

    Codes: `none`, `upside_down:KEY`, `start`, `gap:KEY`, `overlap:KEY`, `end`; empty if
    the bands are sound.
    """
    if not bounds:
        return ["none"]

    ordered = sorted(bounds, key=lambda band: band.lower)
    codes = [f"upside_down:{band.key}" for band in ordered if band.lower > band.upper]
    if ordered[0].lower != 0:
        codes.append("start")
    for below, above in itertools.pairwise(ordered):
        if above.lower > below.upper + 1:
            codes.append(f"gap:{above.key}")
        elif above.lower <= below.upper:
            codes.append(f"overlap:{above.key}")
    if ordered[-1].upper != 100:
        codes.append("end")
    return codes
