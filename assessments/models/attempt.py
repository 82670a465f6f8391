"""Who answered, and what: one row for each attempt."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.cohort import Cohort, Purpose
from assessments.models.questionnaire import Questionnaire

# Not content: the keys by which scoring finds the four domains, each with a result
# column on the attempt (docs/architecture.md).
DOMAINS = ("character", "psychological", "skill", "comprehensive")


def new_public_id():
    return uuid.UUID(int=secrets.randbits(128))


class Participant(models.Model):
    """One person at one place: a solo visitor, a cohort's learner or a round's applicant.

    Everybody owns a personal link; raising `link_version` revokes it. `start_nonce` comes
    from the page that started it, so that a double press makes one participant. `name`
    and `number` are kept only where the cohort asks for names. A listed learner is found
    again by `list_key`.

    Derived: `state` follows the first attempt and is written by `groups.counters` only.
    """

    class State(models.TextChoices):
        LISTED = "listed", _("not started")
        STARTED = "started", _("started")
        SUBMITTED = "submitted", _("submitted")

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    link_version = models.PositiveIntegerField(default=1)
    purpose = models.CharField(
        max_length=12, choices=Purpose.choices, default=Purpose.SELF
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="participants",
        verbose_name=_("cohort"),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.STARTED
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    list_key = models.CharField(max_length=90, blank=True)
    start_nonce = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [
            models.Index(fields=["created_at"], name="participant_oldest"),
            models.Index(fields=["cohort", "name", "id"], name="participant_by_name"),
            models.Index(fields=["cohort", "list_key"], name="participant_by_number"),
            models.Index(
                fields=["cohort", "state", "name", "id"], name="participant_by_state"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "list_key"],
                condition=~Q(list_key=""),
                name="listed_once",
            ),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.SELF, cohort=None)
                | (~Q(purpose=Purpose.SELF) & Q(cohort__isnull=False)),
                name="solo_has_no_cohort",
            ),
        ]

    def __str__(self):
        return self.name or str(self.public_id)[:8]

    @property
    def has_withdrawn(self):
        """Whether the applicant withdrew. Asks the database each time: it may have
        happened in another tab.
        """
        if self.purpose != Purpose.APPLICATION:
            return False
        return Participant.objects.filter(
            pk=self.pk, application__withdrawn_at__isnull=False
        ).exists()


class AttemptQuerySet(models.QuerySet):
    def scoped_for(self, user):
        """Keep the attempts in cohorts this user is on. Solo attempts are nobody's but
        the participant's.
        """
        return self.filter(cohort__in=Cohort.objects.scoped_for(user))

    def submitted(self):
        return self.filter(state=Attempt.State.SUBMITTED)


class Attempt(models.Model):
    """One answering of one questionnaire version by one participant.

    `answers` is as `measurement.answers` says. `row_marks` has one letter per row: `c`
    confirmed, `d` dismissed, `-` neither.

    Derived: the result columns from `raw_sum` to `scoring_version` are written once, by
    `sittings.attempts.submit`; scores and width are whole points out of 100, and `flags`
    is what `measurement.response_quality` stores. `is_released` says whether figures may
    hold the attempt, and `release_batch` names the five it was released with in an
    anonymous cohort; both are written by `groups.small_groups`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("started")
        SUBMITTED = "submitted", _("submitted")

    participant = models.ForeignKey(
        Participant,
        models.CASCADE,
        db_index=False,
        related_name="attempts",
        verbose_name=_("participant"),
    )
    # Repeats the participant's, because lists of a cohort's attempts are read by indexes
    # that begin with it.
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="attempts",
        verbose_name=_("cohort"),
    )
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.PROTECT,
        related_name="attempts",
        verbose_name=_("questionnaire version"),
    )
    ordinal = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.DRAFT
    )
    answers = models.CharField(max_length=200)
    row_marks = models.CharField(max_length=200, blank=True)
    page_times = models.JSONField(default=dict)
    save_languages = models.CharField(
        max_length=40, blank=True, help_text="Languages of the saves, joined by commas."
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    mixed_languages = models.BooleanField(
        _("answered in more than one language"), default=False
    )
    as_oneself = models.BooleanField(_("answered as they really are"), null=True)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("last saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)

    raw_sum = models.PositiveSmallIntegerField(_("sum of points"), null=True)
    total = models.PositiveSmallIntegerField(_("score"), null=True)
    band = models.SlugField(_("band"), max_length=20, blank=True)
    character = models.PositiveSmallIntegerField(_("Character"), null=True)
    psychological = models.PositiveSmallIntegerField(_("Psychological"), null=True)
    skill = models.PositiveSmallIntegerField(_("Skill"), null=True)
    comprehensive = models.PositiveSmallIntegerField(_("Comprehensive"), null=True)
    width = models.PositiveSmallIntegerField(_("width"), null=True)
    flags = models.JSONField(_("reading quality"), default=dict)
    scoring_version = models.PositiveSmallIntegerField(null=True)
    is_released = models.BooleanField(default=False)
    release_batch = models.PositiveBigIntegerField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(
                fields=["cohort", "-started_at", "-id"], name="attempt_newest"
            ),
            models.Index(
                fields=["cohort", "band", "-started_at", "-id"], name="attempt_by_band"
            ),
            models.Index(
                fields=["cohort", "language", "-started_at", "-id"],
                name="attempt_by_language",
            ),
            models.Index(
                fields=["cohort", "saved_at"],
                condition=Q(state="draft"),
                name="attempt_draft",
            ),
            models.Index(
                fields=["cohort", "language"],
                condition=Q(state="submitted", is_released=False),
                name="attempt_waiting",
            ),
            models.Index(
                fields=["release_batch"],
                condition=Q(release_batch__isnull=False),
                name="attempt_batch",
            ),
            models.Index(
                fields=["cohort", "participant"],
                condition=Q(ordinal__gt=1),
                name="attempt_repeat",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "ordinal"], name="one_attempt_per_ordinal"
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(state="draft"),
                name="one_draft_per_participant",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="draft", submitted_at=None, total=None, raw_sum=None, band=""
                )
                | (
                    Q(
                        state="submitted",
                        submitted_at__isnull=False,
                        total__lte=100,
                        raw_sum__isnull=False,
                        width__isnull=False,
                    )
                    & ~Q(band="")
                ),
                name="result_with_submission",
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.ordinal}"

    @property
    def is_submitted(self):
        return self.state == self.State.SUBMITTED

    @property
    def counted_language(self):
        """The language of the group it is counted in, empty if it was answered in more
        than one.
        """
        return "" if self.mixed_languages else self.language

    @property
    def domain_scores(self):
        """Scores out of 100 by domain key, for the domains this questionnaire asks about."""
        scores = {}
        for key in DOMAINS:
            score = getattr(self, key)
            if score is not None:
                scores[key] = score
        return scores
