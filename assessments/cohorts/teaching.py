"""What there is to teach for a row: the behaviours and actions of its competency, a
scenario and a lesson.
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
class RankedResponse:
    """A response of a scenario: the letter it has on paper, and why it has its rank."""

    letter: str
    why: str


@dataclass(frozen=True)
class Material:
    """What to teach for one row.

    `scenario` is None if none practises this competency; `task` is what the interview
    lesson has the class do for the domain.
    """

    row: Row
    shares: RowShares
    competency: Competency
    scenario: Scenario | None
    lesson: Lesson | None
    task: str

    @property
    def best(self) -> RankedResponse | None:
        return self._response_ranked(1)

    @property
    def worst(self) -> RankedResponse | None:
        return self._response_ranked(WORST)

    def _response_ranked(self, rank: int) -> RankedResponse | None:
        options = self.scenario.options.all() if self.scenario else []
        for letter, option in zip(ascii_uppercase, options):
            if option.rank == rank:
                return RankedResponse(letter, option.why)
        return None


def materials(
    questionnaire: Questionnaire, shares: Sequence[RowShares]
) -> list[Material]:
    """Return the material of each row in `shares`, in a fixed number of queries."""
    numbers = [row_shares.number for row_shares in shares]
    rows = {row.number: row for row in questionnaire.rows.filter(number__in=numbers)}
    competencies = _competencies([row.competency_id for row in rows.values()])
    interview_lesson = Lesson.objects.filter(kind=Lesson.Kind.INTERVIEW).last()
    tasks = _tasks_of_interview_lesson()

    row_materials = []
    for row_shares in shares:
        row = rows[row_shares.number]
        competency = competencies[row.competency_id]
        scenarios = list(competency.scenarios.all())
        # A lesson that practises the competency, or else the interview lesson.
        lessons = [*competency.lessons.all(), interview_lesson]
        lesson = lessons[0]
        task = ""
        if lesson and lesson == interview_lesson:
            task = tasks.get(competency.domain.key, "")
        material = Material(
            row=row,
            shares=row_shares,
            competency=competency,
            scenario=scenarios[0] if scenarios else None,
            lesson=lesson,
            task=task,
        )
        row_materials.append(material)
    return row_materials


def _competencies(ids: Sequence[int]) -> dict[int, Competency]:
    scenarios = Scenario.objects.prefetch_related("options").order_by("order")
    competencies = Competency.objects.select_related("domain").prefetch_related(
        "behaviours", "actions", "lessons", Prefetch("scenarios", scenarios)
    )
    return competencies.in_bulk(list(ids))


def _tasks_of_interview_lesson() -> dict[str, str]:
    """Return domain key → what the interview lesson has the class do for it."""
    passages = Passage.objects.filter(
        lesson__kind=Lesson.Kind.INTERVIEW, place__regex=r"^steps\.[a-z]+\.task$"
    )
    tasks = {}
    for passage in passages:
        _, domain_key, _ = passage.place.split(".")
        tasks[domain_key] = passage.text
    return tasks
