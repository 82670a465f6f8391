import pytest
from django.utils import timezone

from assessments.models import InterviewSheet, Rating
from assessments.screening import decisions, interview_panel
from tests.factories import CORE_SLUGS
from tests.hr.interview_sheets import save_ratings, sheet_form
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of, open_applicant
from tests.screening_factories import make_applicant, make_invited

FIRST = CORE_SLUGS[0]
# Five points in every row, and one.
BEST = "15151515"
WORST = "51515151"


@pytest.fixture
def person(interviewer, screening_round):
    """Whose page the interviewer has opened."""
    person = make_applicant(screening_round, WORST)
    open_applicant(interviewer, screening_round, person)
    return person


def guide(client, person, data=None):
    address = address_of(person.cohort, "guide", person)
    return (
        client.get(address) if data is None else client.post(address, data, follow=True)
    )


def ratings(name="interviewer"):
    rated = Rating.objects.filter(
        sheet__interviewer__username=name, value__isnull=False
    )
    return dict(rated.values_list("competency__slug", "value"))


# --- the guide -------------------------------------------------------------------------
def test_guide_is_shut_until_the_applicant_is_opened(reader, person):
    response = reader.get(address_of(person.cohort, "guide", person))

    assert response.url == address_of(person.cohort, "applicant", person)


def test_ratings_are_saved_after_the_guide_has_closed_again(hr, person):
    guide(hr, person, sheet_form())

    assert InterviewSheet.objects.get().ratings.filter(value=4).count() == 4
    assert [entry.kind for entry in person.access_log.filter(user__username="hr")] == [
        "guide"
    ]


def test_second_save_from_a_page_gone_back_to_is_kept_too(interviewer, person):
    for note in ("first", "second"):
        guide(interviewer, person, sheet_form(note=note))

    assert InterviewSheet.objects.get().note == "second"


def test_guide_asks_the_four_core_questions_with_their_signs(interviewer, person):
    words = words_on(guide(interviewer, person))

    assert [words.count(f"How is {slug}?") for slug in CORE_SLUGS] == [1, 1, 1, 1]
    assert words.count("Strong answers show Strong") == 4
    assert words.count("Weak answers show Weak") == 4


def test_each_rating_says_what_it_means(interviewer, person):
    words = words_on(guide(interviewer, person))
    meanings = [
        "the weak signs",
        "more weak signs than strong ones",
        "mixed",
        "more strong signs",
        "the strong signs",
    ]

    assert [
        words.count(f"{number} {meaning}") for number, meaning in enumerate(meanings, 1)
    ] == [4] * 5


def test_at_most_two_rows_are_followed_up_and_not_rated(interviewer, person):
    response = guide(interviewer, person)

    assert words_on(response).count("Follow-up, not rated") == 2
    assert (
        len(
            [
                name
                for name in response.context["form"].fields
                if name.startswith("value-")
            ]
        )
        == 4
    )


def test_applicant_without_an_answer_has_a_guide_without_follow_ups(
    interviewer, screening_round
):
    person = make_invited(screening_round)
    open_applicant(interviewer, screening_round, person)

    assert "Follow-up" not in words_on(guide(interviewer, person))


# --- saving ----------------------------------------------------------------------------
def test_ratings_and_notes_are_saved_and_shown_again(interviewer, person):
    data = sheet_form((1, 2, 3, 5), note="Friendly") | {
        f"note-{FIRST}": "Named three cases"
    }
    content = guide(interviewer, person, data).content.decode()

    assert ratings() == dict(zip(CORE_SLUGS, (1, 2, 3, 5), strict=True))
    assert "Friendly</textarea>" in content
    assert "Named three cases</textarea>" in content


def test_follow_up_is_noted_without_a_rating(interviewer, person):
    follow_up = guide(interviewer, person).context["guide"].follow_ups[0]
    guide(
        interviewer,
        person,
        {f"note-{follow_up.slug}": "Explained it well", f"value-{follow_up.slug}": "5"},
    )
    saved = Rating.objects.get(competency__slug=follow_up.slug)

    assert saved.note == "Explained it well"
    assert saved.value is None


def test_half_of_it_can_be_saved_and_the_rest_later(interviewer, person):
    assert messages_of(guide(interviewer, person, sheet_form((2, 4)))) == [
        "Saved. Core questions without a rating can be rated later."
    ]
    assert InterviewSheet.objects.get().completed_at is None
    assert messages_of(guide(interviewer, person, sheet_form((2, 4, 3, 3)))) == [
        "Saved. All core questions are rated."
    ]
    assert InterviewSheet.objects.get().completed_at


def test_rating_left_out_later_stays(interviewer, person):
    guide(interviewer, person, sheet_form((2, 4, 3, 3)))
    guide(interviewer, person, sheet_form((5,)))

    assert ratings() == dict(zip(CORE_SLUGS, (5, 4, 3, 3), strict=True))


def test_sheet_that_was_complete_stays_so(interviewer, person):
    guide(interviewer, person, sheet_form())
    first = InterviewSheet.objects.get().completed_at
    guide(interviewer, person, sheet_form(note="More"))

    assert InterviewSheet.objects.get().completed_at == first


def test_double_press_leaves_one_sheet(interviewer, person):
    for _ in range(2):
        guide(interviewer, person, sheet_form())

    assert InterviewSheet.objects.count() == 1
    assert ratings() == dict.fromkeys(CORE_SLUGS, 4)


@pytest.mark.parametrize("value", ["0", "6", "-1", "3.5", "three", "9" * 400])
def test_rating_is_one_to_five(interviewer, person, value):
    response = guide(interviewer, person, sheet_form((value, 4, 4, 4)))

    assert list(response.context["form"].errors) == [f"value-{FIRST}"]
    assert not InterviewSheet.objects.exists()


def test_error_stands_at_its_question_and_nothing_is_lost(interviewer, person):
    data = sheet_form((9, 2, 4, 5), note="Friendly") | {
        f"note-{FIRST}": "Named three cases"
    }
    content = guide(interviewer, person, data).content.decode()
    [question] = [
        part for part in content.split("<section") if f'id="q-{FIRST}"' in part
    ]

    assert "errorlist" in question
    assert "Named three cases" in question
    assert content.count(" checked") == 3
    assert "Friendly</textarea>" in content


def test_note_that_is_too_long_is_an_error_with_the_text_kept(interviewer, person):
    response = guide(interviewer, person, sheet_form(note="x" * 4001))

    assert list(response.context["form"].errors) == ["note"]
    assert b"x" * 4001 in response.content


def test_fields_of_no_question_are_ignored(interviewer, person):
    guide(
        interviewer,
        person,
        sheet_form()
        | {"value-nonsense": "5", "note-nonsense": "x", "score_seen": "on"},
    )

    assert set(Rating.objects.values_list("competency__slug", flat=True)) >= set(
        CORE_SLUGS
    )
    assert not Rating.objects.filter(note="x").exists()


def test_each_interviewer_has_a_sheet_of_their_own(hr, interviewer, person):
    open_applicant(hr, person.cohort, person)
    guide(interviewer, person, sheet_form((1, 1, 1, 1)))
    guide(hr, person, sheet_form((5, 5, 5, 5)))

    assert set(ratings().values()) == {1}
    assert set(ratings("hr").values()) == {5}


def test_form_shows_nothing_of_another_s_sheet(hr, cast, person):
    save_ratings(person, cast.interviewer, note="Weak")
    open_applicant(hr, person.cohort, person)
    content = guide(hr, person).content.decode()

    assert "Weak on" not in content
    assert " checked" not in content


def test_reader_reads_the_guide_and_rates_nothing(reader, person):
    open_applicant(reader, person.cohort, person)

    assert b'type="radio"' not in guide(reader, person).content
    assert messages_of(guide(reader, person, sheet_form())) == [
        "You are on this round to read; interviewers rate."
    ]
    assert not InterviewSheet.objects.exists()


def test_applicant_who_withdraws_at_that_moment_is_not_rated(
    interviewer, person, monkeypatch
):
    monkeypatch.setattr(
        "assessments.hr.applicants.guide.visible_person",
        lambda screening_round, pk: person,
    )
    decisions.note_withdrawal(participant=person, now=timezone.now())
    response = guide(interviewer, person, sheet_form())

    assert messages_of(response) == [
        "The applicant has just withdrawn. Nothing more is kept about them."
    ]
    assert not InterviewSheet.objects.exists()


# --- the panel -------------------------------------------------------------------------
def panel(client, person):
    """Of each domain its ratings, the self-description, and whether to talk more."""
    rows = open_applicant(client, person.cohort, person).context["panel"]
    return [
        ([rating.value for rating in row.ratings], row.score, row.needs_discussion)
        for row in rows
    ]


def test_ratings_stand_beside_the_self_description_one_by_one(
    hr, cast, screening_round
):
    person = make_applicant(screening_round, BEST)
    save_ratings(person, cast.interviewer, (3, 3, 3, 3))
    save_ratings(person, cast.hr, (4, 4, 4, 4))

    assert panel(hr, person) == [([3, 4], 100, False)] * 4


def test_panel_is_never_merged_into_one_number(hr, cast, screening_round):
    person = make_applicant(screening_round, BEST)
    save_ratings(person, cast.interviewer, (1, 2, 4, 5))
    save_ratings(person, cast.hr, (2, 3, 5, 5))
    words = (
        words_on(open_applicant(hr, screening_round, person))
        .split("The panel beside the self-description")[1]
        .split("Rows in words")[0]
    )

    assert [
        number
        for number in ("1.5", "2.5", "4.5", "3.4", "27", "average", "mean")
        if number in words
    ] == []


@pytest.mark.parametrize(
    ("answers", "given", "apart"),
    [
        (BEST, [2], True),
        (BEST, [3], False),
        (BEST, [2, 3], False),
        (WORST, [4, 5], True),
        (WORST, [3], False),
        ("33333333", [1], False),
        ("33333333", [2, 4], True),
        ("33333333", [3, 4], False),
        (BEST, [], False),
    ],
)
def test_where_to_talk_more(hr, cast, screening_round, answers, given, apart):
    person = make_applicant(screening_round, answers)
    for user, value in zip((cast.hr, cast.interviewer), given, strict=False):
        save_ratings(person, user, (value,) * 4)

    assert {talk_more for _, _, talk_more in panel(hr, person)} == {apart}


def test_half_a_sheet_is_not_in_the_panel(hr, cast, screening_round):
    person = make_applicant(screening_round)
    save_ratings(person, cast.interviewer, (1, 2))

    assert panel(hr, person)[0][0] == []


def test_who_rated_is_told_by_name(hr, cast, screening_round):
    person = make_applicant(screening_round)
    cast.interviewer.first_name = "Ada"
    cast.interviewer.last_name = "Wong"
    cast.interviewer.save()
    save_ratings(person, cast.interviewer)

    assert (
        interview_panel.panel_of(screening_round, person, {})[0].ratings[0].interviewer
        == "Ada Wong"
    )
    assert "Ada Wong 4" in words_on(open_applicant(hr, screening_round, person))
