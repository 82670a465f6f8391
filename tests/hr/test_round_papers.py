import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from assessments.models import DocumentArchive
from assessments.screening import access_log, decisions
from assessments.sittings import signed_links
from tests.documents.pdf_reading import text_of
from tests.hr.round_pages import at, opened, told, words
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import make_applicant, make_invited
from tests.staff.history_lines import lines_of


@pytest.fixture
def person(hr, cohort):
    """Whose page the lead has opened."""
    person = make_applicant(cohort, "51515151")
    opened(hr, cohort, person)
    return person


def take(client, person, kind):
    return client.post(at(person.cohort, "paper", person, kind))


# --- one applicant's ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "part"),
    [("result", "20 / 100"), ("guide", "How is problem-solving?"), ("record", TEXT)],
)
def test_paper_is_a_pdf_with_the_applicant_s_name(hr, cast, person, kind, part):
    decide(person, cast.hr)
    response = take(hr, person, kind)

    assert (
        response["Content-Disposition"]
        == f'attachment; filename="Ann Applicant {kind}.pdf"'
    )
    assert part in " ".join(text_of(response.content).split())


@pytest.mark.parametrize("kind", ["result", "guide", "record"])
def test_paper_of_somebody_not_opened_is_not_made(reader, person, kind):
    assert take(reader, person, kind).url == at(person.cohort, "applicant", person)


def test_whoever_is_taken_as_a_file_reads_it(hr, person):
    for _ in range(2):
        take(hr, person, "result")

    assert [look.kind for look in access_log.entries_shown_to(person)] == [
        "your result as a file",
        "your answers and your result",
    ]


def test_paper_cannot_be_had_by_address_alone(hr, person):
    assert hr.get(at(person.cohort, "paper", person, "result")).status_code == 405


def test_result_that_there_is_not_is_told(hr, cohort):
    person = make_invited(cohort)
    opened(hr, cohort, person)

    assert told(hr.get(take(hr, person, "result").url)) == [
        "Nothing has been submitted yet."
    ]


def test_name_with_marks_and_signs_is_a_file_name_all_the_same(hr, cohort):
    person = make_applicant(cohort, name='王芳 "Ann"\u2028/..')
    opened(hr, cohort, person)

    assert (
        take(hr, person, "result")
        .headers["Content-Disposition"]
        .startswith("attachment; filename")
    )


# --- a round's ----------------------------------------------------------------------------------------
def order(client, cohort, kind="results", nonce=None):
    return client.post(
        at(cohort, "archive_order"),
        {"kind": kind, "nonce": nonce or signed_links.new_form_nonce()},
        follow=True,
    )


@pytest.fixture
def ordered(hr, cohort, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order(hr, cohort)
    return DocumentArchive.objects.get()


def test_archive_is_ordered_made_and_taken(hr, cohort, ordered):
    response = hr.post(at(cohort, "archive", ordered))

    assert zipfile.ZipFile(BytesIO(response.content)).namelist() == [
        "Ann Applicant result.pdf"
    ]
    assert "Download (1 PDF)" in words(hr.get(at(cohort, "archives")))


def test_double_press_orders_once(hr, cohort, person):
    nonce = hr.get(at(cohort, "archives")).context["nonce"]
    for _ in range(2):
        order(hr, cohort, nonce=nonce)

    assert DocumentArchive.objects.count() == 1
    assert LogEntry.objects.count() == 1


def test_going_back_and_choosing_other_papers_is_told(hr, cohort, person):
    nonce = signed_links.new_form_nonce()
    order(hr, cohort, "results", nonce)
    response = order(hr, cohort, "guides", nonce)

    assert told(response) == [
        "Please choose what you need and press the button once more."
    ]
    assert DocumentArchive.objects.get().kind == "results"


@pytest.mark.parametrize("data", [{"kind": "answers"}, {"nonce": "forged"}])
def test_order_that_cannot_be_makes_nothing(hr, cohort, data):
    hr.post(
        at(cohort, "archive_order"),
        {"kind": "results", "nonce": signed_links.new_form_nonce()} | data,
    )

    assert not DocumentArchive.objects.exists()


def test_everybody_in_an_archive_of_results_reads_it(hr, cohort, person, ordered):
    hr.post(at(cohort, "archive", ordered))

    assert access_log.entries_shown_to(person)[0].kind == "your result as a file"


def test_everybody_in_an_archive_of_guides_reads_it(hr, cohort, person, ordered):
    DocumentArchive.objects.update(kind="guides")
    hr.post(at(cohort, "archive", ordered))

    assert (
        access_log.entries_shown_to(person)[0].kind
        == "the interview guide with rows of yours"
    )


def test_archive_of_records_shows_nothing_that_was_answered(
    hr, cohort, person, ordered
):
    DocumentArchive.objects.update(kind="records")
    hr.post(at(cohort, "archive", ordered))

    assert [look.kind for look in access_log.entries_shown_to(person)] == [
        "your answers and your result"
    ]


def test_whoever_is_not_in_an_archive_has_not_been_looked_at(hr, cohort, ordered):
    # Submitted before the worker took it up, and missing all the same.
    other = make_applicant(cohort, now=timezone.now() - timedelta(days=1))
    hr.post(at(cohort, "archive", ordered))

    assert access_log.entries_shown_to(other) == []


def test_archive_goes_with_whoever_withdraws(hr, cohort, person, ordered):
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert hr.post(at(cohort, "archive", ordered)).status_code == 404


def test_archive_is_for_whoever_ordered_it(reader, cohort, ordered):
    assert reader.post(at(cohort, "archive", ordered)).status_code == 404
    assert reader.get(at(cohort, "archives")).context["archives"] == []


@pytest.mark.parametrize("state", ["waiting", "working", "failed"])
def test_archive_that_is_not_ready_is_not_given_out(hr, cohort, ordered, state):
    DocumentArchive.objects.update(state=state)

    assert hr.post(at(cohort, "archive", ordered)).status_code == 404


@pytest.mark.parametrize(
    ("state", "told"),
    [("working", "being made 0 / 3"), ("failed", "This did not work.")],
)
def test_page_and_its_live_part_tell_how_far_it_is(hr, cohort, ordered, state, told):
    DocumentArchive.objects.update(state=state, done=0, total=3)

    assert [
        told in words(hr.get(at(cohort, name)))
        for name in ("archives", "archives_live")
    ] == [True, True]


def test_live_part_is_asked_for_while_something_is_made(hr, cohort, ordered):
    assert b"data-refresh" not in hr.get(at(cohort, "archives")).content
    DocumentArchive.objects.update(state="waiting")

    assert b"data-refresh" in hr.get(at(cohort, "archives")).content


def test_ordering_and_taking_are_in_the_history_without_names(hr, cohort, ordered):
    hr.post(at(cohort, "archive", ordered))

    assert lines_of(cohort) == [
        "Ordered: papers, results of all applicants",
        "Downloaded: papers, results of all applicants",
    ]


def test_page_does_not_read_the_files(
    hr, cohort, ordered, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as queries:
        hr.get(at(cohort, "archives"))

    assert [
        query["sql"] for query in queries if '"archive"."file"' in query["sql"]
    ] == []
