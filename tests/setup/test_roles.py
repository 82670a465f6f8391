from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from modeltranslation.translator import translator

from assessments.setup.roles import EDITOR, HR, ROLES, TITLES, TRAINER, ensure_roles
from tests.staff_factories import make_person

ABOUT_PEOPLE = {"auth", "account", "mfa", "admin", "sessions", "contenttypes"}


def granted(name):
    """Return names such as `assessments.view_attempt`."""
    names = set()
    for permission in Group.objects.get(name=name).permissions.all():
        names.add(f"{permission.content_type.app_label}.{permission.codename}")
    return names


def test_command_makes_the_three_roles(db):
    out = StringIO()

    call_command("create_roles", stdout=out)

    assert out.getvalue() == "Roles: Content editor, Trainer, HR.\n"
    assert set(Group.objects.values_list("name", flat=True)) == {
        "Content editor",
        "Trainer",
        "HR",
    }


def test_trainer_keeps_cohorts_and_reads_attempts(db):
    ensure_roles()

    assert granted(TRAINER) == {
        "assessments.add_cohort",
        "assessments.change_cohort",
        "assessments.view_cohort",
        "assessments.add_cohortstaff",
        "assessments.change_cohortstaff",
        "assessments.delete_cohortstaff",
        "assessments.view_cohortstaff",
        "assessments.view_attempt",
    }


def test_hr_keeps_rounds_and_reads_consent_texts(db):
    ensure_roles()

    assert granted(HR) == {
        "assessments.add_screeninground",
        "assessments.change_screeninground",
        "assessments.view_screeninground",
        "assessments.add_cohortstaff",
        "assessments.change_cohortstaff",
        "assessments.delete_cohortstaff",
        "assessments.view_cohortstaff",
        "assessments.view_consenttext",
    }


def test_trainers_and_hr_share_nothing_but_putting_colleagues_on(db):
    ensure_roles()

    assert {name.split("_")[1] for name in granted(HR) & granted(TRAINER)} == {
        "cohortstaff"
    }


def test_editor_changes_every_text_that_candidates_read(db):
    ensure_roles()

    granted_to_editor = granted(EDITOR)
    for model in translator.get_registered_models():
        permission = f"{model._meta.app_label}.change_{model._meta.model_name}"
        assert permission in granted_to_editor


@pytest.mark.parametrize("model", ["level", "leveltext", "domain", "note", "passage"])
def test_editor_only_rewords_what_pages_need(db, model):
    ensure_roles()
    held = {name for name in granted(EDITOR) if name.endswith(f"_{model}")}

    assert held == {f"competencies.change_{model}", f"competencies.view_{model}"}


def test_editor_has_nothing_on_persons(db):
    ensure_roles()
    about_persons = (
        "_participant",
        "_attempt",
        "_cohort",
        "_cohortstaff",
        "_screeninground",
        "_application",
        "_shippedcontent",
    )

    for permission in granted(EDITOR):
        assert not permission.endswith(about_persons)


@pytest.mark.parametrize("name", ROLES)
def test_no_role_touches_accounts(db, name):
    ensure_roles()

    for permission in granted(name):
        app, _ = permission.split(".")
        assert app not in ABOUT_PEOPLE


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize(
    "model",
    [
        "application",
        "decision",
        "accesslogentry",
        "consent",
        "teamnote",
        "interviewsheet",
        "letter",
    ],
)
def test_no_role_has_a_permission_on_what_rounds_hold_of_applicants(db, name, model):
    ensure_roles()

    for permission in granted(name):
        assert not permission.endswith(f"_{model}")


@pytest.mark.parametrize("name", ROLES)
def test_no_role_writes_an_attempt_or_participant(db, name):
    ensure_roles()
    for model in ("attempt", "participant"):
        for action in ("add", "change", "delete"):
            assert f"assessments.{action}_{model}" not in granted(name)


def test_running_it_again_corrects_what_drifted(db):
    ensure_roles()
    Group.objects.get(name=HR).permissions.set(
        Permission.objects.filter(codename__in=["delete_cohort", "view_cohort"])
    )
    ensure_roles()

    assert granted(HR) == set(ROLES[HR])


def test_running_it_again_keeps_the_people_of_a_role(db):
    ensure_roles()
    trainer = make_person("trainer", TRAINER)
    ensure_roles()

    assert trainer.groups.get().name == TRAINER


@pytest.mark.parametrize(
    "page", ["user/", "user/{person}/change/", "group/", "group/{role}/change/"]
)
def test_role_is_named_in_the_readers_language(client, db, monkeypatch, page):
    ensure_roles()
    chief = make_person("chief", is_superuser=True)
    role = Group.objects.get(name=TRAINER)
    monkeypatch.setitem(TITLES, TRAINER, "In my words")
    client.force_login(chief)
    address = page.format(person=chief.pk, role=role.pk)

    content = client.get(f"/admin/auth/{address}").text

    assert "In my words" in content
    assert ">Trainer<" not in content
    assert Group.objects.filter(name=TRAINER).exists()


def test_permissions_lost_are_made_again(db):
    Permission.objects.filter(codename="view_attempt").delete()
    ensure_roles()

    assert "assessments.view_attempt" in granted(TRAINER)


def test_permission_that_does_not_exist_stops_it(db, monkeypatch):
    monkeypatch.setitem(ROLES, HR, ["assessments.fly_cohort"])
    with pytest.raises(LookupError):
        ensure_roles()

    assert not Group.objects.exists()
