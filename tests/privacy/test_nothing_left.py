"""Whoever is erased is nowhere in the database any more: no table, session, queued task
or line of the admin's history.

First that the search finds what is there, wherever it hides; then that it finds
nothing.
"""

import zipfile
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.mail import mailings, tasks
from assessments.models import (
    AccessLogEntry,
    Decision,
    DeclaredGroups,
    DocumentArchive,
    Participant,
)
from assessments.privacy import retention
from assessments.screening import (
    access_log,
    comments,
    decision_log,
    declared_groups,
)
from assessments.setup.roles import HR, ensure_roles
from assessments.sittings import signed_links
from tests.factories import make_core_competency, make_result_texts
from tests.mail.posting import DATABASE_QUEUE
from tests.privacy.leftovers import tables_with
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NAME = "林小棠"
EMAIL = "Lin.Xiaotang@example.org"
NUMBER = "EXT-40417"
ROUND_PAGES = "admin:assessments_screeninground_"
SAID = f"{NAME} ({EMAIL}, {NUMBER}) answered three letters of customers well."


def zipped(name, content):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, content)
    return file.getvalue()


def make_archive(cohort, user, file):
    facts = {
        "kind": "results",
        "language": "en",
        "nonce": "with a file",
        "state": "ready",
        "file": file,
    }
    return DocumentArchive.objects.create(
        cohort=cohort, made_by=user, created_at=timezone.now(), **facts
    )


# --- the search -------------------------------------------------------------------------------------------
def in_text():
    Participant.objects.create(
        name=f"Dr. {NAME}", start_nonce="one", created_at=timezone.now()
    )


def in_json():
    facts = {
        "args_kwargs": {"args": [f"To {NAME}"], "kwargs": {}},
        "run_after": timezone.now(),
    }
    DBTaskResult.objects.create(task_path="a.task", **facts)


def in_a_session():
    session = SessionStore()
    session["seen"] = [{"who": NAME}]
    session.create()


def in_bytes():
    make_archive(make_round(), make_person("hr"), f"… {NAME} …".encode())


def in_a_zip():
    make_archive(
        make_round(), make_person("hr"), zipped("papers.txt", f"… {NAME} …" * 50)
    )


def in_the_name_of_a_zipped_file():
    make_archive(make_round(), make_person("hr"), zipped(f"{NAME} result.pdf", "…"))


def in_the_history():
    LogEntry.objects.log_actions(
        make_person("hr").pk, [make_round()], CHANGE, change_message=f"About {NAME}"
    )


@pytest.mark.parametrize(
    ("hide", "place"),
    [
        (in_text, "assessments_participant.name"),
        (in_json, "django_tasks_database_dbtaskresult.args_kwargs"),
        (in_a_session, "django_session.session_data"),
        (in_bytes, "assessments_documentarchive.file"),
        (in_a_zip, "assessments_documentarchive.file"),
        (in_the_name_of_a_zipped_file, "assessments_documentarchive.file"),
        (in_the_history, "django_admin_log.change_message"),
    ],
)
def test_the_search_finds_what_hides(hide, place):
    hide()

    assert tables_with(NAME) == {place}


def test_the_search_finds_whatever_the_case():
    make_applicant(make_round(), email=EMAIL)

    assert tables_with(EMAIL.upper()) == {"assessments_application.email"}


def test_the_search_finds_nothing_where_nothing_is():
    make_applicant(make_round())

    assert tables_with(NAME, EMAIL, NUMBER) == set()


# --- after erasing ----------------------------------------------------------------------------------------
@pytest.fixture
def lin(settings):
    """An applicant of whom there is everything there can be; `traces` leads to her by
    name, address, number or id.
    """
    settings.TASKS = DATABASE_QUEUE
    ensure_roles()
    hr = make_person("hr", HR)
    core = make_core_competency("accountability", "character")
    cohort = make_round(hr)
    make_result_texts(cohort.questionnaire)
    person = make_applicant(cohort, name=NAME, email=EMAIL, number=NUMBER)
    world = SimpleNamespace(
        person=person,
        cohort=cohort,
        hr=hr,
        core=core,
        browser=Client(),
        office=Client(),
    )
    world.traces = [
        NAME,
        EMAIL,
        NUMBER,
        person.public_id,
        person.public_id.hex,
        person.list_key,
    ]
    _applicant_s_deeds(world)
    world.office.force_login(hr)
    _hr_s_deeds(world)
    return world


def _applicant_s_deeds(world):
    world.browser.get(reverse("open_link", args=[signed_links.token_for(world.person)]))
    comments.save_comment(
        participant=world.person, text=f"Please call me {NAME}.", now=timezone.now()
    )
    declared_groups.declare(
        participant=world.person, gender="woman", age="", now=timezone.now()
    )


def _hr_s_deeds(world):
    facts = {
        "people": [world.person],
        "site": "https://example.org",
        "user": world.hr,
        "now": timezone.now(),
    }
    mailings.post(
        cohort=world.cohort,
        kind="invitation",
        nonce="letters",
        renew_links=True,
        **facts,
    )
    for name, *applicant in [("applicants_open",), ("applicant_open", world.person.pk)]:
        press(world, name, *applicant)
    world.office.get(address(world, "applicants"), {"text": NAME})
    rated = {
        f"value-{world.core.slug}": 4,
        f"note-{world.core.slug}": SAID,
        "note": SAID,
    }
    press(world, "guide", world.person.pk, **rated)
    press(
        world, "note", world.person.pk, text=SAID, nonce=signed_links.new_form_nonce()
    )
    said = {
        "stage": "interview",
        "reason": "experience",
        "evidence": "application",
        "text": SAID,
    }
    press(
        world, "decide", world.person.pk, nonce=signed_links.new_form_nonce("0"), **said
    )
    press(world, "archive_order", kind="results", nonce=signed_links.new_form_nonce())
    make_archive(world.cohort, world.hr, zipped(f"{NAME}.pdf", EMAIL))


def address(world, name, *applicant):
    return reverse(f"{ROUND_PAGES}{name}", args=[world.cohort.pk, *applicant])


def press(world, name, *applicant, **fields):
    assert (
        world.office.post(address(world, name, *applicant), fields).status_code == 302
    )


def erase(world):
    """By the button on the page of one's own data. HR's letter has renewed the link."""
    world.person.refresh_from_db()
    answered = world.browser.post(
        reverse("erase"), {"link": signed_links.token_for(world.person)}
    )
    assert answered.status_code == 200
    assert Participant.objects.count() == 0


def test_before_erasing_traces_are_everywhere(lin):
    places = {place.partition(".")[0] for place in tables_with(*lin.traces)}
    told = {
        "participant",
        "application",
        "documentarchive",
        "decision",
        "interviewsheet",
        "rating",
        "teamnote",
    }

    assert places == {f"assessments_{name}" for name in told}


def test_before_erasing_there_is_something_of_every_kind(lin):
    person = lin.person
    kinds = [
        person.attempts,
        person.access_log,
        person.interview_sheets,
        person.team_notes,
        person.letters,
        person.decisions,
    ]

    assert [kind.exists() for kind in kinds] == [True] * len(kinds)
    assert DeclaredGroups.objects.count() == 1
    assert DocumentArchive.objects.count() == 2
    assert access_log.entries_about(lin.person).count() == 2
    assert {LogEntry.objects.exists(), DBTaskResult.objects.exists()} == {True}


def test_after_erasing_no_table_holds_a_trace(lin):
    erase(lin)

    assert tables_with(*lin.traces) == set()


def test_after_erasing_nothing_leads_to_the_person_s_own_lines(lin):
    erase(lin)
    kept = (
        DeclaredGroups.objects.count(),
        DocumentArchive.objects.count(),
        AccessLogEntry.objects.exclude(participant=None).count(),
    )

    assert kept == (0, 0, 0)
    assert retention.survey(now=timezone.now())[0].number == 0


def test_after_erasing_the_worker_finds_nothing_to_do(lin):
    erase(lin)
    tasks.send_letters.func()

    assert tables_with(*lin.traces) == set()


def test_after_a_purge_no_table_holds_a_trace(lin):
    retention.purge(now=lin.cohort.closes_at + timedelta(days=200))

    assert Participant.objects.count() == 0
    assert tables_with(*lin.traces) == set()


def test_after_erasing_hr_reads_a_log_without_content_that_verifies(lin):
    erase(lin)
    lines = [
        (line.kind, line.content, line.participant)
        for line in decision_log.log_of(lin.cohort)
    ]
    kept = list(Decision.objects.exclude(salt="").values_list("kind", "content"))

    assert lines == [("decision", None, None), ("erased", None, None)]
    assert kept == [("erased", {"removed": 1})]
    assert decision_log.find_faults(lin.cohort) == []
    assert NAME not in lin.office.get(address(lin, "decision_log")).content.decode()
