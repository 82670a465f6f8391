import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from assessments.files.learner_lists import Line
from assessments.models import Cohort
from assessments.sittings import participants, signed_links
from assessments.staff import slips
from tests.factories import make_cohort
from tests.staff.history_lines import entries_of, lines_of
from tests.staff_factories import NOW, make_attempt

LINK = re.compile(r'<p class="slip-link">(.*?)</p>')
NAME = re.compile(r'<p class="slip-name">(.*?)</p>')


def page(cohort, name="slips"):
    return f"/admin/assessments/cohort/{cohort.pk}/{name}/"


def list_learners(cohort, *names):
    lines = [Line(place, name, f"no-{place}") for place, name in enumerate(names, 1)]
    participants.list_learners(cohort=cohort, lines=lines, now=timezone.now())
    return {person.name: person for person in cohort.participants.all()}


def start(person):
    return participants.start_listed(participant=person, now=timezone.now())


def names(response):
    return [unescape(name) for name in NAME.findall(response.content.decode())]


def links(response):
    return LINK.findall(response.content.decode())


def link_of(person):
    return f"http://testserver/l/{signed_links.token_for(person)}/"


def table(response):
    return list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))


# --- the sheet ----------------------------------------------------------------------------------------
def test_slip_has_name_number_link_and_square(trainer_client, cast):
    person = list_learners(cast.cohort, "Ann Lee")["Ann Lee"]
    response = trainer_client.get(page(cast.cohort))

    content = response.content.decode()
    assert names(response) == ["Ann Lee"]
    assert '<p class="slip-number">no-1</p>' in content
    assert links(response) == [link_of(person)]
    assert content.count('class="qr"') == 1


def test_links_on_slips_open_each_learners_own_start_page(trainer_client, cast):
    list_learners(cast.cohort, "Ann Lee", "Bea")
    sheet = trainer_client.get(page(cast.cohort))

    for name, link in zip(["Ann Lee", "Bea"], links(sheet), strict=True):
        response = Client().get(link, follow=True)
        assert response.redirect_chain == [("/my/", 302)]
        assert f"Hello, <strong>{name}</strong>." in response.content.decode()


def test_square_holds_the_link_in_text(trainer_client, cast, monkeypatch):
    drawn = []

    def draw(text, **options):
        drawn.append(text)
        return DrawnSquare()

    monkeypatch.setattr("assessments.templatetags.staff.segno.make", draw)
    list_learners(cast.cohort, "Ann Lee")
    response = trainer_client.get(page(cast.cohort))

    assert links(response) == drawn


class DrawnSquare:
    def svg_inline(self, **options):
        return "<svg></svg>"


def test_slip_is_in_the_languages_offered(trainer_client, cast):
    cast.cohort.languages = ["zh-hant", "en"]
    cast.cohort.save()
    list_learners(cast.cohort, "Ann Lee")
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert '<p lang="zh-hant">' in content
    assert '<p lang="en">' in content
    assert '<p lang="zh-hans">' not in content


def test_name_is_shown_as_text(trainer_client, cast):
    list_learners(cast.cohort, "<b>Ann</b>")
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert "&lt;b&gt;Ann&lt;/b&gt;" in content


def test_who_started_gets_no_slip(trainer_client, cast):
    people = list_learners(cast.cohort, "Ann Lee", "Bea")
    start(people["Ann Lee"])
    make_attempt(cast.cohort, name="Came by the code")
    response = trainer_client.get(page(cast.cohort))

    content = response.content.decode()
    assert names(response) == ["Bea"]
    assert "2 learners have started and therefore get no slip" in content


def test_other_cohorts_learners_get_no_slip_here(trainer_client, cast):
    list_learners(cast.other_cohort, "Somebody else")

    assert names(trainer_client.get(page(cast.cohort))) == []


@pytest.mark.parametrize(
    ("has_started", "sentence"),
    [(False, "Nobody is listed yet"), (True, "Nobody else is listed")],
)
def test_sheet_without_slips_says_why(trainer_client, cast, has_started, sentence):
    if has_started:
        make_attempt(cast.cohort)
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert sentence in content
    assert "(CSV)" not in content


@pytest.mark.parametrize(("closes_at", "says_so"), [(None, False), (NOW, True)])
def test_sheet_says_when_the_cohort_is_not_open(
    trainer_client, cast, closes_at, says_so
):
    Cohort.objects.filter(pk=cast.cohort.pk).update(closes_at=closes_at)
    list_learners(cast.cohort, "Ann")
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert ("The cohort is not open now." in content) is says_so


def test_revoked_link_is_not_on_the_slip(trainer_client, cast):
    person = list_learners(cast.cohort, "Ann Lee")["Ann Lee"]
    [old_link] = links(trainer_client.get(page(cast.cohort)))
    participants.renew_link(participant=person)
    [new_link] = links(trainer_client.get(page(cast.cohort)))

    token = resolve(new_link.removeprefix("http://testserver")).kwargs["token"]
    assert new_link != old_link
    assert signed_links.participant_of(token) == person


def test_pages_hold_everybody_once(trainer_client, cast, monkeypatch):
    monkeypatch.setattr(slips, "SLIPS_A_PAGE", 2)
    list_learners(cast.cohort, "Cid", "Ann", "Bea")
    first = trainer_client.get(page(cast.cohort))
    second = trainer_client.get(page(cast.cohort), {"after": first.context["after"]})

    assert names(first) == ["Cid", "Ann"]
    assert names(second) == ["Bea"]
    assert f'href="?after={first.context["after"]}"' in first.content.decode()
    assert second.context["after"] is None


@pytest.mark.parametrize("after", ["nonsense", "-1", "9" * 40, "9" * 5000])
def test_page_after_nobody(trainer_client, cast, after):
    list_learners(cast.cohort, "Ann")
    response = trainer_client.get(page(cast.cohort), {"after": after})

    assert names(response) == ["Ann"]
    assert "To the first page" in response.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_sheet_takes_the_same_queries_for_one_and_three(
    trainer_client, cast, more, django_assert_num_queries
):
    list_learners(cast.cohort, *[f"Learner {number}" for number in range(1 + more)])
    trainer_client.get(page(cast.cohort))
    with django_assert_num_queries(9):
        assert len(names(trainer_client.get(page(cast.cohort)))) == 1 + more


# --- the download -------------------------------------------------------------------------------------
def test_download_has_the_links_of_who_has_not_started(trainer_client, cast):
    people = list_learners(cast.cohort, "王芳", "Ann Lee", "Bea")
    start(people["Bea"])
    response = trainer_client.post(page(cast.cohort, "slips/download"))

    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="autumn-class-20')
    assert disposition.endswith('-personal-links.csv"')
    assert table(response) == [
        ["name", "number", "link"],
        ["王芳", "no-1", link_of(people["王芳"])],
        ["Ann Lee", "no-2", link_of(people["Ann Lee"])],
    ]


def test_download_begins_with_the_mark_that_excel_needs(trainer_client, cast):
    response = trainer_client.post(page(cast.cohort, "slips/download"))

    assert response.getvalue().startswith(b"\xef\xbb\xbfname,")


def test_name_cannot_be_a_formula(trainer_client, cast):
    list_learners(cast.cohort, "=1+1")
    response = trainer_client.post(page(cast.cohort, "slips/download"))

    assert table(response)[1][0] == "'=1+1"


def test_history_says_who_took_how_many_links(trainer_client, cast):
    list_learners(cast.cohort, "Ann", "Bea")
    trainer_client.post(page(cast.cohort, "slips/download"))
    [entry] = entries_of(cast.cohort)

    assert entry.user.username == "trainer"
    assert lines_of(cast.cohort) == ["Personal links downloaded: 2"]


def test_download_is_not_there_by_its_address_alone(trainer_client, cast):
    assert trainer_client.get(page(cast.cohort, "slips/download")).status_code == 405


def test_download_asks_for_the_pages_own_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.trainer)

    assert client.post(page(cast.cohort, "slips/download")).status_code == 403


# --- who may ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("viewer", 403),
        ("hr", 403),
        ("editor", 403),
        ("other_trainer", 302),
        ("superuser", 302),
    ],
)
def test_only_those_who_may_change_the_cohort_hold_links(client, cast, name, status):
    list_learners(cast.cohort, "Ann")
    client.force_login(getattr(cast, name))
    sheet = client.get(page(cast.cohort))
    download = client.post(page(cast.cohort, "slips/download"))

    assert sheet.status_code == status
    assert download.status_code == status
    assert b"/l/" not in sheet.content + download.getvalue()


def test_anonymous_cohort_has_no_slips(trainer_client, cast):
    anonymous = make_cohort(cast.trainer, names_asked=False)

    assert trainer_client.get(page(anonymous)).status_code == 404
    assert trainer_client.post(page(anonymous, "slips/download")).status_code == 404


def test_sheet_is_only_looked_at(trainer_client, cast):
    assert trainer_client.post(page(cast.cohort)).status_code == 405
