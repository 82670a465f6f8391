"""Who finds which rounds in the admin: HR their own, superusers titles, trainers none;
and who rewords or deletes.
"""

import pytest

from assessments.models import Cohort, ConsentText
from assessments.setup.roles import HR, TRAINER
from tests.hr.settings_form import (
    LIST,
    changed_round_form,
    reload_round,
    settings_address,
)
from tests.screening_factories import (
    make_applicant,
    make_consent_text,
    make_invited,
    make_round,
    put_on,
)
from tests.staff_factories import make_person


# --- who sees which rounds -------------------------------------------------------------
def listed(response):
    return {
        screening_round.title for screening_round in response.context["cl"].result_list
    }


@pytest.mark.parametrize("name", ["hr", "interviewer", "reader"])
def test_hr_sees_the_rounds_they_are_on(client, cast, name):
    client.force_login(getattr(cast, name))

    assert listed(client.get(LIST)) == {"Spring intake"}


def test_superuser_sees_every_title_and_no_applicants(client, cast):
    make_invited(cast.round, name="Ann Applicant")
    client.force_login(cast.superuser)
    content = client.get(LIST).content.decode()

    assert "Spring intake" in content
    assert "Other round" in content
    assert "Ann" not in content
    assert settings_address(cast.round) in content
    assert settings_address(cast.round, "applicants") not in content


@pytest.mark.parametrize("name", ["change", "history", "delete"])
def test_superuser_meets_no_applicant_among_the_settings(client, cast, name):
    make_invited(cast.round, name="Ann Applicant", email="ann@example.org")
    client.force_login(cast.superuser)
    content = client.get(
        settings_address(cast.round, name), follow=True
    ).content.decode()

    assert "Spring intake" in content
    assert "Ann" not in content
    assert "ann@" not in content


def test_superuser_is_led_away_from_the_applicants(client, cast):
    person = make_invited(cast.round, name="Ann Applicant")
    client.force_login(cast.superuser)
    for name in ("applicants", "decision-log", f"applicants/{person.pk}"):
        response = client.get(settings_address(cast.round, name), follow=True)
        assert response.redirect_chain[0][0] == "/admin/"
        assert "Ann" not in response.content.decode()


def test_superuser_put_on_by_hand_comes_in(client, cast):
    put_on(cast.round, cast.superuser, "reader")
    client.force_login(cast.superuser)

    assert client.get(settings_address(cast.round, "applicants")).status_code == 200


def test_list_takes_the_same_queries_for_one_and_three(
    hr, cast, django_assert_num_queries
):
    hr.get(LIST)
    with django_assert_num_queries(8):
        hr.get(LIST)
    for number in range(2):
        make_invited(make_round(cast.hr, title=f"Round {number}"))
    with django_assert_num_queries(8):
        hr.get(LIST)


def test_list_counts_people_by_how_far_they_are(hr, cast):
    make_invited(cast.round)
    make_applicant(cast.round)
    [screening_round] = hr.get(LIST).context["cl"].result_list

    assert screening_round.listed_number == 1
    assert screening_round.started_number == 0
    assert screening_round.submitted_number == 1


@pytest.mark.parametrize(
    "query", ["title__regex=(", "participants=1", "applications__email=ann@example.org"]
)
def test_address_of_the_list_looks_nothing_up(hr, query):
    assert hr.get(f"{LIST}?{query}").status_code == 400


# --- trainers never --------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "change",
        "history",
        "applicants",
        "decision-log",
        "archives",
        "adverse-impact",
        "inviting",
        "letters",
    ],
)
def test_trainer_put_on_a_round_by_hand_is_refused_its_pages(client, cast, name):
    client.force_login(cast.trainer)
    response = client.get(settings_address(cast.round, name), follow=True)

    assert (response.status_code, "Spring intake" in response.content.decode()) in [
        (403, False),
        (200, False),
    ]


def test_trainer_put_on_a_round_by_hand_changes_nothing(client, cast):
    client.force_login(cast.trainer)

    assert (
        client.post(
            settings_address(cast.round),
            changed_round_form(cast.round, title="A trainer was here"),
        ).status_code
        == 403
    )
    assert reload_round(cast.round).title == "Spring intake"


@pytest.fixture
def both(cast):
    """Trainer and HR in one person, who is on a cohort and on a round."""
    person = make_person("both", HR, TRAINER)
    put_on(cast.cohort, person, "owner")
    put_on(cast.round, person, "lead")
    return person


def test_person_of_both_roles_finds_rounds_and_cohorts_apart(client, cast, both):
    client.force_login(both)

    assert listed(client.get(LIST)) == {"Spring intake"}
    assert listed(client.get("/admin/assessments/cohort/")) == {"Autumn class"}


@pytest.mark.parametrize(
    "name", ["change", "overview", "learners", "joining", "download"]
)
def test_pages_of_cohorts_show_no_round_to_a_person_of_both_roles(
    client, cast, both, name
):
    client.force_login(both)
    response = client.get(f"/admin/assessments/cohort/{cast.round.pk}/{name}/")

    assert response.status_code == 302
    assert response.url == "/admin/"


@pytest.mark.parametrize("name", ["change", "applicants", "decision-log"])
def test_pages_of_rounds_show_no_cohort_to_a_person_of_both_roles(
    client, cast, both, name
):
    client.force_login(both)

    assert client.get(settings_address(cast.cohort, name)).url == "/admin/"


def test_attempts_of_applicants_are_not_among_a_trainers(client, cast, both):
    attempt = make_applicant(cast.round, name="Ann Applicant").attempts.get()
    client.force_login(both)

    assert (
        "Ann"
        not in client.get(
            f"/admin/assessments/attempt/?cohort={cast.round.pk}"
        ).content.decode()
    )
    assert (
        client.get(f"/admin/assessments/attempt/{attempt.pk}/change/").url == "/admin/"
    )


# --- deleting, consent texts -----------------------------------------------------------
def test_round_with_applicants_is_not_deleted(client, cast):
    make_invited(cast.round)
    client.force_login(cast.superuser)
    response = client.post(
        settings_address(cast.round, "delete"), {"post": "yes"}, follow=True
    )

    assert [str(message) for message in response.context["messages"]] == [
        "Applicants are on it, so this round stays."
    ]
    assert Cohort.objects.filter(pk=cast.round.pk).exists()


@pytest.mark.parametrize(("name", "left"), [("hr", True), ("superuser", False)])
def test_empty_round_is_deleted_by_a_superuser_only(client, cast, name, left):
    client.force_login(getattr(cast, name))
    client.post(settings_address(cast.round, "delete"), {"post": "yes"})

    assert Cohort.objects.filter(pk=cast.round.pk).exists() is left


def test_consent_text_is_read_and_never_reworded(client, cast):
    text = make_consent_text()
    client.force_login(cast.editor)
    address = f"/admin/assessments/consenttext/{text.pk}/change/"

    assert client.get(address).status_code == 200
    assert (
        client.post(address, {"version": 1, "processing_en": "Changed"}).status_code
        == 403
    )


def test_editor_adds_a_version(client, cast):
    client.force_login(cast.editor)
    languages = ("zh_hans", "zh_hant", "en")
    words = {
        f"{part}_{language}": "Words"
        for part in ("processing", "sharing")
        for language in languages
    }

    assert (
        client.post(
            "/admin/assessments/consenttext/add/", {"version": 2} | words
        ).status_code
        == 302
    )
    assert ConsentText.objects.current().version == 2
