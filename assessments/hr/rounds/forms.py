"""The settings form of a screening round: a cohort's form with what only a round has."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.files.invisible_characters import one_line
from assessments.models import DOMAINS, Attempt, ScreeningRound
from assessments.screening import interview_guide, rounds
from assessments.staff.forms.group import CohortForm, Moment
from competencies.models import Competency

APPLICATION_MONTHS = 6


class QuestionField(forms.ModelChoiceField):
    def __init__(self, domain):
        super().__init__(
            Competency.objects.none(),
            label=Attempt._meta.get_field(domain).verbose_name,
            empty_label=None,
            required=False,
        )

    def label_from_instance(self, competency):
        return in_words(competency)


def in_words(competency):
    return f"{competency.name}: {competency.interview_question}"


class OneLine(forms.CharField):
    """A text without line breaks and invisible characters: it stands in the subjects of
    letters and in the names of files.
    """

    def to_python(self, value):
        return one_line(super().to_python(value))


def question_name(domain):
    """Return the name of the field in which a domain's core question is chosen."""
    return f"core_{domain}"


# A form of one core question a domain, `core_skill` and so on.
CoreQuestionsForm = type(
    "CoreQuestionsForm",
    (forms.Form,),
    {question_name(domain): QuestionField(domain) for domain in DOMAINS},
)


class RoundForm(CohortForm, CoreQuestionsForm):
    names_asked = None
    title = OneLine(label=_("Name of the round"), max_length=120)
    employer = OneLine(
        label=_("Employer"), max_length=120, help_text=_("Applicants read this name.")
    )
    vacancy = OneLine(
        label=_("Vacancy"), max_length=120, help_text=_("As in the advertisement.")
    )
    closes_at = Moment(
        label=_("Closes"),
        required=True,
        help_text=_(
            "Until then applicants may start. How long everything is kept is counted from here."
        ),
    )

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
            "retention_months": _("Months kept after closing"),
            "hides_score": _(
                "Interviewers see a score only after saving their own ratings"
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.concluded_at and "closes_at" in self.fields:
            self.fields["closes_at"].help_text = _(
                "The round is concluded: it cannot take answers again."
            )
        if self.instance.pk is None:
            self.initial["retention_months"] = APPLICATION_MONTHS
        self._offer_questions()

    def _offer_questions(self):
        """Offer the questions of each domain, with the chosen one first selected.

        They are the same for every applicant, so they are settled once the round is
        under way.
        """
        saved_round = self.instance if self.instance.pk else None
        is_settled = saved_round is not None and (
            not interview_guide.may_choose_questions(saved_round, timezone.now())
        )
        for chosen in interview_guide.core_competencies(saved_round):
            name = question_name(chosen.domain.key)
            if name not in self.fields:
                continue
            of_domain = Competency.objects.filter(domain=chosen.domain)
            field = self.fields[name]
            field.queryset = of_domain.order_by("order")
            field.label = chosen.domain.name
            field.required = True
            field.disabled = is_settled
            self.initial[name] = chosen

    def clean(self):
        cleaned = super().clean()
        try:
            rounds.fill_in_fixed_settings(self.instance)
        except rounds.NoConsentText:
            message = _(
                "There is no consent text yet, so nobody could agree to anything."
            )
            raise ValidationError(message) from None
        return cleaned

    @property
    def chosen_competencies(self):
        """The competencies whose questions are asked, where that can be chosen."""
        chosen = []
        for name in map(question_name, DOMAINS):
            competency = self.cleaned_data.get(name)
            if competency and not self.fields[name].disabled:
                chosen.append(competency)
        return chosen
