"""A list of learners, pasted or uploaded, and how it is carried through the preview."""

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.files.learner_lists import Line, from_file, from_text
from assessments.files.list_rows import LONGEST_NAME, LONGEST_NUMBER
from assessments.staff.forms.pasted_list import UNREADABLE, PastedListForm, seal, unseal

SALT = "learner-list"

PROBLEMS = {
    "no-name": _("The name is missing. Write it before the number."),
    "control": _(
        "There is a character in it that cannot be read. Type the name and the number again."
    ),
    "long-name": format_lazy(
        _("The name is too long: up to {most} characters. Shorten it."),
        most=LONGEST_NAME,
    ),
    "long-number": format_lazy(
        _("The number is too long: up to {most} characters. Shorten it."),
        most=LONGEST_NUMBER,
    ),
    "same-name": _(
        "This name is here more than once. Give each of them a number, so that they can be told apart."
    ),
    "same-number": _(
        "This number belongs to several names here. Give each learner a number of their own."
    ),
    "repeated": _(
        "This learner is on the list already, further up. Take one of the lines out."
    ),
}


class LearnerListForm(PastedListForm):
    read_text = staticmethod(from_text)
    read_file = staticmethod(from_file)
    unreadable = UNREADABLE | {
        "empty": _(
            "There is no learner in it. Write one learner a line, the name first."
        ),
        "lines": _(
            "These are too many learners: up to %(learners)s can be added at once. Split the list."
        ),
    }
    how_to_paste = _(
        "One learner a line: the name and, if you use one, a number, separated by a tab, comma or semicolon. "
        "Two columns copied from a spreadsheet are fine."
    )


def sealed(lines: Sequence[Line], *, cohort_pk: int) -> str:
    rows = [(line.place, line.name, line.number) for line in lines]
    return seal({"lines": rows}, cohort_pk=cohort_pk, salt=SALT)


def unsealed(text: str, *, cohort_pk: int) -> list[Line]:
    """Return the lines that were sealed. Raises `ValidationError`, see `unseal`."""
    content = unseal(text, cohort_pk=cohort_pk, salt=SALT)
    return [
        Line(place=place, name=name, number=number)
        for place, name, number in content["lines"]
    ]
