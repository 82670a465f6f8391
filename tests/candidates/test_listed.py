from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments.files.learner_lists import Line
from assessments.groups import counters
from assessments.models import Attempt, Participant
from assessments.privacy import erasure
from assessments.sittings import attempts, participants, signed_links
from tests.candidates import walking
from tests.factories import make_cohort, make_questionnaire

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINES = [Line(1, "Li Na", "A7"), Line(2, "Wang Wei", "")]


def _list(cohort, lines=LINES):
    return participants.list_learners(cohort=cohort, lines=lines, now=NOW)


def _states(cohort):
    return tuple(counters.state_counts(cohort).values())


@pytest.fixture
def cohort(questionnaire):
    cohort = make_cohort()
    _list(cohort)
    return cohort


@pytest.fixture
def learner(cohort):
    return cohort.participants.get(name="Li Na")


@pytest.fixture
def visitor(client, learner):
    """A browser in which a listed learner's link has been opened."""
    client.get(walking.link_of(learner))
    return client


def _press_start(visitor):
    return visitor.post(
        reverse("begin_listed"), walking.hidden_of(visitor.get(reverse("own")))
    )


# --- the list ---------------------------------------------------------------------------------------------
def test_listing_counts_who_is_new_and_not_started(cohort):
    assert _states(cohort) == (2, 0, 0)
    assert set(cohort.participants.values_list("name", "number", "list_key")) == {
        ("Li Na", "A7", "n:a7"),
        ("Wang Wei", "", "w:wang wei"),
    }


@pytest.mark.parametrize(
    "lines", [LINES, [Line(9, "Na Li", "a7")], [Line(1, "wang WEI", "")]]
)
def test_who_is_listed_already_is_not_listed_again(cohort, lines):
    assert _list(cohort, lines) == []
    assert _states(cohort) == (2, 0, 0)


def test_who_stands_twice_on_a_list_is_listed_once(questionnaire):
    cohort = make_cohort()

    assert len(_list(cohort, [*LINES, *LINES])) == 2
    assert cohort.participants.count() == 2


def test_the_same_learner_is_listed_in_each_of_two_cohorts(cohort):
    assert len(_list(make_cohort())) == 2


def test_anonymous_cohort_lists_nobody(questionnaire):
    with pytest.raises(ValueError, match="anonymous"):
        _list(make_cohort(names_asked=False))

    assert Participant.objects.count() == 0


# --- the learner's own page -------------------------------------------------------------------------------
def test_link_of_a_listed_learner_opens_a_page_with_their_name(client, learner):
    response = client.get(walking.link_of(learner), follow=True)

    assert response.status_code == 200
    assert "Hello, <strong>Li Na</strong>" in response.content.decode()


def test_opening_the_link_starts_nothing(visitor, cohort):
    visitor.get(reverse("own"))

    assert Attempt.objects.count() == 0
    assert _states(cohort) == (2, 0, 0)


def test_that_page_asks_for_no_name_again(visitor):
    assert 'name="name"' not in visitor.get(reverse("own")).content.decode()


def test_that_page_costs_the_same_queries_each_time(visitor, django_assert_num_queries):
    visitor.get(reverse("own"))
    with django_assert_num_queries(3):
        visitor.get(reverse("own"))


@pytest.mark.parametrize("name", ["data", "download_json", "download_csv"])
def test_a_listed_learner_has_their_data_before_the_first_row(visitor, name):
    assert visitor.get(reverse(name)).status_code == 200


def test_what_stands_on_the_list_is_among_what_can_be_taken_away(visitor):
    stored = visitor.get(reverse("download_json")).json()
    told = {name: stored[name] for name in ("name", "number", "listed_as", "state")}

    assert told == {
        "name": "Li Na",
        "number": "A7",
        "listed_as": "n:a7",
        "state": "listed",
    }


@pytest.mark.parametrize(
    "times",
    [{"opens_at": NOW.replace(year=2099)}, {"closes_at": NOW.replace(year=2020)}],
)
def test_link_of_a_listed_learner_waits_while_the_cohort_is_shut(
    visitor, cohort, learner, times
):
    type(cohort).objects.update(**times)
    pages = [
        visitor.get(reverse("own")),
        visitor.post(
            reverse("begin_listed"), {"link": signed_links.token_for(learner)}
        ),
    ]

    assert [page.templates[0].name for page in pages] == ["candidates/closed.html"] * 2
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("fields", [{}, {"link": "made.up"}])
def test_nobody_starts_for_a_listed_learner_without_the_link(client, cohort, fields):
    assert client.post(reverse("begin_listed"), fields).status_code == 404
    assert Attempt.objects.count() == 0


# --- starting ---------------------------------------------------------------------------------------------
def test_starting_leads_to_the_first_page(visitor, learner):
    assert _press_start(visitor).url == reverse("rows", args=[1, 1])
    assert Attempt.objects.get().participant == learner


def test_starting_twice_makes_one_attempt(visitor):
    fields = walking.hidden_of(visitor.get(reverse("own")))
    pressed = [visitor.post(reverse("begin_listed"), fields).url for _ in range(2)]

    assert pressed == [reverse("rows", args=[1, 1])] * 2
    assert Attempt.objects.count() == 1


def test_cohort_s_own_version_is_started(visitor, cohort):
    make_questionnaire(version=900)
    _press_start(visitor)

    assert Attempt.objects.get().questionnaire == cohort.questionnaire


def test_link_of_who_has_started_leads_on_with_the_draft(visitor):
    _press_start(visitor)

    assert visitor.get(reverse("own")).url == reverse("rows", args=[1, 1])


def test_states_move_on_from_listed_to_started_to_submitted(cohort, learner):
    moved = [_states(cohort)]
    draft = participants.start_listed(participant=learner, now=NOW)
    moved.append(_states(cohort))
    attempts.save(
        attempt=draft, changes=dict.fromkeys(range(1, 9), 3), language="en", now=NOW
    )
    attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)

    assert [*moved, _states(cohort)] == [(2, 0, 0), (1, 1, 0), (1, 0, 1)]


def test_state_of_the_person_moves_with_them(learner):
    participants.start_listed(participant=learner, now=NOW)

    assert Participant.objects.get(pk=learner.pk).state == "started"


# --- leaving ----------------------------------------------------------------------------------------------
def test_who_has_not_started_can_be_struck_off(cohort, learner):
    assert erasure.remove_unstarted(participant=learner, now=NOW)
    assert list(cohort.participants.values_list("name", flat=True)) == ["Wang Wei"]
    assert _states(cohort) == (1, 0, 0)


def test_who_has_started_cannot_be_struck_off(cohort, learner):
    participants.start_listed(participant=learner, now=NOW)

    assert not erasure.remove_unstarted(participant=learner, now=NOW)
    assert cohort.participants.count() == 2
    assert _states(cohort) == (1, 1, 0)


def test_striking_off_twice_is_the_same_as_once(cohort, learner):
    assert [
        erasure.remove_unstarted(participant=learner, now=NOW) for _ in range(2)
    ] == [True, False]
    assert _states(cohort) == (1, 0, 0)


def test_who_was_struck_off_can_be_listed_again(cohort, learner):
    erasure.remove_unstarted(participant=learner, now=NOW)

    assert [person.name for person in _list(cohort)] == [learner.name]
    assert _states(cohort) == (2, 0, 0)


def test_listed_learner_erases_themselves(visitor, cohort):
    visitor.post(reverse("erase"), walking.hidden_of(visitor.get(reverse("own"))))

    assert cohort.participants.count() == 1
    assert _states(cohort) == (1, 0, 0)
