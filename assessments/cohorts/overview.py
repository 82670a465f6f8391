"""How far the people of a cohort have come, and on which rows they are stuck."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assessments.groups import counters
from assessments.groups.people import row_reached, stuck_attempts
from assessments.measurement import chart_geometry
from assessments.measurement.rounding import out_of_100
from assessments.models import Cohort, Participant
from assessments.statistics.group_statistics import LEAST_FOR_ANY_FIGURE

# Of more people than this only those who stopped last are looked at.
MOST_STUCK = 1_000


@dataclass(frozen=True)
class Step:
    """One step of the funnel: `n` of `whole` people have come at least this far."""

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
    """The funnel, and the people who are stuck.

    `rows` are (row number, people stuck on it), the row with the most people first.
    `stuck_is_hidden`: few people are stuck, and the cohort is anonymous.
    `stuck_is_cut_off`: more may be stuck than were looked at.
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
    counts = counters.state_counts(cohort)
    everybody = sum(counts.values())
    submitted = counts[Participant.State.SUBMITTED]
    started = counts[Participant.State.STARTED] + submitted

    latest = stuck_attempts(cohort, now).order_by("-saved_at")
    answers = list(latest.values_list("answers", flat=True)[:MOST_STUCK])
    stuck = len(answers)
    people_by_row = Counter(row_reached(answer_string) for answer_string in answers)

    is_few = 0 < stuck < LEAST_FOR_ANY_FIGURE
    return Overview(
        joined=Step("joined", everybody, everybody),
        started=Step("started", started, everybody),
        submitted=Step("submitted", submitted, everybody),
        stuck=stuck,
        stuck_is_hidden=is_few and not cohort.names_asked,
        stuck_is_cut_off=stuck == MOST_STUCK,
        rows=sorted(people_by_row.items(), key=lambda item: (-item[1], item[0])),
    )
