from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import AccessLogEntry, Application, Attempt, Participant
from assessments.screening import access_log, decisions
from assessments.sittings import attempts
from tests.hr.round_pages import at, names_on, open_board, told, words
from tests.screening.deciding import decide
from tests.screening_factories import make_applicant, make_invited, make_started

# Points of 5 and of 1 in every row of the test's eight.
BEST = "15151515"
WORST = "51515151"


def board(client, cohort, query=""):
    return client.get(f"{at(cohort, 'applicants')}?{query}")


# --- before and after the look ------------------------------------------------------------------------
def test_round_without_anybody_says_so(hr, cohort):
    assert "Nobody has been invited yet." in words(board(hr, cohort))


def test_before_the_look_the_list_has_no_score_and_no_band(hr, cohort):
    make_applicant(cohort, BEST)
    said = words(board(hr, cohort))

    assert "Ann Applicant" in said
    assert "100" not in said
    assert "Title high" not in said
    assert "Band" not in said


def test_after_the_look_it_has_score_width_band_and_domains(hr, cohort):
    make_applicant(cohort, "33333333")
    said = words(open_board(hr, cohort))

    assert (
        "60 ± 4 60–79 · 0–59 Character 60 Psychological 60 Skill 60 Comprehensive 60"
        in said
    )


def test_reading_notes_are_in_neutral_words(hr, cohort):
    make_applicant(cohort, "33333333")
    [line] = open_board(hr, cohort).context["lines"]

    assert line.notes == ["a repeating pattern"]


def test_opening_by_address_alone_is_not_allowed(hr, cohort):
    assert hr.get(at(cohort, "applicants_open")).status_code == 405
    assert not AccessLogEntry.objects.exists()


def test_reading_the_list_writes_nothing(hr, cohort):
    make_applicant(cohort)
    board(hr, cohort)

    assert not AccessLogEntry.objects.exists()


def test_look_is_noted_once_an_hour(hr, cohort, time_machine):
    start = timezone.now()
    for minutes, lines in ((0, 1), (59, 1), (60, 2)):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        open_board(hr, cohort)
        assert AccessLogEntry.objects.count() == lines


def test_scores_are_gone_again_after_an_hour(hr, cohort, time_machine):
    make_applicant(cohort, BEST)
    open_board(hr, cohort)
    time_machine.move_to(timezone.now() + timedelta(hours=1), tick=False)

    assert board(hr, cohort).context["has_scores"] is False


def test_look_of_one_opens_nothing_for_another(hr, reader, cohort):
    open_board(hr, cohort)

    assert board(reader, cohort).context["has_scores"] is False


def test_whoever_submitted_sees_the_look(hr, cast, cohort):
    person = make_applicant(cohort)
    open_board(hr, cohort)

    assert [
        (entry.opened_by, entry.kind) for entry in access_log.entries_shown_to(person)
    ] == [("hr", "the list of applicants with scores")]


def test_whoever_had_not_submitted_by_then_sees_none(hr, cohort):
    person = make_started(cohort, "3333")
    open_board(hr, cohort)

    assert access_log.entries_shown_to(person) == []


def test_whoever_submits_while_the_list_is_open_sees_the_look(hr, cohort):
    open_board(hr, cohort)

    assert len(access_log.entries_shown_to(make_applicant(cohort))) == 1


# --- the lines ----------------------------------------------------------------------------------------
def test_list_is_by_name_whatever_the_score(hr, cohort):
    for name, answers in (("Cy", BEST), ("Ann", WORST), ("Bea", BEST)):
        make_applicant(cohort, answers, name=name)

    assert names_on(open_board(hr, cohort)) == ["Ann", "Bea", "Cy"]


@pytest.mark.parametrize(
    "order", ["o=-total", "sort=score", "order_by=-attempts__total", "ordering=band"]
)
def test_no_address_puts_it_in_order_of_score(hr, cohort, order):
    for name, answers in (("Ann", WORST), ("Bea", BEST)):
        make_applicant(cohort, answers, name=name)

    assert names_on(open_board(hr, cohort, order)) == ["Ann", "Bea"]


def test_stage_is_the_fact_until_somebody_decides(hr, cohort):
    make_invited(cohort, name="Ann")
    make_started(cohort, "33", name="Bea")
    make_applicant(cohort, name="Cy")
    decide(make_applicant(cohort, name="Di"), stage="offer")
    stages = [str(line.stage) for line in board(hr, cohort).context["lines"]]

    assert stages == ["invited", "started", "submitted", "offer"]


def test_days_in_a_stage_begin_anew_with_a_decision(hr, cohort):
    now = timezone.now()
    make_applicant(cohort, name="Ann", now=now - timedelta(days=9))
    decide(
        make_applicant(cohort, name="Bea", now=now - timedelta(days=9)),
        now=now - timedelta(days=2),
    )

    assert [line.days for line in board(hr, cohort).context["lines"]] == [9, 2]


def test_second_attempt_is_counted_and_the_first_one_shown(hr, cohort):
    person = make_applicant(cohort, WORST)
    attempts.allow_another(participant=person, now=timezone.now())
    second = attempts.repeat(participant=person, after=1, now=timezone.now())
    Attempt.objects.filter(pk=second.pk).update(answers=BEST)
    attempts.submit(attempt=second, as_oneself=True, language="en", now=timezone.now())
    said = words(open_board(hr, cohort))

    assert [
        part in said for part in ("2 attempts", "20 ± 4", "attempt 1 of 2", "100 ±")
    ] == [True, True, True, False]


def test_answers_not_submitted_show_no_score(hr, cohort):
    make_started(cohort, "1515")

    assert "nothing submitted" in words(open_board(hr, cohort))


def test_withdrawn_applicants_are_gone_and_counted(hr, cohort):
    decisions.note_withdrawal(participant=make_applicant(cohort), now=timezone.now())
    said = words(board(hr, cohort))

    assert "Ann" not in said
    assert "1 applicant has withdrawn and is not shown." in said


def test_applicants_of_another_round_are_not_listed(hr, cast, cohort):
    make_applicant(cast.other_round)

    assert names_on(board(hr, cohort)) == []


def test_name_is_shown_as_text(hr, cohort):
    make_applicant(cohort, name="<b>Ann")

    assert b"<b>Ann" not in open_board(hr, cohort).content


# --- filters ------------------------------------------------------------------------------------------
@pytest.fixture
def many(cohort):
    """One of each stage."""
    long_ago = timezone.now() - timedelta(hours=1)
    make_invited(
        cohort,
        name="Invited",
        language="zh-hans",
        email="first@example.org",
        number="A-1",
    )
    make_started(cohort, "33", name="Started")
    make_started(cohort, "33", name="Stuck", now=long_ago)
    make_applicant(cohort, BEST, name="Submitted", language="zh-hant")
    decide(make_applicant(cohort, WORST, name="Decided"), stage="not-selected")
    return cohort


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("stage=listed", ["Invited"]),
        ("stage=started", ["Started", "Stuck"]),
        ("stage=stuck", ["Stuck"]),
        ("stage=submitted", ["Submitted"]),
        ("stage=not-selected", ["Decided"]),
        ("stage=hired", []),
        ("language=zh-hans", ["Invited"]),
        ("language=zh-hant", ["Submitted"]),
        ("text=submit", ["Submitted"]),
        ("text=first@", ["Invited"]),
        ("text=a-1", ["Invited"]),
        (
            "stage=nonsense&language=",
            ["Decided", "Invited", "Started", "Stuck", "Submitted"],
        ),
    ],
)
def test_filter(hr, many, query, names):
    assert names_on(board(hr, many, query)) == names


def test_band_is_filtered_by_once_scores_are_shown(hr, many):
    assert names_on(open_board(hr, many, "band=high")) == ["Submitted"]


def test_band_filters_nothing_while_scores_are_not_shown(hr, many):
    response = board(hr, many, "band=high")

    assert len(names_on(response)) == 5
    assert 'name="band"' not in response.content.decode()


def test_filter_that_nobody_matches_says_so(hr, many):
    assert "Nobody matches." in words(board(hr, many, "text=zzz"))


def test_chosen_filter_stays_chosen(hr, many):
    content = board(hr, many, "stage=stuck&text=St%22").content.decode()

    assert '<option value="stuck" selected>' in content
    assert 'value="St&quot;"' in content


# --- how much -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("more", [0, 2])
def test_list_takes_the_same_queries_for_one_and_three(
    hr, cohort, more, django_assert_num_queries
):
    for _ in range(1 + more):
        make_applicant(cohort)
    open_board(hr, cohort)
    with django_assert_num_queries(13):
        board(hr, cohort)


@pytest.fixture
def crowd(cohort):
    """A page and one more."""
    facts = {
        "cohort": cohort,
        "purpose": "application",
        "state": "listed",
        "created_at": timezone.now(),
    }
    people = Participant.objects.bulk_create(
        Participant(name=f"P{number:03}", start_nonce=number, **facts)
        for number in range(101)
    )
    Application.objects.bulk_create(
        Application(participant=each, cohort=cohort, language="en") for each in people
    )
    return cohort


def test_long_list_comes_in_pages(hr, crowd):
    first = board(hr, crowd)
    second = board(hr, crowd, first.context["next_page"])

    assert len(names_on(first)) == 100
    assert names_on(second) == ["P100"]
    assert second.context["next_page"] == ""


def test_next_page_keeps_the_filter(hr, crowd):
    assert "text=P" in board(hr, crowd, "text=P").context["next_page"]


@pytest.mark.parametrize("after", ["0", "x", "9" * 5000, "-1"])
def test_page_behind_nobody_is_the_first(hr, crowd, after):
    assert names_on(board(hr, crowd, f"after={after}"))[0] == "P000"


# --- side by side -------------------------------------------------------------------------------------
def ticked(client, cohort, *people, follow=True):
    return client.post(
        at(cohort, "compare_open"),
        {"applicant": [each.pk for each in people]},
        follow=follow,
    )


def test_two_stand_side_by_side_in_words(hr, cohort):
    people = [
        make_applicant(cohort, answers, name=name)
        for name, answers in (("Ann", BEST), ("Bea", WORST))
    ]
    said = words(ticked(hr, cohort, *people))

    assert "Character Strong Stem" in said
    assert "Priority Stem" in said
    assert "100" not in said
    assert "± " not in said


def test_everybody_compared_reads_it(hr, cohort):
    people = [make_applicant(cohort) for _ in range(2)]
    ticked(hr, cohort, *people)

    assert [access_log.entries_shown_to(person)[0].kind for person in people] == [
        "your result beside others'"
    ] * 2


@pytest.mark.parametrize("number", [0, 1, 5])
def test_two_to_four_are_compared(hr, cohort, number):
    response = ticked(hr, cohort, *[make_applicant(cohort) for _ in range(number)])

    assert "Tick two to four applicants who have submitted" in words(response)
    assert not AccessLogEntry.objects.exists()


def test_address_of_a_comparison_asks_before_it_shows(hr, reader, cohort):
    people = [make_applicant(cohort, name=name) for name in ("Ann", "Bea")]
    address = ticked(hr, cohort, *people, follow=False).url
    response = reader.get(address)

    assert response.context["reports"] == []
    assert "Show them side by side" in words(response)
    assert AccessLogEntry.objects.filter(user__username="reader").count() == 0


def test_applicants_of_another_round_and_withdrawn_ones_are_not_compared(
    hr, cast, cohort
):
    here = make_applicant(cohort)
    gone = make_applicant(cohort)
    decisions.note_withdrawal(participant=gone, now=timezone.now())
    response = ticked(hr, cohort, here, gone, make_applicant(cast.other_round))

    assert [person.pk for person in response.context["people"]] == [here.pk]


@pytest.mark.parametrize(
    "query", ["applicant=x&applicant=-1", "applicant=" + "9" * 300, ""]
)
def test_broken_addresses_compare_nobody(hr, cohort, query):
    assert hr.get(f"{at(cohort, 'compare')}?{query}").context["people"] == []


# --- closing ------------------------------------------------------------------------------------------
def test_lead_closes_the_round_by_hand(hr, cohort):
    response = hr.post(at(cohort, "close"), follow=True)

    assert told(response) == [
        "Closed. Nobody new comes in; who has started may still finish."
    ]
    assert b"Close now" not in response.content


def test_closing_without_time_left_says_that_nobody_finishes(hr, cohort):
    type(cohort).objects.update(grace_minutes=0)
    response = hr.post(at(cohort, "close"), follow=True)

    assert told(response) == [
        "Closed. Nobody new comes in, and nobody can finish any more."
    ]
