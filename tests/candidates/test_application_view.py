"""The applicant's own page: what HR sees, who looked, a comment, groups, withdrawing,
erasing.
"""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    AccessLogEntry,
    Application,
    Attempt,
    Decision,
    DeclaredGroups,
    Participant,
)
from assessments.privacy import erasure
from assessments.screening import (
    access_log,
    adverse_impact,
    applicants,
    comments,
    decision_log,
)
from assessments.sittings import attempts, participants, signed_links
from tests.candidates import walking
from tests.factories import make_cohort, make_submitted
from tests.rendered_html import without_gaps
from tests.screening.deciding import decide
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
ADDRESSES = ("comment", "groups", "withdraw")
DATA = reverse("data")


@pytest.fixture
def cohort(questionnaire):
    return make_round(questionnaire=questionnaire)


@pytest.fixture
def ann(cohort):
    return make_applicant(cohort)


@pytest.fixture
def visitor(ann):
    return _opened(ann)


def _opened(person):
    """A browser in which this person's link has been opened, in English."""
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.get(walking.link_of(person))
    return browser


def _page(browser):
    return without_gaps(browser.get(DATA))


def _press(browser, name, **fields):
    """As from the form on the page, which carries the link."""
    return browser.post(
        reverse(name), {"link": walking.hidden_of(browser.get(DATA))["link"]} | fields
    )


def record_access(person, user, kind="applicant", now=None):
    """Open an applicant's page, or with "board" the list of applicants."""
    opened = None if kind == "board" else person
    access_log.record_access(
        user=user,
        screening_round=person.cohort,
        people=[opened],
        kind=AccessLogEntry.Kind(kind),
        now=now or timezone.now(),
    )


# --- what HR sees, and who looked -------------------------------------------------------------------------
def test_the_page_says_what_the_employer_sees(visitor):
    page = _page(visitor)

    assert "The people at Harbour Goods who run this selection see your name" in page
    assert "Nobody has opened your answers yet." in page


def test_the_page_says_what_was_agreed_and_when(visitor):
    assert re.search(r"You agreed on .+ to version 1 of the texts", _page(visitor))


def test_each_look_is_told_with_who_and_when_by_the_round_s_clock(cohort, ann, visitor):
    type(cohort).objects.update(time_zone="Asia/Tokyo")
    hr = make_person("hr", first_name="Mei", last_name="Lin")
    tomorrow = timezone.now() + timedelta(days=1)
    moment = tomorrow.replace(hour=20, minute=15)
    record_access(ann, hr, now=moment)
    line = re.search(r"<li>([^<]*Mei Lin[^<]*)</li>", _page(visitor))[1]

    assert "05:15" in line
    assert line.endswith("your answers and your result")


def test_looks_at_others_are_not_told(cohort, visitor):
    record_access(make_applicant(cohort, name="Bo"), make_person("nosy"))

    assert "nosy" not in _page(visitor)


def test_the_page_costs_the_same_queries_with_one_look_and_with_many(
    ann, visitor, django_assert_num_queries
):
    for number in range(5):
        record_access(ann, make_person(f"hr-{number}"))
    with django_assert_num_queries(8):
        _page(visitor)


def test_before_starting_the_page_asks_no_groups_and_knows_no_agreement(cohort):
    page = _page(_opened(make_invited(cohort)))

    assert "groups-form" not in page
    assert "You agreed on" not in page
    assert "None yet." in page


def test_a_learner_s_page_has_nothing_of_an_application(client, questionnaire):
    learner = make_submitted(
        cohort=make_cohort(questionnaire=questionnaire)
    ).participant
    page = _page(_opened(learner))

    assert [
        name in page
        for name in ("comment-form", "groups-form", 'id="withdraw"', 'id="hr"')
    ] == [False] * 4


# --- the comment ------------------------------------------------------------------------------------------
def test_a_comment_is_saved_and_stands_on_the_page(visitor):
    assert (
        _press(visitor, "comment", text=" I was ill & <tired>. ").url
        == f"{DATA}#comment"
    )
    assert Application.objects.get().comment == "I was ill & <tired>."
    assert "I was ill &amp; &lt;tired&gt;.</textarea>" in _page(visitor)


@pytest.mark.parametrize("text", ["", "  \r\n "])
def test_an_empty_comment_takes_it_away(visitor, text):
    _press(visitor, "comment", text="First")
    _press(visitor, "comment", text=text)

    assert Application.objects.get().comment == ""
    assert Application.objects.get().commented_at is None


def test_a_comment_that_is_too_long_is_told_and_nothing_typed_is_lost(visitor):
    _press(visitor, "comment", text="First")
    page = _press(visitor, "comment", text="x" * 2001)
    told = page.content.decode()

    assert page.status_code == 200
    assert Application.objects.get().comment == "First"
    assert "x" * 2001 in told
    assert "room for 2000 characters, and these are 2001" in told


@pytest.mark.parametrize(
    "text", ["x" * 2000, "字" * 2000, "ab\r\n" * 500 + "cd" * 250, "😀" * 1000]
)
def test_as_much_as_the_box_takes_is_saved(visitor, text):
    assert _press(visitor, "comment", text=text).status_code == 302
    assert Application.objects.get().comment == text.replace("\r\n", "\n").strip()


def test_a_comment_may_be_left_before_submitting(cohort):
    _press(_opened(make_started(cohort)), "comment", text="On my way")

    assert Application.objects.get().comment == "On my way"


@pytest.mark.parametrize("text", ["a\x00b", "\x00"])
def test_a_comment_that_cannot_be_stored_is_told(visitor, text):
    assert _press(visitor, "comment", text=text).status_code == 200
    assert Application.objects.get().comment == ""


# --- groups -----------------------------------------------------------------------------------------------
def test_groups_are_asked_once_submitted_with_nothing_chosen(visitor):
    form = _page(visitor).partition('id="groups"')[2]

    assert form.count("<select") == 2
    assert form.count('<option value="">') == 2
    assert " selected" not in form


@pytest.mark.parametrize("make", [make_invited, make_started])
def test_groups_are_asked_of_nobody_who_has_not_submitted(cohort, make):
    browser = _opened(make(cohort))

    assert "groups-form" not in _page(browser)
    assert _press(browser, "groups", gender="woman").status_code == 404
    assert DeclaredGroups.objects.count() == 0


def test_what_was_said_of_groups_is_kept_apart_and_shown_to_the_person(visitor):
    _press(visitor, "groups", gender="woman", age="")
    stored = DeclaredGroups.objects.get()

    assert stored.gender == "woman"
    assert stored.age == ""
    assert stored.key == Application.objects.get().declared_groups_key
    assert '<option value="woman" selected>' in _page(visitor)


def test_what_was_said_of_groups_is_taken_away_by_saying_nothing(visitor):
    _press(visitor, "groups", gender="woman", age="under-25")
    _press(visitor, "groups", gender="", age="")

    assert DeclaredGroups.objects.count() == 0
    assert Application.objects.get().declared_groups_key is None


def test_a_group_not_on_the_form_is_not_kept(visitor):
    assert _press(visitor, "groups", gender="made-up").status_code == 200
    assert DeclaredGroups.objects.count() == 0


def test_once_the_round_is_concluded_nobody_is_asked(visitor, cohort):
    late = cohort.grace_ends_at
    adverse_impact.conclude(screening_round=cohort, now=late)

    assert "groups-form" not in _page(visitor)
    assert _press(visitor, "groups", gender="man").status_code == 404


# --- withdrawing ------------------------------------------------------------------------------------------
@pytest.fixture
def withdrawn(visitor):
    _press(visitor, "comment", text="First")
    _press(visitor, "groups", gender="man")
    assert _press(visitor, "withdraw").url == f"{DATA}#hr"
    return visitor


def test_withdrawing_ends_hr_s_view_at_once(withdrawn, cohort):
    assert applicants.visible(cohort).exists() is False
    assert applicants.withdrawn_number(cohort) == 1


def test_withdrawing_leaves_a_line_without_content(withdrawn):
    line = Decision.objects.get()

    assert line.kind == "withdrawn"
    assert line.content is None
    assert line.participant is None
    assert line.made_by is None
    assert line.salt == ""


def test_withdrawing_twice_is_once(withdrawn):
    first = Application.objects.get().withdrawn_at
    _press(withdrawn, "withdraw")

    assert Decision.objects.count() == 1
    assert Application.objects.get().withdrawn_at == first


def test_the_page_then_says_so_and_offers_nothing_more(withdrawn):
    page = _page(withdrawn)

    assert "see nothing of it any more" in page
    assert [
        name in page for name in ("comment-form", "groups-form", 'id="withdraw"')
    ] == [False] * 3


@pytest.mark.parametrize("name", ["result", "result_pdf"])
def test_one_s_own_result_stays_after_withdrawing(withdrawn, name):
    assert withdrawn.get(reverse(name, args=[1])).status_code == 200


def test_one_s_own_data_stay_after_withdrawing(withdrawn):
    stored = withdrawn.get(reverse("download_json")).json()["application"]

    assert stored["comment"] == "First"
    assert stored["withdrawn_at"] is not None
    assert stored["declared_groups"] is None


def test_no_comment_and_no_groups_after_withdrawing(withdrawn):
    answered = [
        _press(withdrawn, "comment", text="Second"),
        _press(withdrawn, "groups", gender="woman"),
    ]

    assert [answer.status_code for answer in answered] == [302, 404]
    assert Application.objects.get().comment == "First"
    assert DeclaredGroups.objects.count() == 0


def test_after_withdrawing_with_a_draft_the_link_leads_to_one_s_data(cohort):
    browser = _opened(make_started(cohort, "33"))
    _press(browser, "withdraw")

    assert browser.get(reverse("own")).url == DATA


def test_after_withdrawing_before_the_first_row_the_link_leads_to_one_s_data(cohort):
    browser = _opened(make_invited(cohort))
    _press(browser, "withdraw")

    assert browser.get(reverse("own")).url == DATA


def test_after_withdrawing_nothing_of_a_draft_is_saved(cohort):
    browser = _opened(make_started(cohort, "33333333"))
    link = {"link": walking.hidden_of(browser.get(DATA))["link"]}
    _press(browser, "withdraw")
    answered = [
        browser.get(reverse("rows", args=[1, 1])),
        browser.post(reverse("rows", args=[1, 1]), link | {"row-1": 5, "go": "next"}),
        browser.post(reverse("save_one", args=[1]), link | {"row": 1, "position": 5}),
        browser.post(reverse("review", args=[1]), link | {"as_oneself": "yes"}),
    ]

    assert [answer.status_code for answer in answered] == [200, 200, 409, 200]
    assert Attempt.objects.get().answers == "33333333"
    assert Attempt.objects.get().state == "draft"


def test_after_withdrawing_nobody_answers_again(ann, visitor):
    attempts.allow_another(participant=ann, now=timezone.now())
    _press(visitor, "withdraw")
    visitor.post(reverse("repeat", args=[1]), {"link": signed_links.token_for(ann)})

    assert (
        "/my/1/repeat/" not in visitor.get(reverse("result", args=[1])).content.decode()
    )
    assert Attempt.objects.count() == 1


# --- answering again --------------------------------------------------------------------------------------
def test_answering_again_is_offered_once_hr_allows_it(ann, visitor):
    offered = [
        "/my/1/repeat/" in visitor.get(reverse("result", args=[1])).content.decode()
    ]
    attempts.allow_another(participant=ann, now=timezone.now())
    offered.append(
        "/my/1/repeat/" in visitor.get(reverse("result", args=[1])).content.decode()
    )

    assert offered == [False, True]


def test_both_attempts_stand_on_the_page(ann, visitor):
    attempts.allow_another(participant=ann, now=timezone.now())
    visitor.post(reverse("repeat", args=[1]), {"link": signed_links.token_for(ann)})
    page = _page(visitor)

    assert "Attempt 1: 60, give or take 4" in page
    assert "Attempt 2: go on" in page


# --- erasing ----------------------------------------------------------------------------------------------
def test_erasing_leaves_nothing_but_lines_without_content(ann, visitor, cohort):
    decide(ann)
    _press(visitor, "groups", gender="man")

    assert _press(visitor, "erase").status_code == 200
    kept = [Participant, Attempt, Application, DeclaredGroups]

    assert [model.objects.count() for model in kept] == [0] * len(kept)
    lines = [
        (line.kind, line.content, line.participant) for line in Decision.objects.all()
    ]

    assert lines == [("decision", None, None), ("erased", {"removed": 1}, None)]


def test_the_page_says_before_what_erasing_takes_away(visitor):
    assert "In their log of decisions lines without any content stay." in _page(visitor)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_form_sent_while_another_tab_erases_is_answered_clearly(
    visitor, monkeypatch, ann, name
):
    """The link still led to somebody when the request came in, and to nobody when it
    was their turn.
    """
    link = {"link": signed_links.token_for(ann)}
    gone = Participant.objects.get()
    erasure.erase(participant=Participant.objects.get(), now=timezone.now())
    monkeypatch.setattr(signed_links, "participant_of", lambda token: gone)

    assert visitor.post(reverse(name), link | {"text": "Too late"}).status_code == 404


# --- nobody else ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("fields", [{}, {"text": "x" * 2001, "gender": "made-up"}])
@pytest.mark.parametrize("kind", ["solo", "course"])
def test_who_is_no_applicant_finds_nothing_here(questionnaire, kind, name, fields):
    cohort = make_cohort(questionnaire=questionnaire) if kind == "course" else None
    browser = _opened(make_submitted(questionnaire, cohort=cohort).participant)

    assert _press(browser, name, **fields).status_code == 404
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("name", ADDRESSES)
def test_without_a_link_nothing_happens(ann, name):
    assert (
        Client().post(reverse(name), {"text": "x", "gender": "man"}).status_code == 404
    )
    assert Application.objects.get().comment == ""
    assert Application.objects.get().withdrawn_at is None


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_is_done_by_looking(visitor, name):
    assert visitor.get(reverse(name)).status_code == 405
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "fields"), [("comment", {"text": "Mine"}), ("groups", {"gender": "man"})]
)
def test_a_form_speaks_for_its_own_link_and_not_for_the_cookie(
    ann, visitor, cohort, name, fields
):
    mine = walking.hidden_of(visitor.get(DATA))["link"]
    visitor.get(walking.link_of(make_applicant(cohort, name="Bo")))
    visitor.post(reverse(name), {"link": mine} | fields)
    changed = Application.objects.exclude(comment="", declared_groups_key=None)

    assert [application.participant for application in changed] == [ann]


def test_the_page_s_forms_all_carry_the_link(ann, visitor):
    forms = re.findall(
        r'<form method="post" action="(/my/[^"]+)".*?</form>', _page(visitor), re.DOTALL
    )
    found = re.findall(
        r'action="(/my/[^"]+)"[^>]*>\s*<input[^>]*csrf[^>]*><input type="hidden" name="link"',
        _page(visitor),
    )

    assert set(forms) - set(found) == {reverse("leave")}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_link_replaced_meanwhile_does_nothing(ann, visitor, name):
    old = signed_links.token_for(ann)
    participants.renew_link(participant=ann)

    assert (
        visitor.post(
            reverse(name), {"link": old, "text": "Old", "gender": "man"}
        ).status_code
        == 404
    )
    assert Application.objects.get().comment == ""
    assert Decision.objects.count() == 0


def test_my_link_opens_nothing_of_another_applicant(visitor, cohort):
    other = make_applicant(cohort, name="Bo Other", email="bo@example.org")
    comments.save_comment(participant=other, text="Only mine", now=timezone.now())
    pages = [
        visitor.get(reverse(name)).content.decode()
        for name in ("data", "download_json", "download_csv")
    ]

    assert [
        text in page
        for page in pages
        for text in ("Bo Other", "bo@example.org", "Only mine")
    ] == [False] * 9


def test_the_page_of_an_old_look_stays_after_it_has_ended(ann, visitor):
    record_access(ann, make_person("hr"), now=timezone.now() - timedelta(days=3))

    assert "· hr ·" in _page(visitor)


def test_hr_s_withdrawn_stage_is_a_decision_and_takes_nothing_away(ann, visitor):
    decide(ann, stage="withdrawn", reason="withdrew")

    assert "comment-form" in _page(visitor)
    assert decision_log.history_of(ann)[0].stage == "withdrawn"
