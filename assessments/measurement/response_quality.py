"""Reading quality (docs/measurement.md §3): how an attempt was answered.

It never changes score, band or order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from statistics import median

VERSION = 1
FAST = "fast"
SAME_POSITION = "same_position"
PATTERN = "pattern"
FEW_DIFFERENCES = "few_differences"
OWN_WORD = "own_word"


@dataclass(frozen=True)
class Thresholds:
    """Seconds per row; rows; share 0–1; lag in rows; rows at one end or in the middle."""

    fast_seconds: float = 2.0
    same_run: int = 9
    pattern_share: float = 0.8
    pattern_lags: int = 5
    alike_rows: int = 20


@dataclass(frozen=True)
class Reading:
    """`median_seconds` is None if no page was timed. `flags` in the order of
    docs/measurement.md §3.
    """

    flags: tuple[str, ...]
    median_seconds: float | None
    longest_run: int
    pattern_share: float

    def stored(self, thresholds: Thresholds) -> dict[str, object]:
        """What the attempt keeps: the flags, what they rest on, the thresholds and this
        module's version.
        """
        values = asdict(self) | {
            "flags": list(self.flags),
            "pattern_share": round(self.pattern_share, 3),
        }
        values |= {
            "median_seconds": self.median_seconds and round(self.median_seconds, 1)
        }
        return values | {"thresholds": asdict(thresholds), "version": VERSION}


def read(
    answers: Sequence[int],
    points: Sequence[int],
    row_seconds: Sequence[float | None],
    *,
    most: int,
    as_oneself: bool,
    first: bool,
    thresholds: Thresholds,
) -> Reading:
    """`answers` are screen positions 1…most, `points` what they are worth,
    `row_seconds` a row's share of its page.
    """
    seconds = median_seconds(row_seconds)
    run = longest_run(answers)
    share = pattern_share(answers, thresholds.pattern_lags)
    raised = {
        FAST: first and seconds is not None and seconds < thresholds.fast_seconds,
        SAME_POSITION: run >= thresholds.same_run,
        PATTERN: share >= thresholds.pattern_share,
        FEW_DIFFERENCES: few_differences(points, most, thresholds.alike_rows),
        OWN_WORD: not as_oneself,
    }
    return Reading(
        tuple(flag for flag, is_raised in raised.items() if is_raised),
        seconds,
        run,
        share,
    )


def median_seconds(row_seconds: Sequence[float | None]) -> float | None:
    known = [seconds for seconds in row_seconds if seconds is not None]
    return median(known) if known else None


def longest_run(answers: Sequence[int]) -> int:
    return max((len(list(run)) for _, run in groupby(answers)), default=0)


def pattern_share(answers: Sequence[int], lags: int) -> float:
    """The largest share, over lags 1…lags, of rows whose position equals the one `lag`
    rows before (0–1).
    """
    return max((_share_at(answers, lag) for lag in range(1, lags + 1)), default=0.0)


def _share_at(answers: Sequence[int], lag: int) -> float:
    pairs = list(zip(answers, answers[lag:]))
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def few_differences(points: Sequence[int], most: int, alike: int) -> bool:
    """At least `alike` rows at full points, or in the exact middle of an odd scale."""
    at_middle = sum(2 * earned == most + 1 for earned in points)
    return sum(earned == most for earned in points) >= alike or at_middle >= alike


def row_seconds(
    page_seconds: Mapping[int, float], page_of_row: Sequence[int]
) -> list[float | None]:
    """Each row's share of its page's seconds; None for rows of a page that was never
    timed.
    """
    rows_on = {page: page_of_row.count(page) for page in page_of_row}
    return [
        page_seconds[page] / rows_on[page] if page in page_seconds else None
        for page in page_of_row
    ]
