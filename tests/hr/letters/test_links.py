import pytest

from assessments.models import Application, Mailing
from assessments.sittings import participants, signed_links
from tests.hr.letters.mailings import NOW, preview_letters, send_letters
from tests.hr.visiting import address_of
from tests.screening_factories import make_invited, make_started
from tests.staff.history_lines import lines_of


@pytest.fixture
def no_mail(settings):
    settings.MAIL_IS_CONFIGURED = False


def shown(client, screening_round):
    """The page of links after asking for them."""
    return client.post(
        address_of(screening_round, "links_show"), follow=True
    ).content.decode()


# --- without mail ----------------------------------------------------------------------
def test_without_mail_nothing_is_offered_to_be_sent(hr, screening_round, no_mail):
    make_invited(screening_round)
    content = hr.get(address_of(screening_round, "letters")).content.decode()

    assert "nothing is sent from here" in content
    assert "letters/to/" not in content


@pytest.mark.parametrize("occasion", ["new", "failed", "not-started", "stuck"])
def test_without_mail_there_is_no_letter_to_preview(
    hr, screening_round, no_mail, occasion
):
    assert preview_letters(hr, screening_round, occasion).status_code == 404


def test_without_mail_nothing_is_sent(hr, screening_round, settings):
    person = make_invited(screening_round)
    previewed = preview_letters(hr, screening_round)
    nonce = signed_links.new_form_nonce(str(person.pk))
    settings.MAIL_IS_CONFIGURED = False
    send_letters(hr, screening_round, previewed)

    assert (
        hr.post(
            address_of(screening_round, "letter_again_send", person.pk),
            {"nonce": nonce},
        ).status_code
        == 404
    )
    assert not Mailing.objects.exists()


def test_links_are_those_of_who_has_not_started(hr, screening_round, no_mail):
    waiting = make_invited(screening_round, "Ann")
    started = make_started(screening_round, name="Bea")
    content = shown(hr, screening_round)

    assert f"http://testserver/l/{signed_links.token_for(waiting)}/" in content
    assert signed_links.token_for(started) not in content
    assert "1 applicant has started and is not shown here" in content


def test_links_are_shown_when_asked_for_and_noted(hr, screening_round, no_mail):
    person = make_invited(screening_round, "Ann")

    assert (
        signed_links.token_for(person)
        not in hr.get(address_of(screening_round, "links")).content.decode()
    )
    assert signed_links.token_for(person) in shown(hr, screening_round)
    assert lines_of(screening_round) == ["Personal links shown: 1"]


def test_second_press_notes_nothing_more(hr, screening_round, no_mail):
    make_invited(screening_round, "Ann")
    shown(hr, screening_round)

    assert shown(hr, screening_round).count("/l/") > 0
    assert lines_of(screening_round) == ["Personal links shown: 1"]


@pytest.mark.parametrize("page", ["links_show", "links_download"])
def test_applicant_reads_that_the_link_is_known_until_there_is_a_new_one(
    hr, screening_round, no_mail, client, page
):
    person = make_invited(screening_round, "Ann")
    hr.post(address_of(screening_round, page))
    page_of_old_link = client.get(
        f"/l/{signed_links.token_for(person)}/", follow=True
    ).content.decode()
    renewed = participants.renew_link(participant=person)
    page_of_new_link = client.get(
        f"/l/{signed_links.token_for(renewed)}/", follow=True
    ).content.decode()

    assert "handed you this link" in page_of_old_link
    assert "handed you this link" not in page_of_new_link


def test_slip_speaks_the_language_of_the_applicant(hr, screening_round, no_mail):
    make_invited(screening_round, language="zh-hant")

    assert '<p lang="zh-hant">' in shown(hr, screening_round)


def test_links_are_downloaded_and_noted(hr, screening_round, no_mail):
    person = make_invited(screening_round, "=Ann", "ann@example.org", number="A-17")
    make_started(screening_round)
    lines = (
        hr.post(address_of(screening_round, "links_download"))
        .getvalue()
        .decode("utf-8-sig")
        .splitlines()
    )

    assert lines[1:] == [
        f"'=Ann,ann@example.org,en,A-17,http://testserver/l/{signed_links.token_for(person)}/"
    ]
    assert lines_of(screening_round) == ["Personal links downloaded: 1"]


def test_links_of_whoever_withdrew_are_shown_to_nobody(hr, screening_round, no_mail):
    make_invited(screening_round, "Ann")
    Application.objects.update(withdrawn_at=NOW)

    assert (
        "Nobody is waiting for a link."
        in hr.get(address_of(screening_round, "links")).content.decode()
    )


def test_with_mail_nobody_holds_links(hr, screening_round):
    make_invited(screening_round)

    assert hr.get(address_of(screening_round, "links")).status_code == 404
    assert hr.post(address_of(screening_round, "links_download")).status_code == 404
