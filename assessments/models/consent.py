"""What applicants agree to before they answer, and who agreed to it when."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempt import Participant
from competencies.models import NaturalKeyed, NaturalKeyManager


class ConsentTextManager(NaturalKeyManager):
    def current(self):
        """Return the newest version, or None."""
        return self.order_by("-version").first()


class ConsentText(NaturalKeyed):
    """What an applicant agrees to, in two parts.

    A version never changes: another wording is another version. `{employer}`,
    `{vacancy}` and `{months}` stand for the round's own.
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
    """An applicant's agreement, with the `language` in which the text was read.

    `closes_at` is when the round was to close at that time. Retention is counted from it
    at the latest, however much later the round is closed.
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
