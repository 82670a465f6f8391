import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.cohorts import data_export
from assessments.cohorts.summary import POOLED, CohortSummary
from assessments.files import csv_files
from assessments.files.csv_files import csv_text
from assessments.files.xlsx_files import workbook
from assessments.models import DOMAINS, Attempt, Participant
from assessments.privacy.erasure import erase
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import response_counts
from tests.factories import make_cohort, make_questionnaire
from tests.sittings.answering import answer_again, answer_in_two_languages
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db

ANSWERS = ["5342", "1111", "5555", "2345", "3333"]
STARTS = st.sampled_from(
    ["", " ", "\t", "\r", "\u200b", "=", "+", "-", "@", "＝", "＋", "－", "＠"]
)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# Where Excel separates by semicolons, a text may begin several cells.
TEXT = st.builds(
    lambda *parts: "".join(parts),
    STARTS,
    ANY,
    st.sampled_from(["", ";", "\t", "; ", ';"']),
    STARTS,
    ANY,
)


def named(**changes):
    return make_cohort(questionnaire=make_questionnaire(rows=4), **changes)


def anonymous(answers=(), **changes):
    cohort = named(names_asked=False, **changes)
    for number, answer_string in enumerate(answers):
        make_attempt(cohort, answer_string, now=NOW + timedelta(minutes=number))
    return cohort


def read(cohort):
    text = "".join(csv_text(data_export.columns(cohort), data_export.lines(cohort)))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:], newline="")))


def answers_of(lines):
    return ["".join(line[f"p{row:02}"] for row in range(1, 5)) for line in lines]


def runs_as_formula(cell):
    """Tell whether a spreadsheet takes the cell, or a part of it, for a formula.

    It passes over characters that do not show; others may separate cells.
    """
    if not isinstance(cell, str):
        return False
    shown = ""
    for character in cell:
        is_visible = character.isprintable() and not character.isspace()
        if is_visible or character in ";\t\r\n":
            shown += character
    begins_formula = re.match("\n*[=+@\t\r＝＋－＠-]", shown)
    has_formula_behind = re.search('[;\t\r\n]"*[=+@＝＋－＠-]', shown)
    return bool(begins_formula or has_formula_behind)


def without_apostrophes(text):
    """Take away the apostrophes in front of a cell or a formula."""
    return re.sub("'(?=[=+@＝＋－＠-])", "", text).removeprefix("'")


def quietly(test):
    return settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
    )(test)


# --- a cohort with names ----------------------------------------------------------------------------------
def test_line_says_what_an_attempt_is():
    cohort = named(time_zone="Asia/Shanghai")
    make_attempt(cohort, "5342", name="Ada")
    cohort.participants.update(number="S1")

    [line] = read(cohort)

    assert line["name"] == "Ada"
    assert line["number"] == "S1"
    assert line["attempt"] == "1"
    assert line["submitted_at"] == "2026-05-04T16:30:00+08:00"
    assert line["language"] == "en"
    assert line["score"] == "40"
    assert line["band"] == "low"
    assert [line[name] for name in ("r01", "r02", "r03", "r04")] == ["1", "3", "2", "2"]
    assert answers_of([line]) == ["5342"]


def test_file_says_what_is_stored():
    cohort = named()
    for answer_string in ANSWERS:
        make_attempt(cohort, answer_string, name=answer_string)

    read_back = [
        [line["name"], *(int(line[name]) for name in ("score", "raw_sum", *DOMAINS))]
        for line in read(cohort)
    ]

    stored = Attempt.objects.order_by("participant__name")

    assert read_back == [
        list(line)
        for line in stored.values_list(
            "participant__name", "total", "raw_sum", *DOMAINS
        )
    ]


def test_lines_are_by_name_and_then_by_attempt():
    cohort = named()
    for name in ("Zoë", "Ada"):
        answer_again(make_attempt(cohort, "5342", name=name))

    assert [(line["name"], line["attempt"]) for line in read(cohort)] == [
        ("Ada", "1"),
        ("Ada", "2"),
        ("Zoë", "1"),
        ("Zoë", "2"),
    ]


def test_drafts_other_cohorts_and_other_versions_are_left_out():
    cohort = named()
    make_attempt(cohort, "5342", name="Ada")
    make_attempt(cohort, "5342", submitted=False)
    make_attempt(named(), "5342")
    other = make_attempt(cohort, "5342")
    Attempt.objects.filter(pk=other.pk).update(
        questionnaire=make_questionnaire(rows=5), answers="53421"
    )

    assert [line["name"] for line in read(cohort)] == ["Ada"]


def test_columns_are_names_that_spss_takes():
    names = data_export.columns(named())

    assert len({name.casefold() for name in names}) == len(names)
    assert [
        name
        for name in names
        if not (name.isascii() and name.isidentifier() and len(name) <= 32)
    ] == []


def test_rows_beyond_ninety_nine_have_three_digits():
    assert data_export.row_columns("r", 100)[::99] == ["r001", "r100"]


def test_line_says_that_languages_were_mixed():
    cohort = named()
    answer_in_two_languages(cohort)
    [line] = read(cohort)

    assert line["language"] == "en"
    assert line["mixed_languages"] == "1"
    assert line["as_oneself"] == "1"


def test_notes_are_codes_joined_by_blanks():
    cohort = named()
    make_attempt(cohort, "5342")
    Attempt.objects.update(flags={"flags": ["fast", "own_word"]})

    assert read(cohort)[0]["flags"] == "fast own_word"


def test_domain_that_the_test_has_no_rows_of_is_empty():
    cohort = named()
    make_attempt(cohort, "5342")
    Attempt.objects.update(skill=None)

    assert read(cohort)[0]["skill"] == ""


def test_extent_counts_lines_and_repeats():
    cohort = named()
    answer_again(make_attempt(cohort, "5342"))
    make_attempt(cohort, "5342", submitted=False)

    assert data_export.extent(cohort) == data_export.Extent(
        lines=2, repeats=1, waiting=False
    )


# --- an anonymous cohort ----------------------------------------------------------------------------------
def test_anonymous_file_has_nothing_of_person_or_time():
    columns = set(data_export.columns(anonymous()))

    assert columns & {"name", "number", "attempt", "submitted_at", "width"} == set()


def test_anonymous_file_says_nothing_of_speed():
    cohort = anonymous(ANSWERS)
    Attempt.objects.update(flags={"flags": ["fast", "pattern"]})

    assert {line["flags"] for line in read(cohort)} == {"pattern"}


@pytest.mark.parametrize("seed", range(3))
def test_order_of_submitting_leaves_no_trace(seed):
    shuffled = Random(seed).sample(ANSWERS * 2, 10)

    assert read(anonymous(shuffled)) == read(anonymous(ANSWERS * 2))


def test_equal_answers_leave_no_trace_of_their_order():
    cohort = anonymous(["3333"] * 5)
    reverse = anonymous(["3333"] * 5)
    for group, oneself in ((cohort, [True, False]), (reverse, [False, True])):
        for attempt, word in zip(group.attempts.order_by("pk"), oneself):
            Attempt.objects.filter(pk=attempt.pk).update(as_oneself=word)

    assert read(cohort) == read(reverse)


@pytest.mark.parametrize(
    ("submitted", "shown"), [(4, 0), (5, 5), (9, 5), (10, 10), (11, 10)]
)
def test_file_grows_by_five(submitted, shown):
    cohort = anonymous(islice(ANSWERS * 3, submitted))
    extent = data_export.extent(cohort)

    assert len(read(cohort)) == shown
    assert extent.lines == shown
    assert extent.waiting == (submitted > shown)


def test_newest_attempts_wait():
    cohort = anonymous([*ANSWERS, "4444"])

    assert sorted(answers_of(read(cohort))) == sorted(ANSWERS)


def test_file_grows_by_language():
    cohort = anonymous(ANSWERS)
    for number in range(4):
        make_attempt(
            cohort, "4444", language="zh-hant", now=NOW - timedelta(days=number)
        )

    assert {line["language"] for line in read(cohort)} == {"en"}


def test_mixed_attempts_are_a_group_without_a_language():
    cohort = anonymous(ANSWERS[:4])
    for each in ANSWERS:
        answer_in_two_languages(cohort, each)
    told = {(line["language"], line["mixed_languages"]) for line in read(cohort)}

    assert told == {("", "1")}
    assert len(read(cohort)) == 5


def test_repeats_are_left_out():
    cohort = anonymous(ANSWERS)
    answer_again(cohort.attempts.first(), "4444")

    assert len(read(cohort)) == 5


def test_file_holds_the_attempts_that_figures_hold():
    """After submissions in several languages and an erasing in the middle."""
    cohort = anonymous()
    random = Random(7)
    for number in range(60):
        answers = "".join(random.choices("12345", k=4))
        make_attempt(
            cohort,
            answers,
            language=random.choice(["en", "en", "zh-hans"]),
            now=NOW + timedelta(0, number),
        )
    erase(participant=cohort.participants.order_by("pk")[11], now=NOW)

    held = response_counts.count(
        answers_of(read(cohort)), key_of(cohort.questionnaire), DOMAINS
    )

    shown = CohortSummary(cohort).tally(POOLED)

    assert held.histogram == shown.histogram
    assert held.n == shown.n
    assert 0 < held.n < cohort.attempts.filter(release_batch__isnull=False).count()


# --- safe to open -----------------------------------------------------------------------------------------
@pytest.fixture
def somebody():
    cohort = named()
    make_attempt(cohort, "5342")
    return cohort


def test_no_cell_of_a_file_runs(somebody):
    @quietly
    @given(name=TEXT, number=TEXT)
    def holds(name, number):
        Participant.objects.update(name=name[:80], number=number[:40])
        [line] = data_export.lines(somebody)
        assert [cell for cell in line if runs_as_formula(cell)] == []
        assert [*map(without_apostrophes, line[:2])] == [
            *map(without_apostrophes, (name[:80], number[:40]))
        ]

    holds()


def test_file_gives_back_any_name(somebody):
    @quietly
    @given(name=TEXT)
    def holds(name):
        Participant.objects.update(name=name[:80])
        [line] = read(somebody)
        assert without_apostrophes(line["name"]) == without_apostrophes(name[:80])

    holds()


def test_numbers_stay_numbers(somebody):
    [line] = data_export.lines(somebody)
    told = dict(zip(data_export.columns(somebody), line))
    texts = {name for name, cell in told.items() if isinstance(cell, str)}

    assert texts == {"name", "number", "submitted_at", "language", "band", "flags"}


# --- workbooks --------------------------------------------------------------------------------------------
def opened(sheets):
    with workbook(sheets) as file:
        return load_workbook(file)


def test_workbook_holds_the_same_lines():
    cohort = named()
    for name in ("Ada", "=1+1", "https://example.org", "{=SUM(1)}"):
        make_attempt(cohort, "5342", name=name)
    lines = list(data_export.lines(cohort))

    sheet = opened([("results", [data_export.columns(cohort), *lines])])["results"]

    read_back = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

    assert read_back == [
        [None if cell == "" else cell for cell in line] for line in lines
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    assert [
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink
    ] == []


def test_workbook_has_its_sheets_in_order():
    book = opened([("results", [["score"], [60]]), ("codebook", [["variable"]])])

    assert book.sheetnames == ["results", "codebook"]
    assert book["results"]["A2"].value == 60


# --- large ones -------------------------------------------------------------------------------------------
@pytest.fixture
def in_twos(monkeypatch):
    monkeypatch.setattr(data_export, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(csv_files, "ROWS_AT_ONCE", 2)


@pytest.mark.parametrize("names_asked", [True, False])
def test_pieces_come_as_the_database_gives_them(
    in_twos, django_assert_num_queries, names_asked
):
    cohort = anonymous(ANSWERS, title="Large")
    cohort.names_asked = names_asked
    columns = data_export.columns(cohort)
    with django_assert_num_queries(1):
        pieces = list(csv_text(columns, data_export.lines(cohort)))

    assert [piece.count("\n") for piece in pieces] == [1, 2, 2, 1]


def test_no_piece_is_made_before_it_is_asked_for(django_assert_num_queries):
    cohort = anonymous(ANSWERS)
    columns = data_export.columns(cohort)
    with django_assert_num_queries(0):
        next(csv_text(columns, data_export.lines(cohort)))


def test_times_are_by_the_cohorts_clock():
    cohort = named(time_zone="Europe/London")
    make_attempt(cohort, "5342", now=datetime(2026, 1, 4, 23, 30, tzinfo=UTC))

    assert read(cohort)[0]["submitted_at"] == "2026-01-04T23:30:00+00:00"
