"""The list of a round's applicants: by name, by stage, never by score."""

from datetime import timedelta

import pytest

from assessments.models import Participant
from assessments.screening import applicants, decisions
from assessments.screening.applicants import Filters
from assessments.sittings import attempts
from tests.screening.deciding import NOW, decide
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYBODY = Filters()


@pytest.fixture
def screening_round(questionnaire):
    return make_round(questionnaire=questionnaire, closes_at=NOW + 14 * DAY)


@pytest.fixture
def four(screening_round):
    """One at each place: invited, started, submitted, and invited to an interview."""
    make_invited(
        screening_round,
        name="Ann",
        email="ann@example.org",
        language="zh-hans",
        number="A-7",
        now=NOW - 5 * DAY,
    )
    make_started(
        screening_round, "33", name="Bo", language="zh-hant", now=NOW - 3 * DAY
    )
    make_applicant(
        screening_round, "33333333", name="Cho", number="C-9", now=NOW - 2 * DAY
    )
    dee = make_applicant(
        screening_round, "51515151", name="Dee", language="zh-hans", now=NOW - 2 * DAY
    )
    decide(dee, now=NOW - DAY)
    return screening_round


def _page(screening_round, filters=EVERYBODY, *, after="", size=100):
    return applicants.page_of(screening_round, filters, NOW, after=after, size=size)


def _names(screening_round, filters=EVERYBODY, *, after=""):
    page = _page(screening_round, filters, after=after)
    return [applicant.participant.name for applicant in page.people]


def _only(screening_round):
    (applicant,) = _page(screening_round).people
    return applicant


# --- who is on it ---------------------------------------------------------------------
def test_applicants_are_listed_by_name_whatever_their_score(screening_round):
    make_applicant(screening_round, "51515151", name="Cho", now=NOW)
    make_applicant(screening_round, "15151515", name="Ann", now=NOW)
    make_applicant(screening_round, "33333333", name="Bo", now=NOW)

    assert _names(screening_round) == ["Ann", "Bo", "Cho"]


def test_those_of_another_round_are_not_listed(four):
    make_applicant(make_round(title="Another"), name="Eve")

    assert _names(four) == ["Ann", "Bo", "Cho", "Dee"]


@pytest.mark.parametrize(
    "filters",
    [
        EVERYBODY,
        Filters(stage="submitted"),
        Filters(text="Cho"),
        Filters(band="middle"),
    ],
)
def test_who_withdrew_is_found_by_nothing(four, filters):
    decisions.note_withdrawal(participant=Participant.objects.get(name="Cho"), now=NOW)

    assert "Cho" not in _names(four, filters)
    assert applicants.withdrawn_number(four) == 1


# --- filters --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("", ["Ann", "Bo", "Cho", "Dee"]),
        ("listed", ["Ann"]),
        ("started", ["Bo"]),
        ("submitted", ["Cho"]),
        ("interview", ["Dee"]),
        ("hired", []),
        ("stuck", ["Bo"]),
        ("made-up", ["Ann", "Bo", "Cho", "Dee"]),
    ],
)
def test_stages_are_states_or_else_what_somebody_decided(four, stage, names):
    assert _names(four, Filters(stage=stage)) == names


def test_who_has_just_started_is_not_stuck(screening_round):
    make_started(screening_round, now=NOW - timedelta(minutes=29))

    assert _names(screening_round, Filters(stage="stuck")) == []


def test_a_decision_before_the_first_row_is_a_stage_too(screening_round):
    decide(make_invited(screening_round, name="Ann", now=NOW), stage="not-selected")

    assert _names(screening_round, Filters(stage="listed")) == []
    assert _names(screening_round, Filters(stage="not-selected")) == ["Ann"]


@pytest.mark.parametrize(
    ("band", "names"),
    [("middle", ["Cho"]), ("high", []), ("low", ["Dee"]), ("made-up", [])],
)
def test_bands_are_those_of_the_results(four, band, names):
    assert _names(four, Filters(band=band)) == names


def test_the_band_is_that_of_the_first_attempt(screening_round):
    person = make_applicant(screening_round, "33333333", now=NOW)
    attempts.allow_another(participant=person, now=NOW)
    second = attempts.repeat(participant=Participant.objects.get(), after=1, now=NOW)
    high = {number: 1 if number % 2 else 5 for number in range(1, 9)}
    attempts.save(attempt=second, changes=high, language="en", now=NOW)
    attempts.submit(attempt=second, as_oneself=True, language="en", now=NOW)

    assert _names(screening_round, Filters(band="middle")) == ["Ann Applicant"]
    assert _names(screening_round, Filters(band="high")) == []
    totals = [attempt.total for attempt in _only(screening_round).attempts]
    assert totals == [60, 100]


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Cho"]), ("zh-hans", ["Ann", "Dee"]), ("zh-hant", ["Bo"]), ("fr", [])],
)
def test_languages_are_those_of_the_answers_or_else_of_the_invitation(
    four, language, names
):
    assert _names(four, Filters(language=language)) == names


def test_who_answered_in_another_language_than_invited_is_found_by_that_of_the_answers(
    screening_round,
):
    person = make_started(screening_round, "33333333", language="zh-hans", now=NOW)
    attempts.submit(
        attempt=person.attempts.get(), as_oneself=True, language="en", now=NOW
    )

    assert _names(screening_round, Filters(language="en")) == ["Ann Applicant"]
    assert _names(screening_round, Filters(language="zh-hans")) == []
    assert _only(screening_round).language == "en"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ann", ["Ann"]),
        ("A-7", ["Ann"]),
        ("ANN@EXAMPLE", ["Ann"]),
        ("o", ["Ann", "Bo", "Cho", "Dee"]),
    ],
)
def test_text_is_looked_for_in_names_numbers_and_addresses(four, text, names):
    assert _names(four, Filters(text=text)) == names


def test_filters_narrow_each_other(four):
    assert _names(four, Filters(language="zh-hans", stage="interview")) == ["Dee"]
    assert _names(four, Filters(language="zh-hans", stage="started")) == []


# --- pages ----------------------------------------------------------------------------
def test_a_page_leads_to_the_next_one_and_the_last_to_none(four):
    first = _page(four, size=3)
    second = _page(four, size=3, after=str(first.after))

    (applicant,) = second.people
    assert applicant.participant.name == "Dee"
    assert second.after is None


def test_people_of_one_name_are_all_listed(screening_round):
    invited = {make_invited(screening_round, name="Li Na") for _ in range(5)}

    first = _page(screening_round, size=2)
    second = _page(screening_round, size=3, after=str(first.after))

    listed = {applicant.participant for applicant in [*first.people, *second.people]}
    assert listed == invited


@pytest.mark.parametrize("after", ["made-up", "0", "9" * 30, "-1", ""])
def test_a_page_behind_nobody_is_the_first(four, after):
    assert _names(four, after=after) == ["Ann", "Bo", "Cho", "Dee"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_queries_for_one_and_for_three(
    screening_round, number, django_assert_num_queries
):
    for _ in range(number):
        make_applicant(screening_round, now=NOW)
    with django_assert_num_queries(3):
        for applicant in _page(screening_round).people:
            _ = applicant.language, applicant.days_waiting(NOW), applicant.row


# --- one line -------------------------------------------------------------------------
def test_days_are_those_in_the_stage_of_now(four):
    days = [applicant.days_waiting(NOW) for applicant in _page(four).people]

    assert days == [5, 3, 2, 1]


def test_a_correction_starts_no_new_stage_but_its_own_time(screening_round):
    person = make_applicant(screening_round, now=NOW - 9 * DAY)
    decide(person, now=NOW - 4 * DAY)
    decide(person, stage="offer", now=NOW - DAY)

    assert _only(screening_round).days_waiting(NOW) == 1


def test_the_row_reached_is_told_until_everything_is_submitted(four):
    rows = [applicant.row for applicant in _page(four).people]

    assert rows == [None, 3, None, None]


def test_a_result_is_told_once_submitted(four):
    ann, bo, cho, _ = _page(four).people

    assert ann.result is None
    assert bo.result is None
    assert cho.result.total == 60


def test_a_submission_changes_no_stage(screening_round):
    make_applicant(screening_round, "51515151", now=NOW)

    assert _only(screening_round).participant.application.stage == ""
