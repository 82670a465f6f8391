import csv
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import Attempt
from assessments.staff import downloads as files
from assessments.trainers.pages import downloads
from tests.factories import make_cohort
from tests.staff.history_lines import entries_of, lines_of
from tests.staff_factories import make_attempt

NAMES = ["results.csv", "results.xlsx", "codebook.csv", "results.sps"]


def page(cohort):
    return f"/admin/assessments/cohort/{cohort.pk}/download/"


def take(client, cohort, name="results.csv", **data):
    return client.post(f"{page(cohort)}{name}", data)


def body(response):
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content


def lines(response):
    text = body(response).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture
def cohort(cast):
    """Somebody has submitted in it."""
    make_attempt(cast.cohort, name="Ada")
    return cast.cohort


@pytest.fixture
def anonymous(cast):
    make_attempt(cast.cohort)
    return make_cohort(cast.trainer, title="Quiet", names_asked=False)


# --- who ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("trainer", 200),
        ("viewer", 200),
        ("other_trainer", 302),
        ("superuser", 302),
        ("hr", 403),
        ("editor", 403),
        ("plain", 302),
        ("anonymous", 302),
    ],
)
@pytest.mark.parametrize("file", NAMES)
def test_file_is_for_the_cohorts_own_staff(client, cast, cohort, name, status, file):
    user = getattr(cast, name)
    if user:
        client.force_login(user)
    response = take(client, cohort, file)

    is_in_plain_text = status == 200 and file == "results.csv"
    assert response.status_code == status
    assert (b"Ada" in body(response)) is is_in_plain_text
    assert LogEntry.objects.exists() is (status == 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("trainer", 200),
        ("viewer", 200),
        ("other_trainer", 302),
        ("hr", 403),
        ("editor", 403),
    ],
)
def test_page_is_for_the_cohorts_own_staff(client, cast, cohort, name, status):
    client.force_login(getattr(cast, name))

    assert client.get(page(cohort)).status_code == status


@pytest.mark.parametrize("file", [*NAMES, "other.csv"])
def test_nothing_is_taken_by_get(trainer_client, cohort, file):
    assert trainer_client.get(f"{page(cohort)}{file}").status_code == 405
    assert not LogEntry.objects.exists()


def test_file_that_does_not_exist_is_not_found(trainer_client, cohort):
    assert take(trainer_client, cohort, "answers.csv").status_code == 404
    assert not LogEntry.objects.exists()


def test_form_of_another_site_takes_nothing(cast, cohort):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.trainer)

    assert take(strict, cohort).status_code == 403


def test_history_says_who_took_what(client, cast, cohort):
    client.force_login(cast.viewer)
    for name in NAMES:
        body(take(client, cohort, name))

    assert {entry.user for entry in entries_of(cohort)} == {cast.viewer}
    assert lines_of(cohort) == [
        "Downloaded results.csv: 1 lines",
        "Downloaded results.xlsx: 1 lines",
        "Downloaded codebook.csv",
        "Downloaded results.sps",
    ]


# --- what ---------------------------------------------------------------------------------------------
def test_results_stream_and_say_how_many_lines(trainer_client, cohort):
    response = take(trainer_client, cohort)

    assert response.streaming is True
    assert response["X-Rows"] == "1"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert [line["name"] for line in lines(response)] == ["Ada"]


def test_workbook_has_results_and_codebook(trainer_client, cohort):
    response = take(trainer_client, cohort, "results.xlsx", language="zh-hant")
    book = load_workbook(BytesIO(body(response)))

    labels = [row[1].value for row in book["codebook"].iter_rows()]
    assert book["results"]["A2"].value == "Ada"
    assert "Stem 1 [zh_hant]" in labels[17]
    assert response["Content-Type"] == downloads.XLSX
    assert response["X-Rows"] == "1"


@pytest.mark.parametrize("name", ["codebook.csv", "results.sps"])
@pytest.mark.parametrize(
    ("language", "stem"),
    [("zh-hans", "Stem 1 [zh_hans]"), ("en", "Stem 1 –"), ("xx", "Stem 1 –")],
)
def test_labels_are_in_the_language_chosen(
    trainer_client, cohort, name, language, stem
):
    response = take(trainer_client, cohort, name, language=language)

    assert stem in body(response).decode()


def test_syntax_reads_the_file_by_the_name_it_is_saved_under(trainer_client, cohort):
    name = take(trainer_client, cohort)["Content-Disposition"].split('"')[1]

    syntax = body(take(trainer_client, cohort, "results.sps")).decode()
    assert f"/FILE='{name}'" in syntax


@pytest.mark.parametrize(
    ("title", "made_up", "name"),
    [
        ("Autumn class", False, "autumn-class-2026-05-04-results.csv"),
        ("../../etc/passwd\r\nX: 1", False, "etcpasswd-x-1-2026-05-04-results.csv"),
        ("春季班", True, "春季班-made-up-2026-05-04-results.csv"),
        ("???", False, "cohort-2026-05-04-results.csv"),
        ("班" * 120, False, f"{'班' * 40}-2026-05-04-results.csv"),
    ],
)
def test_file_name_is_safe(title, made_up, name):
    cohort = SimpleNamespace(title=title, is_synthetic=made_up)
    day = timezone.datetime(2026, 5, 4).date()

    assert files.file_name(cohort, "results.csv", day) == name


def test_name_in_chinese_arrives(trainer_client, cohort):
    cohort.title = "春季班"
    cohort.save()
    response = take(trainer_client, cohort)

    assert "filename*=utf-8''%E6%98%A5" in response["Content-Disposition"]


@pytest.mark.parametrize("more", [0, 20])
def test_file_takes_the_same_queries_at_any_length(
    trainer_client, cohort, more, django_assert_num_queries
):
    for number in range(more):
        make_attempt(cohort, name=f"Learner {number}")
    body(take(trainer_client, cohort))
    with django_assert_num_queries(11):
        body(take(trainer_client, cohort))


@pytest.mark.parametrize("more", [0, 20])
def test_page_takes_the_same_queries_at_any_length(
    trainer_client, cohort, more, django_assert_num_queries
):
    for number in range(more):
        make_attempt(cohort, name=f"Learner {number}")
    trainer_client.get(page(cohort))
    with django_assert_num_queries(9):
        trainer_client.get(page(cohort))


# --- when there is no file ----------------------------------------------------------------------------
def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("name", ["results.csv", "results.xlsx"])
def test_fewer_than_five_give_an_answer_and_no_file(trainer_client, anonymous, name):
    for _ in range(4):
        make_attempt(anonymous)
    response = trainer_client.post(f"{page(anonymous)}{name}", follow=True)

    assert response.redirect_chain == [(page(anonymous), 302)]
    assert messages_of(response) == [
        "This cohort is anonymous, and fewer than five have submitted in any one language: no file yet."
    ]
    assert not LogEntry.objects.exists()


def test_five_of_an_anonymous_cohort_are_a_file(trainer_client, anonymous):
    for _ in range(6):
        make_attempt(anonymous)
    response = take(trainer_client, anonymous)

    assert response["X-Rows"] == "5"
    assert len(lines(response)) == 5


def test_cohort_where_nobody_has_submitted_has_no_file(trainer_client, cast):
    response = trainer_client.post(f"{page(cast.cohort)}results.csv", follow=True)

    assert messages_of(response) == [
        "Nobody has submitted yet, so there is nothing to download."
    ]


def test_workbook_is_not_made_of_too_many_lines(trainer_client, cohort, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_IN_WORKBOOK", 0)
    response = trainer_client.post(f"{page(cohort)}results.xlsx", follow=True)

    assert messages_of(response) == [
        "There are too many lines for a workbook. Please take the CSV file."
    ]
    assert b"results.xlsx" not in trainer_client.get(page(cohort)).content


# --- the page -----------------------------------------------------------------------------------------
def test_page_offers_every_file(trainer_client, cohort):
    content = trainer_client.get(page(cohort)).content.decode()

    for name in NAMES:
        assert f'formaction="{page(cohort)}{name}"' in content
    assert "1 line: one for each submitted attempt, by name." in content


def test_page_of_an_anonymous_cohort_says_what_is_left_out(trainer_client, anonymous):
    for _ in range(6):
        make_attempt(anonymous)
    content = trainer_client.get(page(anonymous)).content.decode()

    assert "5 lines: one for each person" in content
    assert "so a few people are not in it" in content
    assert "no name, number or time, no repeats, no note on speed" in content


def test_page_of_an_anonymous_cohort_of_whole_fives_leaves_nobody_out(
    trainer_client, anonymous
):
    for _ in range(5):
        make_attempt(anonymous)
    content = trainer_client.get(page(anonymous)).content.decode()

    assert "a few people are not in it" not in content


def test_page_of_a_small_anonymous_cohort_offers_no_results(trainer_client, anonymous):
    make_attempt(anonymous)
    content = trainer_client.get(page(anonymous)).content.decode()

    assert "results.xlsx" not in content
    assert "fewer than five have submitted in any one language" in content


def test_reading_the_page_writes_nothing(trainer_client, cohort):
    trainer_client.get(page(cohort))

    assert Attempt.objects.count() == 1
    assert LogEntry.objects.count() == 0
