"""Check what a questionnaire version needs to be published (docs/measurement.md §1.6).

Values in, codes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement import bands
from assessments.measurement.scoring import LEAST_POSITIONS, LEFT, MOST_POSITIONS, RIGHT


@dataclass(frozen=True)
class Form:
    """A version as the checks see it. `domains` and `notes` are keys; `untranslated`
    names texts missing somewhere.
    """

    numbers: Sequence[int]
    sides: Sequence[str]
    domains: Sequence[str]
    positions: Sequence[int]
    bands: Sequence[bands.Bounds]
    notes: Sequence[str]
    untranslated: Sequence[str]


def faults(form: Form, *, domains: Sequence[str], notes: Sequence[str]) -> list[str]:
    """Codes of what is wrong, `code` or `code:detail`; empty if it is sound. `domains`,
    `notes`: what it must have.

    Codes: `rows`, `numbers`, `side:ROW`, `domain:KEY`, `positions`, those of
    `bands.faults` as `bands_CODE`, `band_twice:KEY`, `note:KEY`, `text:PLACE`.
    """
    return [
        *_row_faults(form),
        *(f"domain:{key}" for key in domains if key not in form.domains),
        *([] if _positions_are_sound(form.positions) else ["positions"]),
        *(f"bands_{fault}" for fault in bands.faults(form.bands)),
        *(f"band_twice:{key}" for key in _twice([band.key for band in form.bands])),
        *(f"note:{key}" for key in notes if key not in form.notes),
        *(f"text:{place}" for place in form.untranslated),
    ]


def _row_faults(form: Form) -> list[str]:
    if not form.numbers:
        return ["rows"]
    gapless = sorted(form.numbers) == list(range(1, len(form.numbers) + 1))
    unkeyed = [
        number
        for number, side in zip(form.numbers, form.sides)
        if side not in (LEFT, RIGHT)
    ]
    return [
        *([] if gapless else ["numbers"]),
        *(f"side:{number}" for number in unkeyed),
    ]


def _positions_are_sound(positions: Sequence[int]) -> bool:
    within = LEAST_POSITIONS <= len(positions) <= MOST_POSITIONS
    return within and sorted(positions) == list(range(1, len(positions) + 1))


def _twice(keys: Sequence[str]) -> list[str]:
    return sorted({key for key in keys if list(keys).count(key) > 1})
