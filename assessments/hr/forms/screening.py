"""What HR writes of an applicant: a note, ratings, a decision."""

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


class SheetForm(forms.Form):
    """A rating and notes for each core question, notes for each follow-up; everything
    may be left for later.
    """

    note = forms.CharField(
        label=_("Notes on the whole"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, core, follow_ups, **kwargs):
        super().__init__(*args, **kwargs)
        for slug in core:
            self.fields[f"value-{slug}"] = forms.TypedChoiceField(
                label=_("Rating"),
                choices=RATINGS,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )
        for slug in (*core, *follow_ups):
            self.fields[f"note-{slug}"] = forms.CharField(
                label=_("Notes"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def of(self, kind, slug):
        return self[f"{kind}-{slug}"]

    @property
    def values(self):
        return {
            name.removeprefix("value-"): value for name, value in self._named("value-")
        }

    @property
    def notes(self):
        return {
            name.removeprefix("note-"): value for name, value in self._named("note-")
        }

    def _named(self, prefix):
        return [
            (name, value)
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        ]


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

    def __init__(self, *args, earlier=(), score_seen=False, **kwargs):
        """`score_seen`: whether the log will say so; nobody's decision rests on what
        they have not seen.
        """
        super().__init__(*args, **kwargs)
        if not score_seen:
            self._offer_no_score()
        entries = [(entry.sequence, _entry(entry)) for entry in earlier]
        self.fields["corrects"].choices = [
            ("", _("no, it is a new decision")),
            *entries,
        ]
        if not entries:
            del self.fields["corrects"]

    def _offer_no_score(self):
        evidence = self.fields["evidence"]
        evidence.choices = [
            each for each in evidence.choices if each[0] != Decision.Evidence.SCORE
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


def _entry(line):
    """What it decided may still be hidden."""
    return " · ".join(filter(None, (str(line.sequence), str(line.stage))))
