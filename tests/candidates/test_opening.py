from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.groups import schedule
from assessments.models import Attempt, Participant
from assessments.sittings import attempts, participants
from assessments.sittings.attempts import NotAcceptingAnswers
from tests.candidates import walking
from tests.factories import make_cohort, make_draft, make_submitted

pytestmark = pytest.mark.django_db
OPENS = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOSES = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
GRACE_ENDS = CLOSES + 30 * MINUTE


def _cohort(**changes):
    return make_cohort(
        **({"opens_at": OPENS, "closes_at": CLOSES, "grace_minutes": 30} | changes)
    )


def _times(cohort):
    cohort.refresh_from_db()
    return cohort.opens_at, cohort.closes_at


@pytest.fixture
def clock():
    """Stands an hour before the closing."""
    with time_machine.travel(CLOSES - HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def cohort(questionnaire, clock):
    return _cohort(names_asked=False)


@pytest.fixture
def learner(client, cohort):
    """A browser with a whole draft in the cohort."""
    walking.join(client, cohort)
    walking.answer_all(client, "33333333")
    return client


# --- states -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - SECOND, "planned"),
        (OPENS, "open"),
        (CLOSES - SECOND, "open"),
        (CLOSES, "grace"),
        (GRACE_ENDS - SECOND, "grace"),
        (GRACE_ENDS, "closed"),
    ],
)
def test_state_changes_on_the_second(db, now, state):
    assert _cohort().state_at(now) == state


@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({"opens_at": None}, OPENS - 1000 * HOUR, "open"),
        ({"closes_at": None}, CLOSES + 1000 * HOUR, "open"),
        ({"grace_minutes": 0}, CLOSES, "closed"),
        ({"opens_at": CLOSES, "grace_minutes": 0}, CLOSES, "closed"),
    ],
)
def test_state_where_a_time_is_left_out(db, changes, now, state):
    assert _cohort(**changes).state_at(now) == state


# --- by hand ----------------------------------------------------------------------------------------------
def test_closing_by_hand_begins_the_grace_time(db):
    cohort = _cohort(closes_at=None)

    assert schedule.close(cohort=cohort, now=CLOSES) is True
    assert _times(cohort) == (OPENS, CLOSES)
    assert cohort.state_at(CLOSES) == "grace"
    assert cohort.state_at(GRACE_ENDS) == "closed"


def test_closing_twice_is_the_same_as_once(db):
    cohort = _cohort(closes_at=None)
    pressed = [
        schedule.close(cohort=cohort, now=CLOSES + late) for late in (0 * HOUR, HOUR)
    ]

    assert pressed == [True, False]
    assert _times(cohort) == (OPENS, CLOSES)


def test_closing_a_cohort_that_would_close_later_brings_it_forward(db):
    cohort = _cohort(closes_at=CLOSES + 9 * HOUR)
    schedule.close(cohort=cohort, now=CLOSES)

    assert _times(cohort) == (OPENS, CLOSES)


def test_cohort_closed_before_it_opened_stays_shut(db):
    cohort = _cohort(opens_at=CLOSES + HOUR, closes_at=None)
    schedule.close(cohort=cohort, now=CLOSES)

    assert _times(cohort) == (CLOSES, CLOSES)
    assert cohort.takes_new(CLOSES + 2 * HOUR) is False


def test_reopening_leaves_it_open_until_somebody_closes_it(db):
    cohort = _cohort()

    assert schedule.reopen(cohort=cohort, now=GRACE_ENDS) is True
    assert _times(cohort) == (OPENS, None)


def test_reopening_twice_is_the_same_as_once(db):
    cohort = _cohort()
    pressed = [
        schedule.reopen(cohort=cohort, now=GRACE_ENDS + late)
        for late in (0 * HOUR, HOUR)
    ]

    assert pressed == [True, False]
    assert _times(cohort) == (OPENS, None)


def test_reopening_before_the_time_opens_it_now(db):
    cohort = _cohort()
    schedule.reopen(cohort=cohort, now=OPENS - HOUR)

    assert _times(cohort) == (OPENS - HOUR, None)


def test_reopening_an_open_cohort_keeps_its_closing_time(db):
    cohort = _cohort()

    assert schedule.reopen(cohort=cohort, now=OPENS) is False
    assert _times(cohort) == (OPENS, CLOSES)


# --- coming in --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("now", [OPENS - SECOND, CLOSES, GRACE_ENDS])
def test_link_of_a_cohort_that_is_shut_gets_the_one_friendly_page(
    client, cohort, clock, now
):
    clock.move_to(now)
    response = client.get(reverse("join", args=[cohort.code]))

    assert response.status_code == 404
    assert response.templates[0].name == "candidates/unknown_link.html"


@pytest.mark.parametrize("now", [OPENS - SECOND, CLOSES])
def test_start_form_posted_while_shut_starts_nothing(client, cohort, clock, now):
    fields = walking.hidden_of(client.get(reverse("join", args=[cohort.code])))
    clock.move_to(now)
    response = client.post(reverse("begin"), fields)

    assert response.status_code == 404
    assert Participant.objects.count() == 0


def test_cohort_that_shuts_during_the_press_starts_nothing(cohort):
    with pytest.raises(NotAcceptingAnswers):
        participants.start(
            nonce="n",
            questionnaire=cohort.questionnaire,
            cohort=cohort,
            now=CLOSES,
        )

    assert Participant.objects.count() == 0


# --- finishing what was started ---------------------------------------------------------------------------
@pytest.mark.parametrize("now", [CLOSES, GRACE_ENDS - SECOND])
def test_started_attempt_is_saved_and_submitted_within_the_grace_time(
    learner, clock, now
):
    clock.move_to(now)
    walking.post_rows(learner, {1: 5})

    assert walking.submit(learner).url == reverse("result", args=[1])
    assert Attempt.objects.get().answers == "53333333"


@pytest.mark.parametrize(
    ("name", "arguments", "fields"),
    [
        ("rows", [1, 1], {"row-1": 5, "go": "back"}),
        ("review", [1], {"as_oneself": "yes"}),
    ],
)
def test_after_the_grace_time_a_draft_stays_as_it_was(
    learner, clock, name, arguments, fields
):
    clock.move_to(GRACE_ENDS)
    response = learner.post(reverse(name, args=arguments), fields)
    stored = Attempt.objects.get()

    assert response.templates[0].name == "candidates/closed.html"
    assert stored.answers == "33333333"
    assert stored.state == "draft"


def test_after_the_grace_time_a_single_answer_is_refused_with_a_reason(learner, clock):
    fields = walking.page_fields(learner) | {"row": 1, "position": 5}
    clock.move_to(GRACE_ENDS)
    response = learner.post(reverse("save_one", args=[1]), fields)
    told = {"message": "This group has closed and takes no more answers."}

    assert response.status_code == 409
    assert response.json() == told
    assert Attempt.objects.get().answers == "33333333"


@pytest.mark.parametrize(("name", "arguments"), [("rows", [1, 1]), ("review", [1])])
def test_after_the_grace_time_no_page_is_shown_whose_answers_would_be_lost(
    learner, clock, name, arguments
):
    clock.move_to(GRACE_ENDS)

    assert (
        learner.get(reverse(name, args=arguments)).templates[0].name
        == "candidates/closed.html"
    )


@pytest.mark.parametrize("name", ["data", "download_json", "download_csv"])
def test_after_the_grace_time_the_person_still_has_their_data(learner, clock, name):
    clock.move_to(GRACE_ENDS)

    assert learner.get(reverse(name)).status_code == 200


def test_without_grace_time_nothing_is_saved_from_the_closing_on(cohort):
    draft = make_draft(cohort=_cohort(grace_minutes=0), now=CLOSES - HOUR)
    attempts.save(attempt=draft, changes={1: 4}, language="en", now=CLOSES - SECOND)
    with pytest.raises(NotAcceptingAnswers):
        attempts.save(attempt=draft, changes={1: 5}, language="en", now=CLOSES)

    assert Attempt.objects.get().answers == "40000000"


def test_without_grace_time_nothing_is_submitted_from_the_closing_on(cohort):
    draft = make_draft(
        answers="33333333", cohort=_cohort(grace_minutes=0), now=CLOSES - HOUR
    )
    with pytest.raises(NotAcceptingAnswers):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=CLOSES)

    assert Attempt.objects.get().state == "draft"


def test_second_press_on_submit_after_the_closing_still_leads_to_the_result(
    learner, clock
):
    fields = walking.hidden_of(learner.get(reverse("review", args=[1]))) | {
        "as_oneself": "yes"
    }
    learner.post(reverse("review", args=[1]), fields)
    clock.move_to(GRACE_ENDS)

    assert learner.post(reverse("review", args=[1]), fields).url == reverse(
        "result", args=[1]
    )


@pytest.mark.parametrize("name", ["rows", "review"])
def test_within_the_grace_time_pages_say_until_when_by_the_cohort_s_clock(
    learner, cohort, clock, name
):
    type(cohort).objects.update(time_zone="America/New_York")
    clock.move_to(CLOSES)
    content = learner.get(
        reverse(name, args=[1, 1] if name == "rows" else [1])
    ).content.decode()

    assert "You can still finish what you began until 2 March 2026, 05:30." in content


def test_before_the_closing_no_page_says_until_when(learner):
    assert (
        b"You can still finish" not in learner.get(reverse("rows", args=[1, 1])).content
    )


# --- answering again --------------------------------------------------------------------------------------
def _visitor(attempt):
    visitor = Client()
    visitor.get(walking.link_of(attempt.participant))
    return visitor


def _again(attempt):
    """Whether the result offers to answer again, and the attempts there are after
    pressing it all the same.
    """
    visitor = _visitor(attempt)
    offered = (
        reverse("repeat", args=[1])
        in visitor.get(reverse("result", args=[1])).content.decode()
    )
    visitor.post(reverse("repeat", args=[1]))
    return offered, attempt.participant.attempts.count()


def test_open_cohort_offers_answering_again(cohort):
    assert _again(make_submitted(cohort=cohort)) == (True, 2)


def test_cohort_without_repeats_neither_offers_nor_takes_one(cohort):
    assert _again(make_submitted(cohort=_cohort(repeats_allowed=False))) == (False, 1)


@pytest.mark.parametrize("now", [CLOSES, GRACE_ENDS])
def test_after_the_closing_nobody_answers_again(cohort, clock, now):
    attempt = make_submitted(cohort=cohort)
    clock.move_to(now)

    assert _again(attempt) == (False, 1)


def test_refused_repeat_gets_a_page_that_says_why(cohort):
    visitor = _visitor(make_submitted(cohort=_cohort(repeats_allowed=False)))

    assert (
        visitor.post(reverse("repeat", args=[1])).templates[0].name
        == "candidates/closed.html"
    )


def test_repeat_begun_before_the_closing_is_finished_within_the_grace_time(
    cohort, clock
):
    visitor = _visitor(make_submitted(cohort=cohort))
    visitor.post(reverse("repeat", args=[1]))
    clock.move_to(GRACE_ENDS - SECOND)

    assert walking.post_rows(visitor, {1: 5}, ordinal=2, go="review").status_code == 302


def test_after_the_closing_a_result_stays_readable(cohort, clock):
    visitor = _visitor(make_submitted(cohort=cohort))
    clock.move_to(GRACE_ENDS)

    assert visitor.get(reverse("result", args=[1])).status_code == 200
