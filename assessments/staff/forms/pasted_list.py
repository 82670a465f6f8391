"""A list of people, pasted or uploaded, and how it is carried through the preview."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from assessments.files.list_rows import MOST_BYTES, MOST_LINES, Unreadable

LIMITS = {
    "megabytes": MOST_BYTES // 1_000_000,
    "learners": MOST_LINES,
    "applicants": MOST_LINES,
}

UNREADABLE = {
    "bytes": _(
        "This is too large: a list may have up to %(megabytes)s MB. Split it, or keep only names and numbers."
    ),
    "encoding": _(
        "This file is not a text that can be read. Save it as “CSV UTF-8” or as XLSX, or paste the list."
    ),
    "workbook": _(
        "This workbook cannot be opened. Save it as XLSX without a password, or paste the list."
    ),
    "unpacked": _(
        "This workbook holds too much. Copy the list alone into a new workbook, or paste it."
    ),
}

# A preview is read at once; names and addresses in a page left open must not stay
# good for ever.
SEAL_LASTS = timedelta(days=1)


class PastedListForm(forms.Form):
    """A form whose `cleaned_data["lines"]` are the lines read, those with problems too.

    Each kind of list says how it is read, and what `unreadable` says of one that cannot
    be.
    """

    read_text: Callable[[str], Sequence[Any]]
    read_file: Callable[[str, bytes], Sequence[Any]]
    unreadable: Mapping[str, Any] = UNREADABLE
    how_to_paste: Any = ""

    pasted = forms.CharField(
        label=_("Paste the list"),
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pasted"].help_text = self.how_to_paste

    def clean(self) -> dict:
        if self.errors:
            return self.cleaned_data
        pasted = self.cleaned_data.get("pasted", "")
        file = self.cleaned_data.get("file")
        if file and pasted.strip():
            self.add_error("file", _("Paste the list or choose a file, not both."))
        elif file:
            self._read("file", lambda: self._from_upload(file))
        elif pasted.strip():
            self._read("pasted", lambda: self.read_text(pasted))
        else:
            self.add_error("pasted", _("Paste the list here, or choose a file."))
        return self.cleaned_data

    def _read(self, field: str, read_lines: Callable[[], Sequence[Any]]) -> None:
        try:
            self.cleaned_data["lines"] = read_lines()
        except Unreadable as refusal:
            error = forms.ValidationError(
                self.unreadable[refusal.code], code=refusal.code, params=LIMITS
            )
            self.add_error(field, error)

    def _from_upload(self, file: UploadedFile) -> Sequence[Any]:
        if file.size > MOST_BYTES:
            raise Unreadable("bytes")
        return self.read_file(file.name, file.read())


def seal(content: Mapping[str, Any], *, cohort_pk: int, salt: str) -> str:
    """Sign what a preview page carries: nothing is stored before it is confirmed."""
    return signing.dumps({"cohort": cohort_pk, **content}, salt=salt, compress=True)


def unseal(text: str, *, cohort_pk: int, salt: str) -> dict[str, Any]:
    """Return what was sealed.

    Raises `ValidationError` if it was not sealed here, for this cohort, within a day.
    """
    broken = forms.ValidationError(
        _("The list could not be taken over from the preview. Add it again."),
        code="seal",
    )
    try:
        content = signing.loads(text, salt=salt, max_age=SEAL_LASTS)
    except signing.BadSignature as error:
        raise broken from error
    if content["cohort"] != cohort_pk:
        raise broken
    return content
