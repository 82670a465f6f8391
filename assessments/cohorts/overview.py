"""Where the people of a cohort are: the funnel, and where those who stopped have
stopped.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assessments.groups import counters
from assessments.groups.people import row_reached, stuck_attempts
from assessments.measurement import chart_geometry
from assessments.measurement.rounding import out_of_100
from assessments.models import Cohort, Participant
from assessments.statistics.group_statistics import LEAST_FOR_ANY_FIGURE

# Beyond this many the rows are those of the ones who stopped last.
LOOKED_AT = 1_000
LISTED = Participant.State.LISTED
STARTED = Participant.State.STARTED
SUBMITTED = Participant.State.SUBMITTED


@dataclass(frozen=True)
class Step:
    """One step of the funnel: everybody who has come at least this far."""

    key: str
    n: int
    whole: int

    @property
    def width(self) -> int:
        return chart_geometry.bar_length(self.percent)

    @property
    def percent(self) -> int:
        return out_of_100(self.n, self.whole)


@dataclass(frozen=True)
class Overview:
    """`rows`: (row number, people stuck on it), the row with the most people first.

    In an anonymous cohort a few who are stuck are not pointed at.
    """

    joined: Step
    started: Step
    submitted: Step
    stuck: int
    stuck_is_hidden: bool
    stuck_is_cut_off: bool
    rows: list[tuple[int, int]]

    @property
    def steps(self) -> list[Step]:
        return [self.joined, self.started, self.submitted]


def overview(cohort: Cohort, now: datetime) -> Overview:
    people = counters.state_counts(cohort)
    everybody = sum(people.values())
    strings = list(
        stuck_attempts(cohort, now)
        .order_by("-saved_at")
        .values_list("answers", flat=True)[:LOOKED_AT]
    )
    reached = Counter(row_reached(string) for string in strings)
    return Overview(
        joined=Step("joined", everybody, everybody),
        started=Step("started", people[STARTED] + people[SUBMITTED], everybody),
        submitted=Step("submitted", people[SUBMITTED], everybody),
        stuck=len(strings),
        stuck_is_hidden=not cohort.names_asked
        and 0 < len(strings) < LEAST_FOR_ANY_FIGURE,
        stuck_is_cut_off=len(strings) == LOOKED_AT,
        rows=sorted(reached.items(), key=lambda item: (-item[1], item[0])),
    )
