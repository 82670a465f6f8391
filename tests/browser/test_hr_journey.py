"""HR's whole way: a round, applicants from an Excel file, letters by the real worker,
an answer on a phone, a decision.

Then the applicant sees who looked, and erases everything.
"""

import os
import re
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import ScreeningRound
from tests.browser import walking
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import assert_sound, give_password, press
from tests.staff_factories import make_staff

ROOT = Path(__file__).resolve().parents[2]
LIST = """姓名,邮箱,语言,编号
林晓,lin@example.org,简体中文,A-1
王芳,wang@example.org,简体中文,A-2
Ann Lee,ann@example.org,英语,A-3
"""
POINTS = [1, 2, *[4] * 23]
REASON = "Two years of chat support, with examples that hold."


@pytest.fixture
def sent(settings, tmp_path):
    """Lets the worker send what waits, and returns the letters as address → text."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    database = connection.settings_dict["NAME"]
    changes = {
        "DJANGO_SETTINGS_MODULE": "csquality.settings",
        "EMAIL_URL": f"filemail:///{tmp_path}",
    }
    changes |= {"SECRET_KEY": site.SECRET_KEY, "DATABASE_URL": f"sqlite:///{database}"}

    def send():
        command = [sys.executable, "manage.py", "work", "--once"]
        subprocess.run(
            command, cwd=ROOT, env=os.environ | changes, check=True, timeout=60
        )
        return dict(_letters(tmp_path))

    yield send
    Path(f"{database}.worker").unlink(missing_ok=True)


def _letters(folder):
    for file in folder.glob("*.log"):
        for part in re.split(rb"\n-{79}\n", file.read_bytes()):
            if part.strip():
                letter = message_from_bytes(part.strip() + b"\n", policy=policy.default)
                yield (
                    letter["To"].addresses[0].addr_spec,
                    letter.get_body(("plain",)).get_content(),
                )


def make_round(page):
    page.goto("/admin/")
    press(page, "a[href='/admin/assessments/screeninground/add/']")
    for name, text in {
        "title": "Spring",
        "employer": "Harbour Goods",
        "vacancy": "Chat support",
    }.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_closes_at").fill(
        f"{timezone.localtime() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    )
    press(page, "[name=_save]")


def invite(page):
    press(page, ".tabs a[href$='/inviting/']")
    file = {
        "name": "applicants.csv",
        "mimeType": "text/csv",
        "buffer": LIST.encode("gb18030"),
    }
    page.locator("input[type=file]").set_input_files(file)
    press(page, ".list-form .default")
    assert page.locator(".list-counts dd").all_inner_texts() == ["3", "0", "0"]
    press(page, ".list-buttons .default")
    if "/letters/to/" not in page.url:
        press(page, ".occasions a.button")
    press(page, ".list-buttons .default")


def answer(page, letter):
    page.goto(re.search(r"https?://\S+/l/\S+", letter)[0])
    for box in page.locator(".consent-line input").all():
        box.check()
    press(page, ".consent-form button")
    places = walking.places_worth(*POINTS)
    for number in walking.PAGES:
        walking.answer_page(page, number, places)
        walking.press(page, "next")
    walking.submit(page)


def read_and_rate(page):
    press(page, ".tabs a[href$='/applicants/']")
    press(page, ".opening button")
    assert "76 ± 4" in page.locator("table.applicants").inner_text()
    press(page, "table.applicants a >> text=林晓")
    press(page, ".opening button")
    assert_sound(page)
    press(page, ".ways a[href$='/guide/']")
    for scale in page.locator(".rating-scale").all():
        scale.locator("input[value='4']").check()
    press(page, ".guide-form .default")


def decide(page):
    press(page, ".applicant-line a")
    press(page, ".ways a[href$='/decide/']")
    page.locator("input[name=stage][value=interview]").check()
    page.locator("input[name=reason][value=experience]").check()
    page.locator("#id_text").fill(REASON)
    page.locator("input[name=evidence][value=interview]").check()
    press(page, ".decision-form .default")
    assert REASON in page.locator("ol.decisions").inner_text()


def test_hr_takes_a_round_from_the_list_to_a_decision_and_the_applicant_erases_it(
    visitor, shipped_content, sent
):
    hr = visitor(DESKTOP)
    applicant = visitor(PHONE, locale="zh-CN")
    cast = make_staff()
    give_password(hr, cast.hr)
    make_round(hr)
    invite(hr)

    letters = sent()

    assert sorted(letters) == ["ann@example.org", "lin@example.org", "wang@example.org"]
    answer(applicant, letters["lin@example.org"])

    assert applicant.locator("#score").get_attribute("value") == "76"

    read_and_rate(hr)
    decide(hr)
    applicant.goto("/my/data/")

    assert len(applicant.locator(".access-log li").all()) == 2
    assert "hr" in applicant.locator(".access-log").inner_text()

    press(applicant, ".danger button")
    press(hr, ".tabs a[href$='/decision-log/']")

    assert REASON not in hr.content()
    assert "林晓" not in hr.content()
    expect(hr.locator("table.log tbody tr")).to_have_count(2)
    assert [
        line.kind for line in ScreeningRound.objects.get(title="Spring").decisions.all()
    ] == ["decision", "erased"]
