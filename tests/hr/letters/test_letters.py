import re
from datetime import timedelta

import pytest

from assessments.hr.letters import letters
from assessments.models import Application, Letter, Mailing
from assessments.sittings import signed_links
from tests.hr.letters.mailings import (
    NOW,
    YESTERDAY,
    make_mailing,
    preview_letters,
    send_letters,
)
from tests.hr.page_text import messages_of, table_rows, words_on
from tests.hr.visiting import address_of
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


# --- who would get a letter ------------------------------------------------------------
def test_invitation_is_for_those_who_have_had_none(hr, screening_round):
    make_mailing(screening_round, make_invited(screening_round, "Invited"))
    make_mailing(
        screening_round,
        make_invited(screening_round, "Being invited"),
        state="waiting",
        now=NOW,
    )
    make_started(screening_round, name="Started")
    make_invited(screening_round, "New")

    assert getting(preview_letters(hr, screening_round)) == ["New"]


def test_failed_invitation_is_offered_once_more(hr, screening_round):
    make_mailing(
        screening_round, make_invited(screening_round, "Failed"), state="failed"
    )
    mended = make_invited(screening_round, "Mended")
    make_mailing(screening_round, mended, state="failed")
    make_mailing(screening_round, mended)

    assert getting(preview_letters(hr, screening_round)) == []
    assert getting(preview_letters(hr, screening_round, "failed")) == ["Failed"]


def test_reminder_is_for_invited_who_have_not_started(hr, screening_round):
    make_mailing(
        screening_round,
        make_invited(screening_round, "Sent"),
        make_started(screening_round, name="Started"),
    )
    make_mailing(
        screening_round, make_invited(screening_round, "Unknown"), state="unknown"
    )
    make_mailing(
        screening_round, make_invited(screening_round, "Failed"), state="failed"
    )
    make_invited(screening_round, "Never invited")

    assert getting(preview_letters(hr, screening_round, "not-started")) == [
        "Sent",
        "Unknown",
    ]


def test_reminder_to_the_stuck_is_for_drafts_at_rest(hr, screening_round):
    make_started(screening_round, name="Stuck", now=YESTERDAY)
    make_started(screening_round, name="Busy")
    make_applicant(screening_round, name="Done", now=YESTERDAY)

    assert getting(preview_letters(hr, screening_round, "stuck")) == ["Stuck"]


@pytest.mark.parametrize(
    ("state", "hours", "gets_it"),
    [("sent", 23, False), ("sent", 25, True), ("waiting", 99, False)],
)
def test_nobody_is_reminded_twice_within_a_day(
    hr, screening_round, state, hours, gets_it
):
    person = make_invited(screening_round, "Ann")
    make_mailing(screening_round, person)
    make_mailing(
        screening_round,
        person,
        kind="not-started",
        state=state,
        now=NOW - timedelta(hours=hours),
    )

    assert bool(getting(preview_letters(hr, screening_round, "not-started"))) is gets_it


def test_whoever_withdrew_was_decided_on_or_has_no_address_gets_no_letter(
    hr, screening_round
):
    for name, change in [
        ("Gone", {"withdrawn_at": NOW}),
        ("Decided", {"stage": "not-selected"}),
        ("None", {"email": ""}),
    ]:
        Application.objects.filter(
            participant=make_invited(screening_round, name)
        ).update(**change)

    assert getting(preview_letters(hr, screening_round)) == []


def test_many_are_listed_with_the_rest_to_open(hr, screening_round, monkeypatch):
    monkeypatch.setattr(letters, "PEOPLE_SHOWN", 1)
    for name in ("Ann", "Bea", "Cid"):
        make_invited(screening_round, name)
    response = preview_letters(hr, screening_round)

    assert "2 more applicants" in words_on(response)
    assert getting(response) == ["Ann", "Bea", "Cid"]


# --- the preview -----------------------------------------------------------------------
def test_letter_is_shown_in_the_languages_of_the_round_the_readers_first(hr, cast):
    screening_round = make_round(cast.hr, languages=["zh-hant", "en"])
    content = preview_letters(hr, screening_round).content.decode()

    assert re.findall(r'<summary lang="([^"]+)"', content) == ["en", "zh-hant"]
    assert "Harbour Goods" in content


def test_preview_sends_and_stores_nothing(
    hr, screening_round, mailoutbox, django_capture_on_commit_callbacks
):
    make_invited(screening_round)
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            "Send 1 letter</button>"
            in preview_letters(hr, screening_round).content.decode()
        )

    assert mailoutbox == []
    assert Mailing.objects.count() == 0


def test_preview_for_nobody_has_no_button(hr, screening_round):
    content = preview_letters(hr, screening_round).content.decode()

    assert "Nobody is waiting for this letter" in content
    assert "letter</button>" not in content


@pytest.mark.parametrize("occasion", ["new", "failed", "not-started", "stuck"])
def test_closed_round_sends_nothing(hr, cast, occasion):
    screening_round = make_round(cast.hr, closes_at=NOW - timedelta(days=2))
    person = make_invited(screening_round)
    make_mailing(
        screening_round, person, state="failed" if occasion == "failed" else "sent"
    )
    response = preview_letters(hr, screening_round, occasion)

    assert "would ask for what is not possible" in response.content.decode()
    assert send_letters(hr, screening_round, response).url == address_of(
        screening_round, "letters"
    )


def test_stuck_are_reminded_while_the_grace_time_runs(hr, cast):
    screening_round = make_round(cast.hr)
    make_started(screening_round, name="Stuck", now=YESTERDAY)
    type(screening_round).objects.filter(pk=screening_round.pk).update(
        closes_at=NOW - timedelta(minutes=1)
    )

    assert getting(preview_letters(hr, screening_round, "stuck")) == ["Stuck"]


@pytest.mark.parametrize("occasion", ["nothing", "invitation"])
def test_unknown_letter_is_not_found(hr, screening_round, occasion):
    assert preview_letters(hr, screening_round, occasion).status_code == 404


# --- sending ---------------------------------------------------------------------------
def test_sending_leads_to_the_mailing_and_writes_to_each(
    hr, screening_round, mailoutbox, django_capture_on_commit_callbacks
):
    people = [
        make_invited(screening_round, name, f"{name.lower()}@example.org")
        for name in ("Ann", "Bea")
    ]
    with django_capture_on_commit_callbacks(execute=True):
        response = send_letters(
            hr, screening_round, preview_letters(hr, screening_round)
        )

    assert response.url == address_of(
        screening_round, "mailing", Mailing.objects.get().pk
    )
    assert [letter.recipients() for letter in mailoutbox] == [
        ["Ann <ann@example.org>"],
        ["Bea <bea@example.org>"],
    ]
    assert (
        f"http://testserver/l/{signed_links.token_for(people[0])}/"
        in mailoutbox[0].body
    )


def test_second_press_sends_nothing(hr, screening_round):
    make_invited(screening_round)
    previewed = preview_letters(hr, screening_round)
    first = send_letters(hr, screening_round, previewed)
    second = send_letters(hr, screening_round, previewed)

    assert first.url == second.url
    assert Letter.objects.count() == 1
    assert len(lines_of(screening_round)) == 1


def test_only_those_of_the_preview_get_it(hr, screening_round):
    make_invited(screening_round, "Seen")
    previewed = preview_letters(hr, screening_round)
    make_invited(screening_round, "Added by a colleague")
    send_letters(hr, screening_round, previewed)

    assert list(Letter.objects.values_list("participant__name", flat=True)) == ["Seen"]


def test_whoever_is_not_waiting_any_more_is_left_out(hr, screening_round):
    person = make_invited(screening_round)
    previewed = preview_letters(hr, screening_round)
    make_mailing(screening_round, person)
    response = send_letters(hr, screening_round, previewed)

    assert messages_of(hr.get(response.url)) == [
        "Nothing was sent: nobody of the preview is waiting for this letter any more."
    ]
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("plan", ["", "forged", "a:b:c"])
def test_forged_plan_sends_nothing(hr, screening_round, plan):
    make_invited(screening_round)
    response = hr.post(address_of(screening_round, "letters_send"), {"plan": plan})

    assert messages_of(hr.get(response.url)) == [
        "Nothing was sent. Look at the preview again."
    ]
    assert not Mailing.objects.exists()


def test_plan_of_another_round_sends_nothing(hr, screening_round, cast):
    other = make_round(cast.hr)
    make_invited(other)
    hr.post(
        address_of(screening_round, "letters_send"),
        {"plan": preview_letters(hr, other).context["plan"]},
    )

    assert not Mailing.objects.exists()


def test_history_has_numbers_and_no_names(hr, screening_round):
    make_invited(screening_round, "Ann")
    make_invited(screening_round, "Bea")
    send_letters(hr, screening_round, preview_letters(hr, screening_round))

    assert lines_of(screening_round) == ["Letters to be sent (invitation): 2"]


# --- the overview ----------------------------------------------------------------------
def test_overview_counts_who_would_get_what(hr, screening_round):
    make_invited(screening_round)
    make_mailing(
        screening_round, make_invited(screening_round), make_invited(screening_round)
    )
    make_started(screening_round, now=YESTERDAY)
    occasions = hr.get(address_of(screening_round, "letters")).context["occasions"]

    assert {one["key"]: one["number"] for one in occasions} == {
        "new": 1,
        "failed": 0,
        "not-started": 2,
        "stuck": 1,
    }


def test_overview_tells_how_far_each_mailing_is(hr, screening_round):
    mailing = make_mailing(screening_round, make_invited(screening_round))
    Letter.objects.create(mailing=mailing, participant=make_invited(screening_round))
    response = hr.get(address_of(screening_round, "letters"))
    [[_when, _letter, _by, how_far, sent, _failed, _unknown]] = table_rows(
        response, "mailings"
    )

    assert how_far == "1/2 · being sent"
    assert sent == "1"


def test_overview_of_an_empty_round_leads_to_inviting(hr, screening_round):
    assert (
        "Nobody is invited yet."
        in hr.get(address_of(screening_round, "letters")).content.decode()
    )


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(
    ("name", "args"), [("letters", []), ("letter_preview", ["not-started"])]
)
def test_pages_take_the_same_queries_for_one_and_three(
    hr, screening_round, name, args, more, django_assert_num_queries
):
    for _ in range(1 + more):
        make_mailing(screening_round, make_invited(screening_round))
    hr.get(address_of(screening_round, name, *args))
    with django_assert_num_queries({"letters": 13, "letter_preview": 8}[name]):
        hr.get(address_of(screening_round, name, *args))
