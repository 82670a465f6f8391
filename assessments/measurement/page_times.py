"""Seconds spent on each page of the test: served-to-saved, summed over visits, each
visit capped.
"""

from typing import Any

CAP_SECONDS = 600

# page number as text → [seconds of earlier visits, when this visit's page was served,
# seconds of this visit]
Visits = dict[str, list[float]]


def saved(visits: Visits, *, page: int, served_at: float, now: float) -> Visits:
    """`visits` after a save at `now` of a page served at `served_at` (both in epoch
    seconds).

    Autosaves and the final save of one visit carry the same `served_at`, so the visit
    is counted once. (Two tabs of one page that take turns count as visits each; that
    errs towards "not fast".)
    """
    seconds = round(min(max(now - served_at, 0.0), CAP_SECONDS), 1)
    earlier, known_served_at, known_seconds = visits.get(
        str(page), [0.0, served_at, 0.0]
    )
    if known_served_at == served_at:
        return visits | {str(page): [earlier, served_at, max(known_seconds, seconds)]}
    return visits | {str(page): [round(earlier + known_seconds, 1), served_at, seconds]}


def page_seconds(visits: dict[str, Any]) -> dict[int, float]:
    """Page number → seconds over all visits."""
    return {
        int(page): round(earlier + current, 1)
        for page, (earlier, _, current) in visits.items()
    }
