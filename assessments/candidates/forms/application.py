"""What an applicant fills in beside the test: the agreement, a comment, groups."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.models import DeclaredGroups
from assessments.screening.comments import LONGEST_COMMENT

NEEDED = _(
    "Without this the test cannot be part of your application. You may also leave the page."
)
TOO_LONG = _(
    "There is room for %(limit_value)d characters, and these are %(show_value)d. Not saved yet: please shorten it."
)


class ConsentForm(forms.Form):
    """Two boxes, neither ticked beforehand.

    `version` and `read_in` say which text was on the page, in which language; it is
    read only in `offered`, the languages of the round.
    """

    processing = forms.BooleanField(error_messages={"required": NEEDED})
    sharing = forms.BooleanField(error_messages={"required": NEEDED})
    version = forms.IntegerField(widget=forms.HiddenInput)
    read_in = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args, wording, offered, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            language for language in settings.LANGUAGES if language[0] in offered
        ]
        self.fields["read_in"].choices = choices
        self.fields["processing"].label = wording.processing
        self.fields["sharing"].label = wording.sharing


class TextField(forms.CharField):
    """Counts a line end once, as the browser does, though it is sent as two characters."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class CommentForm(forms.Form):
    text = TextField(
        label=_("Your comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class GroupsForm(forms.Form):
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[("", _("I would rather not say")), *DeclaredGroups.Gender.choices],
    )
    age = forms.ChoiceField(
        label=_("Age"),
        required=False,
        choices=[("", _("I would rather not say")), *DeclaredGroups.Age.choices],
    )
