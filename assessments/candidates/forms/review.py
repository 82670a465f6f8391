"""The last question before submitting."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReviewForm(forms.Form):
    as_oneself = forms.TypedChoiceField(
        label=_("Did you answer as you really are?"),
        choices=[("yes", _("Yes")), ("no", _("Not quite"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": _(
                "Please say whether you answered as you really are. Both answers are fine."
            )
        },
    )
