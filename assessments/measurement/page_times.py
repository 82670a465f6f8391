"""Add up the seconds spent on each page of the test (docs/measurement.md §3).

A visit lasts from when the page was served to its last save, at most ten minutes.
"""

from typing import Any

LONGEST_VISIT_SECONDS = 600

# Page number as text → [seconds of earlier visits, when this visit's page was served,
# seconds of this visit]
PageTimes = dict[str, list[float]]


def record_save(
    page_times: PageTimes, *, page: int, served_at: float, now: float
) -> PageTimes:
    """Return `page_times` after a save at `now` of a page served at `served_at`.

    Both are in epoch seconds. Autosaves and the final save of one visit carry the same
    `served_at`, so the visit is counted once. (Two tabs of one page that take turns
    count as visits each; that errs towards "not fast".)
    """
    elapsed = max(now - served_at, 0.0)
    seconds = round(min(elapsed, LONGEST_VISIT_SECONDS), 1)

    first_visit = [0.0, served_at, 0.0]
    earlier, last_served_at, last_seconds = page_times.get(str(page), first_visit)
    if last_served_at == served_at:
        visit = [earlier, served_at, max(last_seconds, seconds)]
    else:
        visit = [round(earlier + last_seconds, 1), served_at, seconds]
    return page_times | {str(page): visit}


def seconds_by_page(page_times: dict[str, Any]) -> dict[int, float]:
    """Return page number → seconds over all visits."""
    seconds = {}
    for page, (earlier, _served_at, current) in page_times.items():
        seconds[int(page)] = round(earlier + current, 1)
    return seconds
