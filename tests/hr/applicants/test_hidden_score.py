"""A round that hides scores: what an interviewer meets before all four of their own
ratings are saved, and after.
"""

import pytest
from django.utils import timezone

from assessments.documents import archive_orders
from assessments.models import AccessLogEntry, Decision, DocumentArchive, InterviewSheet
from assessments.screening import interview_ratings
from assessments.sittings import signed_links
from tests.documents.pdf_reading import text_of
from tests.hr.interview_sheets import save_ratings, sheet_form
from tests.hr.page_text import filter_choices, messages_of, words_on
from tests.hr.visiting import address_of, open_applicant, open_scores
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import make_applicant

# One point in every row: the score is 20, the band the lowest.
WORST = "51515151"
NOTE = "Seemed tired on the phone"


@pytest.fixture
def hidden(screening_round):
    type(screening_round).objects.filter(pk=screening_round.pk).update(hides_score=True)
    screening_round.refresh_from_db()
    return screening_round


@pytest.fixture
def person(cast, hidden):
    """About whom the lead has rated, noted and decided already."""
    person = make_applicant(hidden, WORST)
    save_ratings(person, cast.hr, (1, 1, 1, 1), note="Weak signs")
    interview_ratings.write_note(
        participant=person, author=cast.hr, text=NOTE, nonce="n", now=timezone.now()
    )
    decide(person, cast.hr, stage="not-selected")
    return person


SECRETS = (
    "give or take",
    "± ",
    "Title low",
    "Priority",
    "Weak signs",
    NOTE,
    TEXT,
    "experience",
)


def secrets_in(response):
    return [secret for secret in SECRETS if secret in words_on(response)]


# --- before ----------------------------------------------------------------------------
def test_list_shows_the_stage_for_whoever_plans_interviews_and_no_score(
    interviewer, hidden, person
):
    response = open_scores(interviewer, hidden)

    assert secrets_in(response) == []
    assert str(response.context["lines"][0].stage) == "not selected"


def test_list_says_why(interviewer, hidden, person):
    assert (
        "In this round interviewers see a score only on an applicant's page"
        in words_on(open_scores(interviewer, hidden))
    )


def test_opening_the_list_is_not_logged(interviewer, hidden, person):
    open_scores(interviewer, hidden)

    assert not AccessLogEntry.objects.exists()


@pytest.mark.parametrize("query", ["band=low", "band=high"])
def test_no_filter_tells_of_the_score(interviewer, hidden, person, query):
    assert len(open_scores(interviewer, hidden, query).context["lines"]) == 1


def test_filters_offer_no_bands(interviewer, hidden, person):
    assert list(filter_choices(open_scores(interviewer, hidden))) == [
        "stage",
        "language",
    ]


def test_applicant_page_shows_the_comment_only(interviewer, hidden, person):
    person.application.comment = "I was ill"
    person.application.save()
    response = open_applicant(interviewer, hidden, person)

    assert "I was ill" in words_on(response)
    assert secrets_in(response) == []
    assert "Stem" not in words_on(response)


def test_closed_applicant_page_shows_no_decision(interviewer, hidden, person):
    assert secrets_in(interviewer.get(address_of(hidden, "applicant", person))) == []


def test_another_attempt_cannot_be_asked_for(interviewer, hidden, person):
    open_applicant(interviewer, hidden, person)

    assert (
        secrets_in(
            interviewer.get(f"{address_of(hidden, 'applicant', person)}?attempt=1")
        )
        == []
    )


def test_guide_has_at_most_two_rows_and_nothing_of_others(interviewer, hidden, person):
    open_applicant(interviewer, hidden, person)
    response = interviewer.get(address_of(hidden, "guide", person))

    assert secrets_in(response) == []
    assert words_on(response).count("Stem") == 2


def test_deciding_shows_nothing_of_earlier_decisions(interviewer, hidden, person):
    response = interviewer.get(address_of(hidden, "decide", person))

    assert [
        secret
        for secret in (*SECRETS[:-1], "1 · not selected")
        if secret in words_on(response)
    ] == []


def test_log_shows_nothing_of_what_was_decided(interviewer, hidden, person):
    response = interviewer.get(address_of(hidden, "decision_log"))

    assert secrets_in(response) == []
    assert "shown after you have rated all core questions" in words_on(response)


def test_comparison_shows_nobody(interviewer, hidden, person):
    people = [person, make_applicant(hidden)]
    ticked = {"applicant": [applicant.pk for applicant in people]}
    response = interviewer.post(address_of(hidden, "compare_open"), ticked, follow=True)

    assert response.context["people"] == []
    assert response.context["reports"] == []
    assert b'type="checkbox"' not in open_scores(interviewer, hidden).content


@pytest.mark.parametrize("kind", ["result", "record"])
def test_papers_with_score_or_decision_stay_shut(interviewer, hidden, person, kind):
    open_applicant(interviewer, hidden, person)
    response = interviewer.post(address_of(hidden, "paper", person, kind), follow=True)

    assert messages_of(response) == ["First save your own ratings; then this opens."]


def test_guide_on_paper_has_no_score(interviewer, hidden, person):
    open_applicant(interviewer, hidden, person)
    response = interviewer.post(address_of(hidden, "paper", person, "guide"))

    assert response["Content-Type"] == "application/pdf"
    assert "give or take" not in text_of(response.content)


@pytest.mark.parametrize("kind", ["results", "records"])
def test_archives_with_scores_or_decisions_are_not_made(
    interviewer, hidden, person, kind
):
    interviewer.post(
        address_of(hidden, "archive_order"),
        {"kind": kind, "nonce": signed_links.new_form_nonce()},
    )

    assert not DocumentArchive.objects.exists()
    assert (
        f'value="{kind}"'
        not in interviewer.get(address_of(hidden, "archives")).content.decode()
    )


@pytest.mark.parametrize("kind", ["results", "records"])
def test_archive_ordered_before_scores_were_hidden_is_not_given_out(
    interviewer, cast, hidden, person, kind
):
    made = DocumentArchive.objects.create(
        cohort=hidden,
        kind=kind,
        language="en",
        made_by=cast.interviewer,
        nonce="b",
        state="ready",
        file=b"zip",
        created_at=timezone.now(),
        claimed_at=timezone.now(),
    )

    assert interviewer.post(address_of(hidden, "archive", made)).status_code == 404


def test_archive_of_the_lead_is_nobody_elses(interviewer, cast, hidden, person):
    made, _ = archive_orders.order_archive(
        screening_round=hidden,
        kind="results",
        language="en",
        user=cast.hr,
        nonce="b",
        now=timezone.now(),
    )

    assert interviewer.post(address_of(hidden, "archive", made)).status_code == 404


@pytest.mark.parametrize("name", ["log.csv", "log.json"])
def test_log_is_no_file_for_an_interviewer(interviewer, hidden, person, name):
    assert (
        interviewer.post(address_of(hidden, "decision_log_file", name)).status_code
        == 403
    )


# --- half-way, and after ---------------------------------------------------------------
def test_three_ratings_show_nothing_yet(interviewer, cast, hidden, person):
    save_ratings(person, cast.interviewer, (3, 3, 3))

    assert secrets_in(open_applicant(interviewer, hidden, person)) == []


def test_four_ratings_show_everything(interviewer, cast, hidden, person):
    save_ratings(person, cast.interviewer)
    words = words_on(open_applicant(interviewer, hidden, person))

    assert [
        part in words
        for part in ("20, give or take 4", "Weak signs", NOTE, TEXT, "not selected")
    ] == [True] * 5


def test_saving_the_fourth_leads_to_opening_the_rest(interviewer, hidden, person):
    open_applicant(interviewer, hidden, person)
    response = interviewer.post(
        address_of(hidden, "guide", person), sheet_form(), follow=True
    )

    assert messages_of(response) == ["Saved. All core questions are rated."]
    assert "Opening shows the comment, the answers and the result." in words_on(
        interviewer.get(address_of(hidden, "applicant", person))
    )


def test_rating_one_applicant_opens_no_other(interviewer, cast, hidden, person):
    save_ratings(make_applicant(hidden), cast.interviewer)

    assert secrets_in(open_applicant(interviewer, hidden, person)) == []


def test_ratings_of_another_interviewer_open_nothing(interviewer, hidden, person):
    assert InterviewSheet.objects.get().completed_at
    assert secrets_in(open_applicant(interviewer, hidden, person)) == []


def test_list_lets_compare_once_rated_and_never_shows_the_scores(
    interviewer, cast, hidden, person
):
    save_ratings(person, cast.interviewer)
    [line] = open_scores(interviewer, hidden).context["lines"]

    assert line.result is None
    assert line.may_compare is True


def test_log_shows_what_one_decided_oneself(interviewer, cast, hidden, person):
    decide(person, cast.interviewer, nonce="own")

    assert [
        bool(line.content)
        for line in interviewer.get(address_of(hidden, "decision_log")).context["lines"]
    ] == [False, True]


def test_log_shows_the_decision_once_rated(interviewer, cast, hidden, person):
    save_ratings(person, cast.interviewer)

    assert TEXT in words_on(interviewer.get(address_of(hidden, "decision_log")))


def test_those_rated_can_be_compared(interviewer, cast, hidden, person):
    people = [person, make_applicant(hidden)]
    for applicant in people:
        save_ratings(applicant, cast.interviewer)
    ticked = {"applicant": [applicant.pk for applicant in people]}

    assert (
        len(
            interviewer.post(
                address_of(hidden, "compare_open"), ticked, follow=True
            ).context["reports"]
        )
        == 2
    )


# --- those from whom nothing is hidden -------------------------------------------------
@pytest.mark.parametrize("browser", ["hr", "reader"])
def test_lead_and_reader_see_the_scores(request, browser, hidden, person):
    client = request.getfixturevalue(browser)

    assert "20 ± 4" in words_on(open_scores(client, hidden))
    assert "20, give or take 4" in words_on(open_applicant(client, hidden, person))


def test_interviewer_of_a_round_that_hides_nothing_sees_them(
    interviewer, screening_round
):
    make_applicant(screening_round, WORST)

    assert "20 ± 4" in words_on(open_scores(interviewer, screening_round))


# --- what is kept of it ----------------------------------------------------------------
def score_seen(client, screening_round, person):
    """On the interviewer's sheet."""
    client.post(address_of(screening_round, "guide", person), sheet_form())
    return InterviewSheet.objects.get(interviewer__username="interviewer").score_seen


def test_sheet_says_that_the_score_was_not_seen(interviewer, hidden, person):
    open_applicant(interviewer, hidden, person)

    assert score_seen(interviewer, hidden, person) is False


def test_sheet_says_that_the_score_was_seen_where_nothing_is_hidden(
    interviewer, screening_round
):
    person = make_applicant(screening_round)
    open_applicant(interviewer, screening_round, person)

    assert score_seen(interviewer, screening_round, person) is True


def test_hiding_scores_later_does_not_undo_that_one_was_seen(
    interviewer, screening_round
):
    person = make_applicant(screening_round)
    open_scores(interviewer, screening_round)
    type(screening_round).objects.filter(pk=screening_round.pk).update(hides_score=True)
    open_applicant(interviewer, screening_round, person)

    assert score_seen(interviewer, screening_round, person) is True


def test_taking_guides_is_not_seeing_the_score(hr, cast, hidden, person):
    made, _ = archive_orders.order_archive(
        screening_round=hidden,
        kind="guides",
        language="en",
        user=cast.hr,
        nonce="b",
        now=timezone.now(),
    )
    DocumentArchive.objects.filter(pk=made.pk).update(
        state="ready", file=b"zip", people=[person.pk]
    )
    hr.post(address_of(hidden, "archive", made))

    assert [(entry.kind, entry.shows_score) for entry in person.access_log.all()] == [
        ("guide", False)
    ]


@pytest.mark.parametrize("rated", [False, True])
def test_decision_says_whether_the_score_was_seen(
    interviewer, cast, hidden, person, rated
):
    if rated:
        save_ratings(person, cast.interviewer)
    open_applicant(interviewer, hidden, person)
    decide(person, cast.interviewer, now=timezone.now())

    assert Decision.objects.order_by("sequence").last().content["score_seen"] is rated


@pytest.mark.parametrize("rated", [False, True])
def test_page_of_deciding_says_what_the_log_will_say(
    interviewer, cast, hidden, person, rated
):
    if rated:
        save_ratings(person, cast.interviewer)
    open_applicant(interviewer, hidden, person)
    words = words_on(interviewer.get(address_of(hidden, "decide", person)))

    assert ("you had seen the score before" in words) == rated
    assert ("you had not seen the score" in words) == (not rated)
