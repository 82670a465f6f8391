"""Who of HR opened what: written once an hour, shown to the applicant, and known where
somebody decides or rates.
"""

from datetime import timedelta

import pytest

from assessments.models import AccessLogEntry, Attempt, Participant
from assessments.privacy import erasure
from assessments.screening import (
    access_log,
    decisions,
)
from assessments.sittings import attempts
from tests.screening.deciding import NOW
from tests.screening.rating import rate
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
AccessKind = AccessLogEntry.Kind
HOUR = timedelta(hours=1)


@pytest.fixture
def hr():
    return make_person("hr", first_name="Mei", last_name="Lin")


@pytest.fixture
def screening_round(hr, questionnaire):
    return make_round(
        hr, questionnaire=questionnaire, closes_at=NOW + timedelta(days=14)
    )


def _open(user, screening_round, *people, kind=AccessKind.APPLICANT, now=NOW):
    access_log.record_access(
        user=user,
        screening_round=screening_round,
        people=list(people),
        kind=kind,
        now=now,
    )


def _is_open(user, screening_round, person, kind=AccessKind.APPLICANT, now=NOW):
    return access_log.is_open(
        user=user,
        screening_round=screening_round,
        participant=person,
        kind=kind,
        now=now,
    )


def _openers_shown_to(person):
    return [entry.opened_by for entry in access_log.entries_shown_to(person)]


# --- opening --------------------------------------------------------------------------
def test_an_entry_says_who_opened_what_and_when(hr, screening_round, ann):
    _open(hr, screening_round, ann)
    stored = AccessLogEntry.objects.get()

    assert stored.participant == ann
    assert stored.user == hr
    assert stored.kind == "applicant"
    assert stored.opened_at == NOW
    assert stored.ends_at == NOW + HOUR


@pytest.mark.parametrize(
    ("later", "entries"),
    [(timedelta(0), 1), (HOUR - timedelta(seconds=1), 1), (HOUR, 2)],
)
def test_what_is_open_gets_no_other_entry_until_it_ends(
    hr, screening_round, ann, later, entries
):
    _open(hr, screening_round, ann)
    _open(hr, screening_round, ann, now=NOW + later)

    assert AccessLogEntry.objects.count() == entries


def test_another_person_another_kind_and_another_applicant_get_entries_of_their_own(
    hr, interviewer, screening_round, ann
):
    _open(hr, screening_round, ann)
    _open(interviewer, screening_round, ann)
    _open(hr, screening_round, ann, kind=AccessKind.PAPER)
    _open(hr, screening_round, make_applicant(screening_round, now=NOW))

    assert AccessLogEntry.objects.count() == 4


def test_nothing_is_open_before_somebody_opened_it(hr, screening_round, ann):
    assert not _is_open(hr, screening_round, ann)
    _open(hr, screening_round, ann)

    assert _is_open(hr, screening_round, ann) is True
    assert _is_open(hr, screening_round, ann, AccessKind.PAPER) is False


def test_each_of_several_applicants_gets_an_entry(hr, screening_round, ann):
    bo = make_applicant(screening_round, name="Bo", now=NOW)
    _open(hr, screening_round, ann, bo, kind=AccessKind.COMPARISON)

    assert {entry.participant for entry in AccessLogEntry.objects.all()} == {ann, bo}


def test_opening_many_applicants_costs_the_same_as_one(
    hr, screening_round, ann, django_assert_num_queries
):
    five = []
    for number in range(5):
        five.append(make_applicant(screening_round, name=f"N{number}", now=NOW))

    with django_assert_num_queries(6):
        _open(hr, screening_round, ann, kind=AccessKind.PAPER)
    with django_assert_num_queries(6):
        _open(hr, screening_round, *five, kind=AccessKind.PAPER)


def test_who_withdrew_meanwhile_is_not_opened(hr, screening_round, ann):
    decisions.note_withdrawal(participant=ann, now=NOW)
    _open(hr, screening_round, ann)

    assert AccessLogEntry.objects.count() == 0


def test_who_was_erased_meanwhile_is_not_opened_and_others_are(
    hr, screening_round, ann
):
    bo = make_applicant(screening_round, name="Bo", now=NOW)
    erasure.erase(participant=Participant.objects.get(pk=ann.pk), now=NOW)
    _open(hr, screening_round, ann, bo, kind=AccessKind.COMPARISON)

    assert AccessLogEntry.objects.get().participant == bo


# --- what the applicant reads ---------------------------------------------------------
def test_the_newest_entry_is_shown_first(hr, interviewer, screening_round, ann):
    _open(hr, screening_round, ann)
    _open(interviewer, screening_round, ann, now=NOW + HOUR)

    assert _openers_shown_to(ann) == ["interviewer", "Mei Lin"]


def test_opening_the_list_is_shown_once_there_is_a_result_in_it(
    hr, screening_round, ann
):
    _open(hr, screening_round, None, kind=AccessKind.BOARD)

    [entry] = access_log.entries_shown_to(ann)
    assert entry.opened_by == "Mei Lin"
    assert entry.kind == "the list of applicants with scores"
    assert entry.opened_at == NOW


def test_a_list_that_ended_before_submitting_is_not_shown(hr, screening_round):
    _open(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR)

    ann = make_applicant(screening_round, now=NOW)

    assert _openers_shown_to(ann) == []


def test_a_list_still_open_when_submitting_is_shown(hr, screening_round):
    _open(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR / 2)

    ann = make_applicant(screening_round, now=NOW)

    assert _openers_shown_to(ann) == ["Mei Lin"]


def test_who_has_not_submitted_is_shown_no_list(hr, screening_round):
    _open(hr, screening_round, None, kind=AccessKind.BOARD)

    invited = make_invited(screening_round, now=NOW)

    assert _openers_shown_to(invited) == []


def test_a_list_opened_after_withdrawing_had_nothing_of_theirs(
    hr, interviewer, screening_round, ann
):
    _open(hr, screening_round, None, kind=AccessKind.BOARD)
    decisions.note_withdrawal(participant=ann, now=NOW + timedelta(minutes=5))
    _open(
        interviewer,
        screening_round,
        None,
        kind=AccessKind.BOARD,
        now=NOW + timedelta(minutes=6),
    )

    assert _openers_shown_to(Participant.objects.get()) == ["Mei Lin"]


def test_entries_of_another_applicant_or_another_round_s_list_are_not_shown(
    hr, screening_round, ann
):
    other = make_round(hr, title="Another")
    _open(hr, screening_round, make_applicant(screening_round, name="Bo", now=NOW))
    _open(hr, other, None, kind=AccessKind.BOARD)

    assert _openers_shown_to(ann) == []


# --- a round that hides scores --------------------------------------------------------
def test_what_was_opened_without_the_score_ends_once_it_may_be_seen(
    hiding, interviewer, ann
):
    _open(interviewer, hiding, ann)
    assert _is_open(interviewer, hiding, ann) is True

    rate(ann, interviewer)
    assert _is_open(interviewer, hiding, ann) is False

    _open(interviewer, hiding, ann)
    assert _is_open(interviewer, hiding, ann) is True
    entries = AccessLogEntry.objects.order_by("pk")
    assert [entry.shows_score for entry in entries] == [False, True]


# --- whether somebody has seen the score ----------------------------------------------
@pytest.mark.parametrize(
    "kind", [AccessKind.APPLICANT, AccessKind.COMPARISON, AccessKind.PAPER]
)
def test_who_opened_the_applicant_has_seen_the_score(
    hr, interviewer, screening_round, ann, kind
):
    _open(hr, screening_round, ann, kind=kind)

    assert access_log.has_seen_score(hr, ann, NOW) is True
    assert access_log.has_seen_score(interviewer, ann, NOW) is False


def test_who_opened_the_list_has_seen_the_score(hr, screening_round, ann):
    _open(hr, screening_round, None, kind=AccessKind.BOARD)

    assert access_log.has_seen_score(hr, ann, NOW)


def test_who_opened_the_list_before_there_was_a_result_has_not(hr, screening_round):
    _open(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR)

    ann = make_applicant(screening_round, now=NOW)

    assert not access_log.has_seen_score(hr, ann, NOW)


def test_the_guide_shows_no_score(hr, screening_round, ann):
    _open(hr, screening_round, ann, kind=AccessKind.GUIDE)

    assert not access_log.has_seen_score(hr, ann, NOW)


def test_what_is_opened_later_was_not_seen_earlier(hr, screening_round, ann):
    _open(hr, screening_round, ann, now=NOW + HOUR)

    assert not access_log.has_seen_score(hr, ann, NOW)


@pytest.mark.parametrize(
    ("is_list", "kind"), [(False, AccessKind.APPLICANT), (True, AccessKind.BOARD)]
)
def test_what_hid_the_score_did_not_show_it(hiding, interviewer, ann, is_list, kind):
    opened = None if is_list else ann
    _open(interviewer, hiding, opened, kind=kind)

    assert not access_log.has_seen_score(interviewer, ann, NOW)


def test_a_list_that_hides_scores_shows_none_even_of_those_already_rated(
    hiding, interviewer, ann
):
    rate(ann, interviewer)
    _open(
        interviewer, hiding, None, kind=AccessKind.BOARD, now=NOW + timedelta(minutes=1)
    )

    assert not access_log.has_seen_score(interviewer, ann, NOW + timedelta(minutes=2))


def test_opening_before_the_submission_showed_nothing(hr, screening_round):
    bo = make_started(screening_round, name="Bo", now=NOW)
    _open(hr, screening_round, bo)
    bo.attempts.update(answers="3" * 8)
    attempts.submit(
        attempt=bo.attempts.get(),
        as_oneself=True,
        language="en",
        now=NOW + timedelta(minutes=1),
    )

    assert not access_log.has_seen_score(hr, bo, NOW + timedelta(minutes=2))
    [entry] = access_log.entries_shown_to(bo)
    assert entry.kind == "your page, before you had submitted anything"


def test_what_is_submitted_meanwhile_has_to_be_opened_anew(hr, screening_round, ann):
    _open(hr, screening_round, ann)
    Attempt.objects.update(submitted_at=NOW + timedelta(minutes=1))

    later = NOW + timedelta(minutes=2)
    assert _is_open(hr, screening_round, ann, now=later) is False


def test_rating_says_whether_the_score_was_seen_before(hiding, interviewer, hr, ann):
    _open(interviewer, hiding, None, kind=AccessKind.BOARD)
    _open(hr, hiding, ann)

    assert rate(ann, interviewer).score_seen is False
    assert rate(ann, hr).score_seen is True
