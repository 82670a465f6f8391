import csv
import re
from io import StringIO

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from assessments.cohorts import codebook, data_export
from assessments.files.csv_files import csv_text
from assessments.models import Band, ScalePosition
from competencies.models import Domain
from tests.cohorts.test_data_export import TEXT, runs_as_formula
from tests.factories import make_cohort, make_questionnaire
from tests.files.spss_reading import commands_in, commands_of_kind, label_of


def table(cohort, language="en"):
    with translation.override(language):
        text = "".join(csv_text(codebook.HEADER, codebook.table(cohort)))
    return {
        line["variable"]: line
        for line in csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    }


def syntax(cohort, language="en", file="results.csv"):
    with translation.override(language):
        return codebook.syntax(cohort, file)


@pytest.fixture
def cohort(db):
    return make_cohort(questionnaire=make_questionnaire(rows=4))


@pytest.fixture
def anonymous(db):
    return make_cohort(questionnaire=make_questionnaire(rows=4), names_asked=False)


# --- the table --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("names_asked", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_column_is_explained(cohort, names_asked, language):
    cohort.names_asked = names_asked
    explained = table(cohort, language)

    assert list(explained) == data_export.columns(cohort)
    assert [name for name, line in explained.items() if not line["label"]] == []


def test_label_of_a_row_has_its_words(cohort):
    lines = table(cohort)

    assert lines["r01"]["label"] == "Row 1, points: Stem 1 – Left 1"
    assert lines["r02"]["label"] == "Row 2, points: Stem 2 – Right 2"
    assert (
        lines["p01"]["label"] == "Row 1, place ticked: left “Left 1”, right “Right 1”"
    )
    assert (
        lines["p01"]["values"]
        == "1 = Place 1; 2 = Place 2; 3 = Place 3; 4 = Place 4; 5 = Place 5"
    )


def test_points_of_a_scale_without_a_middle_name_both_ends(db):
    cohort = make_cohort(questionnaire=make_questionnaire(rows=4, positions=4))

    assert (
        table(cohort)["r01"]["values"]
        == "1 = farthest from the service side; 4 = nearest to the service side"
    )


def test_words_are_in_the_language_asked_for(cohort):
    line = table(cohort, "zh-hant")

    assert "Stem 1 [zh_hant]" in line["r01"]["label"]
    assert "80–100 Title high [zh_hant]" in line["band"]["values"]


def test_anonymous_codebook_explains_no_note_on_speed(cohort, anonymous):
    assert "fast = " in table(cohort)["flags"]["values"]
    assert "fast = " not in table(anonymous)["flags"]["values"]


def test_no_cell_of_the_codebook_runs(cohort):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(word=TEXT)
    def holds(word):
        Domain.objects.update(name_en=word[:40])
        Band.objects.update(title_en=word)
        ScalePosition.objects.update(label_en=word[:60])
        with translation.override("en"):
            cells = [cell for line in codebook.table(cohort) for cell in line]
        assert [cell for cell in cells if runs_as_formula(cell)] == []

    holds()


# --- SPSS -------------------------------------------------------------------------------------------------
def test_syntax_reads_the_columns_of_the_file(cohort):
    [get_data] = commands_of_kind("GET DATA", syntax(cohort))

    names = re.findall(r"^    (\w+) [AF][\d.]+", get_data, flags=re.MULTILINE)
    assert names == data_export.columns(cohort)


@pytest.mark.parametrize(
    "part",
    [
        "/FILE='results.csv'",
        "/ENCODING='UTF8'",
        "/FIRSTCASE=2",
        '/DELIMITERS=","',
        "/QUALIFIER='\"'",
    ],
)
def test_syntax_reads_the_file_as_it_is_written(cohort, part):
    [get_data] = commands_of_kind("GET DATA", syntax(cohort))

    assert part in get_data


def test_syntax_is_these_commands(cohort):
    commands = commands_in(syntax(cohort))

    heads = [re.match(r"[*A-Z ]+", command)[0].strip() for command in commands]
    assert heads[0] == "* E"
    assert list(dict.fromkeys(heads[2:])) == [
        "GET DATA",
        "FILE LABEL",
        "VARIABLE LABELS",
        "VALUE LABELS",
        "VARIABLE LEVEL",
        "EXECUTE",
    ]


def test_syntax_labels_every_variable(cohort):
    [command] = commands_of_kind("VARIABLE LABELS", syntax(cohort))

    labels = {name: label_of(name, command) for name in data_export.columns(cohort)}
    assert labels == {name: line["label"] for name, line in table(cohort).items()}


def test_syntax_labels_values(anonymous):
    commands = commands_of_kind("VALUE LABELS", syntax(anonymous, "zh-hans"))

    by_variables = {command.split("\n")[0]: command for command in commands}
    positions = by_variables["VALUE LABELS p01 TO p04"]
    bands = by_variables["VALUE LABELS band"]
    languages = by_variables["VALUE LABELS language"]
    assert label_of("2", positions) == "Place 2 [zh_hans]"
    assert label_of("'high'", bands) == "80–100 Title high [zh_hans]"
    assert label_of("'en'", languages) == "English"
    assert "VALUE LABELS r01 TO r04" in by_variables
    assert "VALUE LABELS as_oneself" in by_variables


def test_formats_hold_the_longest_values(cohort):
    formats = {variable.name: variable for variable in codebook.variables(cohort)}

    assert formats["name"].width >= len(("'" + "😀" * 80).encode())
    assert formats["flags"].width >= len(" ".join(codebook.LABELS))
    assert formats["score"].format == "F3.0"
    assert formats["p01"].format == "F1.0"
    assert formats["band"].format == "A20"


def test_file_name_with_a_quote_stays_one_text(cohort):
    assert "/FILE='Ada''s class.csv'" in syntax(cohort, file="Ada's class.csv")
