"""A list of applicants, pasted or uploaded, and its way through the preview and back."""

from collections.abc import Sequence
from dataclasses import astuple

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.files.applicant_lists import Line, from_file, from_text
from assessments.files.email_addresses import is_address
from assessments.files.list_rows import LONGEST_NAME, LONGEST_NUMBER
from assessments.models import Application, ScreeningRound
from assessments.staff.forms.pasted_list import UNREADABLE, PastedListForm, seal, unseal
from assessments.staff.list_filters import offered_languages

SALT = "applicant-list"
NO_ADDRESS = _(
    "This is not an e-mail address. Correct it, for example ann@example.org."
)

PROBLEMS = {
    "no-name": _("The name is missing."),
    "no-email": _("The e-mail address is missing."),
    "control": _(
        "There is a character in it that cannot be read. Type the line again."
    ),
    "long-name": format_lazy(
        _("The name is too long: up to {most} characters. Shorten it."),
        most=LONGEST_NAME,
    ),
    "bad-email": NO_ADDRESS,
    "long-number": format_lazy(
        _("The external ID is too long: up to {most} characters. Shorten it."),
        most=LONGEST_NUMBER,
    ),
    "unknown-language": _(
        "This language is not known here. Write zh-hans, zh-hant or en, or leave it empty."
    ),
    "not-offered": _(
        "This round does not offer that language. Choose another, or leave it empty."
    ),
    "same-email": _(
        "This address is here with different names. Give each applicant an address of their own."
    ),
    "repeated": _(
        "This applicant is on the list already, further up. Take one of the lines out."
    ),
}


class ApplicantListForm(PastedListForm):
    read_text = staticmethod(from_text)
    read_file = staticmethod(from_file)
    unreadable = UNREADABLE | {
        "empty": _(
            "There is no applicant in it. Write one applicant a line: the name, then the e-mail address."
        ),
        "lines": _(
            "These are too many applicants: up to %(applicants)s can be invited at once. Split the list."
        ),
    }
    how_to_paste = _(
        "One applicant a line: name, e-mail, and if you like language and external ID, separated by a tab, comma or "
        "semicolon. Columns copied from a spreadsheet are fine."
    )
    language = forms.ChoiceField(
        label=_("Language where the list names none"),
        help_text=_(
            "The letters are written in it. Everybody may answer in any language of the round."
        ),
    )
    field_order = ["pasted", "file", "language"]

    def __init__(self, screening_round: ScreeningRound, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = offered_languages(screening_round)
        self.fields["language"].initial = get_language()


class AddressForm(forms.ModelForm):
    """Another e-mail address for an applicant."""

    class Meta:
        model = Application
        fields = ["email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if not is_address(email):
            raise forms.ValidationError(NO_ADDRESS, code="bad-email")
        return email


def sealed(lines: Sequence[Line], *, language: str, cohort_pk: int) -> str:
    """Sign a checked list for its way through the preview and back."""
    content = {"lines": [astuple(line) for line in lines], "language": language}
    return seal(content, cohort_pk=cohort_pk, salt=SALT)


def unsealed(text: str, *, cohort_pk: int) -> tuple[list[Line], str]:
    """Return the lines, and the language of those that name none.

    Raises `ValidationError`, see `unseal`.
    """
    content = unseal(text, cohort_pk=cohort_pk, salt=SALT)
    return [Line(*row) for row in content["lines"]], content["language"]
