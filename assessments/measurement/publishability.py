"""Check what a questionnaire version needs to be published (docs/measurement.md §1.6).

Values in, codes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement import bands
from assessments.measurement.scoring import LEAST_POSITIONS, LEFT, MOST_POSITIONS, RIGHT


@dataclass(frozen=True)
class Draft:
    """A version as the checks see it.

    `numbers`, `sides` and `domains` have an entry per row; `domains` and `notes` are
    keys; `untranslated` names the texts that lack a language.
    """

    numbers: Sequence[int]
    sides: Sequence[str]
    domains: Sequence[str]
    positions: Sequence[int]
    bands: Sequence[bands.Bounds]
    notes: Sequence[str]
    untranslated: Sequence[str]


def faults(draft: Draft, *, domains: Sequence[str], notes: Sequence[str]) -> list[str]:
    """Return codes of what is wrong, `code` or `code:detail`; empty if it is sound.

    `domains` and `notes` are the keys that it must have.

    Codes: `rows`, `numbers`, `side:ROW`, `domain:KEY`, `positions`, those of
    `bands.faults` as `bands_CODE`, `band_twice:KEY`, `note:KEY`, `text:PLACE`.
    """
    codes = _row_faults(draft)
    codes += [f"domain:{key}" for key in domains if key not in draft.domains]
    if not _are_sound(draft.positions):
        codes.append("positions")
    codes += [f"bands_{fault}" for fault in bands.faults(draft.bands)]
    codes += [f"band_twice:{key}" for key in _repeated_keys(draft.bands)]
    codes += [f"note:{key}" for key in notes if key not in draft.notes]
    codes += [f"text:{place}" for place in draft.untranslated]
    return codes


def _row_faults(draft: Draft) -> list[str]:
    if not draft.numbers:
        return ["rows"]

    codes = []
    if not _count_from_one(draft.numbers):
        codes.append("numbers")
    for number, side in zip(draft.numbers, draft.sides):
        if side not in (LEFT, RIGHT):
            codes.append(f"side:{number}")
    return codes


def _are_sound(positions: Sequence[int]) -> bool:
    is_enough = LEAST_POSITIONS <= len(positions) <= MOST_POSITIONS
    return is_enough and _count_from_one(positions)


def _count_from_one(numbers: Sequence[int]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def _repeated_keys(bounds: Sequence[bands.Bounds]) -> list[str]:
    keys = [band.key for band in bounds]
    return sorted({key for key in keys if keys.count(key) > 1})
