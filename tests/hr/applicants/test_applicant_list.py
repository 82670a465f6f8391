from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import AccessLogEntry, Application, Attempt, Participant
from assessments.screening import access_log, decisions
from assessments.sittings import attempts
from tests.hr.page_text import listed_names, words_on
from tests.hr.visiting import address_of, open_scores
from tests.screening.deciding import decide
from tests.screening_factories import make_applicant, make_invited, make_started

# Points of 5 and of 1 in every row of the test's eight.
BEST = "15151515"
WORST = "51515151"


def get_list(client, screening_round, query=""):
    return client.get(f"{address_of(screening_round, 'applicants')}?{query}")


# --- before and after opening the scores ---------------------------------------------------------
def test_round_without_anybody_says_so(hr, screening_round):
    assert "Nobody has been invited yet." in words_on(get_list(hr, screening_round))


def test_list_has_no_score_and_no_band_until_scores_are_opened(hr, screening_round):
    make_applicant(screening_round, BEST)
    words = words_on(get_list(hr, screening_round))

    assert "Ann Applicant" in words
    assert "100" not in words
    assert "Title high" not in words
    assert "Band" not in words


def test_list_has_score_width_band_and_domains_once_opened(hr, screening_round):
    make_applicant(screening_round, "33333333")
    words = words_on(open_scores(hr, screening_round))

    assert (
        "60 ± 4 60–79 · 0–59 Character 60 Psychological 60 Skill 60 Comprehensive 60"
        in words
    )


def test_reading_notes_are_in_neutral_words(hr, screening_round):
    make_applicant(screening_round, "33333333")
    [line] = open_scores(hr, screening_round).context["lines"]

    assert line.notes == ["a repeating pattern"]


def test_opening_by_address_alone_is_not_allowed(hr, screening_round):
    assert hr.get(address_of(screening_round, "applicants_open")).status_code == 405
    assert not AccessLogEntry.objects.exists()


def test_reading_the_list_writes_nothing(hr, screening_round):
    make_applicant(screening_round)
    get_list(hr, screening_round)

    assert not AccessLogEntry.objects.exists()


def test_opening_the_scores_is_logged_once_an_hour(hr, screening_round, time_machine):
    start = timezone.now()
    for minutes, lines in ((0, 1), (59, 1), (60, 2)):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        open_scores(hr, screening_round)
        assert AccessLogEntry.objects.count() == lines


def test_scores_are_gone_again_after_an_hour(hr, screening_round, time_machine):
    make_applicant(screening_round, BEST)
    open_scores(hr, screening_round)
    time_machine.move_to(timezone.now() + timedelta(hours=1), tick=False)

    assert get_list(hr, screening_round).context["has_scores"] is False


def test_scores_opened_by_one_stay_closed_for_another(hr, reader, screening_round):
    open_scores(hr, screening_round)

    assert get_list(reader, screening_round).context["has_scores"] is False


def test_applicant_who_has_submitted_reads_who_opened_the_scores(
    hr, cast, screening_round
):
    person = make_applicant(screening_round)
    open_scores(hr, screening_round)

    assert [
        (entry.opened_by, entry.kind) for entry in access_log.entries_shown_to(person)
    ] == [("hr", "the list of applicants with scores")]


def test_applicant_who_had_not_submitted_by_then_reads_nothing(hr, screening_round):
    person = make_started(screening_round, "3333")
    open_scores(hr, screening_round)

    assert access_log.entries_shown_to(person) == []


def test_applicant_who_submits_while_the_list_is_open_reads_it_too(hr, screening_round):
    open_scores(hr, screening_round)

    assert len(access_log.entries_shown_to(make_applicant(screening_round))) == 1


# --- the lines -------------------------------------------------------------------------
def test_list_is_by_name_whatever_the_score(hr, screening_round):
    for name, answers in (("Cy", BEST), ("Ann", WORST), ("Bea", BEST)):
        make_applicant(screening_round, answers, name=name)

    assert listed_names(open_scores(hr, screening_round)) == ["Ann", "Bea", "Cy"]


@pytest.mark.parametrize(
    "order", ["o=-total", "sort=score", "order_by=-attempts__total", "ordering=band"]
)
def test_no_address_puts_it_in_order_of_score(hr, screening_round, order):
    for name, answers in (("Ann", WORST), ("Bea", BEST)):
        make_applicant(screening_round, answers, name=name)

    assert listed_names(open_scores(hr, screening_round, order)) == ["Ann", "Bea"]


def test_stage_is_the_fact_until_somebody_decides(hr, screening_round):
    make_invited(screening_round, name="Ann")
    make_started(screening_round, "33", name="Bea")
    make_applicant(screening_round, name="Cy")
    decide(make_applicant(screening_round, name="Di"), stage="offer")
    stages = [
        str(line.stage) for line in get_list(hr, screening_round).context["lines"]
    ]

    assert stages == ["invited", "started", "submitted", "offer"]


def test_days_in_a_stage_begin_anew_with_a_decision(hr, screening_round):
    now = timezone.now()
    make_applicant(screening_round, name="Ann", now=now - timedelta(days=9))
    decide(
        make_applicant(screening_round, name="Bea", now=now - timedelta(days=9)),
        now=now - timedelta(days=2),
    )

    assert [line.days for line in get_list(hr, screening_round).context["lines"]] == [
        9,
        2,
    ]


def test_second_attempt_is_counted_and_the_first_one_shown(hr, screening_round):
    person = make_applicant(screening_round, WORST)
    attempts.allow_another(participant=person, now=timezone.now())
    second = attempts.repeat(participant=person, after=1, now=timezone.now())
    Attempt.objects.filter(pk=second.pk).update(answers=BEST)
    attempts.submit(attempt=second, as_oneself=True, language="en", now=timezone.now())
    words = words_on(open_scores(hr, screening_round))

    assert [
        part in words for part in ("2 attempts", "20 ± 4", "attempt 1 of 2", "100 ±")
    ] == [True, True, True, False]


def test_answers_not_submitted_show_no_score(hr, screening_round):
    make_started(screening_round, "1515")

    assert "nothing submitted" in words_on(open_scores(hr, screening_round))


def test_withdrawn_applicants_are_gone_and_counted(hr, screening_round):
    decisions.note_withdrawal(
        participant=make_applicant(screening_round), now=timezone.now()
    )
    words = words_on(get_list(hr, screening_round))

    assert "Ann" not in words
    assert "1 applicant has withdrawn and is not shown." in words


def test_applicants_of_another_round_are_not_listed(hr, cast, screening_round):
    make_applicant(cast.other_round)

    assert listed_names(get_list(hr, screening_round)) == []


def test_name_is_shown_as_text(hr, screening_round):
    make_applicant(screening_round, name="<b>Ann")

    assert b"<b>Ann" not in open_scores(hr, screening_round).content


# --- filters ---------------------------------------------------------------------------
@pytest.fixture
def many(screening_round):
    """One of each stage."""
    long_ago = timezone.now() - timedelta(hours=1)
    make_invited(
        screening_round,
        name="Invited",
        language="zh-hans",
        email="first@example.org",
        number="A-1",
    )
    make_started(screening_round, "33", name="Started")
    make_started(screening_round, "33", name="Stuck", now=long_ago)
    make_applicant(screening_round, BEST, name="Submitted", language="zh-hant")
    decide(make_applicant(screening_round, WORST, name="Decided"), stage="not-selected")
    return screening_round


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
    assert listed_names(get_list(hr, many, query)) == names


def test_band_is_filtered_by_once_scores_are_shown(hr, many):
    assert listed_names(open_scores(hr, many, "band=high")) == ["Submitted"]


def test_band_filters_nothing_while_scores_are_not_shown(hr, many):
    response = get_list(hr, many, "band=high")

    assert len(listed_names(response)) == 5
    assert 'name="band"' not in response.content.decode()


def test_filter_that_nobody_matches_says_so(hr, many):
    assert "Nobody matches." in words_on(get_list(hr, many, "text=zzz"))


def test_chosen_filter_stays_chosen(hr, many):
    content = get_list(hr, many, "stage=stuck&text=St%22").content.decode()

    assert '<option value="stuck" selected>' in content
    assert 'value="St&quot;"' in content


# --- how much --------------------------------------------------------------------------
@pytest.mark.parametrize("more", [0, 2])
def test_list_takes_the_same_queries_for_one_and_three(
    hr, screening_round, more, django_assert_num_queries
):
    for _ in range(1 + more):
        make_applicant(screening_round)
    open_scores(hr, screening_round)
    with django_assert_num_queries(13):
        get_list(hr, screening_round)


@pytest.fixture
def crowd(screening_round):
    """A page and one more."""
    now = timezone.now()
    people = []
    for number in range(101):
        person = Participant(
            name=f"P{number:03}",
            start_nonce=number,
            cohort=screening_round,
            purpose="application",
            state="listed",
            created_at=now,
        )
        people.append(person)
    people = Participant.objects.bulk_create(people)
    Application.objects.bulk_create(
        Application(participant=person, cohort=screening_round, language="en")
        for person in people
    )
    return screening_round


def test_long_list_comes_in_pages(hr, crowd):
    first = get_list(hr, crowd)
    second = get_list(hr, crowd, first.context["next_page"])

    assert len(listed_names(first)) == 100
    assert listed_names(second) == ["P100"]
    assert second.context["next_page"] == ""


def test_next_page_keeps_the_filter(hr, crowd):
    assert "text=P" in get_list(hr, crowd, "text=P").context["next_page"]


@pytest.mark.parametrize("after", ["0", "x", "9" * 5000, "-1"])
def test_page_behind_nobody_is_the_first(hr, crowd, after):
    assert listed_names(get_list(hr, crowd, f"after={after}"))[0] == "P000"
