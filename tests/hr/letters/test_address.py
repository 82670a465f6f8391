import pytest

from assessments.models import Application
from tests.hr.letters.mailings import make_mailing
from tests.hr.visiting import address_of
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_started,
)
from tests.staff.history_lines import lines_of


def correct(client, screening_round, person, email="right@example.org"):
    return client.post(
        address_of(screening_round, "address", person.pk), {"email": email}
    )


def test_corrected_address_ends_the_old_link(hr, screening_round):
    person = make_invited(screening_round, email="wrong@example.org")
    correct(hr, screening_round, person)
    person.refresh_from_db()

    assert Application.objects.get().email == "right@example.org"
    assert person.link_version == 2
    assert lines_of(screening_round) == [f"Address corrected: applicant {person.pk}"]


def test_corrected_applicant_is_the_same_one_again(hr, screening_round):
    person = make_invited(screening_round, email="wrong@example.org")
    correct(hr, screening_round, person)

    assert [
        make_invited(screening_round, email="wrong@example.org").pk != person.pk,
        screening_round.participants.count(),
    ] == [True, 2]
    with pytest.raises(IndexError):
        make_invited(screening_round, email="right@example.org")


@pytest.mark.parametrize(
    ("has_letter", "name"), [(True, "letter_again"), (False, "letters")]
)
def test_correcting_leads_to_sending(hr, screening_round, has_letter, name):
    person = make_invited(screening_round)
    if has_letter:
        make_mailing(screening_round, person, state="failed")

    assert correct(hr, screening_round, person).url == address_of(
        screening_round, name, *([person.pk] if has_letter else [])
    )


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@localhost", "a@example.org\nb@example.org"]
)
def test_what_is_no_address_is_an_error_at_the_field(hr, screening_round, email):
    person = make_invited(screening_round)
    response = correct(hr, screening_round, person, email)

    assert list(response.context["form"].errors) == ["email"]
    assert Application.objects.get().email == person.application.email


def test_address_of_another_applicant_is_an_error(hr, screening_round):
    make_invited(screening_round, email="right@example.org")
    person = make_invited(screening_round)
    response = correct(hr, screening_round, person, "Right@example.org")

    assert (
        "Another applicant of this round has this address." in response.content.decode()
    )
    person.refresh_from_db()

    assert person.link_version == 1


def test_same_address_again_changes_nothing(hr, screening_round):
    person = make_invited(screening_round, email="ann@example.org")
    correct(hr, screening_round, person, "ann@example.org")
    person.refresh_from_db()

    assert person.link_version == 1


@pytest.mark.parametrize("make", [make_started, make_applicant])
def test_link_of_somebody_who_started_is_never_redirected(hr, screening_round, make):
    person = make(screening_round, email="ann@example.org")

    assert (
        hr.get(address_of(screening_round, "address", person.pk)).status_code
        == correct(hr, screening_round, person).status_code
        == 404
    )
    assert Application.objects.get().email == "ann@example.org"
