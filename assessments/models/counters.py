"""Sums kept beside the attempts, so that a cohort's pages cost the same at any size
(docs/measurement.md §4.1).

Written only by `groups.counters`, in the transaction of the submission or erasure, and
put right by `groups.recounting`. Raw sums and domain sums are in points.
"""

from django.db import models
from django.db.models import Q

from assessments.models.attempt import Participant
from assessments.models.cohort import Cohort
from assessments.models.questionnaire import Questionnaire


class CountedGroup(models.Model):
    """The first submitted attempts of one cohort, version and language.

    No cohort means solo, an empty language answered in more than one.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="groups")
    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="groups"
    )
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "questionnaire", "language"], name="one_group"
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "language"],
                condition=Q(cohort=None),
                name="one_group_of_solo",
            ),
        ]

    def __str__(self):
        cohort = self.cohort_id or "solo"
        language = self.language or "mixed"
        return f"{cohort}/{self.questionnaire_id}/{language}"


class RowCount(models.Model):
    """How many people have `points` in row number `row`, and the sum of their raw sums."""

    group = models.ForeignKey(
        CountedGroup, models.CASCADE, related_name="row_counts", db_index=False
    )
    row = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)
    raw_sum = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "row", "points"], name="one_row_count"
            )
        ]

    def __str__(self):
        return f"{self.group_id}: row {self.row}, {self.points} points: {self.n}"


class SumCount(models.Model):
    """How many people have this raw sum, with the sum and the sum of squares of their
    domain sums.

    A domain's total over the group is the sum over the group's lines.
    """

    group = models.ForeignKey(
        CountedGroup, models.CASCADE, related_name="sum_counts", db_index=False
    )
    raw_sum = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)
    character = models.PositiveBigIntegerField(default=0)
    character_squares = models.PositiveBigIntegerField(default=0)
    psychological = models.PositiveBigIntegerField(default=0)
    psychological_squares = models.PositiveBigIntegerField(default=0)
    skill = models.PositiveBigIntegerField(default=0)
    skill_squares = models.PositiveBigIntegerField(default=0)
    comprehensive = models.PositiveBigIntegerField(default=0)
    comprehensive_squares = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "raw_sum"], name="one_sum_count")
        ]

    def __str__(self):
        return f"{self.group_id}: sum {self.raw_sum}: {self.n}"


class StateCount(models.Model):
    """How many participants of a cohort, or of no cohort, are in a state."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, null=True, related_name="state_counts"
    )
    state = models.CharField(max_length=9, choices=Participant.State.choices)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "state"], name="one_state_count"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(cohort=None),
                name="one_state_count_of_solo",
            ),
        ]

    def __str__(self):
        return f"{self.cohort_id or 'solo'}: {self.state}: {self.n}"
