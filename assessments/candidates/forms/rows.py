"""The form of one page of the test: up to five rows, each a group of native radios."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.models import Row, ScalePosition


class RowField(forms.TypedChoiceField):
    """A row to answer. Optional for the form: whether an answer is missing is known
    only once the page is saved.
    """

    widget = forms.RadioSelect

    def __init__(self, row: Row, scale: Sequence[ScalePosition]) -> None:
        self.row = row
        self.scale = scale
        choices = [(place.value, place.label) for place in scale]
        wrong = _("Row %(number)s: this is not one of the positions offered.") % {
            "number": row.number
        }
        super().__init__(
            label=row.stem,
            choices=choices,
            coerce=int,
            empty_value=0,
            required=False,
            error_messages={"invalid_choice": wrong},
        )


class RowsForm(forms.Form):
    """`data` may carry `row-7=3` for the rows of this page; `given` are the screen
    positions that are good.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        scale: Sequence[ScalePosition],
        data: QueryDict | None,
        answers: str,
    ) -> None:
        self.rows = rows
        super().__init__(data)
        for row in rows:
            self.fields[name_of(row.number)] = RowField(row, scale)
        self.show(answers)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            *(Field(name, template="candidates/_row.html") for name in self.fields)
        )

    def show(self, answers: str) -> None:
        """What is stored is what is checked: another tab may have answered a row that
        this one left blank.
        """
        for row in self.rows:
            self.fields[name_of(row.number)].checked = answers[row.number - 1]

    def clean(self) -> None:
        for row in self.rows:
            if len(self.data.getlist(name_of(row.number))) > 1:
                self.add_error(
                    name_of(row.number),
                    _("Row %(number)s: choose one position.") % {"number": row.number},
                )

    @property
    def given(self) -> dict[int, int]:
        """Row number → position, for the rows of this page that were given a good
        value.
        """
        return {
            row.number: value
            for row in self.rows
            if (value := self.cleaned_data.get(name_of(row.number)))
        }

    def changes_since(self, served: str) -> dict[int, int]:
        """`given` without what the page already showed when it was served: one digit
        per row of the page.
        """
        shown = dict(zip((row.number for row in self.rows), served))
        return {
            number: value
            for number, value in self.given.items()
            if str(value) != shown.get(number)
        }

    @property
    def problems(self) -> list[tuple[int, str]]:
        """(row number, message) of the rows at fault, in the order of the rows."""
        at_fault = [
            row.number for row in self.rows if name_of(row.number) in self.errors
        ]
        return [(number, self.errors[name_of(number)][0]) for number in at_fault]

    @property
    def first_problem(self) -> int | None:
        return self.problems[0][0] if self.is_bound and self.problems else None

    def report_missing(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if name_of(number) not in self.errors:
                self.add_error(
                    name_of(number),
                    _("Row %(number)s: please choose a position.") % {"number": number},
                )


def name_of(number: int) -> str:
    return f"row-{number}"
