import re

import pytest

from assessments.models import Application, Letter, Mailing, ScreeningRound
from assessments.sittings import signed_links
from tests.hr.round_pages import at
from tests.hr.writing import NOW, make_mailing
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.staff.history_lines import lines_of


# --- a mailing ----------------------------------------------------------------------------------------
def test_mailing_that_runs_brings_itself_up_to_date(hr, cohort):
    mailing = make_mailing(cohort, make_invited(cohort), state="waiting")
    content = hr.get(at(cohort, "mailing", mailing.pk)).content.decode()

    assert f'data-refresh="{at(cohort, "mailing_live", mailing.pk)}"' in content
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in content


def test_mailing_that_is_over_stands_still(hr, cohort):
    mailing = make_mailing(cohort, make_invited(cohort))
    content = hr.get(at(cohort, "mailing", mailing.pk)).content.decode()

    assert "All letters are dealt with." in content
    assert "data-refresh" not in content
    assert "http-equiv" not in content


def test_moving_part_alone_has_the_progress(hr, cohort):
    mailing = make_mailing(cohort, make_invited(cohort))
    Letter.objects.create(mailing=mailing, participant=make_invited(cohort))
    content = hr.get(at(cohort, "mailing_live", mailing.pk)).content.decode()

    assert '<progress id="sending" max="100" value="50">50 %</progress>' in content
    assert "<html" not in content


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "failed: 550 No such user"), ("unknown", "unknown: 550 No such")],
)
def test_letter_that_did_not_go_well_is_shown_with_its_reason(hr, cohort, state, words):
    mailing = make_mailing(
        cohort, make_invited(cohort, "Ann"), state=state, reason="550 No such user"
    )
    content = hr.get(at(cohort, "mailing", mailing.pk)).content.decode()

    assert words in content
    assert "Send again<" in content


def test_failure_of_somebody_who_withdrew_is_not_named(hr, cohort):
    person = make_invited(cohort, "Ann Lee")
    mailing = make_mailing(cohort, person, state="failed", reason="No such user")
    Application.objects.update(withdrawn_at=NOW)
    content = hr.get(at(cohort, "mailing", mailing.pk)).content.decode()

    assert "Ann Lee" not in content
    assert person.application.email not in content


def test_address_of_somebody_who_started_is_not_corrected(hr, cohort):
    mailing = make_mailing(cohort, make_started(cohort), state="unknown")

    assert (
        "Correct the address"
        not in hr.get(at(cohort, "mailing", mailing.pk)).content.decode()
    )


def test_pausing_and_going_on_are_noted_once(hr, cohort):
    mailing = make_mailing(cohort, make_invited(cohort), state="waiting")
    for name in ("mailing_pause", "mailing_pause", "mailing_resume", "mailing_resume"):
        assert hr.post(at(cohort, name, mailing.pk)).url == at(
            cohort, "mailing", mailing.pk
        )

    assert sorted(lines_of(cohort)) == [
        f"Sending paused: mailing {mailing.pk}",
        f"Sending resumed: mailing {mailing.pk}",
    ]


@pytest.mark.parametrize(
    ("paused", "button"), [(True, "Go on sending"), (False, "Pause")]
)
def test_mailing_offers_to_pause_or_to_go_on(hr, cohort, paused, button):
    mailing = make_mailing(
        cohort, make_invited(cohort), state="waiting", is_paused=paused
    )
    buttons = re.findall(
        r"<button[^>]*>([^<]*)</button>",
        hr.get(at(cohort, "mailing_live", mailing.pk)).content.decode(),
    )

    assert buttons == [button]


@pytest.mark.parametrize(
    "name", ["mailing", "mailing_live", "mailing_pause", "mailing_resume"]
)
def test_mailing_of_another_round_is_not_found(hr, cohort, cast, name):
    mailing = make_mailing(make_round(cast.hr), state="waiting")
    method = hr.get if name in ("mailing", "mailing_live") else hr.post

    assert method(at(cohort, name, mailing.pk)).status_code == 404


# --- one letter again ---------------------------------------------------------------------------------
def again(client, cohort, person):
    nonce = client.get(at(cohort, "letter_again", person.pk)).context["nonce"]
    return client.post(at(cohort, "letter_again_send", person.pk), {"nonce": nonce})


def test_sending_again_gives_a_new_link(
    hr, cohort, mailoutbox, django_capture_on_commit_callbacks
):
    person = make_invited(cohort)
    with django_capture_on_commit_callbacks(execute=True):
        again(hr, cohort, person)
    person.refresh_from_db()

    assert person.link_version == 2
    assert signed_links.token_for(person) in mailoutbox[0].body


def test_second_press_of_sending_again_renews_nothing(hr, cohort):
    person = make_invited(cohort)
    nonce = hr.get(at(cohort, "letter_again", person.pk)).context["nonce"]
    for _ in range(2):
        hr.post(at(cohort, "letter_again_send", person.pk), {"nonce": nonce})
    person.refresh_from_db()

    assert person.link_version == 2
    assert Letter.objects.count() == 1
    assert lines_of(cohort) == ["Letters to be sent (invitation): 1"]


def test_looking_at_sending_again_says_what_it_means_and_changes_nothing(hr, cohort):
    person = make_invited(cohort)

    assert (
        "links sent to this applicant before stop working"
        in hr.get(at(cohort, "letter_again", person.pk)).content.decode()
    )
    person.refresh_from_db()

    assert person.link_version == 1
    assert Mailing.objects.count() == 0


def test_letter_goes_again_to_somebody_who_started_at_the_same_address(
    hr, cohort, mailoutbox, django_capture_on_commit_callbacks
):
    person = make_started(cohort, email="ann@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        again(hr, cohort, person)

    assert "ann@example.org" in mailoutbox[0].to[0]


def test_nonce_for_somebody_else_sends_nothing(hr, cohort):
    ann = make_invited(cohort)
    bea = make_invited(cohort)
    nonce = hr.get(at(cohort, "letter_again", ann.pk)).context["nonce"]
    hr.post(at(cohort, "letter_again_send", bea.pk), {"nonce": nonce})

    assert not Mailing.objects.exists()


# --- another address ----------------------------------------------------------------------------------
def correct(client, cohort, person, email="right@example.org"):
    return client.post(at(cohort, "address", person.pk), {"email": email})


def test_corrected_address_ends_the_old_link(hr, cohort):
    person = make_invited(cohort, email="wrong@example.org")
    correct(hr, cohort, person)
    person.refresh_from_db()

    assert Application.objects.get().email == "right@example.org"
    assert person.link_version == 2
    assert lines_of(cohort) == [f"Address corrected: applicant {person.pk}"]


def test_corrected_applicant_is_the_same_one_again(hr, cohort):
    person = make_invited(cohort, email="wrong@example.org")
    correct(hr, cohort, person)

    assert [
        make_invited(cohort, email="wrong@example.org").pk != person.pk,
        cohort.participants.count(),
    ] == [True, 2]
    with pytest.raises(IndexError):
        make_invited(cohort, email="right@example.org")


@pytest.mark.parametrize(
    ("has_letter", "name"), [(True, "letter_again"), (False, "letters")]
)
def test_correcting_leads_to_sending(hr, cohort, has_letter, name):
    person = make_invited(cohort)
    if has_letter:
        make_mailing(cohort, person, state="failed")

    assert correct(hr, cohort, person).url == at(
        cohort, name, *([person.pk] if has_letter else [])
    )


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@localhost", "a@example.org\nb@example.org"]
)
def test_what_is_no_address_is_an_error_at_the_field(hr, cohort, email):
    person = make_invited(cohort)
    response = correct(hr, cohort, person, email)

    assert list(response.context["form"].errors) == ["email"]
    assert Application.objects.get().email == person.application.email


def test_address_in_a_concluded_round_is_not_corrected(hr, cohort):
    person = make_invited(cohort)
    ScreeningRound.objects.filter(pk=cohort.pk).update(concluded_at=NOW)
    response = correct(hr, cohort, person, "right@example.org")

    assert (
        "The round is concluded: it cannot take answers again."
        in response.content.decode()
    )
    assert Application.objects.get().email == person.application.email


def test_address_of_another_applicant_is_an_error(hr, cohort):
    make_invited(cohort, email="right@example.org")
    person = make_invited(cohort)
    response = correct(hr, cohort, person, "Right@example.org")

    assert (
        "Another applicant of this round has this address." in response.content.decode()
    )
    person.refresh_from_db()

    assert person.link_version == 1


def test_same_address_again_changes_nothing(hr, cohort):
    person = make_invited(cohort, email="ann@example.org")
    correct(hr, cohort, person, "ann@example.org")
    person.refresh_from_db()

    assert person.link_version == 1


@pytest.mark.parametrize("make", [make_started, make_applicant])
def test_link_of_somebody_who_started_is_never_redirected(hr, cohort, make):
    person = make(cohort, email="ann@example.org")

    assert (
        hr.get(at(cohort, "address", person.pk)).status_code
        == correct(hr, cohort, person).status_code
        == 404
    )
    assert Application.objects.get().email == "ann@example.org"


# --- who may ------------------------------------------------------------------------------------------
def addresses(cohort, person, mailing):
    of_one = ("letter_again", "address")
    of_mailing = ("mailing", "mailing_live")
    opened_at = [
        at(cohort, "letters"),
        at(cohort, "letter_preview", "new"),
        at(cohort, "links"),
    ]
    opened_at += [at(cohort, name, person.pk) for name in of_one] + [
        at(cohort, name, mailing.pk) for name in of_mailing
    ]
    posted = [
        at(cohort, "letters_send"),
        at(cohort, "links_download"),
        at(cohort, "letter_again_send", person.pk),
    ]
    return opened_at, posted + [
        at(cohort, name, mailing.pk) for name in ("mailing_pause", "mailing_resume")
    ]


@pytest.mark.parametrize("role", ["interviewer", "reader"])
def test_only_a_lead_writes_letters(client, cast, cohort, role):
    person = make_invited(cohort)
    opened_at, posted = addresses(cohort, person, make_mailing(cohort, state="waiting"))
    client.force_login(getattr(cast, role))

    assert {client.get(address).status_code for address in opened_at} == {403}
    assert {
        client.post(address).status_code
        for address in [*posted, at(cohort, "address", person.pk)]
    } == {403}
    assert "Letters" not in client.get(at(cohort, "applicants")).content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("trainer", 403), ("superuser", 302), ("other_hr", 302)]
)
def test_others_find_no_such_round(client, cast, cohort, name, status):
    opened_at, posted = addresses(
        cohort, make_invited(cohort), make_mailing(cohort, state="waiting")
    )
    client.force_login(getattr(cast, name))

    assert {client.get(address).status_code for address in opened_at} == {status}
    assert {client.post(address).status_code for address in posted} == {status}


def test_what_writes_is_not_there_by_its_address_alone(hr, cohort):
    _, posted = addresses(
        cohort, make_invited(cohort), make_mailing(cohort, state="waiting")
    )

    assert {hr.get(address).status_code for address in posted} == {405}


def test_applicant_of_another_round_is_not_found(hr, cohort, cast):
    person = make_invited(make_round(cast.hr))
    for name in ("letter_again", "address"):
        assert hr.get(at(cohort, name, person.pk)).status_code == 404

    assert hr.post(at(cohort, "letter_again_send", person.pk)).status_code == 404
