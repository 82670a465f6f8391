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
    """Two boxes, neither ticked beforehand. `version` and `read_in` are the text that
    was on the page.

    `offered`: the languages of the round, for it is read in no other one.
    """

    processing = forms.BooleanField(error_messages={"required": NEEDED})
    sharing = forms.BooleanField(error_messages={"required": NEEDED})
    version = forms.IntegerField(widget=forms.HiddenInput)
    read_in = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args, wording, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["read_in"].choices = [
            each for each in settings.LANGUAGES if each[0] in offered
        ]
        self.fields["processing"].label = wording.processing
        self.fields["sharing"].label = wording.sharing


class Prose(forms.CharField):
    """A line's end counts once, as it does where the browser stops at the limit; it is
    sent as two characters.
    """

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class CommentForm(forms.Form):
    text = Prose(
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
