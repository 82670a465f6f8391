import pytest

from assessments.models import Application, Mailing
from assessments.sittings import participants, signed_links
from tests.hr.round_pages import at
from tests.hr.writing import NOW, preview, send
from tests.screening_factories import make_invited, make_started
from tests.staff.history_lines import lines_of


@pytest.fixture
def no_mail(settings):
    settings.MAIL_IS_CONFIGURED = False


def shown(client, cohort):
    """The page of links after asking for them."""
    return client.post(at(cohort, "links_show"), follow=True).content.decode()


# --- without mail -------------------------------------------------------------------------------------
def test_without_mail_nothing_is_offered_to_be_sent(hr, cohort, no_mail):
    make_invited(cohort)
    content = hr.get(at(cohort, "letters")).content.decode()

    assert "nothing is sent from here" in content
    assert "letters/to/" not in content


@pytest.mark.parametrize("occasion", ["new", "failed", "not-started", "stuck"])
def test_without_mail_there_is_no_letter_to_preview(hr, cohort, no_mail, occasion):
    assert preview(hr, cohort, occasion).status_code == 404


def test_without_mail_nothing_is_sent(hr, cohort, settings):
    person = make_invited(cohort)
    previewed = preview(hr, cohort)
    nonce = signed_links.new_form_nonce(str(person.pk))
    settings.MAIL_IS_CONFIGURED = False
    send(hr, cohort, previewed)

    assert (
        hr.post(
            at(cohort, "letter_again_send", person.pk), {"nonce": nonce}
        ).status_code
        == 404
    )
    assert not Mailing.objects.exists()


def test_links_are_those_of_who_has_not_started(hr, cohort, no_mail):
    waiting = make_invited(cohort, "Ann")
    started = make_started(cohort, name="Bea")
    content = shown(hr, cohort)

    assert f"http://testserver/l/{signed_links.token_for(waiting)}/" in content
    assert signed_links.token_for(started) not in content
    assert "1 applicant has started and is not shown here" in content


def test_links_are_shown_when_asked_for_and_noted(hr, cohort, no_mail):
    person = make_invited(cohort, "Ann")

    assert (
        signed_links.token_for(person)
        not in hr.get(at(cohort, "links")).content.decode()
    )
    assert signed_links.token_for(person) in shown(hr, cohort)
    assert lines_of(cohort) == ["Personal links shown: 1"]


def test_second_press_notes_nothing_more(hr, cohort, no_mail):
    make_invited(cohort, "Ann")
    shown(hr, cohort)

    assert shown(hr, cohort).count("/l/") > 0
    assert lines_of(cohort) == ["Personal links shown: 1"]


@pytest.mark.parametrize("page", ["links_show", "links_download"])
def test_applicant_reads_that_the_link_is_known_until_there_is_a_new_one(
    hr, cohort, no_mail, client, page
):
    person = make_invited(cohort, "Ann")
    hr.post(at(cohort, page))
    told = client.get(
        f"/l/{signed_links.token_for(person)}/", follow=True
    ).content.decode()

    assert "handed you this link" in told
    renewed = participants.renew_link(participant=person)
    told = client.get(
        f"/l/{signed_links.token_for(renewed)}/", follow=True
    ).content.decode()

    assert "handed you this link" not in told


def test_slip_speaks_the_language_of_the_applicant(hr, cohort, no_mail):
    make_invited(cohort, language="zh-hant")

    assert '<p lang="zh-hant">' in shown(hr, cohort)


def test_links_are_downloaded_and_noted(hr, cohort, no_mail):
    person = make_invited(cohort, "=Ann", "ann@example.org", number="A-17")
    make_started(cohort)
    lines = (
        hr.post(at(cohort, "links_download"))
        .getvalue()
        .decode("utf-8-sig")
        .splitlines()
    )

    assert lines[1:] == [
        f"'=Ann,ann@example.org,en,A-17,http://testserver/l/{signed_links.token_for(person)}/"
    ]
    assert lines_of(cohort) == ["Personal links downloaded: 1"]


def test_links_of_whoever_withdrew_are_shown_to_nobody(hr, cohort, no_mail):
    make_invited(cohort, "Ann")
    Application.objects.update(withdrawn_at=NOW)

    assert (
        "Nobody is waiting for a link." in hr.get(at(cohort, "links")).content.decode()
    )


def test_with_mail_nobody_holds_links(hr, cohort):
    make_invited(cohort)

    assert hr.get(at(cohort, "links")).status_code == 404
    assert hr.post(at(cohort, "links_download")).status_code == 404
