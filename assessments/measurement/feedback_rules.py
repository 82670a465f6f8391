"""Select the lines that a person's own answers support (docs/measurement.md §2.3).

The words are content.
"""

from collections.abc import Mapping, Sequence


def is_supported(needs: Sequence[str], earned: Mapping[str, int], points: int) -> bool:
    """Whether every competency in `needs` has at least `points`. `earned`: competency →
    points.
    """
    return all(earned.get(slug, 0) >= points for slug in needs)


def is_contrary(slug: str, earned: Mapping[str, int], points: int) -> bool:
    """Whether this competency was asked for and has at most `points`."""
    return slug in earned and earned[slug] <= points


def worth_a_thought(earned: Sequence[int], *, points: int, most: int) -> list[int]:
    """Numbers of the rows with `points` or fewer: at most `most`, fewest points first,
    then row order.
    """
    rows = [number for number, worth in enumerate(earned, 1) if worth <= points]
    return sorted(rows, key=lambda number: (earned[number - 1], number))[:most]


def different(score: int, other: int, least: int) -> bool:
    """Whether two domain scores may be called different: `least` points apart or more."""
    return abs(score - other) >= least
