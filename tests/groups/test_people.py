"""People of a cohort: pages by name, filters, search, and who is stuck."""

from datetime import timedelta
from itertools import chain

import pytest

from assessments.files.learner_lists import Line
from assessments.groups.people import Filters, page_of, row_reached
from assessments.privacy import erasure
from assessments.sittings import attempts, participants
from tests.factories import make_cohort, make_questionnaire
from tests.sittings.answering import answer_again, list_learner
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PART_LIMIT = "assessments.groups.people.LARGEST_SEARCHED_BY_PART"


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4))


def names_on(page):
    return [person.participant.name for person in page.people]


def names_found(cohort, now=NOW, **filters):
    return names_on(page_of(cohort, Filters(**filters), now))


def ids_on_each_page(cohort, size=2, after_each_page=lambda: None, **filters):
    """Turn from the first page to the last."""
    pages = []
    after = ""
    while after is not None:
        page = page_of(cohort, Filters(**filters), NOW, after=str(after), size=size)
        pages.append([person.participant.pk for person in page.people])
        after = page.after
        after_each_page()
    return pages


def join(cohort, *names):
    """Return the participants' ids, in the order of the names."""
    ids = []
    for name in names:
        attempt = make_attempt(cohort, "5342", name=name)
        ids.append(attempt.participant_id)
    return ids


# --- pages --------------------------------------------------------------------------------------------
def test_nobody_is_on_one_empty_page(cohort):
    assert ids_on_each_page(cohort) == [[]]


def test_learners_come_by_name(cohort):
    join(cohort, "Cleo", "Ada", "Bo")

    assert names_found(cohort) == ["Ada", "Bo", "Cleo"]


def test_learners_of_one_name_come_as_they_joined(cohort):
    first, second, third = join(cohort, "Ada", "Ada", "Ada")

    assert ids_on_each_page(cohort, size=5) == [[first, second, third]]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_pages_of_any_size_show_everybody_once(cohort, size):
    cleo, ada, second_ada, bo, third_ada = join(
        cohort, "Cleo", "Ada", "Ada", "Bo", "Ada"
    )
    pages = ids_on_each_page(cohort, size)

    assert list(chain(*pages)) == [ada, second_ada, third_ada, bo, cleo]
    assert {len(page) for page in pages[:-1]} <= {size}


def test_full_last_page_leads_nowhere(cohort):
    join(cohort, "Ada", "Bo")

    assert page_of(cohort, Filters(), NOW, size=2).after is None


def test_learners_without_a_name_are_paged_as_they_joined():
    cohort = make_cohort(names_asked=False, questionnaire=make_questionnaire(rows=4))
    people = join(cohort, "", "", "")

    assert ids_on_each_page(cohort, size=1) == [[pk] for pk in people]


def test_filter_holds_on_every_page(cohort):
    people = join(cohort, "Ada", "Bo", "Cleo")
    make_attempt(cohort, "0000", submitted=False, name="Abel")

    assert ids_on_each_page(cohort, size=1, state="submitted") == [
        [pk] for pk in people
    ]


def test_person_who_joins_between_two_pages_moves_nobody(cohort):
    ada, cleo, dora = join(cohort, "Ada", "Cleo", "Dora")
    pages = ids_on_each_page(
        cohort, size=1, after_each_page=lambda: join(cohort, "Abel")
    )

    assert pages == [[ada], [cleo], [dora]]


def test_person_erased_between_two_pages_is_missing_and_nobody_else(cohort):
    ada, bo, cleo, dora = join(cohort, "Ada", "Bo", "Cleo", "Dora")
    erased = cohort.participants.get(pk=cleo)

    def erase_cleo():
        erasure.erase(participant=erased, now=NOW)

    pages = ids_on_each_page(cohort, size=1, after_each_page=erase_cleo)

    assert pages == [[ada], [bo], [dora]]


def test_page_behind_somebody_erased_since_is_the_first_one(cohort):
    _, bo, _ = join(cohort, "Ada", "Bo", "Cleo")
    erasure.erase(participant=cohort.participants.get(pk=bo), now=NOW)

    assert names_on(page_of(cohort, Filters(), NOW, after=str(bo))) == ["Ada", "Cleo"]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "²", "9" * 30, "0", " "])
def test_made_up_place_is_the_first_page(cohort, after):
    join(cohort, "Ada")

    assert names_on(page_of(cohort, Filters(), NOW, after=after)) == ["Ada"]


def test_place_in_another_cohort_is_the_first_page(cohort):
    join(cohort, "Ada")
    [elsewhere] = join(make_cohort(title="Other"), "Zoe")

    assert names_on(page_of(cohort, Filters(), NOW, after=str(elsewhere))) == ["Ada"]


def test_learners_of_another_cohort_are_not_shown(cohort):
    join(make_cohort(title="Other"), "Zoe")

    assert names_found(cohort) == []


# --- what is shown of a learner -----------------------------------------------------------------------
def only(cohort, now=NOW):
    [person] = page_of(cohort, Filters(), now).people
    return person


def test_listed_learner_has_no_attempt(cohort):
    list_learner(cohort)
    learner = only(cohort)

    assert learner.first is None
    assert learner.newest is None
    assert learner.row is None
    assert learner.is_stuck is False


def test_learner_s_attempts_come_in_order(cohort):
    first = make_attempt(cohort, "5342")
    second = answer_again(first)
    learner = only(cohort)

    assert learner.first == first
    assert learner.newest == second
    assert list(learner.attempts) == [first, second]


@pytest.mark.parametrize(
    ("answers", "row"),
    [("0000", 1), ("5000", 2), ("5340", 4), ("5042", 2), ("5342", 4)],
)
def test_row_reached_is_the_first_without_an_answer_or_the_last_one(answers, row):
    assert row_reached(answers) == row


def test_person_who_has_started_has_reached_a_row(cohort):
    make_attempt(cohort, "5300", submitted=False)

    assert only(cohort).row == 3


def test_person_who_has_submitted_has_reached_no_row(cohort):
    make_attempt(cohort, "5342")

    assert only(cohort).row is None


# --- filters ------------------------------------------------------------------------------------------
@pytest.fixture
def class_of_four(cohort):
    list_learner(cohort, "Lin")
    make_attempt(cohort, "5300", submitted=False, name="Stan")
    make_attempt(cohort, "1515", name="High")
    make_attempt(cohort, "5151", name="Low", language="zh-hans")
    return cohort


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["High", "Lin", "Low", "Stan"]),
        ({"state": "listed"}, ["Lin"]),
        ({"state": "started"}, ["Stan"]),
        ({"state": "submitted"}, ["High", "Low"]),
        ({"state": "nonsense"}, ["High", "Lin", "Low", "Stan"]),
        ({"band": "high"}, ["High"]),
        ({"band": "low"}, ["Low"]),
        ({"band": "middle"}, []),
        ({"language": "zh-hans"}, ["Low"]),
        ({"language": "en"}, ["High"]),
        ({"band": "high", "language": "zh-hans"}, []),
        (
            {"state": "submitted", "band": "low", "language": "zh-hans", "text": "low"},
            ["Low"],
        ),
        ({"state": "started", "band": "low"}, []),
        ({"text": "l"}, ["Lin", "Low"]),
        ({"text": "l", "state": "listed"}, ["Lin"]),
    ],
)
def test_filters_narrow_the_list(class_of_four, filters, expected):
    assert names_found(class_of_four, **filters) == expected


def test_band_and_language_are_those_of_the_first_attempt(cohort):
    answer_again(make_attempt(cohort, "1515", name="Ada"), "5151", language="zh-hans")

    assert names_found(cohort, band="high", language="en") == ["Ada"]
    assert names_found(cohort, band="low") == []


# --- stuck --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("minutes", "expected"), [(29, []), (30, []), (31, ["Stan"])])
def test_person_who_saved_nothing_for_half_an_hour_is_stuck(cohort, minutes, expected):
    make_attempt(cohort, "5300", submitted=False, name="Stan")
    now = NOW + minutes * MINUTE

    assert names_found(cohort, now, state="stuck") == expected
    assert only(cohort, now).is_stuck is bool(expected)


def test_person_who_saves_again_is_not_stuck(cohort):
    draft = make_attempt(cohort, "5300", submitted=False)
    attempts.save(attempt=draft, changes={3: 1}, language="en", now=NOW + 20 * MINUTE)

    assert only(cohort, NOW + 40 * MINUTE).is_stuck is False


def test_listed_and_submitted_people_are_not_stuck(cohort):
    list_learner(cohort)
    make_attempt(cohort, "5342")

    assert names_found(cohort, NOW + 60 * MINUTE, state="stuck") == []


def test_person_who_answers_again_is_not_stuck(cohort):
    first = make_attempt(cohort, "5342")
    attempts.repeat(participant=first.participant, after=1, now=NOW)
    later = NOW + 60 * MINUTE

    assert names_found(cohort, later, state="stuck") == []
    assert only(cohort, later).is_stuck is False


def test_stuck_people_of_another_cohort_are_left_out(cohort):
    make_attempt(make_cohort(title="Other"), "5300", submitted=False)

    assert names_found(cohort, NOW + 60 * MINUTE, state="stuck") == []


# --- search -------------------------------------------------------------------------------------------
@pytest.fixture
def searched(cohort):
    lines = [
        Line(1, "Ada Wong", "K-17"),
        Line(2, "王小明", ""),
        Line(3, "Wonga", "STRASSE-17"),
    ]
    participants.list_learners(cohort=cohort, lines=lines, now=NOW)
    join(cohort, "Edward")
    return cohort


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wong", ["Ada Wong", "Wonga"]),
        ("ADA", ["Ada Wong"]),
        ("小", ["王小明"]),
        ("k-1", ["Ada Wong"]),
        ("17", ["Ada Wong", "Wonga"]),
        ("nobody", []),
        ("%", []),
        ("_", []),
    ],
)
def test_search_finds_a_part_of_a_name_or_number(searched, text, expected):
    assert names_found(searched, text=text) == expected


@pytest.fixture
def big(searched, monkeypatch):
    """A cohort larger than those that are searched by part."""
    monkeypatch.setattr(PART_LIMIT, 3)
    return searched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Wong", ["Ada Wong"]),
        ("Ada", []),
        ("王小明", ["王小明"]),
        ("Edward", ["Edward"]),
        ("K-17", ["Ada Wong"]),
        ("k-17", ["Ada Wong"]),
        ("straße-17", ["Wonga"]),
        ("17", []),
        ("", ["Ada Wong", "Edward", "Wonga", "王小明"]),
    ],
)
def test_search_in_a_big_cohort_finds_a_whole_name_or_number(big, text, expected):
    assert names_found(big, text=text) == expected


def test_cohort_of_just_the_threshold_is_searched_by_part(searched, monkeypatch):
    monkeypatch.setattr(PART_LIMIT, 4)

    assert names_found(searched, text="Wong") == ["Ada Wong", "Wonga"]


# --- cost ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("people", [1, 3])
def test_page_takes_the_same_queries_for_one_and_three(
    cohort, people, django_assert_num_queries
):
    for number in range(people):
        answer_again(make_attempt(cohort, "5342", name=f"Name {number}"))

    with django_assert_num_queries(3):
        page = page_of(cohort, Filters(), NOW)
        for person in page.people:
            assert person.first.questionnaire.title
            assert person.newest.questionnaire.title


@pytest.mark.parametrize("people", [2, 4])
def test_filtered_later_page_takes_the_same_queries_for_one_and_three(
    cohort, people, django_assert_num_queries
):
    first, *others = join(cohort, *(f"Name {number}" for number in range(people)))
    filters = Filters(state="submitted", band="low", language="en", text="Name")

    with django_assert_num_queries(5):
        page = page_of(cohort, filters, NOW, after=str(first))

    assert [person.participant.pk for person in page.people] == others
