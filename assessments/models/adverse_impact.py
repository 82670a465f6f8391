"""What applicants said of their groups, and the counts that are kept of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.cohort import Cohort


class DeclaredGroups(models.Model):
    """What somebody chose to say of their groups.

    Nothing here says who it was: only `Application.declared_groups_key` leads here.
    """

    class Gender(models.TextChoices):
        WOMAN = "woman", _("woman")
        MAN = "man", _("man")
        ANOTHER = "another", _("another")

    class Age(models.TextChoices):
        UNDER_25 = "under-25", _("under 25")
        UNDER_40 = "25-39", _("25 to 39")
        FROM_40 = "40-and-over", _("40 and over")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    gender = models.CharField(
        _("gender"), max_length=10, choices=Gender.choices, blank=True
    )
    age = models.CharField(_("age"), max_length=11, choices=Age.choices, blank=True)

    def __str__(self):
        return "…"


class AdverseImpactCount(models.Model):
    """How many of a group submitted in a concluded round, and how many of them came to
    an interview or further (`selected`). Written by `screening.adverse_impact` only.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="adverse_impact_counts"
    )
    question = models.CharField(max_length=10)
    group = models.CharField(max_length=11)
    submitted = models.PositiveIntegerField()
    selected = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "question", "group"], name="one_count_per_group"
            ),
            models.CheckConstraint(
                condition=Q(selected__lte=models.F("submitted")),
                name="selected_submitted",
            ),
        ]

    def __str__(self):
        return f"{self.question} · {self.group}"
