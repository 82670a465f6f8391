from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from assessments.candidates.views import failed_tries
from assessments.models import Attempt, Participant
from tests.candidates import walking
from tests.factories import make_cohort, make_questionnaire, make_submitted

pytestmark = pytest.mark.django_db
YESTERDAY = datetime(2020, 1, 1, tzinfo=UTC)
FAR_OFF = datetime(2099, 1, 1, tzinfo=UTC)
NO_SUCH_CODE = [
    "No open group has this code. Please check it letter by letter, or ask your trainer."
]


def _type(client, code):
    return client.post(reverse("enter_code"), {"code": code})


def _page(client, cohort):
    return client.get(reverse("join", args=[cohort.code])).content.decode()


@pytest.fixture
def named(questionnaire):
    return make_cohort()


@pytest.fixture
def anonymous(questionnaire):
    return make_cohort(names_asked=False)


# --- the code ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "ACDEFGHJ",
        "acdefghj",
        "ACDE FGHJ",
        "acde-fghj",
        "  A-C-D-E F G H J ",
        "ACDE\tFGHJ",
        "ACDE\u3000FGHJ",
        "ACDE–FGHJ",
        "ＡＣＤＥＦＧＨＪ",
    ],
)
def test_code_is_taken_the_way_people_type_it(client, questionnaire, typed):
    make_cohort(code="ACDEFGHJ")

    assert _type(client, typed).url == reverse("join", args=["ACDEFGHJ"])


@pytest.mark.parametrize("times", [{"closes_at": YESTERDAY}, {"opens_at": FAR_OFF}])
def test_closed_code_gets_the_same_error_as_an_unknown_one(
    client, questionnaire, times
):
    shut = make_cohort(**times)
    errors = [
        _type(client, code).context["form"].errors for code in (shut.code, "NOSUCHCD")
    ]

    assert errors == [{"code": NO_SUCH_CODE}] * 2


@pytest.mark.parametrize("typed", ["", " ", "--", "é", "A" * 33])
def test_what_is_no_code_is_an_error_at_its_field(client, questionnaire, typed):
    response = _type(client, typed)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


def test_typed_code_stays_in_the_field_to_be_corrected(client, questionnaire):
    assert 'value="NOSUCH CD"' in _type(client, "NOSUCH CD").content.decode()


def test_start_page_leads_to_where_a_code_is_typed(client, questionnaire):
    assert (
        f'href="{reverse("enter_code")}"'
        in client.get(reverse("start")).content.decode()
    )


def test_page_for_the_code_writes_nothing(
    client, questionnaire, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get(reverse("enter_code"))


@pytest.mark.parametrize(("tried", "leads_on"), [("closed", True), ("unknown", False)])
def test_only_unknown_codes_count_as_failed_tries(
    client, named, monkeypatch, tried, leads_on
):
    monkeypatch.setattr(failed_tries, "MOST", 2)
    codes = {"closed": make_cohort(closes_at=YESTERDAY).code, "unknown": "NOSUCHCD"}
    for _ in range(2):
        _type(client, codes[tried])

    assert (_type(client, named.code).status_code == 302) is leads_on


def test_page_shown_before_too_many_wrong_codes_still_lets_in(
    client, named, monkeypatch
):
    fields = walking.hidden_of(client.get(reverse("join", args=[named.code])))
    monkeypatch.setattr(failed_tries, "MOST", 1)
    _type(client, "NOSUCHCD")
    client.post(reverse("begin"), fields | {"name": "Li Na"})

    assert named.participants.get().name == "Li Na"


@pytest.mark.parametrize("changes", [{"names_asked": True}, {"retention_months": 24}])
def test_page_whose_promise_has_changed_is_shown_anew(client, questionnaire, changes):
    cohort = make_cohort(names_asked=False, retention_months=1)
    fields = walking.hidden_of(client.get(reverse("join", args=[cohort.code])))
    type(cohort).objects.update(**changes)
    response = client.post(reverse("begin"), fields | {"name": "Li Na"})

    assert response.status_code == 200
    assert Participant.objects.count() == 0
    assert response.context["cohort"].promise == type(cohort).objects.get().promise


def test_forty_join_from_one_address_at_once(named):
    codes = [_type(Client(), named.code).status_code for _ in range(40)]
    joined = [
        walking.join(Client(), named, name=f"Learner {number}").status_code
        for number in range(40)
    ]

    assert set(codes) == {302}
    assert set(joined) == {302}
    assert named.participants.count() == 40


# --- the name ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"), [("李娜", "李娜"), ("  Li \u3000 Na ", "Li Na")]
)
def test_name_is_kept_where_it_is_asked(client, named, typed, kept):
    walking.join(client, named, name=typed)

    assert Participant.objects.get().name == kept


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("", 1),
        (" \u3000 ", 1),
        ("\u200b", 1),
        ("Li\x07", 1),
        ("x" * 81, 1),
        ("x" * 80, 0),
    ],
)
def test_missing_or_endless_name_is_told_at_its_field(client, named, typed, errors):
    response = walking.join(client, named, name=typed)
    shown = response.context["form"].errors if errors else {}

    assert list(shown) == ["name"] * errors
    assert Participant.objects.count() == 1 - errors


def test_name_that_composing_makes_too_long_is_told_like_any_too_long_one(
    client, named
):
    response = walking.join(client, named, name="\u0958" * 80)
    expected = ["Ensure this value has at most 80 characters (it has 160)."]

    assert response.context["form"].errors == {"name": expected}
    assert Participant.objects.count() == 0


def test_page_that_asks_for_the_name_once_more_still_joins(client, named):
    again = walking.hidden_of(walking.join(client, named))
    client.post(reverse("begin"), again | {"name": "Li Na"})

    assert Participant.objects.get().cohort == named
    assert Participant.objects.get().name == "Li Na"


def test_name_typed_too_long_is_shown_to_be_shortened(client, named):
    assert (
        f'value="{"x" * 81}"'
        in walking.join(client, named, name="x" * 81).content.decode()
    )


def test_anonymous_cohort_keeps_no_name_even_if_one_is_posted(client, anonymous):
    walking.join(client, anonymous, name="Li Na", number="7", list_key="n:7")
    stored = Participant.objects.get()

    assert stored.cohort == anonymous
    assert stored.name == ""
    assert stored.number == ""
    assert stored.list_key == ""


def test_solo_visitor_s_name_is_kept_by_nobody(client, questionnaire):
    walking.start(client, name="Li Na")

    assert Participant.objects.get().name == ""


def test_anonymous_cohort_asks_for_no_name(client, anonymous):
    assert 'name="name"' not in _page(client, anonymous)


def test_double_press_with_a_name_makes_one_participant(client, named):
    fields = walking.hidden_of(client.get(reverse("join", args=[named.code]))) | {
        "name": "Li Na"
    }
    for _ in range(2):
        client.post(reverse("begin"), fields)

    assert Participant.objects.count() == 1
    assert Attempt.objects.count() == 1


# --- what is told -----------------------------------------------------------------------------------------
OF_NAMED = "The people who run this group see your name, how far you are and"
OF_ANONYMOUS = "This group is anonymous. The people who run it see how many have started and finished"


@pytest.mark.parametrize(
    ("names_asked", "told"), [(True, (True, False)), (False, (False, True))]
)
def test_page_says_what_staff_will_see(client, questionnaire, names_asked, told):
    content = _page(client, make_cohort(names_asked=names_asked))

    assert (OF_NAMED in content, OF_ANONYMOUS in content) == told


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (1, "or 1 month after your last answer."),
        (6, "or 6 months after your last answer."),
    ],
)
@pytest.mark.parametrize("name", ["join", "data"])
def test_months_of_the_cohort_are_told(client, questionnaire, months, told, name):
    cohort = make_cohort(names_asked=False, retention_months=months)
    walking.join(client, cohort)
    address = reverse("join", args=[cohort.code]) if name == "join" else reverse("data")

    assert told in client.get(address).content.decode()


def test_data_page_says_under_which_name_staff_see_it(client, named):
    walking.join(client, named, name="Li Na")

    assert (
        "They know you there as Li Na." in client.get(reverse("data")).content.decode()
    )


def test_join_page_costs_the_same_queries_each_time(
    client, named, django_assert_num_queries
):
    client.get(reverse("join", args=[named.code]))
    with django_assert_num_queries(2):
        client.get(reverse("join", args=[named.code]))


# --- the cohort's own version -----------------------------------------------------------------------------
@pytest.fixture
def older(questionnaire):
    """A cohort of a version that is not the newest any more."""
    cohort = make_cohort(names_asked=False, questionnaire=questionnaire)
    make_questionnaire(version=900)
    return cohort


def test_cohort_s_own_version_is_started(client, older):
    walking.join(client, older)

    assert Attempt.objects.get().questionnaire == older.questionnaire


def test_cohort_s_own_version_is_shown_before_the_start(client, older):
    response = client.get(reverse("join", args=[older.code]))

    assert response.context["questionnaire"] == older.questionnaire


def test_cohort_s_own_version_is_repeated(client, older):
    person = make_submitted(cohort=older).participant
    client.get(walking.link_of(person))
    client.post(reverse("repeat", args=[1]))

    assert person.attempts.get(ordinal=2).questionnaire == older.questionnaire
