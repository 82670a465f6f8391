"""The four-fifths rule: how often each group was chosen, beside the group chosen most
often.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True)
class GroupRate:
    """`rate` (0–1, None for an empty group); `ratio` to the highest rate (0–1, None
    also if nobody was chosen).
    """

    rate: float | None
    ratio: float | None
    is_marked: bool


def four_fifths(rates: Mapping[str, tuple[int, int]]) -> dict[str, GroupRate]:
    """Group → (chosen, all) gives group → its rate, marked if below 4/5 of the highest
    (29 CFR 1607.4 D).

    Compared as fractions, so that exactly 4/5 is not marked. A group without a ratio is
    never marked.
    """
    exact = {
        group: Fraction(selected, everyone)
        for group, (selected, everyone) in rates.items()
        if everyone
    }
    highest = max(exact.values(), default=Fraction(0))
    return {group: _beside(exact.get(group), highest) for group in rates}


def _beside(rate: Fraction | None, highest: Fraction) -> GroupRate:
    if rate is None:
        return GroupRate(rate=None, ratio=None, is_marked=False)
    if not highest:
        return GroupRate(rate=float(rate), ratio=None, is_marked=False)
    return GroupRate(
        float(rate), float(rate / highest), is_marked=rate / highest < FOUR_FIFTHS
    )
