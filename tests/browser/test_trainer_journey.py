"""The trainer's whole way: a new cohort, a learner who joins by its code, the class at
work, the plan on paper.
"""

from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from assessments.models import Cohort
from competencies.models import Competency
from tests.browser import walking
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import at, give_password, press
from tests.staff_factories import make_attempt, make_staff

# The rows at the fewest points are what the class needs next.
POINTS = [1, 2, *[4] * 23]
CLASSMATES = 4


def open_cohort(page, title):
    """Through the form, as a trainer does; the code is read off the page that follows."""
    page.goto("/admin/")
    press(page, "a[href='/admin/assessments/cohort/add/']")
    page.locator("#id_title").fill(title)
    page.locator("#id_names_asked_0").check()
    press(page, "[name=_save]")
    return page.locator("p.join-code").inner_text()


def join(page, code, name):
    """From the start page to the first row, typing the code as people do."""
    page.goto("/")
    press(page, "a[href='/join/']")
    page.locator("#id_code").fill(f"{code[:4].lower()} {code[4:]}")
    press(page, ".start-form button")
    page.locator("#id_name").fill(name)
    press(page, ".start-form button")


def answer(page, points):
    places = walking.places_worth(*points)
    for number in walking.PAGES:
        walking.answer_page(page, number, places)
        walking.press(page, "next")
    walking.submit(page)


def test_trainer_takes_a_class_from_the_new_cohort_to_the_printed_plan(
    visitor, shipped_content
):
    trainer = visitor(DESKTOP)
    learner = visitor(PHONE, locale="zh-CN")
    cast = make_staff()
    give_password(trainer, cast.trainer)
    code = open_cohort(trainer, "Evening class")
    cohort = Cohort.objects.get(title="Evening class")

    join(learner, code, "林晓")
    trainer.goto(f"/admin/assessments/cohort/{cohort.pk}/overview/")

    assert trainer.locator("table.people tbody tr").inner_text().split()[:2] == [
        "林晓",
        "started",
    ]

    answer(learner, POINTS)

    assert learner.locator("#score").get_attribute("value") == "76"
    answers = "".join(map(str, walking.places_worth(*POINTS)))
    for number in range(CLASSMATES):
        make_attempt(cohort, answers, language="zh-hans", name=f"Classmate {number}")

    press(trainer, ".tabs a[href$='/teach/']")

    expect(trainer.locator(".heat tbody tr")).to_have_count(25)
    press(trainer, ".plan-button button")

    assert at(trainer) == f"/admin/assessments/cohort/{cohort.pk}/plan/"
    sheet = "".join(
        page.extract_text() for page in PdfReader(BytesIO(trainer.pdf())).pages
    )
    first = Competency.objects.get(
        rows__questionnaire=cohort.questionnaire, rows__number=1
    )

    assert f"1. {first.name}" in sheet
