"""What is known of a questionnaire version as an instrument, by language.

First attempts of cohorts and solo visitors are taken together.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet, Sum

from assessments.groups.small_groups import BATCH_SIZE
from assessments.models import DOMAINS, Attempt, Questionnaire, RowCount, SumCount
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import omega, response_counts
from assessments.statistics.group_statistics import (
    LEAST_FOR_OMEGA,
    Figure,
    GroupFigures,
    figure,
)
from assessments.statistics.response_counts import Tally

# ω is worked out from answers, not from sums: at most from so many of the newest.
OMEGA_READS = 20_000


@dataclass(frozen=True)
class LanguageSheet:
    """The figures of one language."""

    language: str
    name: str
    figures: GroupFigures

    @property
    def people(self) -> int:
        """Their number in steps of five, so that one person's coming never shows."""
        return self.figures.n // BATCH_SIZE * BATCH_SIZE


def sheets(questionnaire: Questionnaire) -> list[LanguageSheet]:
    """Return a sheet for each language, also where nobody has answered in it yet."""
    key = key_of(questionnaire)
    language_sheets = []
    for language, name in settings.LANGUAGES:
        group_figures = GroupFigures(_tally_of(questionnaire, language), key)
        language_sheets.append(LanguageSheet(language, name, group_figures))
    return language_sheets


def _tally_of(questionnaire: Questionnaire, language: str) -> Tally:
    """Add up the counters of every group; sums of domains are left at 0."""
    row_counts = RowCount.objects.filter(
        group__questionnaire=questionnaire, group__language=language, n__gt=0
    )
    row_counts = row_counts.order_by().values_list("row", "points")
    rows = {}
    for row, points, n, raw_sum in row_counts.annotate(Sum("n"), Sum("raw_sum")):
        rows[row, points] = (n, raw_sum)

    sum_counts = SumCount.objects.filter(
        group__questionnaire=questionnaire, group__language=language, n__gt=0
    )
    sum_counts = sum_counts.order_by().values_list("raw_sum")
    no_domains = (0,) * (2 * len(DOMAINS))
    sums = {}
    for raw_sum, n in sum_counts.annotate(Sum("n")):
        sums[raw_sum] = (n, *no_domains)

    return Tally(DOMAINS, rows, sums)


def omega_of(attempts: QuerySet[Attempt], questionnaire: Questionnaire) -> Figure:
    """Return McDonald's ω of attempts of one version, ordered the newest first.

    This reads answers, so do it only when asked for.
    """
    answers = list(attempts.values_list("answers", flat=True)[:OMEGA_READS])
    n = len(answers)
    if n < LEAST_FOR_OMEGA:
        return figure(None, n, LEAST_FOR_OMEGA)
    points = response_counts.points_matrix(answers, key_of(questionnaire))
    return figure(omega.omega_total_of_answers(points), n, LEAST_FOR_OMEGA)


def newest_first(questionnaire: Questionnaire, language: str) -> QuerySet[Attempt]:
    """Return the released first attempts of a version in one language."""
    attempts = Attempt.objects.submitted().filter(
        questionnaire=questionnaire,
        language=language,
        ordinal=1,
        is_released=True,
        mixed_languages=False,
    )
    return attempts.order_by("-pk")
