import re

import pytest

from assessments.models import Application, Letter
from tests.hr.letters.mailings import NOW, make_mailing
from tests.hr.visiting import address_of
from tests.screening_factories import (
    make_invited,
    make_round,
    make_started,
)
from tests.staff.history_lines import lines_of


# --- a mailing -------------------------------------------------------------------------
def test_mailing_that_runs_brings_itself_up_to_date(hr, screening_round):
    mailing = make_mailing(
        screening_round, make_invited(screening_round), state="waiting"
    )
    content = hr.get(
        address_of(screening_round, "mailing", mailing.pk)
    ).content.decode()

    assert (
        f'data-refresh="{address_of(screening_round, "mailing_live", mailing.pk)}"'
        in content
    )
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in content


def test_mailing_that_is_over_stands_still(hr, screening_round):
    mailing = make_mailing(screening_round, make_invited(screening_round))
    content = hr.get(
        address_of(screening_round, "mailing", mailing.pk)
    ).content.decode()

    assert "All letters are dealt with." in content
    assert "data-refresh" not in content
    assert "http-equiv" not in content


def test_moving_part_alone_has_the_progress(hr, screening_round):
    mailing = make_mailing(screening_round, make_invited(screening_round))
    Letter.objects.create(mailing=mailing, participant=make_invited(screening_round))
    content = hr.get(
        address_of(screening_round, "mailing_live", mailing.pk)
    ).content.decode()

    assert '<progress id="sending" max="100" value="50">50 %</progress>' in content
    assert "<html" not in content


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "failed: 550 No such user"), ("unknown", "unknown: 550 No such")],
)
def test_letter_that_did_not_go_well_is_shown_with_its_reason(
    hr, screening_round, state, words
):
    mailing = make_mailing(
        screening_round,
        make_invited(screening_round, "Ann"),
        state=state,
        reason="550 No such user",
    )
    content = hr.get(
        address_of(screening_round, "mailing", mailing.pk)
    ).content.decode()

    assert words in content
    assert "Send again<" in content


def test_failure_of_somebody_who_withdrew_is_not_named(hr, screening_round):
    person = make_invited(screening_round, "Ann Lee")
    mailing = make_mailing(
        screening_round, person, state="failed", reason="No such user"
    )
    Application.objects.update(withdrawn_at=NOW)
    content = hr.get(
        address_of(screening_round, "mailing", mailing.pk)
    ).content.decode()

    assert "Ann Lee" not in content
    assert person.application.email not in content


def test_address_of_somebody_who_started_is_not_corrected(hr, screening_round):
    mailing = make_mailing(
        screening_round, make_started(screening_round), state="unknown"
    )

    assert (
        "Correct the address"
        not in hr.get(
            address_of(screening_round, "mailing", mailing.pk)
        ).content.decode()
    )


def test_pausing_and_going_on_are_noted_once(hr, screening_round):
    mailing = make_mailing(
        screening_round, make_invited(screening_round), state="waiting"
    )
    for name in ("mailing_pause", "mailing_pause", "mailing_resume", "mailing_resume"):
        assert hr.post(address_of(screening_round, name, mailing.pk)).url == address_of(
            screening_round, "mailing", mailing.pk
        )

    assert sorted(lines_of(screening_round)) == [
        f"Sending paused: mailing {mailing.pk}",
        f"Sending resumed: mailing {mailing.pk}",
    ]


@pytest.mark.parametrize(
    ("paused", "button"), [(True, "Go on sending"), (False, "Pause")]
)
def test_mailing_offers_to_pause_or_to_go_on(hr, screening_round, paused, button):
    mailing = make_mailing(
        screening_round,
        make_invited(screening_round),
        state="waiting",
        is_paused=paused,
    )
    buttons = re.findall(
        r"<button[^>]*>([^<]*)</button>",
        hr.get(
            address_of(screening_round, "mailing_live", mailing.pk)
        ).content.decode(),
    )

    assert buttons == [button]


@pytest.mark.parametrize(
    "name", ["mailing", "mailing_live", "mailing_pause", "mailing_resume"]
)
def test_mailing_of_another_round_is_not_found(hr, screening_round, cast, name):
    mailing = make_mailing(make_round(cast.hr), state="waiting")
    method = hr.get if name in ("mailing", "mailing_live") else hr.post

    assert method(address_of(screening_round, name, mailing.pk)).status_code == 404


# --- who may ---------------------------------------------------------------------------
def addresses(screening_round, person, mailing):
    of_one = ("letter_again", "address")
    of_mailing = ("mailing", "mailing_live")
    opened_at = [
        address_of(screening_round, "letters"),
        address_of(screening_round, "letter_preview", "new"),
        address_of(screening_round, "links"),
    ]
    opened_at += [address_of(screening_round, name, person.pk) for name in of_one] + [
        address_of(screening_round, name, mailing.pk) for name in of_mailing
    ]
    posted = [
        address_of(screening_round, "letters_send"),
        address_of(screening_round, "links_download"),
        address_of(screening_round, "letter_again_send", person.pk),
    ]
    return opened_at, posted + [
        address_of(screening_round, name, mailing.pk)
        for name in ("mailing_pause", "mailing_resume")
    ]


@pytest.mark.parametrize("role", ["interviewer", "reader"])
def test_only_a_lead_writes_letters(client, cast, screening_round, role):
    person = make_invited(screening_round)
    opened_at, posted = addresses(
        screening_round, person, make_mailing(screening_round, state="waiting")
    )
    client.force_login(getattr(cast, role))

    assert {client.get(address).status_code for address in opened_at} == {403}
    assert {
        client.post(address).status_code
        for address in [*posted, address_of(screening_round, "address", person.pk)]
    } == {403}
    assert (
        "Letters"
        not in client.get(address_of(screening_round, "applicants")).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "status"), [("trainer", 403), ("superuser", 302), ("other_hr", 302)]
)
def test_others_find_no_such_round(client, cast, screening_round, name, status):
    opened_at, posted = addresses(
        screening_round,
        make_invited(screening_round),
        make_mailing(screening_round, state="waiting"),
    )
    client.force_login(getattr(cast, name))

    assert {client.get(address).status_code for address in opened_at} == {status}
    assert {client.post(address).status_code for address in posted} == {status}


def test_what_writes_is_not_there_by_its_address_alone(hr, screening_round):
    _, posted = addresses(
        screening_round,
        make_invited(screening_round),
        make_mailing(screening_round, state="waiting"),
    )

    assert {hr.get(address).status_code for address in posted} == {405}


def test_applicant_of_another_round_is_not_found(hr, screening_round, cast):
    person = make_invited(make_round(cast.hr))
    for name in ("letter_again", "address"):
        assert hr.get(address_of(screening_round, name, person.pk)).status_code == 404

    assert (
        hr.post(address_of(screening_round, "letter_again_send", person.pk)).status_code
        == 404
    )
