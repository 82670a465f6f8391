from datetime import timedelta

import pytest
from django.utils import timezone, translation

from assessments.files.learner_lists import Line
from assessments.models import Attempt, Participant
from assessments.sittings import participants
from assessments.trainers.attempt_admin import AttemptAdmin
from assessments.trainers.attempt_filters import NewestOnly
from tests.factories import make_cohort, make_questionnaire
from tests.rendered_html import without_gaps
from tests.staff_factories import NOW, make_attempt

LIST = "/admin/assessments/attempt/"
RESULT = [
    "state",
    "answers",
    "total",
    "band",
    "raw_sum",
    "character",
    "psychological",
    "skill",
    "comprehensive",
]


def page(attempt, name="change"):
    return f"{LIST}{attempt.pk}/{name}/"


def listed(response):
    return set(response.context["cl"].result_list)


@pytest.fixture
def attempt(cast):
    return make_attempt(cast.cohort)


# --- who sees what ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("trainer", True),
        ("viewer", True),
        ("other_trainer", False),
        ("superuser", False),
    ],
)
def test_staff_of_its_cohort_list_an_attempt(client, cast, attempt, name, sees):
    client.force_login(getattr(cast, name))

    assert (attempt in listed(client.get(LIST))) is sees


def test_hr_put_on_a_cohort_by_hand_is_refused_its_attempts(client, cast, attempt):
    client.force_login(cast.hr)

    assert client.get(LIST).status_code == 403
    assert client.get(page(attempt)).status_code == 403


def test_attempt_of_an_anonymous_cohort_is_listed_for_nobody(trainer_client, cast):
    make_attempt(make_cohort(cast.trainer, names_asked=False))

    assert listed(trainer_client.get(LIST)) == set()


@pytest.mark.parametrize("name", ["change", "history"])
def test_attempt_of_an_anonymous_cohort_is_opened_by_nobody(trainer_client, cast, name):
    attempt = make_attempt(make_cohort(cast.trainer, names_asked=False))

    assert trainer_client.get(page(attempt, name)).status_code == 302


@pytest.mark.parametrize("name", ["trainer", "viewer", "superuser"])
def test_solo_attempt_is_seen_by_nobody(client, cast, name):
    solo = make_attempt(None)
    client.force_login(getattr(cast, name))

    assert listed(client.get(LIST)) == set()
    assert client.get(page(solo)).status_code == 302


def test_superuser_put_on_a_cohort_sees_its_attempts(client, cast):
    attempt = make_attempt(make_cohort(cast.superuser))
    client.force_login(cast.superuser)

    assert listed(client.get(LIST)) == {attempt}


def test_index_counts_solo_attempts_for_a_superuser(client, cast):
    make_attempt(None)
    make_attempt(None, submitted=False)
    client.force_login(cast.superuser)
    content = without_gaps(client.get("/admin/"))

    assert "<dt>started</dt><dd>1</dd>" in content
    assert "<dt>submitted</dt><dd>1</dd>" in content


def test_index_counts_nothing_for_others(trainer_client):
    content = trainer_client.get("/admin/").content.decode()

    assert "People outside cohorts" not in content


# --- the list ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("more", [0, 2])
def test_list_takes_the_same_queries_for_one_and_three(
    trainer_client, cast, more, attempt, django_assert_num_queries
):
    for _ in range(more):
        make_attempt(cast.cohort)
    trainer_client.get(LIST)
    with django_assert_num_queries(10):
        trainer_client.get(LIST)


def test_list_names_the_band_in_the_readers_language(trainer_client, cast):
    make_attempt(cast.cohort, "15151515")
    with translation.override("zh-hant"):
        content = trainer_client.get(
            LIST, headers={"Accept-Language": "zh-Hant"}
        ).content.decode()

    assert '<td class="field-band_titles">Title high [zh_hant]</td>' in content


@pytest.mark.parametrize(
    ("answers", "score", "titles"),
    [
        ("15151515", "100 ± 4", "Title high"),
        ("33333333", "60 ± 4", "Title middle · Title low"),
    ],
)
def test_list_shows_how_sure_a_score_is(trainer_client, cast, answers, score, titles):
    make_attempt(cast.cohort, answers)
    content = trainer_client.get(LIST).content.decode()

    assert f'<td class="field-score">{score}</td>' in content
    assert f'<td class="field-band_titles">{titles}</td>' in content


def test_draft_has_no_figures(trainer_client, cast):
    make_attempt(cast.cohort, submitted=False)
    content = trainer_client.get(LIST).content.decode()

    assert content.count(">–</td>") == 8


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"high", "low", "draft"}),
        ("?band=high", {"high"}),
        ("?band=nonsense", set()),
        ("?language=zh-hans", {"low"}),
        ("?state__exact=draft", {"draft"}),
        ("?started=7", {"draft"}),
        ("?started=nonsense", {"high", "low", "draft"}),
    ],
)
def test_filters(trainer_client, cast, query, found):
    attempts = {
        "high": make_attempt(cast.cohort, "15151515"),
        "low": make_attempt(cast.cohort, "51515151", language="zh-hans"),
        "draft": make_attempt(cast.cohort, submitted=False, now=timezone.now()),
    }

    assert listed(trainer_client.get(LIST + query)) == {
        attempts[name] for name in found
    }


def test_cohort_filter_offers_only_ones_own(trainer_client, cast):
    make_cohort(cast.trainer, title="Spring")
    content = trainer_client.get(LIST).content.decode()

    assert "Spring" in content
    assert "Elsewhere" not in content


def test_filter_by_anothers_cohort_finds_nothing(trainer_client, cast):
    make_attempt(cast.other_cohort)

    response = trainer_client.get(f"{LIST}?cohort={cast.other_cohort.code}")

    assert listed(response) == set()


@pytest.mark.parametrize(
    ("asked", "found"), [("", "newer"), ("older", "older"), ("newer", "newer")]
)
def test_one_cohort_is_listed_at_a_time_the_newest_unless_another_is_asked_for(
    trainer_client, cast, asked, found
):
    attempts = {
        "older": make_attempt(cast.cohort),
        "newer": make_attempt(make_cohort(cast.trainer)),
    }
    query = f"?cohort={attempts[asked].cohort.code}" if asked else ""

    assert listed(trainer_client.get(LIST + query)) == {attempts[found]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Li Na", {"named"}),
        ("li na", set()),
        ("Li", set()),
        ("A7", {"numbered"}),
        ("a7", {"numbered"}),
        ("7", set()),
    ],
)
def test_search_finds_a_whole_name_or_number(trainer_client, cast, text, found):
    participants.list_learners(
        cohort=cast.cohort, lines=[Line(1, "Wei", "A7")], now=NOW
    )
    numbered = participants.start_listed(
        participant=cast.cohort.participants.get(number="A7"), now=NOW
    )
    attempts = {"named": make_attempt(cast.cohort, name="Li Na"), "numbered": numbered}

    assert listed(trainer_client.get(LIST, {"q": text})) == {
        attempts[name] for name in found
    }


def test_search_finds_nobody_of_an_anonymous_cohort(trainer_client, cast):
    hidden = make_attempt(make_cohort(cast.trainer, names_asked=False))
    Participant.objects.filter(pk=hidden.participant_id).update(name="Li Na")

    assert listed(trainer_client.get(LIST, {"q": "Li Na"})) == set()


@pytest.mark.parametrize(
    "query",
    ["total__gte=0", "participant__public_id__startswith=a", "answers__startswith=5"],
)
def test_other_lookups_are_refused(trainer_client, attempt, query):
    assert trainer_client.get(f"{LIST}?{query}").status_code == 400


COLUMNS = AttemptAdmin.list_display
STARTED = COLUMNS.index("started_at")


def in_order(client, order):
    return list(client.get(f"{LIST}?o={order}").context["cl"].result_list)


OTHER_COLUMNS = [number for number in range(len(COLUMNS) + 1) if number != STARTED]


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("column", OTHER_COLUMNS)
def test_nothing_but_the_start_sorts(trainer_client, cast, column, direction):
    order = f"{direction}{column}"
    later_low = make_attempt(cast.cohort, "51515151", now=NOW + timedelta(hours=2))
    high = make_attempt(cast.cohort, "15151515")
    middle = make_attempt(
        cast.cohort, "33333333", now=NOW + timedelta(hours=1), language="zh-hans"
    )

    assert in_order(trainer_client, order) == [later_low, middle, high]
    assert in_order(trainer_client, f"{order}.{STARTED}") == [later_low, middle, high]


def test_start_sorts_either_way(trainer_client, cast):
    first = make_attempt(cast.cohort)
    second = make_attempt(cast.cohort, now=NOW + timedelta(hours=1))

    assert in_order(trainer_client, STARTED) == [first, second]
    assert in_order(trainer_client, f"-{STARTED}") == [second, first]


def test_count_stops_at_its_limit(monkeypatch, cast):
    for _ in range(3):
        make_attempt(cast.cohort)
    monkeypatch.setattr(NewestOnly, "most", 2)
    pages = NewestOnly(Attempt.objects.order_by("pk"), 50)

    assert pages.count == 2
    assert pages.is_cut_off is True


def test_list_that_is_cut_off_says_so(trainer_client, cast, monkeypatch):
    make_attempt(cast.cohort)
    monkeypatch.setattr(NewestOnly, "most", 1)
    content = trainer_client.get(LIST).content.decode()

    assert "Only the first 1 are listed." in content


# --- nobody types a score ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["trainer", "hr", "superuser"])
def test_forged_score_changes_nothing(client, cast, name):
    attempt = make_attempt(make_cohort(cast.trainer, cast.hr, cast.superuser))
    before = Attempt.objects.values(*RESULT).get(pk=attempt.pk)
    client.force_login(getattr(cast, name))
    response = client.post(
        page(attempt),
        {"total": 100, "band": "high", "answers": "5" * 8, "state": "submitted"},
    )

    assert response.status_code == 403
    assert Attempt.objects.values(*RESULT).get(pk=attempt.pk) == before


@pytest.mark.parametrize("action", ["delete_selected", "anything"])
def test_list_has_no_action_to_post(client, cast, action):
    attempt = make_attempt(make_cohort(cast.superuser))
    client.force_login(cast.superuser)
    client.post(LIST, {"action": action, "_selected_action": attempt.pk, "post": "yes"})

    assert Attempt.objects.filter(pk=attempt.pk).exists()


def test_superuser_adds_and_deletes_none(client, cast):
    attempt = make_attempt(make_cohort(cast.superuser))
    client.force_login(cast.superuser)

    assert client.post(f"{LIST}add/", {"total": 100}).status_code == 403
    assert client.post(page(attempt, "delete"), {"post": "yes"}).status_code == 403


# --- the page of one attempt ------------------------------------------------------------------------------
def test_page_shows_the_result_as_stored(trainer_client, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(total=91)
    content = trainer_client.get(page(attempt)).content.decode()

    assert "91, give or take 4" in content


def test_page_shows_every_answer_in_words_and_points(trainer_client, attempt):
    rows = trainer_client.get(page(attempt)).context["report"].rows

    assert [row.label for row in rows[:3]] == ["Stacked 5", "Stacked 3", "Stacked 4"]
    assert [row.points for row in rows[:3]] == [1, 3, 2]


def test_page_draws_a_bar_per_domain(trainer_client, attempt):
    content = trainer_client.get(page(attempt)).content.decode()

    assert (
        f'<rect class="bar-character" width="{attempt.character * 4}" height="24"/>'
        in content
    )
    assert content.count('class="bar-ground"') == 4


def test_page_says_neutrally_how_it_was_answered(trainer_client, cast):
    questionnaire = make_questionnaire(rows=9)
    cohort = make_cohort(cast.trainer, questionnaire=questionnaire)
    attempt = make_attempt(cohort, "333333333")
    content = trainer_client.get(page(attempt)).content.decode()

    assert "same position many times in a row" in content


def test_page_states_its_limits(trainer_client, attempt):
    content = trainer_client.get(page(attempt)).content.decode()

    assert "Do not use it to hire or reject anyone." in content


def test_draft_shows_how_far_it_has_come_and_no_answer(trainer_client, cast):
    draft = make_attempt(cast.cohort, "53400000", submitted=False)
    response = trainer_client.get(page(draft))
    content = response.content.decode()

    assert "3 of 8" in content
    assert "report" not in response.context
    assert "Stacked" not in content


@pytest.mark.parametrize("answers", ["5342", "53421534"])
def test_page_takes_the_same_queries_for_any_number_of_rows(
    trainer_client, cast, answers, django_assert_num_queries
):
    questionnaire = make_questionnaire(rows=len(answers))
    cohort = make_cohort(cast.trainer, questionnaire=questionnaire)
    attempt = make_attempt(cohort, answers)
    trainer_client.get(page(attempt))
    with django_assert_num_queries(14):
        trainer_client.get(page(attempt))
