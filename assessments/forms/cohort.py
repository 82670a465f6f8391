"""The form of a cohort: times are typed by its own clock, and what its people were promised stays."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Cohort, Questionnaire
from assessments.models.cohort import every_language, site_time_zone

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
    (False, _("Anonymous: you see figures of the group from five people on, never a single result")),
]


class _LocalTime(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


def time_zones():
    every = sorted(available_timezones() - set(COMMON_ZONES))
    return [(_("Common"), [(name, name) for name in COMMON_ZONES]), (_("All"), [(name, name) for name in every])]


class CohortForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        initial=site_time_zone,
        help_text=_("Opening and closing are by this clock."),
    )
    opens_at = forms.DateTimeField(label=_("Opens"), required=False, widget=_LocalTime, help_text=_("Empty: at once."))
    closes_at = forms.DateTimeField(
        label=_("Closes"), required=False, widget=_LocalTime, help_text=_("Empty: when you close it.")
    )
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
        error_messages={"required": _("Please choose: it cannot be changed once somebody has joined.")},
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
        with timezone.override(self._zone()):
            for name in ("opens_at", "closes_at"):
                if when := getattr(self.instance, name):
                    self.initial[name] = timezone.localtime(when).replace(tzinfo=None)
        if "questionnaire" in self.fields:
            self._offer_versions()

    def _offer_versions(self):
        versions = Questionnaire.objects.filter(published_at__isnull=False).order_by("-published_at", "-version")
        self.fields["questionnaire"].queryset = versions
        self.fields["questionnaire"].initial = versions.first()
        if self.instance.pk is None:
            self.initial.pop("names_asked", None)

    def _zone(self):
        typed = self.data.get(self.add_prefix("time_zone")) if self.is_bound else self.instance.time_zone
        return typed if typed in available_timezones() else settings.TIME_ZONE

    def full_clean(self):
        """Times typed are by the clock chosen beside them, and one that this clock skips is refused."""
        with timezone.override(self._zone()):
            super().full_clean()

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes < opens:
            self.add_error("closes_at", _("It would close before it opens."))
        return cleaned
