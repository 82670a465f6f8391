import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from assessments.models import DocumentArchive
from assessments.screening import access_log, decisions
from assessments.sittings import signed_links
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of, open_applicant
from tests.screening_factories import make_applicant
from tests.staff.history_lines import lines_of


@pytest.fixture
def person(hr, screening_round):
    """Whose page the lead has opened."""
    person = make_applicant(screening_round, "51515151")
    open_applicant(hr, screening_round, person)
    return person


def order(client, screening_round, kind="results", nonce=None):
    return client.post(
        address_of(screening_round, "archive_order"),
        {"kind": kind, "nonce": nonce or signed_links.new_form_nonce()},
        follow=True,
    )


@pytest.fixture
def ordered(hr, screening_round, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order(hr, screening_round)
    return DocumentArchive.objects.get()


def test_archive_is_ordered_made_and_taken(hr, screening_round, ordered):
    response = hr.post(address_of(screening_round, "archive", ordered))

    assert zipfile.ZipFile(BytesIO(response.content)).namelist() == [
        "Ann Applicant result.pdf"
    ]
    assert "Download (1 PDF)" in words_on(
        hr.get(address_of(screening_round, "archives"))
    )


def test_double_press_orders_once(hr, screening_round, person):
    nonce = hr.get(address_of(screening_round, "archives")).context["nonce"]
    for _ in range(2):
        order(hr, screening_round, nonce=nonce)

    assert DocumentArchive.objects.count() == 1
    assert LogEntry.objects.count() == 1


def test_going_back_and_choosing_other_papers_is_told(hr, screening_round, person):
    nonce = signed_links.new_form_nonce()
    order(hr, screening_round, "results", nonce)
    response = order(hr, screening_round, "guides", nonce)

    assert messages_of(response) == [
        "Please choose what you need and press the button once more."
    ]
    assert DocumentArchive.objects.get().kind == "results"


@pytest.mark.parametrize("data", [{"kind": "answers"}, {"nonce": "forged"}])
def test_order_that_cannot_be_makes_nothing(hr, screening_round, data):
    hr.post(
        address_of(screening_round, "archive_order"),
        {"kind": "results", "nonce": signed_links.new_form_nonce()} | data,
    )

    assert not DocumentArchive.objects.exists()


def test_everybody_in_an_archive_of_results_reads_it(
    hr, screening_round, person, ordered
):
    hr.post(address_of(screening_round, "archive", ordered))

    assert access_log.entries_shown_to(person)[0].kind == "your result as a file"


def test_everybody_in_an_archive_of_guides_reads_it(
    hr, screening_round, person, ordered
):
    DocumentArchive.objects.update(kind="guides")
    hr.post(address_of(screening_round, "archive", ordered))

    assert (
        access_log.entries_shown_to(person)[0].kind
        == "the interview guide with rows of yours"
    )


def test_archive_of_records_shows_nothing_that_was_answered(
    hr, screening_round, person, ordered
):
    DocumentArchive.objects.update(kind="records")
    hr.post(address_of(screening_round, "archive", ordered))

    assert [entry.kind for entry in access_log.entries_shown_to(person)] == [
        "your answers and your result"
    ]


def test_nothing_is_logged_of_an_applicant_who_is_not_in_the_archive(
    hr, screening_round, ordered
):
    # Submitted before the worker took it up, and missing all the same.
    other = make_applicant(screening_round, now=timezone.now() - timedelta(days=1))
    hr.post(address_of(screening_round, "archive", ordered))

    assert access_log.entries_shown_to(other) == []


def test_archive_goes_with_whoever_withdraws(hr, screening_round, person, ordered):
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert hr.post(address_of(screening_round, "archive", ordered)).status_code == 404


def test_archive_is_for_whoever_ordered_it(reader, screening_round, ordered):
    assert (
        reader.post(address_of(screening_round, "archive", ordered)).status_code == 404
    )
    assert reader.get(address_of(screening_round, "archives")).context["archives"] == []


@pytest.mark.parametrize("state", ["waiting", "working", "failed"])
def test_archive_that_is_not_ready_is_not_given_out(
    hr, screening_round, ordered, state
):
    DocumentArchive.objects.update(state=state)

    assert hr.post(address_of(screening_round, "archive", ordered)).status_code == 404


@pytest.mark.parametrize(
    ("state", "progress"),
    [("working", "being made 0 / 3"), ("failed", "This did not work.")],
)
def test_page_and_its_live_part_tell_how_far_it_is(
    hr, screening_round, ordered, state, progress
):
    DocumentArchive.objects.update(state=state, done=0, total=3)

    assert [
        progress in words_on(hr.get(address_of(screening_round, name)))
        for name in ("archives", "archives_live")
    ] == [True, True]


def test_live_part_is_asked_for_while_something_is_made(hr, screening_round, ordered):
    assert (
        b"data-refresh" not in hr.get(address_of(screening_round, "archives")).content
    )
    DocumentArchive.objects.update(state="waiting")

    assert b"data-refresh" in hr.get(address_of(screening_round, "archives")).content


def test_ordering_and_taking_are_in_the_history_without_names(
    hr, screening_round, ordered
):
    hr.post(address_of(screening_round, "archive", ordered))

    assert lines_of(screening_round) == [
        "Ordered: papers, results of all applicants",
        "Downloaded: papers, results of all applicants",
    ]


def test_page_does_not_read_the_files(
    hr, screening_round, ordered, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as queries:
        hr.get(address_of(screening_round, "archives"))

    assert [
        query["sql"] for query in queries if '"archive"."file"' in query["sql"]
    ] == []
