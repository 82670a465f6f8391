"""Which lines a person's own answers support (measurement.md §2). Selection only; the words are content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A line of a band, and the competencies it rests on. Shown if each of `needs` has at least `points`."""

    key: str
    needs: tuple[str, ...]
    points: int


def supported(claims: Sequence[Claim], earned: Mapping[str, int]) -> list[Claim]:
    """The claims that every row they need supports. `earned`: competency → points."""
    return [claim for claim in claims if all(earned.get(slug, 0) >= claim.points for slug in claim.needs)]


def contrary(watched: Sequence[str], earned: Mapping[str, int], points: int) -> list[str]:
    """The watched competencies answered with `points` or fewer."""
    return [slug for slug in watched if slug in earned and earned[slug] <= points]


def worth_a_thought(earned: Sequence[int], *, points: int, most: int) -> list[int]:
    """Numbers of the rows with `points` or fewer: at most `most`, fewest points first, then row order."""
    rows = [number for number, worth in enumerate(earned, 1) if worth <= points]
    return sorted(rows, key=lambda number: (earned[number - 1], number))[:most]


def different(score: int, other: int, least: int) -> bool:
    """Whether two domain scores may be called different: `least` points apart or more."""
    return abs(score - other) >= least
