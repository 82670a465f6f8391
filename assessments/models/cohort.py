"""A trainer's group. A screening round will be the same table with another purpose."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code is read off a wall and typed on a phone.
CODE_LETTERS = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8


def new_code():
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class Purpose(models.TextChoices):
    SELF = "self", _("self-discovery")
    COURSE = "course", _("course")
    APPLICATION = "application", _("application")


class CohortQuerySet(models.QuerySet):
    def of_code(self, code):
        """The cohort with this code as somebody typed it, or None."""
        typed = code.strip().upper()
        return self.filter(code=typed).first() if typed and set(typed) <= set(CODE_LETTERS) else None

    def scoped_for(self, user):
        """The cohorts this person is on; nobody sees another's, superusers included."""
        return self.filter(staff=user)


class Cohort(models.Model):
    title = models.CharField(_("name of the cohort"), max_length=120)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.COURSE, editable=False
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="CohortStaff", related_name="cohorts", verbose_name=_("staff")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name, verbose_name_plural = _("cohort"), _("cohorts")

    def __str__(self):
        return self.title


class CohortStaff(models.Model):
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="memberships", verbose_name=_("cohort"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"))

    class Meta:
        verbose_name, verbose_name_plural = _("person on the cohort"), _("staff on the cohort")
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="once_on_a_cohort")]

    def __str__(self):
        return str(self.user)
