"""The settings of a round: what every round has and what stays as it was promised."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import ConsentText, CoreQuestion, InterviewSheet, ScreeningRound
from assessments.screening import rounds
from assessments.sittings import attempts
from tests.factories import make_competency
from tests.screening_factories import (
    make_applicant,
    make_consent_text,
    make_invited,
    make_round,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def concluded(questionnaire):
    return make_round(
        questionnaire=questionnaire,
        closes_at=NOW - timedelta(days=2),
        concluded_at=NOW - timedelta(days=1),
    )


def stored(screening_round):
    return ScreeningRound.objects.get(pk=screening_round.pk)


# --- settings -------------------------------------------------------------------------
def test_every_round_asks_for_names_and_allows_one_attempt(questionnaire):
    make_consent_text()
    screening_round = ScreeningRound(
        title="Spring", questionnaire=questionnaire, closes_at=NOW + timedelta(days=9)
    )
    rounds.save_settings(screening_round=screening_round)

    kept = stored(screening_round)
    assert kept.purpose == "application"
    assert kept.names_asked is True
    assert kept.repeats_allowed is False


def test_without_a_consent_text_no_round_is_made(questionnaire):
    assert not ConsentText.objects.exists()
    screening_round = ScreeningRound(
        title="Spring", questionnaire=questionnaire, closes_at=NOW + timedelta(days=9)
    )
    with pytest.raises(rounds.NoConsentText):
        rounds.save_settings(screening_round=screening_round)

    assert not ScreeningRound.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens_at", NOW + timedelta(days=1)),
        ("closes_at", NOW + timedelta(days=9)),
        ("grace_minutes", 1440),
        ("time_zone", "America/Los_Angeles"),
    ],
)
def test_a_concluded_round_keeps_its_times(concluded, field, value):
    before = getattr(concluded, field)
    setattr(concluded, field, value)
    with pytest.raises(rounds.RoundConcluded):
        rounds.save_settings(screening_round=concluded)

    assert getattr(stored(concluded), field) == before


def test_a_concluded_round_may_get_another_title(concluded):
    concluded.title = "Another"
    rounds.save_settings(screening_round=concluded)

    assert stored(concluded).title == "Another"


@pytest.mark.parametrize("field", ["employer", "vacancy"])
def test_what_those_invited_were_told_stays(questionnaire, field):
    screening_round = make_round(questionnaire=questionnaire)
    make_invited(screening_round)
    before = getattr(screening_round, field)
    setattr(screening_round, field, "Another")
    with pytest.raises(rounds.InvitedWereTold):
        rounds.save_settings(screening_round=screening_round)

    assert getattr(stored(screening_round), field) == before


def test_employer_and_vacancy_may_change_while_nobody_is_invited(questionnaire):
    screening_round = make_round(questionnaire=questionnaire)
    screening_round.employer = "Another"
    rounds.save_settings(screening_round=screening_round)

    assert stored(screening_round).employer == "Another"


# --- another attempt ------------------------------------------------------------------
def test_nobody_gets_another_attempt_in_a_concluded_round(questionnaire):
    screening_round = make_round(questionnaire=questionnaire)
    ann = make_applicant(screening_round)
    ScreeningRound.objects.update(
        closes_at=NOW - timedelta(hours=3), concluded_at=NOW - timedelta(hours=1)
    )

    assert attempts.allow_another(participant=ann, now=NOW) is False


# --- core questions -------------------------------------------------------------------
def test_chosen_questions_take_the_place_of_those_before(questionnaire):
    screening_round = make_round(questionnaire=questionnaire)
    for slug in ("patience", "resilience"):
        rounds.choose_core_questions(
            screening_round=screening_round,
            competencies=[make_competency(slug, "psychological")],
            now=NOW,
        )

    assert CoreQuestion.objects.get().competency.slug == "resilience"


def test_questions_stay_once_somebody_is_invited_to_an_open_round(questionnaire):
    screening_round = make_round(questionnaire=questionnaire)
    make_invited(screening_round)
    with pytest.raises(rounds.QuestionsSettled):
        rounds.choose_core_questions(
            screening_round=screening_round,
            competencies=[make_competency("patience", "psychological")],
            now=NOW,
        )

    assert not CoreQuestion.objects.exists()


def test_questions_stay_once_somebody_is_rated(questionnaire):
    screening_round = make_round(
        questionnaire=questionnaire, opens_at=NOW + timedelta(days=1)
    )
    InterviewSheet.objects.create(
        participant=make_invited(screening_round),
        interviewer=make_person("mei"),
        saved_at=NOW,
    )
    with pytest.raises(rounds.QuestionsSettled):
        rounds.choose_core_questions(
            screening_round=screening_round,
            competencies=[make_competency("patience", "psychological")],
            now=NOW,
        )

    assert not CoreQuestion.objects.exists()
