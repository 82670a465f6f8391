"""HR's screening rounds: cohorts of another purpose, with their own core questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.cohort import Cohort, CohortQuerySet, Purpose
from competencies.models import Competency, Domain


class RoundQuerySet(CohortQuerySet):
    """Like that of cohorts, but for rounds where no purpose is named."""

    def scoped_for(self, user, purpose=Purpose.APPLICATION):
        return super().scoped_for(user, purpose)

    def changeable_by(self, user, purpose=Purpose.APPLICATION):
        return super().changeable_by(user, purpose)


class RoundManager(models.Manager.from_queryset(RoundQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(purpose=Purpose.APPLICATION)


class ScreeningRound(Cohort):
    objects = RoundManager()

    class Meta:
        proxy = True
        verbose_name = _("screening round")
        verbose_name_plural = _("screening rounds")


class CoreQuestion(models.Model):
    """A round's own choice of a competency whose interview question is asked.

    Without one the question is that of `Domain.core_competency`. Written by
    `screening.rounds`.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="core_questions")
    domain = models.ForeignKey(Domain, models.PROTECT)
    competency = models.ForeignKey(Competency, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "domain"], name="one_core_question_per_domain"
            )
        ]

    def __str__(self):
        return f"{self.domain}: {self.competency}"
