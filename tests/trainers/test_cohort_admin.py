import pytest
from django.contrib.admin.models import LogEntry

from assessments.models import Cohort
from tests.factories import make_cohort
from tests.staff_factories import make_attempt, make_person
from tests.trainers.cohort_forms import ADD, LIST, changed, new, page, staff_of

STAFF = {"trainer": "owner", "viewer": "viewer", "hr": "owner"}


def listed(response):
    return {cohort.title for cohort in response.context["cl"].result_list}


def test_trainer_sees_the_cohorts_they_are_on(trainer_client):
    assert listed(trainer_client.get(LIST)) == {"Autumn class"}


def test_superuser_sees_every_title(client, cast):
    client.force_login(cast.superuser)

    assert listed(client.get(LIST)) == {"Autumn class", "Elsewhere"}


def test_list_counts_people_not_attempts(trainer_client, cast):
    make_attempt(cast.cohort)
    make_attempt(cast.cohort, submitted=False)
    make_attempt(cast.other_cohort)
    make_attempt(None)
    [cohort] = trainer_client.get(LIST).context["cl"].result_list

    assert cohort.listed_number == 0
    assert cohort.started_number == 1
    assert cohort.submitted_number == 1


def test_cohort_without_anybody_counts_zero(trainer_client):
    [cohort] = trainer_client.get(LIST).context["cl"].result_list

    assert cohort.listed_number == 0
    assert cohort.started_number == 0
    assert cohort.submitted_number == 0


@pytest.mark.parametrize("more", [0, 2])
def test_list_takes_the_same_queries_for_one_and_three(
    trainer_client, cast, more, django_assert_num_queries
):
    for number in range(more):
        make_attempt(make_cohort(cast.trainer, title=f"Class {number}"))
    trainer_client.get(LIST)
    with django_assert_num_queries(8):
        trainer_client.get(LIST)


def test_page_for_joining_shows_the_whole_join_link(trainer_client, cast):
    content = trainer_client.get(page(cast.cohort, "joining")).content.decode()

    assert f'value="http://testserver/join/{cast.cohort.code}/"' in content


def test_code_cannot_be_posted(trainer_client, cast):
    data = changed(
        cast.cohort, title="New", code="AAAAAAAA", purpose="self", is_synthetic="on"
    )
    trainer_client.post(page(cast.cohort), data)
    saved = Cohort.objects.get(pk=cast.cohort.pk)

    assert saved.title == "New"
    assert saved.code == cast.cohort.code
    assert saved.purpose == "course"
    assert saved.is_synthetic is False


def test_whoever_makes_a_cohort_is_its_owner(trainer_client, cast):
    trainer_client.post(ADD, new())

    assert staff_of(Cohort.objects.get(title="Spring")) == {"trainer": "owner"}


def test_maker_who_names_themselves_is_on_it_once_and_as_owner(trainer_client, cast):
    trainer_client.post(ADD, new(cast.trainer, cast.other_trainer))

    assert staff_of(Cohort.objects.get(title="Spring")) == {
        "trainer": "owner",
        "other_trainer": "co-trainer",
    }


def test_new_cohort_leads_to_where_learners_come_in(trainer_client, cast):
    response = trainer_client.post(ADD, new())

    assert response.url == page(Cohort.objects.get(title="Spring"), "joining")


def test_superuser_who_made_it_can_save_it_again(client, cast):
    client.force_login(cast.superuser)
    client.post(ADD, new())
    cohort = Cohort.objects.get(title="Spring")
    posted = changed(cohort, cast.trainer, title="Spring 2")
    response = client.post(page(cohort), posted)

    assert response.status_code == 302
    assert staff_of(cohort) == {"superuser": "owner", "trainer": "co-trainer"}


def test_trainer_puts_a_colleague_on_their_cohort(trainer_client, cast):
    trainer_client.post(page(cast.cohort), changed(cast.cohort, cast.other_trainer))

    assert staff_of(cast.cohort) == STAFF | {"other_trainer": "co-trainer"}


def test_trainer_takes_a_colleague_off(trainer_client, cast):
    trainer_client.post(page(cast.cohort), changed(cast.cohort, off=[cast.viewer]))

    assert staff_of(cast.cohort) == {"trainer": "owner", "hr": "owner"}


def test_line_of_a_person_is_never_turned_into_another(trainer_client, cast):
    trainer_client.post(
        page(cast.cohort),
        changed(cast.cohort) | {"memberships-0-user": cast.other_trainer.pk},
    )

    assert staff_of(cast.cohort) == STAFF


@pytest.mark.parametrize("name", ["plain", "editor", "hr", "superuser"])
def test_only_trainers_can_be_put_on(trainer_client, cast, name):
    cohort = make_cohort(cast.trainer)
    response = trainer_client.post(page(cohort), changed(cohort, getattr(cast, name)))

    assert response.status_code == 200
    assert staff_of(cohort) == {"trainer": "owner"}


def test_people_are_offered_by_name_and_never_by_address(trainer_client, cast):
    make_person("ada", "Trainer", first_name="Ada", last_name="Wong")
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert "Ada Wong" in content
    assert "@example.org" not in content
    assert "superuser" not in content


def test_inactive_people_are_not_offered(trainer_client, cast):
    make_person("gone", "Trainer", is_active=False)
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert "gone" not in content


@pytest.mark.parametrize("name", ["change", "history", "delete"])
def test_anothers_cohort_looks_like_one_that_is_not_there(client, cast, name):
    client.force_login(cast.trainer)
    response = client.get(page(cast.other_cohort, name))
    content = client.get(page(cast.other_cohort, name), follow=True).content.decode()

    assert response.status_code in (302, 403)
    assert "Elsewhere" not in content


def test_trainer_cannot_write_to_anothers_cohort(trainer_client, cast):
    trainer_client.post(
        page(cast.other_cohort), changed(cast.other_cohort, cast.trainer, title="Mine")
    )
    cast.other_cohort.refresh_from_db()

    assert cast.other_cohort.title == "Elsewhere"
    assert staff_of(cast.other_cohort) == {"other_trainer": "owner"}


@pytest.mark.parametrize(
    "name", ["change", "history", "overview", "learners", "joining"]
)
def test_hr_put_on_a_cohort_by_hand_is_refused_its_pages(client, cast, name):
    client.force_login(cast.hr)
    response = client.get(page(cast.cohort, name), follow=True)

    assert "Autumn class" not in response.content.decode()


def test_hr_put_on_a_cohort_by_hand_changes_nothing(client, cast):
    client.force_login(cast.hr)
    posted = changed(cast.cohort, title="HR was here")
    response = client.post(page(cast.cohort), posted)

    assert response.status_code == 403
    assert Cohort.objects.get(pk=cast.cohort.pk).title == "Autumn class"


def test_superuser_not_on_it_reaches_the_settings_of_a_cohort_only(client, cast):
    client.force_login(cast.superuser)
    content = client.get(LIST).content.decode()

    assert page(cast.cohort) in content
    assert page(cast.cohort, "overview") not in content


def test_cohort_with_people_is_not_deleted(client, cast):
    make_attempt(cast.cohort)
    client.force_login(cast.superuser)
    response = client.post(page(cast.cohort, "delete"), {"post": "yes"}, follow=True)

    assert response.redirect_chain == [(page(cast.cohort), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "People are on it, so this cohort stays."
    ]
    assert Cohort.objects.filter(pk=cast.cohort.pk).exists()


@pytest.mark.parametrize(("name", "stays"), [("trainer", True), ("superuser", False)])
def test_empty_cohort_is_deleted_by_a_superuser_only(client, cast, name, stays):
    client.force_login(getattr(cast, name))
    client.post(page(cast.cohort, "delete"), {"post": "yes"})

    assert Cohort.objects.filter(pk=cast.cohort.pk).exists() is stays


def test_change_is_in_the_history(trainer_client, cast):
    trainer_client.post(page(cast.cohort), changed(cast.cohort, cast.other_trainer))
    entry = LogEntry.objects.get()

    assert entry.user == cast.trainer
    assert entry.object_id == str(cast.cohort.pk)
