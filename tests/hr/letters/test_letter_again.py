from assessments.models import Letter, Mailing
from assessments.sittings import signed_links
from tests.hr.visiting import address_of
from tests.screening_factories import (
    make_invited,
    make_started,
)
from tests.staff.history_lines import lines_of


def again(client, screening_round, person):
    nonce = client.get(address_of(screening_round, "letter_again", person.pk)).context[
        "nonce"
    ]
    return client.post(
        address_of(screening_round, "letter_again_send", person.pk), {"nonce": nonce}
    )


def test_sending_again_gives_a_new_link(
    hr, screening_round, mailoutbox, django_capture_on_commit_callbacks
):
    person = make_invited(screening_round)
    with django_capture_on_commit_callbacks(execute=True):
        again(hr, screening_round, person)
    person.refresh_from_db()

    assert person.link_version == 2
    assert signed_links.token_for(person) in mailoutbox[0].body


def test_second_press_of_sending_again_renews_nothing(hr, screening_round):
    person = make_invited(screening_round)
    nonce = hr.get(address_of(screening_round, "letter_again", person.pk)).context[
        "nonce"
    ]
    for _ in range(2):
        hr.post(
            address_of(screening_round, "letter_again_send", person.pk),
            {"nonce": nonce},
        )
    person.refresh_from_db()

    assert person.link_version == 2
    assert Letter.objects.count() == 1
    assert lines_of(screening_round) == ["Letters to be sent (invitation): 1"]


def test_page_says_what_sending_again_means_and_changes_nothing(hr, screening_round):
    person = make_invited(screening_round)

    assert (
        "links sent to this applicant before stop working"
        in hr.get(
            address_of(screening_round, "letter_again", person.pk)
        ).content.decode()
    )
    person.refresh_from_db()

    assert person.link_version == 1
    assert Mailing.objects.count() == 0


def test_letter_goes_again_to_somebody_who_started_at_the_same_address(
    hr, screening_round, mailoutbox, django_capture_on_commit_callbacks
):
    person = make_started(screening_round, email="ann@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        again(hr, screening_round, person)

    assert "ann@example.org" in mailoutbox[0].to[0]


def test_nonce_for_somebody_else_sends_nothing(hr, screening_round):
    ann = make_invited(screening_round)
    bea = make_invited(screening_round)
    nonce = hr.get(address_of(screening_round, "letter_again", ann.pk)).context["nonce"]
    hr.post(address_of(screening_round, "letter_again_send", bea.pk), {"nonce": nonce})

    assert not Mailing.objects.exists()
