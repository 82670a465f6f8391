"""What HR writes about an applicant: a note, ratings, a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.files.invisible_characters import visible_text
from assessments.models import Decision, Stage
from assessments.screening.decisions import LEAST_TEXT

RATINGS = [(value, str(value)) for value in range(1, 6)]


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note for the team"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant can download notes about them."),
    )


class InterviewSheetForm(forms.Form):
    """A rating and notes for each core question, notes for each follow-up.

    Everything may be left for later. `questions` is a `Guide`, `sheet` what the
    interviewer has saved so far.
    """

    note = forms.CharField(
        label=_("Notes on the whole"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, questions, sheet=None):
        initial = _saved_so_far(sheet) if sheet else None
        super().__init__(*args, initial=initial)
        self.questions = questions
        for question in questions.core:
            self.fields[f"value-{question.slug}"] = forms.TypedChoiceField(
                label=_("Rating"),
                choices=RATINGS,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )
        for question in (*questions.core, *questions.follow_ups):
            self.fields[f"note-{question.slug}"] = forms.CharField(
                label=_("Notes"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def core(self):
        """(question, field of its rating, field of its notes) of each core question."""
        return [
            (question, self[f"value-{question.slug}"], self[f"note-{question.slug}"])
            for question in self.questions.core
        ]

    @property
    def follow_ups(self):
        """(question, field of its notes) of each follow-up."""
        return [
            (question, self[f"note-{question.slug}"])
            for question in self.questions.follow_ups
        ]

    @property
    def values(self):
        return self._cleaned_by_slug("value-")

    @property
    def notes(self):
        return self._cleaned_by_slug("note-")

    def _cleaned_by_slug(self, prefix):
        cleaned = {}
        for name, value in self.cleaned_data.items():
            if name.startswith(prefix):
                cleaned[name.removeprefix(prefix)] = value
        return cleaned


def _saved_so_far(sheet):
    """Return what the form starts with, by field."""
    initial = {"note": sheet.note}
    for rating in sheet.ratings.all():
        slug = rating.competency.slug
        initial[f"value-{slug}"] = rating.value
        initial[f"note-{slug}"] = rating.note
    return initial


class DecisionForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("Decision"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = forms.ChoiceField(
        label=_("Main reason"),
        choices=Decision.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the main reason.")},
    )
    text = forms.CharField(
        label=_("The reason in words"),
        max_length=2000,
        min_length=LEAST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "At least 30 characters: what you saw or heard, so that somebody else could follow it later."
        ),
        error_messages={
            "required": _("Write the reason in words."),
            "min_length": _(
                "Write at least 30 characters, so that somebody else could follow it later."
            ),
        },
    )
    evidence = forms.MultipleChoiceField(
        label=_("What it rests on"),
        choices=Decision.Evidence.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "At least one other than the score: the score by itself decides nothing."
        ),
        error_messages={"required": _("Choose what the decision rests on.")},
    )
    corrects = forms.TypedChoiceField(
        label=_("Corrects an earlier entry"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(),
    )

    def __init__(self, *args, earlier, shows_stages, score_seen):
        """`earlier`: the entries about this applicant, named by what they decided only
        if `shows_stages`. Nobody's decision rests on a score they have not seen.
        """
        super().__init__(*args)
        if not score_seen:
            self._offer_no_score()
        if not earlier:
            del self.fields["corrects"]
            return

        choices = [("", _("no, it is a new decision"))]
        for entry in earlier:
            label = str(entry.sequence)
            if shows_stages and entry.stage:
                label = f"{label} · {entry.stage}"
            choices.append((entry.sequence, label))
        self.fields["corrects"].choices = choices

    def _offer_no_score(self):
        evidence = self.fields["evidence"]
        evidence.choices = [
            (value, label)
            for value, label in evidence.choices
            if value != Decision.Evidence.SCORE
        ]
        evidence.help_text = _("The score is not among these, for you had not seen it.")

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(visible_text(text)) < LEAST_TEXT:
            raise forms.ValidationError(
                self.fields["text"].error_messages["min_length"], code="min_length"
            )
        return text

    def clean_evidence(self):
        evidence = self.cleaned_data["evidence"]
        if evidence == [Decision.Evidence.SCORE]:
            raise forms.ValidationError(
                _("Choose at least one thing other than the score.")
            )
        return evidence
