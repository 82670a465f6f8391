"""Note how an attempt was answered (docs/measurement.md §3).

The notes never change score, band or order.
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
    """From where on a note is raised.

    Seconds per row; rows in a run; share of rows (0–1) and the largest lag it is taken
    at; rows at the most points or in the middle.
    """

    fast_seconds: float = 2.0
    same_run: int = 9
    pattern_share: float = 0.8
    pattern_lags: int = 5
    alike_rows: int = 20


@dataclass(frozen=True)
class ResponseQuality:
    """The raised notes, in the order of docs/measurement.md §3, and what they rest on.

    `median_seconds` is None if no page was timed.
    """

    flags: tuple[str, ...]
    median_seconds: float | None
    longest_run: int
    pattern_share: float

    def stored(self, thresholds: Thresholds) -> dict[str, object]:
        """Return what the attempt keeps.

        The flags, what they rest on, the thresholds and this module's version.
        """
        seconds = self.median_seconds
        return {
            "flags": list(self.flags),
            "median_seconds": seconds and round(seconds, 1),
            "longest_run": self.longest_run,
            "pattern_share": round(self.pattern_share, 3),
            "thresholds": asdict(thresholds),
            "version": VERSION,
        }


def assess(
    answers: Sequence[int],
    points: Sequence[int],
    row_seconds: Sequence[float | None],
    *,
    most: int,
    as_oneself: bool,
    is_first_attempt: bool,
    thresholds: Thresholds,
) -> ResponseQuality:
    """Return how a complete attempt was answered.

    Per row: `answers` are screen positions 1…most, `points` what they are worth,
    `row_seconds` the row's share of its page's seconds.
    """
    seconds = median_seconds(row_seconds)
    run = longest_run(answers)
    share = pattern_share(answers, thresholds.pattern_lags)

    flags = []
    is_fast = seconds is not None and seconds < thresholds.fast_seconds
    if is_first_attempt and is_fast:
        flags.append(FAST)
    if run >= thresholds.same_run:
        flags.append(SAME_POSITION)
    if share >= thresholds.pattern_share:
        flags.append(PATTERN)
    if has_few_differences(points, most, thresholds.alike_rows):
        flags.append(FEW_DIFFERENCES)
    if not as_oneself:
        flags.append(OWN_WORD)

    return ResponseQuality(
        flags=tuple(flags),
        median_seconds=seconds,
        longest_run=run,
        pattern_share=share,
    )


def median_seconds(row_seconds: Sequence[float | None]) -> float | None:
    known_seconds = [seconds for seconds in row_seconds if seconds is not None]
    if not known_seconds:
        return None
    return median(known_seconds)


def longest_run(answers: Sequence[int]) -> int:
    """Return how many rows in a row have the same screen position, at most."""
    runs = [len(list(rows)) for _position, rows in groupby(answers)]
    return max(runs, default=0)


def pattern_share(answers: Sequence[int], lags: int) -> float:
    """Return the largest share (0–1) of rows that repeat the one `lag` rows before.

    Over the lags 1…lags, of the rows that have one so far before them.
    """
    shares = [0.0]
    for lag in range(1, lags + 1):
        pairs = list(zip(answers, answers[lag:]))
        if pairs:
            repeats = sum(earlier == later for earlier, later in pairs)
            shares.append(repeats / len(pairs))
    return max(shares)


def has_few_differences(points: Sequence[int], most: int, alike_rows: int) -> bool:
    """Tell whether `alike_rows` rows are at the most points or in the exact middle.

    Only a scale with an odd number of positions has an exact middle.
    """
    at_most = sum(row_points == most for row_points in points)
    at_middle = sum(2 * row_points == most + 1 for row_points in points)
    return at_most >= alike_rows or at_middle >= alike_rows


def row_seconds(
    seconds_by_page: Mapping[int, float], page_of_row: Sequence[int]
) -> list[float | None]:
    """Return each row's share of its page's seconds.

    `page_of_row` has the page of each row. None for rows of a page never timed.
    """
    shares: list[float | None] = []
    for page in page_of_row:
        if page in seconds_by_page:
            shares.append(seconds_by_page[page] / page_of_row.count(page))
        else:
            shares.append(None)
    return shares
