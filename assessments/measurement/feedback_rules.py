"""Select the lines that a person's own answers support (docs/measurement.md §2.3, §2.4).

The words are content.
"""

from collections.abc import Mapping, Sequence


def is_supported(needs: Sequence[str], earned: Mapping[str, int], points: int) -> bool:
    """Tell whether every competency in `needs` has at least `points`.

    `earned`: competency → points.
    """
    return all(earned.get(slug, 0) >= points for slug in needs)


def is_contrary(slug: str, earned: Mapping[str, int], points: int) -> bool:
    """Tell whether this competency was asked about and has at most `points`."""
    return slug in earned and earned[slug] <= points


def rows_worth_a_thought(earned: Sequence[int], *, points: int, most: int) -> list[int]:
    """Return the numbers of the rows with `points` or fewer, at most `most` of them.

    Fewest points come first, then row order.
    """
    candidates = []
    for number, row_points in enumerate(earned, 1):
        if row_points <= points:
            candidates.append((row_points, number))
    return [number for _, number in sorted(candidates)[:most]]


def are_different(score: int, other: int, least: int) -> bool:
    """Tell whether two domain scores may be called different: from `least` points on."""
    return abs(score - other) >= least
