"""An erased person is nowhere in the database any more: in no table, session, queued
task or line of the admin's history.

First the tests check that the search finds what is there, wherever it hides; then that
it finds nothing.
"""

import zipfile
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.mail import tasks
from assessments.models import (
    AccessLogEntry,
    Decision,
    DeclaredGroups,
    DocumentArchive,
    Participant,
    ScreeningRound,
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
from competencies.models import Competency
from tests.factories import make_core_competency, make_result_texts
from tests.mail.posting import DATABASE_QUEUE, post_letters
from tests.privacy.leftovers import tables_with
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NAME = "林小棠"
EMAIL = "Lin.Xiaotang@example.org"
NUMBER = "EXT-40417"
ROUND_PAGES = "admin:assessments_screeninground_"
TEXT = f"{NAME} ({EMAIL}, {NUMBER}) answered three letters of customers well."


def zipped(name, content):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, content)
    return file.getvalue()


def make_archive(cohort, user, file):
    return DocumentArchive.objects.create(
        cohort=cohort,
        made_by=user,
        kind="results",
        language="en",
        nonce="with a file",
        state="ready",
        file=file,
        created_at=timezone.now(),
    )


# --- the search -------------------------------------------------------------------------------------------
def in_text():
    Participant.objects.create(
        name=f"Dr. {NAME}", start_nonce="one", created_at=timezone.now()
    )


def in_json():
    DBTaskResult.objects.create(
        task_path="a.task",
        args_kwargs={"args": [f"To {NAME}"], "kwargs": {}},
        run_after=timezone.now(),
    )


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


def test_the_search_ignores_case():
    make_applicant(make_round(), email=EMAIL)

    assert tables_with(EMAIL.upper()) == {"assessments_application.email"}


def test_the_search_finds_nothing_if_there_is_nothing():
    make_applicant(make_round())

    assert tables_with(NAME, EMAIL, NUMBER) == set()


# --- after erasing ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class World:
    """An applicant, her round, and the browsers of hers and of HR."""

    person: Participant
    cohort: ScreeningRound
    hr: AbstractBaseUser
    core: Competency
    browser: Client
    office: Client

    @property
    def traces(self):
        """What leads to her: name, address, number and ids."""
        return [
            NAME,
            EMAIL,
            NUMBER,
            self.person.public_id,
            self.person.public_id.hex,
            self.person.list_key,
        ]


@pytest.fixture
def lin(settings):
    """An applicant of whom there is everything there can be."""
    settings.TASKS = DATABASE_QUEUE
    ensure_roles()
    hr = make_person("hr", HR)
    core = make_core_competency("accountability", "character")
    cohort = make_round(hr)
    make_result_texts(cohort.questionnaire)
    person = make_applicant(cohort, name=NAME, email=EMAIL, number=NUMBER)
    office = Client()
    office.force_login(hr)
    world = World(
        person=person,
        cohort=cohort,
        hr=hr,
        core=core,
        browser=Client(),
        office=office,
    )
    act_as_applicant(world)
    act_as_hr(world)
    return world


def act_as_applicant(world):
    world.browser.get(reverse("open_link", args=[signed_links.token_for(world.person)]))
    comments.save_comment(
        participant=world.person, text=f"Please call me {NAME}.", now=timezone.now()
    )
    declared_groups.declare(
        participant=world.person, gender="woman", age="", now=timezone.now()
    )


def act_as_hr(world):
    post_letters(world.cohort, people=[world.person], user=world.hr, renew_links=True)
    press(world, "applicants_open")
    press(world, "applicant_open", world.person.pk)
    world.office.get(address(world, "applicants"), {"text": NAME})
    press(
        world,
        "guide",
        world.person.pk,
        fields={
            f"value-{world.core.slug}": 4,
            f"note-{world.core.slug}": TEXT,
            "note": TEXT,
        },
    )
    press(
        world,
        "note",
        world.person.pk,
        fields={"text": TEXT, "nonce": signed_links.new_form_nonce()},
    )
    press(
        world,
        "decide",
        world.person.pk,
        fields={
            "stage": "interview",
            "reason": "experience",
            "evidence": "application",
            "text": TEXT,
            "nonce": signed_links.new_form_nonce("0"),
        },
    )
    press(
        world,
        "archive_order",
        fields={"kind": "results", "nonce": signed_links.new_form_nonce()},
    )
    make_archive(world.cohort, world.hr, zipped(f"{NAME}.pdf", EMAIL))


def address(world, name, *applicant):
    return reverse(f"{ROUND_PAGES}{name}", args=[world.cohort.pk, *applicant])


def press(world, name, *applicant, fields=None):
    response = world.office.post(address(world, name, *applicant), fields)
    assert response.status_code == 302


def erase(world):
    """By the button on the applicant's own page of their data."""
    # HR's letter has renewed the link.
    world.person.refresh_from_db()
    response = world.browser.post(
        reverse("erase"), {"link": signed_links.token_for(world.person)}
    )
    assert response.status_code == 200
    assert Participant.objects.count() == 0


def test_before_erasing_traces_are_everywhere(lin):
    tables = {place.partition(".")[0] for place in tables_with(*lin.traces)}

    assert tables == {
        "assessments_participant",
        "assessments_application",
        "assessments_documentarchive",
        "assessments_decision",
        "assessments_interviewsheet",
        "assessments_rating",
        "assessments_teamnote",
    }


def test_before_erasing_there_is_something_of_every_kind(lin):
    person = lin.person

    assert person.attempts.exists()
    assert person.access_log.exists()
    assert person.interview_sheets.exists()
    assert person.team_notes.exists()
    assert person.letters.exists()
    assert person.decisions.exists()
    assert DeclaredGroups.objects.count() == 1
    assert DocumentArchive.objects.count() == 2
    assert access_log.entries_about(lin.person).count() == 2
    assert LogEntry.objects.exists()
    assert DBTaskResult.objects.exists()


def test_after_erasing_no_table_holds_a_trace(lin):
    erase(lin)

    assert tables_with(*lin.traces) == set()


def test_after_erasing_nothing_leads_to_the_person_s_own_lines(lin):
    erase(lin)

    assert DeclaredGroups.objects.count() == 0
    assert DocumentArchive.objects.count() == 0
    assert AccessLogEntry.objects.exclude(participant=None).count() == 0
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
