"""What the columns of a cohort's results mean, in the current language: as a table, and
as SPSS syntax.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.cohorts.data_export import columns, facts, row_names
from assessments.files import spss
from assessments.files.spreadsheet_cells import safe_cell
from assessments.files.spss import NOMINAL, ORDINAL, Variable
from assessments.measurement import scoring
from assessments.measurement.response_quality import FAST
from assessments.models import DOMAINS, Cohort, Questionnaire, Row
from assessments.sittings.quality_labels import LABELS
from competencies.models import Domain

HEADER = ("variable", "label", "values")
# UTF-8 takes four bytes at most for a character; an apostrophe may have been put before
# a name or number.
NAME_WIDTH = 4 * 80 + 1
NUMBER_WIDTH = 4 * 40 + 1
TIME_WIDTH = 25
# Label, digits or bytes, what kind of thing it is.
TEXTS = {
    "name": (gettext_lazy("Name"), NAME_WIDTH),
    "number": (gettext_lazy("Number on the list of learners"), NUMBER_WIDTH),
    "submitted_at": (
        gettext_lazy("Submitted at, with the offset of the cohort’s time zone"),
        TIME_WIDTH,
    ),
    "language": (gettext_lazy("Language of the test"), 10),
    "band": (gettext_lazy("Band of the score"), 20),
    "flags": (
        gettext_lazy("How it was answered: none, one or more of these codes"),
        100,
    ),
}
NUMBERS = {
    "attempt": (gettext_lazy("Which attempt of this person’s"), 5),
    "mixed_languages": (gettext_lazy("Answered in more than one language"), 1),
    "as_oneself": (gettext_lazy("Answered as they really are, by their own word"), 1),
    "score": (gettext_lazy("Score out of 100"), 3),
    "width": (
        gettext_lazy("Give or take: how sure the score is, in points of the score"),
        3,
    ),
    "raw_sum": (gettext_lazy("Sum of the points of all rows"), 4),
}


def table(cohort: Cohort) -> Iterator[list[str]]:
    """A line per column of the results, the header not among them; formula-safe."""
    for variable in variables(cohort):
        values = "; ".join(
            f"{code} = {label}" for code, label in variable.values.items()
        )
        yield [safe_cell(cell) for cell in (variable.name, variable.label, values)]


def syntax(cohort: Cohort, file: str) -> str:
    """SPSS syntax for the results saved under the name `file`."""
    note = _(
        "Make the folder with the results the working directory, or write the whole path behind FILE."
    )
    return spss.syntax(
        variables(cohort),
        file=file,
        title=f"{cohort.questionnaire} · {cohort}",
        note=note,
    )


def variables(cohort: Cohort) -> list[Variable]:
    """One for each of `cohort_exports.columns`, in their order."""
    rows = list(cohort.questionnaire.rows.all())
    known = (
        _facts(cohort)
        | _points(cohort.questionnaire, rows)
        | _positions(cohort.questionnaire, rows)
    )
    return [known[name] for name in columns(cohort)]


# --- facts of an attempt ------------------------------------------------------------------------------
def _facts(cohort: Cohort) -> dict[str, Variable]:
    values = _values(cohort)
    texts = [
        Variable(
            name,
            str(label),
            width,
            NOMINAL,
            True,
            name == "flags",
            values.get(name, {}),
        )
        for name, (label, width) in TEXTS.items()
    ]
    numbers = [
        Variable(
            name,
            str(label),
            width,
            NOMINAL if name in values else spss.SCALE,
            values=values.get(name, {}),
        )
        for name, (label, width) in NUMBERS.items()
    ]
    return {each.name: each for each in [*texts, *numbers, *_domains()]}


def _values(cohort: Cohort) -> dict[str, dict[str | int, str]]:
    named = "submitted_at" in facts(cohort)
    bands = cohort.questionnaire.bands.order_by("order")
    return {
        "language": dict(settings.LANGUAGES)
        | ({} if named else {"": _("more than one")}),
        "band": {band.key: str(band) for band in bands},
        "flags": {
            code: str(words) for code, words in LABELS.items() if named or code != FAST
        },
        "mixed_languages": {0: _("no"), 1: _("yes")},
        "as_oneself": {
            0: _("not quite as they really are"),
            1: _("as they really are"),
        },
    }


def _domains() -> list[Variable]:
    names = {domain.key: domain.name for domain in Domain.objects.all()}
    return [
        Variable(
            key,
            _("%(domain)s: score out of 100") % {"domain": names.get(key, key)},
            width=3,
        )
        for key in DOMAINS
    ]


# --- rows ---------------------------------------------------------------------------------------------
def _points(questionnaire: Questionnaire, rows: list[Row]) -> dict[str, Variable]:
    most = questionnaire.scale.count()
    values = {
        1: _("farthest from the service side"),
        most: _("nearest to the service side"),
    }
    if most % 2:
        values[(most + 1) // 2] = _("in the middle")
    labels = [
        _("Row %(number)s, points: %(stem)s – %(sentence)s")
        % {"number": row.number, "stem": row.stem, "sentence": row.service_sentence}
        for row in rows
    ]
    return _numbered("r", labels, dict(sorted(values.items())))


def _positions(questionnaire: Questionnaire, rows: list[Row]) -> dict[str, Variable]:
    values = {place.value: place.label for place in questionnaire.scale.all()}
    labels = [
        _("Row %(number)s, place ticked: left “%(left)s”, right “%(right)s”")
        % {"number": row.number, "left": row.left, "right": row.right}
        for row in rows
    ]
    return _numbered("p", labels, values)


def _numbered(
    letter: str, labels: list[str], values: dict[str | int, str]
) -> dict[str, Variable]:
    digits = len(str(scoring.MOST_POSITIONS))
    names = row_names(letter, len(labels))
    return {
        name: Variable(name, label, digits, ORDINAL, values=values)
        for name, label in zip(names, labels)
    }
