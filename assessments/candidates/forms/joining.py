"""Coming in: the code of a cohort, and the name where a cohort asks for it."""

import unicodedata

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.files.typed_text import has_unprintable, tidy
from assessments.models.cohort import CODE_LENGTH


class BareForm(forms.Form):
    """A form that crispy-forms renders without the form element around it."""

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class CodeForm(BareForm):
    code = forms.CharField(
        label=_("The code of your group"),
        max_length=4 * CODE_LENGTH,
        help_text=_("It stands on the sheet on the wall, or your trainer tells you."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self):
        """Read a code with spaces and dashes in it, or in full-width letters."""
        plain = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        letters = [letter for letter in plain if letter.isalnum()]
        if not letters:
            required = self.fields["code"].error_messages["required"]
            raise forms.ValidationError(required)
        return "".join(letters).upper()


class NameForm(BareForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("The people who run this group see it beside your result."),
        error_messages={
            "required": _("Please give the name your trainer knows you by.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self):
        """Refuse a name that cannot be seen, as a list of learners does."""
        name = tidy(self.cleaned_data["name"])
        if not name or has_unprintable(name):
            required = self.fields["name"].error_messages["required"]
            raise forms.ValidationError(required)
        # Again, for composing lengthens some names: one letter of Devanagari becomes two.
        self.fields["name"].run_validators(name)
        return name
