"""The log of what HR decided of a round's applicants."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from assessments.models.cohort import Cohort


class Decision(models.Model):
    """An entry of a round's log. Append-only, written by `screening.decisions` only.

    `digest` and `chained` are of the chain of entries (`screening.hash_chain`). `kind`
    tells a person's decision from the entries that withdrawing and erasing leave, which
    have no participant. A withdrawal has no content; an erasure's content is the number
    of decisions that lost content, salt and participant.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        WITHDRAWN = "withdrawn", _("an applicant withdrew")
        ERASED = "erased", _("an applicant's data were erased")

    class Reason(models.TextChoices):
        INTERVIEW = "interview-rating", _("interview rating")
        EXPERIENCE = "experience", _("experience")
        LANGUAGE = "language", _("language")
        AVAILABILITY = "availability", _("availability")
        WITHDREW = "withdrew", _("withdrew")
        OTHER = "other", _("other")

    class Evidence(models.TextChoices):
        INTERVIEW = "interview", _("interview")
        APPLICATION = "application", _("application papers")
        WORK_SAMPLE = "work-sample", _("work sample or trial task")
        LANGUAGE_CHECK = "language-check", _("language check")
        REFERENCES = "references", _("references")
        CONVERSATION = "conversation", _("conversation with the applicant")
        SCORE = "score", _("score of the self-check")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="decisions")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    nonce = models.CharField(max_length=64, unique=True)
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="decisions"
    )
    content = models.JSONField(null=True)
    salt = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    chained = models.CharField(max_length=64)

    class Meta:
        ordering = ["cohort", "sequence"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "sequence"], name="one_decision_per_place"
            )
        ]

    def __str__(self):
        return f"{self.cohort} · {self.sequence}"
