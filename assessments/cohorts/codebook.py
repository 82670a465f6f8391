"""What the columns of a cohort's results mean, in the current language: as a table, and
as SPSS syntax.
"""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.cohorts.data_export import attempt_columns, columns, row_columns
from assessments.files import spss
from assessments.files.spreadsheet_cells import safe_cell
from assessments.files.spss import NOMINAL, ORDINAL, SCALE, Variable
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
# Column → label, width in bytes.
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
# Column → label, width in digits.
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

Values = Mapping[str | int, str]


def table(cohort: Cohort) -> Iterator[list[str]]:
    """Yield a line for each column of the results, behind the header; formula-safe."""
    for variable in variables(cohort):
        values = [f"{code} = {label}" for code, label in variable.values.items()]
        yield [
            safe_cell(variable.name),
            safe_cell(variable.label),
            safe_cell("; ".join(values)),
        ]


def syntax(cohort: Cohort, file: str) -> str:
    """Return SPSS syntax for the results saved under the name `file`."""
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
    """Return a variable for each of `data_export.columns`, in their order."""
    questionnaire = cohort.questionnaire
    rows = list(questionnaire.rows.all())
    known = [
        *_attempt_variables(cohort),
        *_point_variables(questionnaire, rows),
        *_position_variables(questionnaire, rows),
    ]
    by_name = {variable.name: variable for variable in known}
    return [by_name[name] for name in columns(cohort)]


# --- an attempt -----------------------------------------------------------------------
def _attempt_variables(cohort: Cohort) -> Iterator[Variable]:
    values = _values_by_column(cohort)
    for name, (label, width) in TEXTS.items():
        yield Variable(
            name,
            str(label),
            width,
            level=NOMINAL,
            is_text=True,
            several=name == "flags",
            values=values.get(name, {}),
        )
    for name, (label, width) in NUMBERS.items():
        yield Variable(
            name,
            str(label),
            width,
            level=NOMINAL if name in values else SCALE,
            values=values.get(name, {}),
        )

    domain_names = {domain.key: domain.name for domain in Domain.objects.all()}
    for key in DOMAINS:
        domain_name = domain_names.get(key, key)
        label = _("%(domain)s: score out of 100") % {"domain": domain_name}
        yield Variable(key, label, width=3)


def _values_by_column(cohort: Cohort) -> dict[str, Values]:
    """Return column → code → label, as far as the cohort's file can hold the code."""
    is_named = "submitted_at" in attempt_columns(cohort)

    languages = dict(settings.LANGUAGES)
    if not is_named:
        languages[""] = _("more than one")

    bands = {}
    for band in cohort.questionnaire.bands.order_by("order"):
        bands[band.key] = str(band)

    flags = {code: str(label) for code, label in LABELS.items()}
    if not is_named:
        del flags[FAST]

    return {
        "language": languages,
        "band": bands,
        "flags": flags,
        "mixed_languages": {0: _("no"), 1: _("yes")},
        "as_oneself": {
            0: _("not quite as they really are"),
            1: _("as they really are"),
        },
    }


# --- rows -----------------------------------------------------------------------------
def _point_variables(
    questionnaire: Questionnaire, rows: list[Row]
) -> Iterator[Variable]:
    most = questionnaire.scale.count()
    values = {1: _("farthest from the service side")}
    if most % 2:
        values[(most + 1) // 2] = _("in the middle")
    values[most] = _("nearest to the service side")

    labels = []
    for row in rows:
        label = _("Row %(number)s, points: %(stem)s – %(sentence)s") % {
            "number": row.number,
            "stem": row.stem,
            "sentence": row.service_sentence,
        }
        labels.append(label)
    return _row_variables("r", labels, values)


def _position_variables(
    questionnaire: Questionnaire, rows: list[Row]
) -> Iterator[Variable]:
    values = {place.value: place.label for place in questionnaire.scale.all()}

    labels = []
    for row in rows:
        label = _(
            "Row %(number)s, place ticked: left “%(left)s”, right “%(right)s”"
        ) % {"number": row.number, "left": row.left, "right": row.right}
        labels.append(label)
    return _row_variables("p", labels, values)


def _row_variables(
    letter: str, labels: list[str], values: Values
) -> Iterator[Variable]:
    digits = len(str(scoring.MOST_POSITIONS))
    names = row_columns(letter, len(labels))
    for name, label in zip(names, labels):
        yield Variable(name, label, digits, level=ORDINAL, values=values)
