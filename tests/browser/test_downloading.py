"""Taking a cohort's file with you, with and without JavaScript."""

import pytest
from django.utils import timezone

from assessments.models import Cohort
from assessments.setup import demo
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import give_password
from tests.staff_factories import make_staff


@pytest.fixture
def cohort(shipped_content):
    cast = make_staff()
    demo.fill(now=timezone.now(), owner=cast.trainer)
    cohort = Cohort.objects.get(is_synthetic=True, names_asked=True)
    cohort.trainer = cast.trainer
    return cohort


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize(
    "name", ["results.csv", "results.xlsx", "codebook.csv", "results.sps"]
)
def test_file_is_saved_under_a_name_that_says_what_it_is(visitor, cohort, script, name):
    page = visitor(PHONE if script else DESKTOP, java_script_enabled=script)
    give_password(page, cohort.trainer)
    page.goto(f"/admin/assessments/cohort/{cohort.pk}/download/")
    with page.expect_download() as taken:
        page.locator(
            f"form[action$='/{name}'] button, button[formaction$='/{name}']"
        ).first.click()
    saved = taken.value

    assert saved.suggested_filename.endswith(name.split(".")[1])
    assert saved.path().stat().st_size > 1000


def test_csv_has_a_line_for_each_submitted_attempt(visitor, cohort):
    page = visitor(DESKTOP)
    give_password(page, cohort.trainer)
    page.goto(f"/admin/assessments/cohort/{cohort.pk}/download/")
    with page.expect_download() as taken:
        page.locator(
            "form[action$='/results.csv'] button, button[formaction$='/results.csv']"
        ).first.click()
    lines = taken.value.path().read_text("utf-8-sig").splitlines()

    assert len(lines) == 1 + cohort.attempts.submitted().count()
