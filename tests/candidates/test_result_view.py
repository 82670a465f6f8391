import re

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.models import Attempt, Claim
from assessments.sittings.result_report import ResultReport
from tests.candidates import walking
from tests.factories import make_questionnaire, make_result_texts, make_submitted, texts
from tests.rendered_html import without_gaps

pytestmark = pytest.mark.django_db


def _values(response):
    return dict(
        re.findall(r'<data id="([\w-]+)" value="(\w+)"', without_gaps(response))
    )


def _finish(client, answers, **changes):
    walking.answer_all(client, answers)
    return client.get(walking.submit(client, **changes).url)


def test_submitting_leads_to_the_result(candidate):
    walking.answer_all(candidate, "33333333")

    assert walking.submit(candidate).url == reverse("result", args=[1])


def test_submitting_with_rows_missing_names_them(candidate):
    walking.post_rows(candidate, {1: 3})
    response = walking.submit(candidate)

    assert response.context["journey"].missing_rows == [2, 3, 4, 5, 6, 7, 8]


def test_submitting_without_the_own_word_asks_for_it(candidate):
    walking.answer_all(candidate, "33333333")
    response = walking.submit(candidate, as_oneself="")

    assert list(response.context["form"].errors) == ["as_oneself"]
    assert Attempt.objects.get().state == "draft"


def test_a_forged_total_changes_no_result(candidate):
    walking.answer_all(candidate, "11111111")
    walking.submit(candidate, total=100, band="high", raw_sum=40, answers="55555555")

    assert Attempt.objects.get().total == 60


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_other_tools_read_the_same_values_in_every_language(finished, language):
    with translation.override(language):
        finished.cookies["django_language"] = language
        values = _values(finished.get(reverse("result", args=[1])))
    domains = {
        f"domain-{key}": "60"
        for key in ("character", "psychological", "skill", "comprehensive")
    }

    assert values == {"score": "60", "band": "middle"} | domains


def test_near_a_dividing_line_both_bands_are_shown(finished):
    report = finished.get(reverse("result", args=[1])).context["report"]

    assert [band.key for band in report.shown_bands] == ["middle", "low"]


@pytest.mark.parametrize(
    ("answers", "rows"), [("51515151", [1, 2, 3]), ("53353333", [1]), ("15243333", [])]
)
def test_strengths_are_shown_wherever_the_low_band_s_text_is(
    questionnaire, answers, rows
):
    report = ResultReport(make_submitted(questionnaire, answers))

    assert [row.number for row in report.strengths] == rows


def test_at_most_five_rows_are_worth_a_thought(candidate):
    report = _finish(candidate, "51514151").context["report"]

    assert [row.number for row in report.thoughts] == [1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("rows", "answers", "keys"),
    [
        (10, "1111111112", ["uniform"]),
        (10, "1" * 10, ["uniform", "uniform-all"]),
        (8, "1" * 8, []),
    ],
)
def test_the_same_position_nine_times_gets_its_note(db, rows, answers, keys):
    questionnaire = make_questionnaire(rows=rows)
    make_result_texts(questionnaire)
    texts = ResultReport(make_submitted(questionnaire, answers)).uniform_texts

    assert [text.split()[1] for text in texts] == keys


def test_near_a_line_the_note_names_it(finished):
    report = finished.get(reverse("result", args=[1])).context["report"]

    assert report.border_texts == ["Text border {score} {width} 60"]


def test_give_or_take_is_said_in_points(finished):
    report = finished.get(reverse("result", args=[1])).context["report"]

    assert report.width_text == "Text width 60 4 {cut}"


def _claim(questionnaire, kind, points, *numbers):
    band = questionnaire.bands.get(key="high")
    claim = Claim.objects.create(
        band=band,
        key=kind,
        order=1,
        kind=kind,
        points=points,
        **texts(text=f"{kind} {{name}}"),
    )
    claim.competencies.set(
        row.competency for row in questionnaire.rows.filter(number__in=numbers)
    )


@pytest.mark.parametrize(
    ("answers", "shown"), [("15151515", ["supported {name}"]), ("35151515", [])]
)
def test_a_claim_is_made_only_if_every_row_it_rests_on_supports_it(
    questionnaire, answers, shown
):
    _claim(questionnaire, Claim.Kind.SUPPORTED, 4, 1, 2)

    assert ResultReport(make_submitted(questionnaire, answers)).claims == shown


def test_an_answer_against_the_band_is_named(questionnaire):
    _claim(questionnaire, Claim.Kind.CONTRARY, 2, 1, 2)
    name = questionnaire.rows.get(number=1).competency.name

    assert ResultReport(make_submitted(questionnaire, "55151515")).contrary == [
        f"contrary {name}"
    ]


def test_the_uniform_note_is_absent_without_its_flag(finished):
    assert (
        finished.get(reverse("result", args=[1])).context["report"].uniform_texts == []
    )


def test_the_own_word_is_shown_as_the_person_said_it(candidate):
    response = _finish(candidate, "13524135", as_oneself="no")

    assert (
        response.context["reading_notes"][-1]
        == "the person said so: not quite as they really are"
    )


def test_the_sum_can_be_checked_by_hand(finished):
    report = finished.get(reverse("result", args=[1])).context["report"]

    assert sum(row.points for row in report.rows) == 24
    assert report.most_points == 40
    assert report.exact == "60"


def test_a_confirmed_row_stands_first_on_its_domain_page(finished):
    link = finished.cookies["personal"].value
    finished.post(reverse("mark_row", args=[1]), {"link": link, "row": 5, "mark": "c"})
    rows = finished.get(reverse("domain", args=[1, "character"])).context["rows"]

    assert [row.number for row, _ in rows] == [5, 1]


@pytest.mark.parametrize(
    "forged", [{"mark": "x"}, {"row": 99}, {"row": "x"}, {"row": ""}]
)
def test_a_forged_mark_changes_nothing(finished, forged):
    fields = {
        "link": finished.cookies["personal"].value,
        "row": 1,
        "mark": "c",
    } | forged

    assert finished.post(reverse("mark_row", args=[1]), fields).status_code == 404
    assert Attempt.objects.get().row_marks == "--------"


def test_a_draft_has_no_domain_page(candidate):
    assert candidate.get(reverse("domain", args=[1, "skill"])).status_code == 404


def test_an_unknown_domain_is_not_found(finished):
    assert finished.get(reverse("domain", args=[1, "nonsense"])).status_code == 404


def test_answering_again_keeps_the_first_result(finished):
    link = finished.cookies["personal"].value
    for _ in range(2):
        finished.post(reverse("repeat", args=[1]), {"link": link})

    assert list(
        Attempt.objects.order_by("ordinal").values_list("state", flat=True)
    ) == ["submitted", "draft"]


def test_the_result_page_has_a_fixed_query_count(finished, django_assert_num_queries):
    finished.get(reverse("result", args=[1]))
    with django_assert_num_queries(11):
        finished.get(reverse("result", args=[1]))


def test_a_domain_page_has_a_fixed_query_count(finished, django_assert_num_queries):
    finished.get(reverse("domain", args=[1, "skill"]))
    with django_assert_num_queries(11):
        finished.get(reverse("domain", args=[1, "skill"]))


def test_the_language_switch_of_the_review_keeps_the_own_word(candidate):
    walking.answer_all(candidate, "33333333")
    response = walking.submit(candidate, as_oneself="no", language="zh-hant")

    page = without_gaps(response)
    assert '<html lang="zh-hant">' in page
    assert 'value="no" checked' in page
    assert Attempt.objects.get().state == "draft"
