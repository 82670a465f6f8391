"""What interviewers write of an applicant: ratings of the core questions, and notes."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from competencies.models import Competency


class InterviewSheet(models.Model):
    """One interviewer's ratings and notes of one applicant.

    `completed_at` is when all core questions were rated as they are now, and
    `score_seen` whether the interviewer could have seen the score by then. Written by
    `screening.interview_ratings`.
    """

    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="interview_sheets"
    )
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    note = models.TextField(_("notes"), max_length=4000, blank=True)
    saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    score_seen = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "interviewer"], name="one_sheet_per_interviewer"
            )
        ]

    def __str__(self):
        return f"{self.participant} · {self.interviewer}"


class Rating(models.Model):
    """The rating of a core question, 1–5, with a note. A follow-up has a note only."""

    sheet = models.ForeignKey(InterviewSheet, models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "competency"], name="one_rating_per_question"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__range=(1, 5)),
                name="rating_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.competency}: {self.value}"


class TeamNote(models.Model):
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="team_notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    text = models.TextField(max_length=2000)
    nonce = models.CharField(max_length=64, unique=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"{self.participant} · {self.author}"
