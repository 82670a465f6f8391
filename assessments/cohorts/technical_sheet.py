"""What is known of a questionnaire version as an instrument, by language: first
attempts, cohorts and solo together.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet, Sum

from assessments.groups.small_groups import BATCH_SIZE
from assessments.models import DOMAINS, Attempt, Questionnaire, RowCount, SumCount
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import group_statistics as figures
from assessments.statistics import omega, response_counts
from assessments.statistics.group_statistics import Figure, GroupFigures
from assessments.statistics.response_counts import Tally

# ω reads answers, not sums: of the newest this many at most.
OMEGA_READS = 20_000


@dataclass(frozen=True)
class LanguageSheet:
    """`people` in steps of five, so that nobody's coming or going shows."""

    language: str
    name: str
    figures: GroupFigures

    @property
    def people(self) -> int:
        return self.figures.n // BATCH_SIZE * BATCH_SIZE


def sheets(questionnaire: Questionnaire) -> list[LanguageSheet]:
    """One per language, the languages nobody has answered in yet included."""
    key = key_of(questionnaire)
    return [
        LanguageSheet(code, name, GroupFigures(_tally(questionnaire, code), key))
        for code, name in settings.LANGUAGES
    ]


def _tally(questionnaire: Questionnaire, language: str) -> Tally:
    group = {
        "group__questionnaire": questionnaire,
        "group__language": language,
        "n__gt": 0,
    }
    rows = (
        RowCount.objects.filter(**group)
        .values_list("row", "points")
        .annotate(Sum("n"), Sum("raw_sum"))
    )
    sums = SumCount.objects.filter(**group).values_list("raw_sum").annotate(Sum("n"))
    no_domains = (0,) * (2 * len(DOMAINS))
    return Tally(
        DOMAINS,
        {(row, points): (n, raw_sum) for row, points, n, raw_sum in rows.order_by()},
        {raw_sum: (n, *no_domains) for raw_sum, n in sums.order_by()},
    )


def omega_of(attempts: QuerySet[Attempt], questionnaire: Questionnaire) -> Figure:
    """McDonald's ω of these attempts of one version, the newest first in the query;
    read when asked for only.
    """
    strings = list(attempts.values_list("answers", flat=True)[:OMEGA_READS])
    if len(strings) < figures.LEAST_FOR_OMEGA:
        return figures.figure(None, len(strings), figures.LEAST_FOR_OMEGA)
    points = response_counts.points_matrix(strings, key_of(questionnaire))
    return figures.figure(
        omega.omega_total_of_answers(points), len(strings), figures.LEAST_FOR_OMEGA
    )


def newest_first(questionnaire: Questionnaire, language: str) -> QuerySet[Attempt]:
    found = Attempt.objects.submitted().filter(
        questionnaire=questionnaire, language=language, ordinal=1, is_released=True
    )
    return found.filter(mixed_languages=False).order_by("-pk")
