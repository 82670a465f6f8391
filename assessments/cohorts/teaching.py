"""What there is to teach for a row: its competency's behaviours and actions, a
scenario, a lesson.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.db.models import Prefetch

from assessments.models import Questionnaire, Row
from assessments.statistics.group_statistics import RowShares
from competencies.models import Competency, Lesson, Passage, Scenario

# The most a plan for one class takes on.
CHOICES = 5
# A scenario's responses are ranked from 1, the best.
WORST = 4


@dataclass(frozen=True)
class Material:
    """`scenario` is None where none practises this competency; `task` is the lesson's
    own for the domain.
    """

    row: Row
    shares: RowShares
    competency: Competency
    scenario: Scenario | None
    lesson: Lesson | None
    task: str

    @property
    def best(self) -> dict[str, str]:
        return self._response(1)

    @property
    def worst(self) -> dict[str, str]:
        return self._response(WORST)

    def _response(self, rank: int) -> dict[str, str]:
        """The letter it stands under on paper, and why it has this rank."""
        options = self.scenario.options.all() if self.scenario else []
        found = (
            (letter, option)
            for letter, option in zip(ascii_uppercase, options)
            if option.rank == rank
        )
        return next(
            ({"letter": letter, "why": option.why} for letter, option in found), {}
        )


def materials(
    questionnaire: Questionnaire, shares: Sequence[RowShares]
) -> list[Material]:
    """In the order of `shares`, in a fixed number of queries."""
    rows = {
        row.number: row
        for row in questionnaire.rows.filter(
            number__in=[each.number for each in shares]
        )
    }
    competencies = _competencies([row.competency_id for row in rows.values()])
    interview_lesson = Lesson.objects.filter(kind=Lesson.Kind.INTERVIEW).last()
    tasks = _tasks()
    return [
        _material(rows[each.number], each, competencies, interview_lesson, tasks)
        for each in shares
    ]


def _competencies(ids: Sequence[int]) -> dict[int, Competency]:
    scenarios = Prefetch(
        "scenarios", Scenario.objects.prefetch_related("options").order_by("order")
    )
    related = Competency.objects.select_related("domain").prefetch_related(
        "behaviours", "actions", "lessons", scenarios
    )
    return related.in_bulk(list(ids))


def _tasks() -> dict[str, str]:
    """Domain key → what the interview lesson has the class do for it."""
    places = Passage.objects.filter(
        lesson__kind=Lesson.Kind.INTERVIEW, place__regex=r"^steps\.[a-z]+\.task$"
    )
    return {passage.place.split(".")[1]: passage.text for passage in places}


def _material(
    row: Row, shares: RowShares, competencies, interview_lesson, tasks
) -> Material:
    """The lesson is one that practises the competency, or else the interview lesson."""
    competency = competencies[row.competency_id]
    lesson = next(iter(competency.lessons.all()), interview_lesson)
    task = ""
    if lesson and lesson == interview_lesson:
        task = tasks.get(competency.domain.key, "")
    return Material(
        row=row,
        shares=shares,
        competency=competency,
        scenario=next(iter(competency.scenarios.all()), None),
        lesson=lesson,
        task=task,
    )
