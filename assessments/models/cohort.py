"""A trainer's cohort. HR's screening round is the same table with another purpose
(`models.screening_round`).
"""

import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.questionnaire import Questionnaire

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code is read off a wall and typed on a phone.
CODE_LETTERS = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8
# Outside of these years some clock or some database knows no such moment.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def new_code():
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def every_language():
    return [code for code, _ in settings.LANGUAGES]


def site_time_zone():
    return settings.TIME_ZONE


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone."))


class Purpose(models.TextChoices):
    SELF = "self", _("self-discovery")
    COURSE = "course", _("course")
    APPLICATION = "application", _("application")


# The permission that seeing groups of a purpose needs: HR sees no course, a trainer no
# screening round.
PERMISSIONS = {
    Purpose.COURSE: "assessments.view_cohort",
    Purpose.APPLICATION: "assessments.view_screeninground",
}


class CohortQuerySet(models.QuerySet):
    def lock(self, pk):
        """Return the cohort or round, locked until the transaction ends.

        no_key: inserts that reference the round must not block (deadlock).
        """
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)

    def joinable_by_code(self, code):
        """Return the course with this code, as somebody typed it, or None.

        Nobody joins a screening round by a code.
        """
        typed = code.strip().upper()
        if not typed or not set(typed) <= set(CODE_LETTERS):
            return None
        courses = self.filter(purpose=Purpose.COURSE).select_related("questionnaire")
        return courses.filter(code=typed).first()

    def scoped_for(self, user, purpose=Purpose.COURSE):
        """Keep the groups of one purpose that this user is on. Nobody sees another
        person's, superusers included.
        """
        if not user.has_perm(PERMISSIONS[purpose]):
            return self.none()
        return self.filter(staff=user, purpose=purpose)

    def changeable_by(self, user, purpose=Purpose.COURSE):
        """Keep the groups that this user may change. Viewers, interviewers and readers
        may only look.
        """
        return self.scoped_for(user, purpose).filter(
            memberships__user=user, memberships__role__in=CHANGING
        )


class Cohort(models.Model):
    """A group of participants and the staff who work with it.

    An empty `opens_at` means open at once, an empty `closes_at` open until somebody
    closes it. What was promised to those who joined (version, names, retention) is fixed
    from the first one on: see `has_joined`. `concluded_at` is written by
    `screening.adverse_impact` only.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("not open yet")
        OPEN = "open", _("open")
        GRACE = "grace", _("closed; started attempts may finish")
        CLOSED = "closed", _("closed")

    title = models.CharField(_("name of the cohort"), max_length=120)
    purpose = models.CharField(
        _("purpose"),
        max_length=12,
        choices=Purpose.choices,
        default=Purpose.COURSE,
        editable=False,
    )
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.PROTECT,
        related_name="cohorts",
        verbose_name=_("questionnaire version"),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=site_time_zone,
        validators=[validate_time_zone],
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes to finish after closing"),
        default=60,
        validators=[MaxValueValidator(1440)],
    )
    languages = models.JSONField(_("languages offered"), default=every_language)
    names_asked = models.BooleanField(_("learners give their names"), default=False)
    repeats_allowed = models.BooleanField(_("learners may answer again"), default=True)
    retention_months = models.PositiveSmallIntegerField(
        _("months kept after a learner's last answer"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    vacancy = models.CharField(_("vacancy"), max_length=120, blank=True)
    hides_score = models.BooleanField(
        _("interviewers see a score only after saving their own ratings"), default=False
    )
    concluded_at = models.DateTimeField(_("concluded"), null=True, editable=False)
    is_synthetic = models.BooleanField(_("made-up data"), default=False, editable=False)
    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False
    )
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="CohortStaff",
        related_name="cohorts",
        verbose_name=_("staff"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(opens_at__lte=F("closes_at")),
                name="cohort_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.APPLICATION)
                | Q(closes_at__isnull=False, names_asked=True),
                name="round_closes_and_has_names",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(opens_at__range=(EARLIEST, LATEST)),
                name="cohort_opens_at_sane",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__range=(EARLIEST, LATEST)),
                name="cohort_closes_at_sane",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def grace_ends_at(self):
        if self.closes_at is None:
            return None
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    @property
    def has_joined(self):
        """Whether somebody has started from its code or was listed."""
        return self.participants.exists()

    @property
    def promise(self):
        """A text that changes with what the start page promises. A form that promised
        something else is shown again.
        """
        names = int(self.names_asked)
        return f"{self.pk}/{self.questionnaire_id}/{names}/{self.retention_months}"

    def state_at(self, now):
        if self.opens_at and now < self.opens_at:
            return self.State.PLANNED
        if self.closes_at is None or now < self.closes_at:
            return self.State.OPEN
        if now < self.grace_ends_at:
            return self.State.GRACE
        return self.State.CLOSED

    def takes_new(self, now):
        return self.state_at(now) == self.State.OPEN

    def takes_answers(self, now):
        """Whether a started attempt may be saved and submitted: until the grace time is
        over.
        """
        return self.state_at(now) != self.State.CLOSED


class CohortStaff(models.Model):
    """A member of staff on a cohort or round, with a role.

    On a cohort an owner also decides who is on it, a co-trainer changes the rest, a
    viewer changes nothing. On a screening round a lead changes everything, an
    interviewer rates and decides, a reader only reads.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        CO_TRAINER = "co-trainer", _("co-trainer")
        VIEWER = "viewer", _("viewer")
        LEAD = "lead", pgettext_lazy("role", "lead")
        INTERVIEWER = "interviewer", _("interviewer")
        READER = "reader", _("reader")

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="memberships", verbose_name=_("cohort")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person")
    )
    role = models.CharField(
        _("role"), max_length=11, choices=Role.choices, default=Role.CO_TRAINER
    )

    class Meta:
        verbose_name = _("person on the cohort")
        verbose_name_plural = _("staff on the cohort")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="once_on_a_cohort")
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


CHANGING = [CohortStaff.Role.OWNER, CohortStaff.Role.CO_TRAINER, CohortStaff.Role.LEAD]
