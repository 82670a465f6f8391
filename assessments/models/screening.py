"""HR's side of a screening round: who was invited, what they agreed to, what was
decided, and who looked at what.

A round itself is a `Cohort` whose purpose is application; `ScreeningRound` is that
table seen by HR.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from assessments.models.cohort import Cohort, CohortQuerySet, Purpose
from competencies.models import Competency, Domain, NaturalKeyed, NaturalKeyManager


class RoundQuerySet(CohortQuerySet):
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
    """The competency whose interview question a round asks in a domain, where it is not
    the usual one.
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


class ConsentTextManager(NaturalKeyManager):
    def current(self):
        """The newest version, or None."""
        return self.order_by("-version").first()


class ConsentText(NaturalKeyed):
    """What an applicant agrees to, in two parts. Never changed: another wording is
    another version.

    `{employer}`, `{vacancy}` and `{months}` stand for the round's own.
    """

    natural_fields = ("version",)
    frozen = ("version", "processing", "sharing")

    version = models.PositiveSmallIntegerField(
        _("version"), unique=True, validators=[MinValueValidator(1)]
    )
    processing = models.TextField(_("agreement to storing and scoring"))
    sharing = models.TextField(_("agreement to showing it to the employer"))

    objects = ConsentTextManager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self):
        return str(self.version)


class Consent(models.Model):
    """`language` is the one the text was read in; `closes_at`, until when the round was
    to be open then.

    What is kept is kept from that time on at the longest, however much later the round
    is closed.
    """

    participant = models.OneToOneField(
        Participant, models.CASCADE, related_name="consent"
    )
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    language = models.CharField(max_length=10)
    agreed_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    def __str__(self):
        return f"{self.participant} · {self.text}"


class Stage(models.TextChoices):
    """Where a person's decision put an applicant. Invited, started and submitted are
    facts: `Participant.state`.
    """

    INTERVIEW = "interview", _("interview")
    OFFER = "offer", _("offer")
    HIRED = "hired", _("hired")
    NOT_SELECTED = "not-selected", _("not selected")
    # The stored value is part of the digests of decisions, so it stays.
    DECLINED_BY_APPLICANT = "withdrawn", _("withdrawn")


class ApplicationQuerySet(models.QuerySet):
    def visible(self):
        """Those HR may still see: whoever withdrew is seen no more."""
        return self.filter(withdrawn_at=None)


class Application(models.Model):
    """What a round holds of an applicant beside `Participant` (whose `number` is HR's
    external id).

    `stage` repeats the newest decision; one writer, `screening.decisions`.
    `attempts_allowed` is raised by HR. `shown_link_version`: the version of the personal link
    that HR was shown, where no mail is set up. `group_key` leads to what the person
    said of their groups until the round is concluded.
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
        """Whether HR holds the link that opens everything: until the applicant makes a
        new one.
        """
        return self.shown_link_version == self.participant.link_version


class AccessLogEntry(models.Model):
    """Somebody of HR opened an applicant's answers, or, without a participant, the list
    with everybody's scores.

    Whoever opened something may look again until `ends_at` without another line here.
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


class InterviewSheet(models.Model):
    """One interviewer's ratings and notes of one applicant. `completed_at`: when the
    ratings became what they are.

    `score_seen`: whether that interviewer could have seen the score by then.
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
    """Of a core question 1–5, with notes; a follow-up has notes only."""

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


class Decision(models.Model):
    """A line of a round's log. Append-only, one writer: `screening.decisions`. How
    lines are chained says `screening.hash_chain`.

    `kind` tells a person's decision from the lines that somebody's withdrawing or
    erasing leaves. Those have no participant, nor has a withdrawal content; an
    erasure's says how many decisions lost content, salt and participant.
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


class DeclaredGroups(models.Model):
    """What somebody said of their groups, if they liked. Nothing here says who: see
    `Application.group_key`.
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
    """Of a concluded round: how many of a group submitted, and how many of them came to
    an interview or further.
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
