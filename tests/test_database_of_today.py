"""A database of 2026-11-27 opens with everything in it, whatever was renamed since.

`tests/data/database-2026-11-27.json` was made by the code of that day (commit eea35c0),
through its own functions. Every table of ours has rows there, every column a value that
is not its default, and every choice occurs. It is put back as it was and migrated; then
each row must be there and read as it read then.

Whoever renames a model or a column, or rewrites values, by a migration says so in
`RENAMED` and `REWRITTEN`, under the names in the snapshot, and nowhere else.
"""

import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assessments.groups import recounting
from assessments.models import Cohort
from assessments.questionnaires.content_fixtures import digest, editable_fields
from assessments.sittings import attempts, participants, signed_links
from competencies.models import Domain, Lesson, ShippedContent
from tests import snapshot_readings, snapshots
from tests.groups.counting import release_faults

pytestmark = pytest.mark.django_db

SNAPSHOT = snapshots.load(Path(__file__).parent / "data" / "database-2026-11-27.json")

# Old model → new model, and old model and column → new column, or None where it is gone
# on purpose: "assessments.Look": "assessments.AccessLogEntry",
# "assessments.Look.looked_at": "opened_at". A foreign key's column ends in `_id`.
RENAMED: dict[str, str | None] = {
    "assessments.Attempt.thoughts": "row_marks",
    "assessments.Attempt.visits": "page_times",
    "assessments.Attempt.answered_in": "save_languages",
    "assessments.Attempt.shown": "is_released",
    "assessments.Attempt.batch": "release_batch",
    "assessments.Application.link_shown": "shown_link_version",
    "assessments.Application.group_key": "declared_groups_key",
    "assessments.Application.stage_at": "stage_changed_at",
    "assessments.Look": "assessments.AccessLogEntry",
    "assessments.Look.what": "kind",
    "assessments.Look.looked_at": "opened_at",
    "assessments.Bundle": "assessments.DocumentArchive",
    "assessments.ImpactCount": "assessments.AdverseImpactCount",
    "assessments.ImpactCount.chosen": "selected",
}

MAIL_TASKS = "assessments.mail.tasks"
DOCUMENT_TASKS = "assessments.documents.tasks"
# The competencies of the lesson on trust that the snapshot has.
TRUST = ["accountability", "customer-focus", "humility-honesty", "keeping-promises"]


def digests_of_now(digests, record):
    """Add what was in the code then and is shipped content now."""
    shipped = (record["model"], record["natural_key"])
    if shipped == ("competencies.domain", "comprehensive"):
        return digests | {"core_competency": digest(("problem-solving",))}
    if shipped == ("competencies.lesson", "trust"):
        return digests | {"competencies": digest([(slug,) for slug in TRUST])}
    return digests


# Old model and column → old value → new value, or a function that is given the old value
# and the old row by column.
REWRITTEN = {
    "assessments.Look.what": {"beside": "comparison"},
    "competencies.ShippedContent.digests": digests_of_now,
    "django_tasks_database.DBTaskResult.task_path": {
        "assessments.tasks.send_letters": f"{MAIL_TASKS}.send_letters",
        "assessments.tasks.fill_bundle": f"{DOCUMENT_TASKS}.make_document_archive",
    },
}


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker):
    """The snapshot's database, migrated; gives its models as the migrations say."""
    with django_db_blocker.unblock():
        try:
            snapshots.restore(SNAPSHOT)
            snapshots.migrate()
            yield snapshots.apps_at({})
        finally:
            snapshots.migrate()
            call_command("flush", interactive=False, verbosity=0)


# --- rows -----------------------------------------------------------------------------
@pytest.mark.parametrize("label", SNAPSHOT.tables)
def test_every_row_is_there_with_equal_values(migrated, label):
    table = SNAPSHOT.tables[label]
    columns = [column_of_now(label, column) for column in table.columns]
    kept = [column for column in columns if column is not None]

    rows = snapshots.rows_of(migrated, model_of_now(label), kept)

    assert rows == rows_of_now(table, columns)


def rows_of_now(table, columns):
    rows = {}
    for row in table.rows:
        old_row = dict(zip(table.columns, row, strict=True))
        values = {}
        for old, new, value in zip(table.columns, columns, row, strict=True):
            if new is not None:
                values[new] = value_of_now(table.label, old, value, old_row)
        rows[values[columns[0]]] = values
    return rows


def model_of_now(label):
    return RENAMED.get(label, label)


def column_of_now(label, column):
    return RENAMED.get(f"{label}.{column}", column)


def value_of_now(label, column, value, row):
    if column == "content_type_id":
        return content_type_of_now(*value)
    if column == "permission_id":
        return permission_of_now(*value)

    change = REWRITTEN.get(f"{label}.{column}")
    if change is None:
        return value
    if callable(change):
        return change(value, row)
    return change.get(value, value)


def content_type_of_now(app, model):
    for old, new in RENAMED.items():
        if old.lower() == f"{app}.{model}":
            return new.lower().split(".")
    return [app, model]


def permission_of_now(app, model, codename):
    new_app, new_model = content_type_of_now(app, model)
    action = codename.removesuffix(f"_{model}")
    return [new_app, new_model, f"{action}_{new_model}"]


# --- participants ---------------------------------------------------------------------
def test_personal_links_open_the_same_participants(migrated):
    for participant, token in SNAPSHOT.readings["links"].items():
        assert str(signed_links.participant_of(token).pk) == participant


def test_personal_links_are_the_same(migrated):
    assert snapshot_readings.links() == SNAPSHOT.readings["links"]


def test_links_that_were_revoked_or_erased_open_nothing(migrated):
    for token in SNAPSHOT.readings["dead_links"].values():
        assert signed_links.participant_of(token) is None


def test_somebody_new_can_come_in_and_is_counted(migrated):
    cohort = Cohort.objects.get(title="Evening class")
    now = cohort.closes_at.replace(hour=0)

    draft = participants.start(
        nonce="new",
        questionnaire=cohort.questionnaire,
        cohort=cohort,
        now=now,
    )
    changes = dict.fromkeys(range(1, 9), 3)
    attempts.save(attempt=draft, changes=changes, language="en", now=now)
    attempts.submit(attempt=draft, as_oneself=True, language="en", now=now)

    assert recounting.recount() == []


# --- figures and results --------------------------------------------------------------
def test_counters_agree_with_the_attempts(migrated):
    assert recounting.recount() == []


def test_anonymous_cohorts_show_whole_fives_only(migrated):
    assert release_faults() == []


def test_states_read_as_before(migrated):
    assert snapshot_readings.states() == SNAPSHOT.readings["states"]


def test_groups_have_the_same_figures(migrated):
    assert plain(snapshot_readings.groups()) == SNAPSHOT.readings["groups"]


def test_results_read_as_before(migrated):
    assert plain(snapshot_readings.results()) == SNAPSHOT.readings["results"]


def test_personal_exports_hold_the_same(migrated):
    assert plain(snapshot_readings.exports()) == SNAPSHOT.readings["exports"]


def plain(reading):
    """As it comes back from JSON, which has no tuples."""
    return json.loads(json.dumps(reading))


# --- screening rounds -----------------------------------------------------------------
def test_decision_logs_verify(migrated):
    for log in snapshot_readings.decision_logs().values():
        assert log["faults"] == []
        assert log["misplaced"] == []


def test_decision_logs_read_as_before(migrated):
    logs = plain(snapshot_readings.decision_logs())
    assert logs == SNAPSHOT.readings["decision_logs"]


def test_applicants_are_told_the_same_of_who_looked(migrated):
    logs = snapshot_readings.access_logs()
    assert logs == SNAPSHOT.readings["access_logs"]


def test_adverse_impact_reads_as_before(migrated):
    assert snapshot_readings.impact() == SNAPSHOT.readings["adverse_impact"]


# --- staff, history, queue, content ---------------------------------------------------
def test_nobody_loses_a_permission(migrated):
    found = snapshot_readings.permissions()

    for username, permissions in SNAPSHOT.readings["permissions"].items():
        for permission in permissions:
            assert has_permission_of_now(found[username], permission), username


def has_permission_of_now(found, permission):
    app, codename = permission.split(".")
    _, model = codename.split("_")
    app, _, codename = permission_of_now(app, model, codename)
    return f"{app}.{codename}" in found


def test_every_permission_belongs_to_a_model(migrated):
    for permission in Permission.objects.select_related("content_type"):
        model = permission.content_type.model_class()
        assert model is not None, permission
        assert permission.codename.endswith(f"_{model._meta.model_name}"), permission


def test_history_lines_belong_to_what_they_are_about(migrated):
    for line in LogEntry.objects.all():
        assert line.get_edited_object().pk is not None


def test_sessions_are_still_signed_in(migrated):
    data = Session.objects.get().get_decoded()

    user = get_user_model().objects.get(pk=data["_auth_user_id"])
    assert user.get_session_auth_hash() == data["_auth_user_hash"]


def test_second_factors_still_open(migrated):
    authenticator = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    secret = decrypt(authenticator.data["secret"])
    assert secret == "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_tasks_in_the_queue_can_be_run(migrated, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)

    assert waiting.count() == 8
    for result in waiting:
        assert result.task.module_path == result.task_path


def test_core_questions_are_asked_as_before(migrated):
    core = dict(Domain.objects.values_list("key", "core_competency__slug"))

    assert core == {
        "character": "accountability",
        "psychological": "emotional-self-control",
        "skill": "interpersonal-communication",
        "comprehensive": "problem-solving",
    }


def test_lesson_on_trust_practises_what_it_did(migrated):
    competencies = Lesson.objects.get(kind="trust").competencies

    assert sorted(competencies.values_list("slug", flat=True)) == TRUST


def test_shipped_content_is_known_by_model_and_field(migrated):
    """Otherwise the next loading takes each of its texts for one that was edited."""
    for record in ShippedContent.objects.all():
        model = apps.get_model(record.model)
        fields = {field.name for field in editable_fields(model)}
        assert set(record.digests) == fields, record
