"""What the result page, HR's page and the PDF share; the rest is tested through the
result page.
"""

import pytest

from assessments.models import Claim
from assessments.sittings.result_report import ResultReport
from tests.factories import make_submitted, texts

pytestmark = pytest.mark.django_db

NEAR_A_LINE = "33333333"
FAR_FROM_ANY_LINE = "15151515"


def report_of(questionnaire, answers):
    return ResultReport(make_submitted(questionnaire, answers))


def make_supported_claim(questionnaire, band_key):
    band = questionnaire.bands.get(key=band_key)
    claim = Claim.objects.create(
        band=band,
        key="supported",
        order=1,
        kind=Claim.Kind.SUPPORTED,
        points=1,
        **texts(text="Claim"),
    )
    row = questionnaire.rows.get(number=1)
    claim.competencies.set([row.competency])


def test_headline_near_a_line_names_both_bands(questionnaire):
    report = report_of(questionnaire, NEAR_A_LINE)

    assert report.headline == "Title middle or Title low"


def test_headline_far_from_any_line_names_one_band(questionnaire):
    report = report_of(questionnaire, FAR_FROM_ANY_LINE)

    assert report.headline == "Title high"


def test_claims_are_of_the_own_band_only(questionnaire):
    make_supported_claim(questionnaire, "middle")
    make_supported_claim(questionnaire, "low")

    own, neighbour = report_of(questionnaire, NEAR_A_LINE).band_texts

    assert own.band.key == "middle"
    assert own.claims == ["Claim"]
    assert neighbour.band.key == "low"
    assert neighbour.claims == []


def test_range_of_a_band_is_from_its_lowest_to_its_highest_score(questionnaire):
    report = report_of(questionnaire, NEAR_A_LINE)

    assert report.band.score_range == "60–79"


def test_cautions_begin_with_those_of_the_dividing_line(questionnaire):
    report = report_of(questionnaire, NEAR_A_LINE)

    assert report.cautions[:1] == report.border_texts
    assert report.cautions[1:] == report.uniform_texts


def test_domains_far_apart_are_named_in_pairs(questionnaire):
    report = report_of(questionnaire, "11331133")

    assert "Character stands clearly above Psychological." in report.difference_texts


def test_equal_domains_are_not_called_different(questionnaire):
    assert report_of(questionnaire, NEAR_A_LINE).difference_texts == []


def test_way_from_the_sum_to_the_score_is_told(questionnaire):
    report = report_of(questionnaire, NEAR_A_LINE)

    assert report.counting_text.endswith("24 × 100 / 40 = 60, rounded: 60.")


def test_versions_of_test_and_counting_are_told(questionnaire):
    report = report_of(questionnaire, NEAR_A_LINE)

    assert report.version_text == (
        f"Version {questionnaire.version} of the test, version 1 of the counting."
    )
