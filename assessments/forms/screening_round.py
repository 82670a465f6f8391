"""The form of a screening round: the cohort's form with what only a round has."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import guides
from assessments.forms.cohort import CohortForm, Moment
from assessments.models import ConsentText, CoreQuestion, ScreeningRound
from competencies.models import Competency

APPLICATION_MONTHS = 6


class QuestionField(forms.ModelChoiceField):
    def __init__(self):
        super().__init__(Competency.objects.none(), empty_label=None, required=False)

    def label_from_instance(self, competency):
        return in_words(competency)


def in_words(competency):
    return f"{competency.name}: {competency.interview_question}"


class RoundForm(CohortForm):
    names_asked = None
    employer = forms.CharField(label=_("Employer"), max_length=120, help_text=_("Applicants read this name."))
    vacancy = forms.CharField(label=_("Vacancy"), max_length=120, help_text=_("As in the advertisement."))
    closes_at = Moment(
        label=_("Closes"),
        required=True,
        help_text=_("Until then applicants may start. How long everything is kept is counted from here."),
    )

    core_character = QuestionField()
    core_psychological = QuestionField()
    core_skill = QuestionField()
    core_comprehensive = QuestionField()

    class Meta(CohortForm.Meta):
        model = ScreeningRound
        fields = [
            "title",
            "employer",
            "vacancy",
            "questionnaire",
            "opens_at",
            "closes_at",
            "time_zone",
            "grace_minutes",
            "languages",
            "retention_months",
            "hides_score",
        ]
        labels = {
            "title": _("Name of the round"),
            "retention_months": _("Months kept after closing"),
            "hides_score": _("Interviewers see a score only after saving their own ratings"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["retention_months"] = APPLICATION_MONTHS
        for competency in guides.core_competencies(self.instance if self.instance.pk else None):
            self._offer_question(competency)

    def _offer_question(self, chosen):
        """One question a domain; the same for every applicant, so it is settled before the round is under way."""
        field = self.fields.get(f"core_{chosen.domain.key}")
        if field:
            field.queryset = Competency.objects.filter(domain=chosen.domain).order_by("order")
            field.label, field.required = chosen.domain.name, True
            self.initial[f"core_{chosen.domain.key}"] = chosen
            field.disabled = bool(self.instance.pk) and not guides.may_change(self.instance, timezone.now())

    def clean(self):
        cleaned = super().clean()
        self.instance.purpose, self.instance.names_asked = "application", True
        self.instance.repeats_allowed = False
        closes = cleaned.get("closes_at")
        if self.instance.concluded_at and closes and closes > timezone.now():
            self.add_error("closes_at", _("The round is concluded: it cannot take answers again."))
        if ConsentText.objects.current() is None:
            raise ValidationError(_("There is no consent text yet, so nobody could agree to anything."))
        return cleaned

    def save_core_questions(self):
        for name, competency in self.cleaned_data.items():
            if name.startswith("core_") and competency and not self.fields[name].disabled:
                CoreQuestion.objects.update_or_create(
                    cohort_id=self.instance.pk, domain=competency.domain, defaults={"competency": competency}
                )
