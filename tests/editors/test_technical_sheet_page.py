"""The page with the technical sheet of a questionnaire version."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from assessments.editors import technical_sheet_page
from tests.factories import make_questionnaire, make_user

pytestmark = pytest.mark.django_db


def sheet_of(questionnaire, language=None):
    address = reverse("admin:assessments_questionnaire_sheet", args=[questionnaire.pk])
    return address if language is None else f"{address}?omega={language}"


def reliability(client, questionnaire, language=None):
    """Return the line of English on the sheet, with ω worked out for `language`."""
    response = client.get(sheet_of(questionnaire, language))
    lines = {line.sheet.language: line for line in response.context["reliability"]}
    return lines["en"]


@pytest.mark.parametrize(
    "permission", ["view_questionnaire", "view_cohort", "view_screeninground"]
)
def test_editors_trainers_and_hr_read_the_sheet(client, django_user_model, permission):
    reader = make_user(django_user_model, "reader")
    reader.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(reader)

    assert client.get(sheet_of(make_questionnaire())).status_code == 200


def test_other_staff_does_not_read_the_sheet(client, django_user_model):
    client.force_login(make_user(django_user_model, "nobody"))

    assert client.get(sheet_of(make_questionnaire())).status_code == 403


def test_sheet_of_no_version_is_not_found(admin_client):
    questionnaire = make_questionnaire()
    address = sheet_of(questionnaire)
    questionnaire.delete()

    assert admin_client.get(address).status_code == 404


def test_sheet_is_not_posted_to(admin_client):
    assert admin_client.post(sheet_of(make_questionnaire())).status_code == 405


def test_omega_is_offered_from_enough_people_on(admin_client, monkeypatch):
    questionnaire = make_questionnaire()
    assert reliability(admin_client, questionnaire).offers_omega is False

    monkeypatch.setattr(technical_sheet_page, "LEAST_FOR_OMEGA", 0)
    line = reliability(admin_client, questionnaire)

    assert line.offers_omega is True
    assert line.omega is None


def test_omega_is_worked_out_for_the_language_asked_for(admin_client):
    questionnaire = make_questionnaire()

    assert reliability(admin_client, questionnaire, "en").omega is not None
    assert reliability(admin_client, questionnaire, "zh-hans").omega is None


def test_language_that_is_none_is_ignored(admin_client):
    questionnaire = make_questionnaire()

    assert reliability(admin_client, questionnaire, "xx").omega is None


def test_too_few_people_are_said_so(admin_client):
    page = admin_client.get(sheet_of(make_questionnaire())).text

    assert "under 5" in page
    assert "from 200 people on" in page
