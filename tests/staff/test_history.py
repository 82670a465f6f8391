"""The history says what was done in the reader's language."""

import json
from dataclasses import fields

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from assessments.models import DocumentArchive, Mailing
from assessments.staff import history
from tests.staff.history_lines import lines_of
from tests.staff_factories import make_cohort
from tests.trainers.cohort_forms import changed, page

EVERY_EVENT = [
    history.Closed(at="2026-03-02 10:00"),
    history.Reopened(),
    history.LinksDownloaded(number=2),
    history.LearnersListed(new=3, known=2),
    history.LinkRenewed(learner=7),
    history.FileDownloaded(name="codebook.csv"),
    history.ResultsDownloaded(name="results.csv", lines=12),
    history.ApplicantsInvited(new=3, known=2),
    history.LinksShown(number=4),
    history.LettersQueued(kind=Mailing.Kind.STUCK, number=5),
    history.SendingPaused(mailing=6),
    history.SendingResumed(mailing=6),
    history.AddressCorrected(applicant=8),
    history.AttemptAllowed(applicant=8),
    history.PapersOrdered(kind=DocumentArchive.Kind.GUIDES),
    history.PapersDownloaded(kind=DocumentArchive.Kind.RESULTS),
    history.DecisionsDownloaded(name="log.csv"),
    history.Concluded(),
]


def record(group, user, event):
    request = RequestFactory().post("/")
    request.user = user
    history.record(request, group, event)


def lines_in(language, group):
    with override(language):
        return lines_of(group)


def history_page(client, group, language):
    address = reverse("admin:assessments_cohort_history", args=[group.pk])
    client.cookies["django_language"] = language
    return client.get(address).content.decode()


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.trainer)


@pytest.fixture
def trainer_client(client, cast):
    client.force_login(cast.trainer)
    return client


# --- events -------------------------------------------------------------------------------------------
def test_every_event_is_tried_here():
    assert {type(event) for event in EVERY_EVENT} == set(history.EVENTS.values())


def test_every_event_class_with_a_code_is_listed():
    subclasses = history.Event.__subclasses__() + history.PapersEvent.__subclasses__()
    with_code = {subclass for subclass in subclasses if hasattr(subclass, "code")}

    assert with_code == set(history.EVENT_CLASSES)


def test_no_two_events_have_one_code():
    assert len(history.EVENTS) == len(EVERY_EVENT)


@pytest.mark.parametrize("event", EVERY_EVENT, ids=lambda event: event.code)
def test_event_is_worded_anew_in_every_language(cast, cohort, event):
    record(cohort, cast.trainer, event)

    texts = {
        language: lines_in(language, cohort)[0]
        for language in ("zh-hans", "zh-hant", "en")
    }
    assert len(set(texts.values())) == 3
    for text in texts.values():
        assert "%" not in text


@pytest.mark.parametrize("event", EVERY_EVENT, ids=lambda event: event.code)
def test_every_number_of_an_event_is_in_its_words(event):
    with override("zh-hans"):
        for value in event.placeholders().values():
            assert str(value) in event.in_words()


def test_line_stores_a_code_and_numbers(cast, cohort):
    record(cohort, cast.trainer, history.LearnersListed(new=3, known=2))

    stored = LogEntry.objects.get().change_message
    assert json.loads(stored) == {"event": "learners_listed", "new": 3, "known": 2}


def test_no_event_has_a_field_for_who_somebody_is():
    named = {field.name for event in EVERY_EVENT for field in fields(event)}

    assert named == {
        "applicant",
        "at",
        "kind",
        "known",
        "learner",
        "lines",
        "mailing",
        "name",  # of a file
        "new",
        "number",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-hans", "已列入学员：新增 3 名，2 名早已在名单上"),
        ("zh-hant", "已列入學員：新增 3 位，2 位先前已在名單上"),
        ("en", "Listed learners: 3 new, 2 listed before"),
    ],
)
def test_page_shows_a_line_in_the_language_of_its_reader(
    trainer_client, cast, cohort, language, text
):
    record(cohort, cast.trainer, history.LearnersListed(new=3, known=2))

    assert text in history_page(trainer_client, cohort, language)


# --- lines of before ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Closed: 2026-03-02 10:00 UTC",
        "Listed learners: 3 new, 2 listed before",
        '{"event": "of another time", "new": 3}',
        "[",
        "",
    ],
)
def test_line_stored_as_a_text_says_what_it_said(cast, cohort, text):
    LogEntry.objects.log_actions(
        cast.trainer.pk, [cohort], CHANGE, change_message=text, single_object=True
    )

    assert lines_in("zh-hans", cohort) == [text]


def test_change_stored_in_words_says_what_it_said(cast, cohort):
    change = {"changed": {"fields": ["Closes: – → 2026-03-02 12:15"]}}
    LogEntry.objects.log_actions(
        cast.trainer.pk, [cohort], CHANGE, change_message=[change], single_object=True
    )

    assert lines_in("en", cohort) == ["Changed Closes: – → 2026-03-02 12:15."]
    assert lines_in("zh-hans", cohort) == ["已修改Closes: – → 2026-03-02 12:15。"]


def test_role_stored_in_words_says_what_it_said(cast, cohort):
    about = {"name": "person on the cohort", "object": "viewer · viewer"}
    change = {"changed": about | {"fields": ["Role: co-trainer → viewer"]}}
    LogEntry.objects.log_actions(
        cast.trainer.pk, [cohort], CHANGE, change_message=[change], single_object=True
    )

    assert lines_in("en", cohort) == [
        "Changed Role: co-trainer → viewer for person on the cohort “viewer · viewer”."
    ]


# --- settings and staff -------------------------------------------------------------------------------
def test_changed_fields_are_named_in_the_language_of_the_reader(trainer_client, cohort):
    trainer_client.post(page(cohort), changed(cohort, grace_minutes=0))

    assert lines_in("en", cohort) == [
        "Changed Minutes to finish after closing: 60 → 0."
    ]
    assert lines_in("zh-hans", cohort) == ["已修改关闭后还可作答的分钟数：60 → 0。"]


def test_choices_are_named_in_the_language_of_the_reader(trainer_client, cohort):
    trainer_client.post(page(cohort), changed(cohort, repeats_allowed=""))

    assert lines_in("en", cohort) == ["Changed Learners may answer again: Yes → No."]
    assert "：是 → 否。" in lines_in("zh-hans", cohort)[0]


def test_version_that_is_gone_is_a_dash(cast, cohort):
    field = {"field": "questionnaire", "before": 0, "after": cohort.questionnaire_id}
    LogEntry.objects.log_actions(
        cast.trainer.pk,
        [cohort],
        CHANGE,
        change_message=[{"changed": {"fields": [field]}}],
        single_object=True,
    )

    assert lines_of(cohort) == [
        f"Changed Questionnaire version: – → {cohort.questionnaire}."
    ]


def test_roles_are_named_in_the_language_of_the_reader(trainer_client, cast, cohort):
    trainer_client.post(page(cohort), changed(cohort, cast.viewer))
    trainer_client.post(page(cohort), changed(cohort, roles={cast.viewer: "viewer"}))

    assert lines_in("en", cohort) == [
        "Added person on the cohort “viewer · co-trainer”.",
        "Changed Role: co-trainer → viewer for person on the cohort “viewer · viewer”.",
    ]
    added, role_changed = lines_in("zh-hans", cohort)
    assert added == "添加了 班级工作人员“viewer · 协作老师”。"
    assert "协作老师 → " in role_changed


def test_person_taken_off_is_in_the_history(trainer_client, cast, cohort):
    trainer_client.post(page(cohort), changed(cohort, cast.viewer))
    trainer_client.post(page(cohort), changed(cohort, off=[cast.viewer]))

    assert lines_of(cohort)[1] == "Deleted person on the cohort “viewer · co-trainer”."
