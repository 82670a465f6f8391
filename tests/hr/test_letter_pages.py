import re
from datetime import timedelta

import pytest

from assessments.hr.letters import letters
from assessments.models import Application, Letter, Mailing
from assessments.sittings import signed_links
from tests.hr.round_pages import at, table_rows, told, words
from tests.hr.writing import NOW, YESTERDAY, make_mailing, preview, send
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.staff.history_lines import lines_of


def getting(response):
    """Who gets the letter, as the page says."""
    return [cells[0] for cells in table_rows(response, "getting")]


# --- who would get a letter ---------------------------------------------------------------------------
def test_invitation_is_for_those_who_have_had_none(hr, cohort):
    make_mailing(cohort, make_invited(cohort, "Invited"))
    make_mailing(
        cohort, make_invited(cohort, "Being invited"), state="waiting", now=NOW
    )
    make_started(cohort, name="Started")
    make_invited(cohort, "New")

    assert getting(preview(hr, cohort)) == ["New"]


def test_failed_invitation_is_offered_once_more(hr, cohort):
    make_mailing(cohort, make_invited(cohort, "Failed"), state="failed")
    mended = make_invited(cohort, "Mended")
    make_mailing(cohort, mended, state="failed")
    make_mailing(cohort, mended)

    assert getting(preview(hr, cohort)) == []
    assert getting(preview(hr, cohort, "failed")) == ["Failed"]


def test_reminder_is_for_invited_who_have_not_started(hr, cohort):
    make_mailing(
        cohort, make_invited(cohort, "Sent"), make_started(cohort, name="Started")
    )
    make_mailing(cohort, make_invited(cohort, "Unknown"), state="unknown")
    make_mailing(cohort, make_invited(cohort, "Failed"), state="failed")
    make_invited(cohort, "Never invited")

    assert getting(preview(hr, cohort, "not-started")) == ["Sent", "Unknown"]


def test_reminder_to_the_stuck_is_for_drafts_at_rest(hr, cohort):
    make_started(cohort, name="Stuck", now=YESTERDAY)
    make_started(cohort, name="Busy")
    make_applicant(cohort, name="Done", now=YESTERDAY)

    assert getting(preview(hr, cohort, "stuck")) == ["Stuck"]


@pytest.mark.parametrize(
    ("state", "hours", "gets_it"),
    [("sent", 23, False), ("sent", 25, True), ("waiting", 99, False)],
)
def test_nobody_is_reminded_twice_within_a_day(hr, cohort, state, hours, gets_it):
    person = make_invited(cohort, "Ann")
    make_mailing(cohort, person)
    make_mailing(
        cohort,
        person,
        kind="not-started",
        state=state,
        now=NOW - timedelta(hours=hours),
    )

    assert bool(getting(preview(hr, cohort, "not-started"))) is gets_it


def test_whoever_withdrew_was_decided_on_or_has_no_address_gets_no_letter(hr, cohort):
    for name, change in [
        ("Gone", {"withdrawn_at": NOW}),
        ("Decided", {"stage": "not-selected"}),
        ("None", {"email": ""}),
    ]:
        Application.objects.filter(participant=make_invited(cohort, name)).update(
            **change
        )

    assert getting(preview(hr, cohort)) == []


def test_many_are_listed_with_the_rest_to_open(hr, cohort, monkeypatch):
    monkeypatch.setattr(letters, "PEOPLE_SHOWN", 1)
    for name in ("Ann", "Bea", "Cid"):
        make_invited(cohort, name)
    response = preview(hr, cohort)

    assert "2 more applicants" in words(response)
    assert getting(response) == ["Ann", "Bea", "Cid"]


# --- the preview --------------------------------------------------------------------------------------
def test_letter_is_shown_in_the_languages_of_the_round_the_readers_first(hr, cast):
    cohort = make_round(cast.hr, languages=["zh-hant", "en"])
    content = preview(hr, cohort).content.decode()

    assert re.findall(r'<summary lang="([^"]+)"', content) == ["en", "zh-hant"]
    assert "Harbour Goods" in content


def test_preview_sends_and_stores_nothing(
    hr, cohort, mailoutbox, django_capture_on_commit_callbacks
):
    make_invited(cohort)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Send 1 letter</button>" in preview(hr, cohort).content.decode()

    assert mailoutbox == []
    assert Mailing.objects.count() == 0


def test_preview_for_nobody_has_no_button(hr, cohort):
    content = preview(hr, cohort).content.decode()

    assert "Nobody is waiting for this letter" in content
    assert "letter</button>" not in content


@pytest.mark.parametrize("occasion", ["new", "failed", "not-started", "stuck"])
def test_closed_round_sends_nothing(hr, cast, occasion):
    cohort = make_round(cast.hr, closes_at=NOW - timedelta(days=2))
    person = make_invited(cohort)
    make_mailing(cohort, person, state="failed" if occasion == "failed" else "sent")
    response = preview(hr, cohort, occasion)

    assert "would ask for what is not possible" in response.content.decode()
    assert send(hr, cohort, response).url == at(cohort, "letters")


def test_stuck_are_reminded_while_the_grace_time_runs(hr, cast):
    cohort = make_round(cast.hr)
    make_started(cohort, name="Stuck", now=YESTERDAY)
    type(cohort).objects.filter(pk=cohort.pk).update(
        closes_at=NOW - timedelta(minutes=1)
    )

    assert getting(preview(hr, cohort, "stuck")) == ["Stuck"]


@pytest.mark.parametrize("occasion", ["nothing", "invitation"])
def test_unknown_letter_is_not_found(hr, cohort, occasion):
    assert preview(hr, cohort, occasion).status_code == 404


# --- sending ------------------------------------------------------------------------------------------
def test_sending_leads_to_the_mailing_and_writes_to_each(
    hr, cohort, mailoutbox, django_capture_on_commit_callbacks
):
    people = [
        make_invited(cohort, name, f"{name.lower()}@example.org")
        for name in ("Ann", "Bea")
    ]
    with django_capture_on_commit_callbacks(execute=True):
        response = send(hr, cohort, preview(hr, cohort))

    assert response.url == at(cohort, "mailing", Mailing.objects.get().pk)
    assert [letter.recipients() for letter in mailoutbox] == [
        ["Ann <ann@example.org>"],
        ["Bea <bea@example.org>"],
    ]
    assert (
        f"http://testserver/l/{signed_links.token_for(people[0])}/"
        in mailoutbox[0].body
    )


def test_second_press_sends_nothing(hr, cohort):
    make_invited(cohort)
    previewed = preview(hr, cohort)
    first = send(hr, cohort, previewed)
    second = send(hr, cohort, previewed)

    assert first.url == second.url
    assert Letter.objects.count() == 1
    assert len(lines_of(cohort)) == 1


def test_only_those_of_the_preview_get_it(hr, cohort):
    make_invited(cohort, "Seen")
    previewed = preview(hr, cohort)
    make_invited(cohort, "Added by a colleague")
    send(hr, cohort, previewed)

    assert list(Letter.objects.values_list("participant__name", flat=True)) == ["Seen"]


def test_whoever_is_not_waiting_any_more_is_left_out(hr, cohort):
    person = make_invited(cohort)
    previewed = preview(hr, cohort)
    make_mailing(cohort, person)
    response = send(hr, cohort, previewed)

    assert told(hr.get(response.url)) == [
        "Nothing was sent: nobody of the preview is waiting for this letter any more."
    ]
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("plan", ["", "forged", "a:b:c"])
def test_forged_plan_sends_nothing(hr, cohort, plan):
    make_invited(cohort)
    response = hr.post(at(cohort, "letters_send"), {"plan": plan})

    assert told(hr.get(response.url)) == [
        "Nothing was sent. Look at the preview again."
    ]
    assert not Mailing.objects.exists()


def test_plan_of_another_round_sends_nothing(hr, cohort, cast):
    other = make_round(cast.hr)
    make_invited(other)
    hr.post(at(cohort, "letters_send"), {"plan": preview(hr, other).context["plan"]})

    assert not Mailing.objects.exists()


def test_history_has_numbers_and_no_names(hr, cohort):
    make_invited(cohort, "Ann")
    make_invited(cohort, "Bea")
    send(hr, cohort, preview(hr, cohort))

    assert lines_of(cohort) == ["Letters to be sent (invitation): 2"]


# --- the overview -------------------------------------------------------------------------------------
def test_overview_counts_who_would_get_what(hr, cohort):
    make_invited(cohort)
    make_mailing(cohort, make_invited(cohort), make_invited(cohort))
    make_started(cohort, now=YESTERDAY)
    occasions = hr.get(at(cohort, "letters")).context["occasions"]

    assert {one["key"]: one["number"] for one in occasions} == {
        "new": 1,
        "failed": 0,
        "not-started": 2,
        "stuck": 1,
    }


def test_overview_tells_how_far_each_mailing_is(hr, cohort):
    mailing = make_mailing(cohort, make_invited(cohort))
    Letter.objects.create(mailing=mailing, participant=make_invited(cohort))
    response = hr.get(at(cohort, "letters"))
    [[_when, _letter, _by, how_far, sent, _failed, _unknown]] = table_rows(
        response, "mailings"
    )

    assert how_far == "1/2 · being sent"
    assert sent == "1"


def test_overview_of_an_empty_round_leads_to_inviting(hr, cohort):
    assert "Nobody is invited yet." in hr.get(at(cohort, "letters")).content.decode()


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(
    ("name", "args"), [("letters", []), ("letter_preview", ["not-started"])]
)
def test_pages_take_the_same_queries_for_one_and_three(
    hr, cohort, name, args, more, django_assert_num_queries
):
    for _ in range(1 + more):
        make_mailing(cohort, make_invited(cohort))
    hr.get(at(cohort, name, *args))
    with django_assert_num_queries({"letters": 13, "letter_preview": 8}[name]):
        hr.get(at(cohort, name, *args))
