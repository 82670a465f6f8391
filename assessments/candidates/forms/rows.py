"""The form of one page of the test: up to five rows, each a group of native radios."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.models import Row, ScalePosition


class RowField(forms.TypedChoiceField):
    """A row to answer.

    Optional for the form: whether an answer is missing is known only once the page is
    saved.
    """

    widget = forms.RadioSelect

    def __init__(self, row: Row, scale: Sequence[ScalePosition]) -> None:
        self.row = row
        self.scale = scale
        invalid_choice = _("Row %(number)s: this is not one of the positions offered.")
        super().__init__(
            label=row.stem,
            choices=[(place.value, place.label) for place in scale],
            coerce=int,
            empty_value=0,
            required=False,
            error_messages={"invalid_choice": invalid_choice % {"number": row.number}},
        )


class RowsForm(forms.Form):
    """The rows of one page. `data` may carry `row-7=3` for each of them."""

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
            self.fields[field_name_of(row.number)] = RowField(row, scale)
        self.show(answers)

        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        row_layouts = [
            Field(name, template="candidates/_row.html") for name in self.fields
        ]
        self.helper.layout = Layout(*row_layouts)

    def show(self, answers: str) -> None:
        """Check what is stored: another tab may have answered what is blank here."""
        for row in self.rows:
            self.fields[field_name_of(row.number)].checked = answers[row.number - 1]

    def clean(self) -> None:
        for row in self.rows:
            name = field_name_of(row.number)
            if len(self.data.getlist(name)) > 1:
                message = _("Row %(number)s: choose one position.")
                self.add_error(name, message % {"number": row.number})

    @property
    def given(self) -> dict[int, int]:
        """Return row number → screen position for the rows with a good value."""
        positions = {}
        for row in self.rows:
            position = self.cleaned_data.get(field_name_of(row.number))
            if position:
                positions[row.number] = position
        return positions

    def changes_since(self, served: str) -> dict[int, int]:
        """Return `given` without what the page showed when it was served.

        `served`: one digit per row of the page, 0 for none.
        """
        numbers = [row.number for row in self.rows]
        served_by_number = dict(zip(numbers, served))
        changes = {}
        for number, position in self.given.items():
            if str(position) != served_by_number.get(number):
                changes[number] = position
        return changes

    @property
    def problems(self) -> list[tuple[int, str]]:
        """Return (row number, message) of the rows at fault, in the order of rows."""
        problems = []
        for row in self.rows:
            messages = self.errors.get(field_name_of(row.number))
            if messages:
                problems.append((row.number, messages[0]))
        return problems

    @property
    def first_problem(self) -> int | None:
        """Return the number of the first row at fault."""
        if not self.is_bound or not self.problems:
            return None
        number, _message = self.problems[0]
        return number

    def report_missing(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            name = field_name_of(number)
            if name not in self.errors:
                message = _("Row %(number)s: please choose a position.")
                self.add_error(name, message % {"number": number})


def field_name_of(number: int) -> str:
    return f"row-{number}"
