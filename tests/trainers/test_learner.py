"""The page of one learner: their results, a new link, and off the list."""

import pytest

from assessments.files.learner_lists import Line
from assessments.sittings import participants
from tests.staff_factories import NOW, make_attempt


def page(cohort, name):
    return f"/admin/assessments/cohort/{cohort.pk}/{name}/"


@pytest.fixture
def listed(cast):
    """A learner who was listed and has not started."""
    lines = [Line(1, "Ann Lee", "no-1")]
    participants.list_learners(cohort=cast.cohort, lines=lines, now=NOW)
    return cast.cohort.participants.get()


def test_page_sums_up_a_submitted_attempt(trainer_client, cast):
    learner = make_attempt(cast.cohort, name="Bea").participant

    response = trainer_client.get(page(cast.cohort, f"learners/{learner.pk}"))

    content = response.content.decode()
    assert "Bea" in content
    assert '<section class="attempt-summary" aria-labelledby="attempt-1">' in content
    assert "Take off the list" not in content


def test_page_of_somebody_listed_offers_to_take_them_off(trainer_client, cast, listed):
    response = trainer_client.get(page(cast.cohort, f"learners/{listed.pk}"))

    content = response.content.decode()
    assert "<dd>no-1</dd>" in content
    assert "Take off the list" in content
    assert "attempt-summary" not in content


def test_table_of_learners_links_to_each(trainer_client, cast, listed):
    response = trainer_client.get(page(cast.cohort, "learners"))

    assert page(cast.cohort, f"learners/{listed.pk}") in response.content.decode()


def test_taking_off_succeeds_on_every_press(trainer_client, cast, listed):
    address = page(cast.cohort, f"learners/{listed.pk}/take-off")

    first = trainer_client.post(address)
    second = trainer_client.post(address)

    assert first.url == page(cast.cohort, "learners")
    assert second.url == page(cast.cohort, "learners")
    assert cast.cohort.participants.count() == 0


def test_learner_who_has_started_stays_on_the_list(trainer_client, cast):
    learner = make_attempt(cast.cohort, submitted=False).participant

    response = trainer_client.post(page(cast.cohort, f"learners/{learner.pk}/take-off"))

    assert response.url == page(cast.cohort, f"learners/{learner.pk}")
    assert cast.cohort.participants.get() == learner
