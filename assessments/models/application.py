"""Applicants of a screening round, and the log of who opened their answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from assessments.models.cohort import Cohort


class Stage(models.TextChoices):
    """Where a person's decision put an applicant.

    Invited, started and submitted are no decisions: see `Participant.state`.
    """

    INTERVIEW = "interview", _("interview")
    OFFER = "offer", _("offer")
    HIRED = "hired", _("hired")
    NOT_SELECTED = "not-selected", _("not selected")
    # The stored value is part of the digests of decisions, so it stays.
    DECLINED_BY_APPLICANT = "withdrawn", _("withdrawn")


class ApplicationQuerySet(models.QuerySet):
    def visible(self):
        """Leave out those who withdrew: HR sees nothing of them any more."""
        return self.filter(withdrawn_at=None)


class Application(models.Model):
    """What a round holds of an applicant beside `Participant`, whose `number` is HR's
    own number of the person.

    Derived: `stage` and `stage_changed_at` repeat the newest decision and are written by
    `screening.decisions` only. HR raises `attempts_allowed`. `shown_link_version` is the
    version of the personal link that HR was shown, where no mail is set up.
    `declared_groups_key` leads to what the person said of their groups, until the round
    is concluded.
    """

    participant = models.OneToOneField(
        Participant, models.CASCADE, related_name="application"
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="applications")
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    shown_link_version = models.PositiveIntegerField(null=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    commented_at = models.DateTimeField(null=True)
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, blank=True
    )
    stage_changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    declared_groups_key = models.UUIDField(null=True, unique=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["cohort", "stage"], name="application_by_stage")
        ]

    def __str__(self):
        return str(self.participant)

    @property
    def is_link_known(self):
        """Whether HR holds the applicant's link, which opens everything, because the
        applicant has made no new one since.
        """
        return self.shown_link_version == self.participant.link_version


class AccessLogEntry(models.Model):
    """Somebody of HR opened an applicant's answers or, without a participant, the list
    with everybody's scores.

    Opening the same again until `ends_at` adds no entry. Written by
    `screening.access_log`.
    """

    class Kind(models.TextChoices):
        BOARD = "board", _("the list of applicants with scores")
        APPLICANT = "applicant", _("your answers and your result")
        COMPARISON = "comparison", _("your result beside others'")
        GUIDE = "guide", _("the interview guide with rows of yours")
        PAPER = "paper", _("your result as a file")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="access_log")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, related_name="access_log"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    shows_score = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["cohort", "user", "ends_at"], name="access_still_open")
        ]

    def __str__(self):
        return f"{self.user} · {self.kind} · {self.opened_at}"
