"""Who of HR looked at what: noted once an hour, told to the applicant, and known where
somebody decides or rates.
"""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.models import AccessLogEntry, Attempt, Participant
from assessments.privacy import erasure
from assessments.screening import access_log, decisions, interview_ratings
from assessments.sittings import attempts
from tests.factories import make_core_competency
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
    put_on,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
AccessKind = AccessLogEntry.Kind
HOUR = timedelta(hours=1)


@pytest.fixture
def hr():
    return make_person("hr", first_name="Mei", last_name="Lin")


@pytest.fixture
def interviewer():
    return make_person("interviewer")


@pytest.fixture
def screening_round(hr, questionnaire):
    return make_round(
        hr, questionnaire=questionnaire, closes_at=NOW + timedelta(days=14)
    )


@pytest.fixture
def hiding(screening_round, interviewer):
    """The round hides scores from its interviewer until there are ratings."""
    make_core_competency("accountability", "character")
    put_on(screening_round, interviewer, "interviewer")
    type(screening_round).objects.update(hides_score=True)
    screening_round.refresh_from_db()
    return screening_round


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, now=NOW)


def _look(user, screening_round, *people, kind=AccessKind.APPLICANT, now=NOW):
    access_log.open_for(
        user=user,
        screening_round=screening_round,
        people=list(people),
        kind=kind,
        now=now,
    )


def _is_open(user, screening_round, person, kind=AccessKind.APPLICANT, now=NOW):
    return access_log.is_open(
        user=user, screening_round=screening_round, person=person, kind=kind, now=now
    )


def _rate(person, user, now=NOW):
    facts = {"values": {"accountability": 4}, "notes": {}, "note": "", "now": now}
    return interview_ratings.save_sheet(participant=person, interviewer=user, **facts)


def _told(person):
    return [(shown.who, shown.kind, shown.at) for shown in access_log.shown_to(person)]


# --- noting -----------------------------------------------------------------------------------------------
def test_a_look_is_noted_with_who_what_and_when(hr, screening_round, ann):
    _look(hr, screening_round, ann)
    stored = AccessLogEntry.objects.get()

    assert stored.participant == ann
    assert stored.user == hr
    assert stored.kind == "applicant"
    assert stored.opened_at == NOW
    assert stored.ends_at == NOW + HOUR


@pytest.mark.parametrize(
    ("later", "lines"), [(timedelta(0), 1), (HOUR - timedelta(seconds=1), 1), (HOUR, 2)]
)
def test_what_is_open_is_not_noted_again_until_it_ends(
    hr, screening_round, ann, later, lines
):
    _look(hr, screening_round, ann)
    _look(hr, screening_round, ann, now=NOW + later)

    assert AccessLogEntry.objects.count() == lines


def test_another_person_another_kind_and_another_applicant_are_looks_of_their_own(
    hr, interviewer, screening_round, ann
):
    _look(hr, screening_round, ann)
    _look(interviewer, screening_round, ann)
    _look(hr, screening_round, ann, kind=AccessKind.PAPER)
    _look(hr, screening_round, make_applicant(screening_round, now=NOW))

    assert AccessLogEntry.objects.count() == 4


def test_nothing_is_open_before_somebody_opened_it(hr, screening_round, ann):
    assert not _is_open(hr, screening_round, ann)
    _look(hr, screening_round, ann)

    assert _is_open(hr, screening_round, ann) is True
    assert _is_open(hr, screening_round, ann, AccessKind.PAPER) is False


def test_several_are_noted_each(hr, screening_round, ann):
    bo = make_applicant(screening_round, name="Bo", now=NOW)
    _look(hr, screening_round, ann, bo, kind=AccessKind.COMPARISON)

    assert {look.participant for look in AccessLogEntry.objects.all()} == {ann, bo}


def test_a_round_s_worth_of_looks_costs_the_same_as_one(
    hr, screening_round, ann, django_assert_num_queries
):
    people = [
        make_applicant(screening_round, name=f"N{number}", now=NOW)
        for number in range(5)
    ]
    for some in ([ann], people):
        with django_assert_num_queries(6):
            _look(hr, screening_round, *some, kind=AccessKind.PAPER)


def test_who_withdrew_meanwhile_is_not_looked_at(hr, screening_round, ann):
    decisions.note_withdrawal(participant=ann, now=NOW)
    _look(hr, screening_round, ann)

    assert AccessLogEntry.objects.count() == 0


def test_who_was_erased_meanwhile_is_not_looked_at_and_others_are(
    hr, screening_round, ann
):
    bo = make_applicant(screening_round, name="Bo", now=NOW)
    erasure.erase(participant=Participant.objects.get(pk=ann.pk), now=NOW)
    _look(hr, screening_round, ann, bo, kind=AccessKind.COMPARISON)

    assert [look.participant for look in AccessLogEntry.objects.all()] == [bo]


# --- what the applicant is told ---------------------------------------------------------------------------
def test_the_newest_look_is_told_first(hr, interviewer, screening_round, ann):
    _look(hr, screening_round, ann)
    _look(interviewer, screening_round, ann, now=NOW + HOUR)

    assert [who for who, _, _ in _told(ann)] == ["interviewer", "Mei Lin"]


def test_a_look_at_the_list_is_told_once_there_is_a_result_in_it(
    hr, screening_round, ann
):
    _look(hr, screening_round, None, kind=AccessKind.BOARD)

    assert _told(ann) == [("Mei Lin", "the list of applicants with scores", NOW)]


def test_a_look_at_the_list_before_submitting_is_none_at_a_result(hr, screening_round):
    _look(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR)

    assert _told(make_applicant(screening_round, now=NOW)) == []


def test_a_list_still_open_when_submitting_is_told(hr, screening_round):
    _look(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR / 2)

    assert len(_told(make_applicant(screening_round, now=NOW))) == 1


def test_who_has_not_submitted_is_told_of_no_list(hr, screening_round):
    _look(hr, screening_round, None, kind=AccessKind.BOARD)

    assert _told(make_invited(screening_round, now=NOW)) == []


def test_a_list_opened_after_withdrawing_had_nothing_of_theirs(
    hr, interviewer, screening_round, ann
):
    _look(hr, screening_round, None, kind=AccessKind.BOARD)
    decisions.note_withdrawal(participant=ann, now=NOW + timedelta(minutes=5))
    _look(
        interviewer,
        screening_round,
        None,
        kind=AccessKind.BOARD,
        now=NOW + timedelta(minutes=6),
    )

    assert [who for who, _, _ in _told(Participant.objects.get())] == ["Mei Lin"]


def test_looks_at_another_applicant_or_another_round_s_list_are_not_told(
    hr, screening_round, ann
):
    other = make_round(hr, title="Another")
    _look(hr, screening_round, make_applicant(screening_round, name="Bo", now=NOW))
    _look(hr, other, None, kind=AccessKind.BOARD)

    assert _told(ann) == []


# --- a round that hides scores ----------------------------------------------------------------------------
def test_an_interviewer_sees_the_score_only_after_rating(hiding, interviewer, ann):
    facts = {"user": interviewer, "screening_round": hiding, "person": ann}
    seen = [access_log.may_see_score(**facts)]
    _rate(ann, interviewer)

    assert [*seen, access_log.may_see_score(**facts)] == [False, True]


@pytest.mark.parametrize("role", ["lead", "reader"])
def test_a_lead_and_a_reader_see_scores_all_along(hiding, ann, role):
    user = make_person("somebody")
    put_on(hiding, user, role)

    assert access_log.may_see_score(user=user, screening_round=hiding, person=ann)


def test_the_rating_of_one_applicant_opens_no_other_s_score(hiding, interviewer, ann):
    bo = make_applicant(hiding, name="Bo", now=NOW)
    _rate(ann, interviewer)

    assert access_log.with_score(
        user=interviewer, screening_round=hiding, people=[bo, ann]
    ) == [ann]


def test_another_interviewer_s_rating_opens_no_score(hiding, interviewer, hr, ann):
    _rate(ann, hr)

    assert not access_log.may_see_score(
        user=interviewer, screening_round=hiding, person=ann
    )


def test_a_look_without_the_score_does_not_last_once_it_may_be_seen(
    hiding, interviewer, ann
):
    _look(interviewer, hiding, ann)
    lasting = [_is_open(interviewer, hiding, ann)]
    _rate(ann, interviewer)
    lasting.append(_is_open(interviewer, hiding, ann))
    _look(interviewer, hiding, ann)

    assert [*lasting, _is_open(interviewer, hiding, ann)] == [True, False, True]
    assert list(
        AccessLogEntry.objects.order_by("pk").values_list("shows_score", flat=True)
    ) == [
        False,
        True,
    ]


# --- whether somebody has seen the score ------------------------------------------------------------------
@pytest.mark.parametrize(
    "kind", [AccessKind.APPLICANT, AccessKind.COMPARISON, AccessKind.PAPER]
)
def test_who_looked_at_the_applicant_has_seen_the_score(
    hr, interviewer, screening_round, ann, kind
):
    _look(hr, screening_round, ann, kind=kind)

    assert [
        access_log.has_seen_score(user, ann, NOW) for user in (hr, interviewer)
    ] == [True, False]


def test_who_looked_at_the_list_has_seen_the_score(hr, screening_round, ann):
    _look(hr, screening_round, None, kind=AccessKind.BOARD)

    assert access_log.has_seen_score(hr, ann, NOW)


def test_who_looked_at_the_list_before_there_was_a_result_has_not(hr, screening_round):
    _look(hr, screening_round, None, kind=AccessKind.BOARD, now=NOW - HOUR)

    assert not access_log.has_seen_score(
        hr, make_applicant(screening_round, now=NOW), NOW
    )


def test_the_guide_shows_no_score(hr, screening_round, ann):
    _look(hr, screening_round, ann, kind=AccessKind.GUIDE)

    assert not access_log.has_seen_score(hr, ann, NOW)


def test_a_later_look_was_not_seen_earlier(hr, screening_round, ann):
    _look(hr, screening_round, ann, now=NOW + HOUR)

    assert not access_log.has_seen_score(hr, ann, NOW)


@pytest.mark.parametrize(
    ("person", "kind"), [(True, AccessKind.APPLICANT), (False, AccessKind.BOARD)]
)
def test_what_hid_the_score_did_not_show_it(hiding, interviewer, ann, person, kind):
    _look(interviewer, hiding, ann if person else None, kind=kind)

    assert not access_log.has_seen_score(interviewer, ann, NOW)


def test_a_list_that_hides_scores_shows_none_even_of_those_already_rated(
    hiding, interviewer, ann
):
    _rate(ann, interviewer)
    _look(
        interviewer, hiding, None, kind=AccessKind.BOARD, now=NOW + timedelta(minutes=1)
    )

    assert not access_log.has_seen_score(interviewer, ann, NOW + timedelta(minutes=2))


def test_a_look_before_the_submission_showed_nothing(hr, screening_round):
    bo = make_started(screening_round, name="Bo", now=NOW)
    _look(hr, screening_round, bo)
    bo.attempts.update(answers="3" * 8)
    attempts.submit(
        attempt=bo.attempts.get(),
        as_oneself=True,
        language="en",
        now=NOW + timedelta(minutes=1),
    )

    assert not access_log.has_seen_score(hr, bo, NOW + timedelta(minutes=2))
    assert [shown.kind for shown in access_log.shown_to(bo)] == [
        "your page, before you had submitted anything"
    ]


def test_what_is_submitted_while_a_look_lasts_is_opened_anew(hr, screening_round, ann):
    _look(hr, screening_round, ann)
    Attempt.objects.update(submitted_at=NOW + timedelta(minutes=1))
    facts = {
        "user": hr,
        "screening_round": screening_round,
        "person": ann,
        "kind": AccessKind.APPLICANT,
    }

    assert not access_log.is_open(**facts, now=NOW + timedelta(minutes=2))


def test_rating_says_whether_the_score_was_seen_before(hiding, interviewer, hr, ann):
    _look(interviewer, hiding, None, kind=AccessKind.BOARD)
    _look(hr, hiding, ann)

    assert [_rate(ann, user).score_seen for user in (interviewer, hr)] == [False, True]
