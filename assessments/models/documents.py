"""Archives of a round's documents: what was ordered, and how far each is.

A task in the queue only says that there is work.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.cohort import Cohort


class DocumentArchive(models.Model):
    """A round's documents in one zip, made in the background and kept for a day.

    It is deleted as soon as somebody in it withdraws or is erased. `done` of `total`
    documents are made; written by `documents.archive_making`.
    """

    class Kind(models.TextChoices):
        RESULTS = "results", _("results of all applicants")
        GUIDES = "guides", _("interview guides of all applicants")
        RECORDS = "records", _("decision records of all applicants")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="archives")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    language = models.CharField(max_length=10)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    nonce = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    people = models.JSONField(
        default=list,
        help_text="Ids of those in it; it goes as soon as one of them leaves.",
    )
    file = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.cohort} · {self.kind}"
