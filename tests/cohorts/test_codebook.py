import csv
import re
from io import StringIO

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.cohorts import codebook, data_export
from assessments.files import spss
from assessments.files.csv_files import csv_text
from assessments.files.spss import Variable
from assessments.models import Band, ScalePosition
from competencies.models import Domain
from tests.cohorts.test_data_export import TEXT, runs_as_formula
from tests.factories import make_cohort, make_questionnaire

# What a text in quotes may hold: anything, and a quote doubled.
QUOTED = r"'(?:[^'\n]|'')*'"


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


def commands(text):
    """Each ends with a full stop at the end of a line and starts at the margin."""
    return re.split(r"(?<=\.)\n(?=\S|\Z)", text.removeprefix("\ufeff"))[:-1]


def words(variable_or_values, text):
    """The labels behind a name or a code, their pieces put together."""
    [found] = re.findall(
        rf"(?:/|\s){re.escape(variable_or_values)} ({QUOTED}(?:\s+\+ {QUOTED})*)", text
    )
    return "".join(
        piece[1:-1].replace("''", "'") for piece in re.findall(QUOTED, found)
    )


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


def test_row_is_told_by_its_words(cohort):
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


# --- SPSS: a cohort's syntax ------------------------------------------------------------------------------
def test_syntax_reads_the_columns_of_the_file(cohort):
    get_data = commands(syntax(cohort))[2]
    names = re.findall(r"^    (\w+) [AF][\d.]+", get_data, flags=re.M)

    assert names == data_export.columns(cohort)
    for part in [
        "/FILE='results.csv'",
        "/ENCODING='UTF8'",
        "/FIRSTCASE=2",
        '/DELIMITERS=","',
        "/QUALIFIER='\"'",
    ]:
        assert part in get_data


def test_syntax_is_these_commands(cohort):
    heads = [
        re.match(r"[*A-Z ]+", command)[0].strip()
        for command in commands(syntax(cohort))
    ]

    assert [heads[0], *dict.fromkeys(heads[2:])] == [
        "* E",
        "GET DATA",
        "FILE LABEL",
        "VARIABLE LABELS",
        "VALUE LABELS",
        "VARIABLE LEVEL",
        "EXECUTE",
    ]


def test_syntax_labels_every_variable(cohort):
    [labels] = [
        command
        for command in commands(syntax(cohort))
        if command.startswith("VARIABLE LABELS")
    ]
    told = {name: words(name, labels) for name in data_export.columns(cohort)}

    assert told == {name: line["label"] for name, line in table(cohort).items()}


def test_syntax_labels_values(anonymous):
    found = [
        command
        for command in commands(syntax(anonymous, "zh-hans"))
        if command.startswith("VALUE LABELS")
    ]
    by_variables = {command.split("\n")[0]: command for command in found}

    assert words("2", by_variables["VALUE LABELS p01 TO p04"]) == "Place 2 [zh_hans]"
    assert (
        words("'high'", by_variables["VALUE LABELS band"])
        == "80–100 Title high [zh_hans]"
    )
    assert words("'en'", by_variables["VALUE LABELS language"]) == "English"
    assert {"VALUE LABELS r01 TO r04", "VALUE LABELS as_oneself"} < by_variables.keys()


def test_formats_hold_the_longest_values(cohort):
    formats = {variable.name: variable for variable in codebook.variables(cohort)}

    assert formats["name"].width >= len(("'" + "😀" * 80).encode())
    assert formats["flags"].width >= len(" ".join(codebook.LABELS))
    assert formats["score"].format == "F3.0"
    assert formats["p01"].format == "F1.0"
    assert formats["band"].format == "A20"


def test_file_name_with_a_quote_stays_one_text(cohort):
    assert "/FILE='Ada''s class.csv'" in syntax(cohort, file="Ada's class.csv")


# --- SPSS: the language -----------------------------------------------------------------------------------
def syntax_of(*variables, note="Note"):
    return spss.syntax(variables, file="a.csv", title="Title", note=note)


@given(
    label=st.text(max_size=400),
    code=st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
)
def test_any_label_keeps_within_the_limits(label, code):
    text = syntax_of(Variable("x", label, 20, is_text=True, values={code: label}))
    lines = text.splitlines()

    assert text.startswith("\ufeff* Encoding: UTF-8.\n")
    assert max(len(line.encode()) for line in lines) <= 256
    assert [line for line in lines if re.sub(QUOTED, "", line).count("'")] == []


@given(label=st.text(min_size=1, max_size=400))
def test_label_is_cut_but_not_changed(label):
    plain = " ".join(label.split())
    cut = spss.cut(label, 120)

    assert len(cut.encode()) <= 120
    assert cut == plain or plain.startswith(cut.removesuffix("…").rstrip())


@given(text=st.text(max_size=300))
def test_pieces_make_the_label_again(text):
    told = spss.literal(text, 2000)
    pieces = [line.removeprefix("    + ") for line in told.split("\n")]

    assert "".join(piece[1:-1].replace("''", "'") for piece in pieces) == " ".join(
        text.split()
    )


def test_quotes_are_doubled():
    assert spss.quoted("Ada's 'own'") == "'Ada''s ''own'''"


def test_note_is_one_line_and_ends_the_comment():
    assert (
        syntax_of(Variable("x", "X", 1), note="Two\nlines.").split("\n")[1]
        == "* Two lines."
    )


def test_neighbours_share_their_labels():
    text = syntax_of(
        *(Variable(name, name, 1, values={1: "one"}) for name in ("a", "b", "c")),
        Variable("d", "d", 1),
    )

    assert "VALUE LABELS a TO c\n  1 'one'." in text
    assert "VARIABLE LEVEL a TO d (SCALE)." in text


def test_cells_with_several_codes_get_no_value_labels():
    text = syntax_of(
        Variable(
            "flags", "Flags", 9, is_text=True, several=True, values={"fast": "quick"}
        )
    )

    assert "VALUE LABELS" not in text
