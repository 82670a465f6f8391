"""Apply the four-fifths rule to how often each group was selected.

docs/measurement.md §4.6; 29 CFR 1607.4 D.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True)
class GroupRate:
    """One group beside the group with the highest rate.

    `rate` (0–1) is None for an empty group. `ratio` (0–1) to the highest rate is None
    also if nobody was selected anywhere.
    """

    rate: float | None
    ratio: float | None
    is_marked: bool


def four_fifths(rates: Mapping[str, tuple[int, int]]) -> dict[str, GroupRate]:
    """Return group → its rate, from group → (selected, everyone).

    A rate below 4/5 of the highest is marked. Rates are compared as fractions, so that
    exactly 4/5 is not marked. A group without a ratio is never marked.
    """
    exact_rates = {}
    for group, (selected, everyone) in rates.items():
        exact_rates[group] = Fraction(selected, everyone) if everyone else None

    known_rates = [rate for rate in exact_rates.values() if rate is not None]
    highest = max(known_rates, default=Fraction(0))
    return {group: _group_rate(rate, highest) for group, rate in exact_rates.items()}


def _group_rate(rate: Fraction | None, highest: Fraction) -> GroupRate:
    if rate is None:
        return GroupRate(rate=None, ratio=None, is_marked=False)
    if highest == 0:
        return GroupRate(rate=float(rate), ratio=None, is_marked=False)
    ratio = rate / highest
    return GroupRate(float(rate), float(ratio), is_marked=ratio < FOUR_FIFTHS)
