"""Coming in: the code of a cohort, and the name where a cohort asks for it."""

import unicodedata

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.files.typed_text import has_unprintable, tidy
from assessments.models.cohort import CODE_LENGTH


class _Plain(forms.Form):
    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = helper.disable_csrf = False
        helper.disable_csrf = True
        return helper


class CodeForm(_Plain):
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
        """People put spaces and dashes between its letters, and a Chinese keyboard
        writes them full-width.
        """
        plain = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        if code := "".join(filter(str.isalnum, plain)).upper():
            return code
        raise forms.ValidationError(self.fields["code"].error_messages["required"])


class NameForm(_Plain):
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
        """As in a list of learners: what cannot be seen is no name."""
        name = tidy(self.cleaned_data["name"])
        if not name or has_unprintable(name):
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        # Once more, for composing lengthens some names: one letter of Devanagari
        # becomes two.
        self.fields["name"].run_validators(name)
        return name
