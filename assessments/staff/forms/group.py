"""The form of a cohort, and with a few more fields of a round.

Times are typed by the group's own clock, and what its people were promised stays.
"""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.groups.promises import broken_promises
from assessments.models import Cohort, Questionnaire
from assessments.models.cohort import EARLIEST, LATEST, every_language, site_time_zone
from assessments.screening.rounds import TIME_SETTINGS

COMMON_ZONES = (
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)
NAMES = [
    (True, _("Learners give their names: you see each result with its name")),
    (
        False,
        _(
            "Anonymous: you see figures of the group from five people on, and may download answers without names"
        ),
    ),
]


class _LocalTime(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class Moment(forms.DateTimeField):
    """A time that may be left empty.

    What it showed is posted with it, so that an untouched field changes nothing.
    """

    widget = _LocalTime

    def __init__(self, *, required=False, **kwargs):
        out_of_range = _("Please choose a time between 2000 and 2099.")
        super().__init__(
            required=required,
            show_hidden_initial=True,
            validators=[
                MinValueValidator(EARLIEST, out_of_range),
                MaxValueValidator(LATEST, out_of_range),
            ],
            **kwargs,
        )


def time_zones():
    """Return the choices: the common zones first, then all others."""
    others = sorted(available_timezones() - set(COMMON_ZONES))
    return [
        (_("Common"), [(name, name) for name in COMMON_ZONES]),
        (_("All"), [(name, name) for name in others]),
    ]


class CohortForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        initial=site_time_zone,
        help_text=_("Opening and closing are by this clock."),
    )
    opens_at = Moment(label=_("Opens"), help_text=_("Empty: at once."))
    closes_at = Moment(label=_("Closes"), help_text=_("Empty: when you close it."))
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"),
        choices=settings.LANGUAGES,
        initial=every_language,
        widget=forms.CheckboxSelectMultiple,
    )
    names_asked = forms.TypedChoiceField(
        label=_("With names or anonymous"),
        choices=NAMES,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=_("Cannot be changed once somebody has joined."),
        error_messages={
            "required": _(
                "Please choose: it cannot be changed once somebody has joined."
            )
        },
    )

    class Meta:
        model = Cohort
        fields = [
            "title",
            "questionnaire",
            "names_asked",
            "opens_at",
            "closes_at",
            "time_zone",
            "grace_minutes",
            "languages",
            "repeats_allowed",
            "retention_months",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.concluded_at:
            self._disable_times()
        with timezone.override(self._zone()):
            for name in ("opens_at", "closes_at"):
                at = getattr(self.instance, name)
                if at:
                    self.initial[name] = timezone.localtime(at).replace(tzinfo=None)
        if "questionnaire" in self.fields:
            self._offer_versions()

    def _disable_times(self):
        """Once outcomes are counted, the round never takes answers again."""
        for name in TIME_SETTINGS:
            if name in self.fields:
                self.fields[name].disabled = True

    def _offer_versions(self):
        published = Questionnaire.objects.filter(published_at__isnull=False)
        versions = published.order_by("-published_at", "-version")
        self.fields["questionnaire"].queryset = versions
        self.fields["questionnaire"].initial = versions.first()
        if self.instance.pk is None:
            self.initial.pop("names_asked", None)

    def _zone(self):
        """Return the name of the clock by which times are typed."""
        zone = self.instance.time_zone
        if self.is_bound and not self.instance.concluded_at:
            zone = self.data.get(self.add_prefix("time_zone"))
        return zone if zone in available_timezones() else settings.TIME_ZONE

    def full_clean(self):
        """Read times by the clock chosen beside them; one that it skips is refused."""
        with timezone.override(self._zone()):
            super().full_clean()

    def clean(self):
        cleaned = super().clean()
        self._leave_untouched(cleaned)
        self._keep_promises(cleaned)
        opens = cleaned.get("opens_at")
        closes = cleaned.get("closes_at")
        if opens and closes and closes < opens:
            self.add_error("closes_at", _("It would close before it opens."))
        return cleaned

    def _leave_untouched(self, cleaned):
        """Keep times that were not typed: somebody may have closed the cohort since."""
        if self.instance.pk is None:
            return
        for name in ("opens_at", "closes_at"):
            is_typed = name in self.changed_data or "time_zone" in self.changed_data
            if name in cleaned and not is_typed:
                cleaned[name] = getattr(self.instance, name)

    def _keep_promises(self, cleaned):
        if self.instance.pk is None:
            return
        # A declared field that the admin only shows is cleaned, and never written.
        written = set(cleaned) & set(self._meta.fields)
        changes = {name: cleaned[name] for name in written}
        broken = broken_promises(self.instance, changes, timezone.now())
        for field, message in broken.items():
            self.add_error(field, message)
