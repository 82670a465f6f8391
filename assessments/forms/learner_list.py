"""A list of learners, pasted or uploaded, and its way through the preview and back."""

from collections.abc import Sequence

from django import forms
from django.core import signing
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.learner_lists import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_BYTES,
    MOST_LINES,
    Line,
    Unreadable,
    from_file,
    from_text,
)

SALT = "learner-list"
LIMITS = {"megabytes": MOST_BYTES // 1_000_000, "learners": MOST_LINES}

UNREADABLE = {
    "empty": _("There is no learner in it. Write one learner a line, the name first."),
    "bytes": _("This is too large: a list may have up to %(megabytes)s MB. Split it, or keep only names and numbers."),
    "lines": _("These are too many learners: up to %(learners)s can be added at once. Split the list."),
    "encoding": _("This file is not a text that can be read. Save it as “CSV UTF-8” or as XLSX, or paste the list."),
    "workbook": _("This workbook cannot be opened. Save it as XLSX without a password, or paste the list."),
    "unpacked": _("This workbook holds too much. Copy the list alone into a new workbook, or paste it."),
}

PROBLEMS = {
    "no-name": _("The name is missing. Write it before the number."),
    "control": _("There is a character in it that cannot be read. Type the name and the number again."),
    "long-name": format_lazy(_("The name is too long: up to {most} characters. Shorten it."), most=LONGEST_NAME),
    "long-number": format_lazy(_("The number is too long: up to {most} characters. Shorten it."), most=LONGEST_NUMBER),
    "same-name": _("This name is here more than once. Give each of them a number, so that they can be told apart."),
    "same-number": _("This number belongs to several names here. Give each learner a number of their own."),
    "repeated": _("This learner is on the list already, further up. Take one of the lines out."),
}


class LearnerListForm(forms.Form):
    """`cleaned_data["lines"]` are the lines as they were read, those with problems too."""

    pasted = forms.CharField(
        label=_("Paste the list"),
        help_text=_(
            "One learner a line: the name and, if you use one, a number, separated by a tab, comma or semicolon. "
            "Two columns copied from a spreadsheet are fine."
        ),
        required=False,
        strip=False,  # leading blank lines count, and a leading tab is an empty name
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("CSV, text or XLSX (the first sheet)."),
        required=False,
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def clean(self) -> dict:
        pasted, file = self.cleaned_data.get("pasted", ""), self.cleaned_data.get("file")
        if self.errors:
            return self.cleaned_data
        if file and pasted.strip():
            self.add_error("file", _("Paste the list or choose a file, not both."))
        elif file or pasted.strip():
            self._read(pasted, file)
        else:
            self.add_error("pasted", _("Paste the list here, or choose a file."))
        return self.cleaned_data

    def _read(self, pasted, file) -> None:
        try:
            self.cleaned_data["lines"] = _from_upload(file) if file else from_text(pasted)
        except Unreadable as refusal:
            error = forms.ValidationError(UNREADABLE[refusal.code], code=refusal.code, params=LIMITS)
            self.add_error("file" if file else "pasted", error)


def sealed(lines: Sequence[Line], *, cohort_pk: int) -> str:
    """What a preview page carries, so that nothing is stored before it is confirmed."""
    rows = [(line.place, line.name, line.number) for line in lines]
    return signing.dumps({"cohort": cohort_pk, "lines": rows}, salt=SALT, compress=True)


def unsealed(text: str, *, cohort_pk: int) -> list[Line]:
    """Raises `ValidationError` if it was not sealed here, for this cohort."""
    broken = forms.ValidationError(_("The list could not be taken over from the preview. Add it again."), code="seal")
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature as forgery:
        raise broken from forgery
    if content["cohort"] != cohort_pk:
        raise broken
    return [Line(*row) for row in content["lines"]]


def _from_upload(file) -> list[Line]:
    if file.size > MOST_BYTES:
        raise Unreadable("bytes")
    return from_file(file.name, file.read())
