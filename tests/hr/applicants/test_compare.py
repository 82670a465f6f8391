import pytest
from django.utils import timezone

from assessments.models import AccessLogEntry
from assessments.screening import access_log, decisions
from tests.hr.page_text import words_on
from tests.hr.visiting import address_of
from tests.screening_factories import make_applicant

BEST = "15151515"


WORST = "51515151"


def ticked(client, screening_round, *people, follow=True):
    return client.post(
        address_of(screening_round, "compare_open"),
        {"applicant": [person.pk for person in people]},
        follow=follow,
    )


def test_two_stand_side_by_side_in_words(hr, screening_round):
    people = [
        make_applicant(screening_round, answers, name=name)
        for name, answers in (("Ann", BEST), ("Bea", WORST))
    ]
    words = words_on(ticked(hr, screening_round, *people))

    assert "Character Strong Stem" in words
    assert "Priority Stem" in words
    assert "100" not in words
    assert "± " not in words


def test_everybody_compared_reads_it(hr, screening_round):
    people = [make_applicant(screening_round) for _ in range(2)]
    ticked(hr, screening_round, *people)

    assert [access_log.entries_shown_to(person)[0].kind for person in people] == [
        "your result beside others'"
    ] * 2


@pytest.mark.parametrize("number", [0, 1, 5])
def test_two_to_four_are_compared(hr, screening_round, number):
    response = ticked(
        hr, screening_round, *[make_applicant(screening_round) for _ in range(number)]
    )

    assert "Tick two to four applicants who have submitted" in words_on(response)
    assert not AccessLogEntry.objects.exists()


def test_address_of_a_comparison_asks_before_it_shows(hr, reader, screening_round):
    people = [make_applicant(screening_round, name=name) for name in ("Ann", "Bea")]
    address = ticked(hr, screening_round, *people, follow=False).url
    response = reader.get(address)

    assert response.context["reports"] == []
    assert "Show them side by side" in words_on(response)
    assert AccessLogEntry.objects.filter(user__username="reader").count() == 0


def test_applicants_of_another_round_and_withdrawn_ones_are_not_compared(
    hr, cast, screening_round
):
    here = make_applicant(screening_round)
    gone = make_applicant(screening_round)
    decisions.note_withdrawal(participant=gone, now=timezone.now())
    response = ticked(hr, screening_round, here, gone, make_applicant(cast.other_round))

    assert [person.pk for person in response.context["people"]] == [here.pk]


@pytest.mark.parametrize(
    "query", ["applicant=x&applicant=-1", "applicant=" + "9" * 300, ""]
)
def test_broken_addresses_compare_nobody(hr, screening_round, query):
    assert (
        hr.get(f"{address_of(screening_round, 'compare')}?{query}").context["people"]
        == []
    )
