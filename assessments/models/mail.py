"""Letters to applicants: what was ordered, and what became of each.

A task in the queue only says that there is work.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from assessments.models.cohort import Cohort


class Mailing(models.Model):
    """One press of "send": letters of one kind to some of a round's applicants.

    `site` is the address that links begin with, as the sender's browser saw it.
    `renews_links`: the recipients' earlier links stopped working when it was posted, so
    its letters also go out after the closing or a decision.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        NOT_STARTED = "not-started", _("reminder: not started")
        STUCK = "stuck", _("reminder: not finished")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="mailings")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    site = models.URLField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    nonce = models.CharField(max_length=64, unique=True)
    renews_links = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.cohort} · {self.kind}"


class Letter(models.Model):
    """Delivery state of one letter. Address and name are the applicant's, read when it
    is sent.

    `tries` counts the sendings that were begun. Only `SENT` means that the mail server
    took it. `UNKNOWN` means begun twice and never confirmed: it is not sent again by
    itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("unknown: it may have arrived")

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="letters")
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "mailing", "id"], name="letter_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "participant"], name="one_letter_per_mailing"
            )
        ]

    def __str__(self):
        return f"{self.mailing} · {self.participant}"
