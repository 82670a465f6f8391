"""A download holds everything stored of an applicant: each field of each table that
leads to them, or there is a reason why not.
"""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    AccessLogEntry,
    Application,
    Attempt,
    Consent,
    ConsentText,
    Decision,
    InterviewSheet,
    Letter,
    Participant,
    Rating,
    TeamNote,
)
from assessments.privacy import personal_export
from assessments.screening import (
    access_log,
    comments,
    consents,
    decisions,
    declared_groups,
    interview_ratings,
)
from assessments.sittings import attempts
from tests.candidates import walking
from tests.factories import (
    make_cohort,
    make_competency,
    make_core_competency,
    make_submitted,
    texts,
)
from tests.mail.posting import post_letters
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

KEY = "a number that means nothing outside the database; whom or what it leads to is told in words"
NONCE = "a random word against double presses, of the employer's page"
IN_WORDS = "told in words, row by row"
LEFT_OUT = {
    Participant: {"id": KEY, "cohort": "its title, employer and vacancy are told"},
    Attempt: {
        **dict.fromkeys(("id", "participant", "cohort", "questionnaire"), KEY),
        **dict.fromkeys(("answers", "row_marks", "page_times", "flags"), IN_WORDS),
        "release_batch": "only in anonymous cohorts, where it is somebody else's number",
    },
    Application: {
        **dict.fromkeys(("id", "participant", "cohort"), KEY),
        "declared_groups_key": "random; what it leads to is told",
    },
    Consent: {
        **dict.fromkeys(("id", "participant"), KEY),
        "text": "its version and both texts are told",
    },
    AccessLogEntry: {
        **dict.fromkeys(("id", "participant", "cohort"), KEY),
        "user": "told by name",
        "kind": IN_WORDS,
    },
    InterviewSheet: {
        **dict.fromkeys(("id", "participant"), KEY),
        "interviewer": "told by name",
    },
    Rating: {**dict.fromkeys(("id", "sheet"), KEY), "competency": "told by name"},
    TeamNote: {
        **dict.fromkeys(("id", "participant"), KEY),
        "author": "told by name",
        "nonce": NONCE,
    },
    Letter: {
        **dict.fromkeys(("id", "participant"), KEY),
        "mailing": "its kind is told",
    },
    Decision: {
        **dict.fromkeys(("id", "participant", "cohort"), KEY),
        "made_by": "told by name",
        "kind": "always a decision",
        "nonce": NONCE,
        **dict.fromkeys(
            ("salt", "digest", "chained"),
            "proves that the log is whole, and says nothing of anybody",
        ),
    },
}


@pytest.fixture
def mei():
    return make_person("mei", first_name="Mei", last_name="Lin")


@pytest.fixture
def ann(questionnaire, mei):
    """An applicant of whom there is everything there can be."""
    core = [
        make_competency("accountability", "skill"),
        make_core_competency("interpersonal-communication", "skill"),
    ]
    cohort = make_round(
        mei, questionnaire=questionnaire, closes_at=NOW + timedelta(days=14)
    )
    person = make_applicant(
        cohort, name="Ann Lee", email="ann@example.org", number="A-7", now=NOW
    )
    comments.save_comment(participant=person, text="I was ill.", now=NOW)
    declared_groups.declare(participant=person, gender="woman", age="under-25", now=NOW)
    access_log.record_access(
        user=mei,
        screening_round=cohort,
        people=[person, None],
        kind=AccessLogEntry.Kind.APPLICANT,
        now=NOW,
    )
    interview_ratings.save_sheet(
        participant=person,
        interviewer=mei,
        values={competency.slug: 4 for competency in core},
        notes={core[0].slug: "Named a mistake"},
        note="Came early",
        now=NOW,
    )
    interview_ratings.write_note(
        participant=person, author=mei, text="Knows the market", nonce="one", now=NOW
    )
    decide(person, mei)
    post_letters(person.cohort, people=[person], user=mei, now=NOW, renew_links=True)
    Letter.objects.update(
        state="failed", tries=1, claimed_at=NOW, finished_at=NOW, reason="mailbox full"
    )
    return Participant.objects.get(pk=person.pk)


def application_of(person):
    return personal_export.everything_of(person)["application"]


# --- nothing is missing ---------------------------------------------------------------
def models_leading_to(model):
    """Return every model that refers to this one, by however many steps."""
    models = set()
    for relation in model._meta.related_objects:
        models.add(relation.related_model)
        models |= models_leading_to(relation.related_model)
    return models


def single_values(value):
    """Yield the values in a download, also those in lists and dicts."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from single_values(item)
    else:
        yield value


def as_exported(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def test_every_table_that_leads_to_a_person_is_exported_or_named_here():
    assert models_leading_to(Participant) == set(LEFT_OUT) - {Participant}


@pytest.mark.parametrize("model", LEFT_OUT, ids=lambda model: model.__name__)
def test_what_is_left_out_exists(model):
    fields = {field.name for field in model._meta.concrete_fields}

    assert set(LEFT_OUT[model]) <= fields


@pytest.mark.parametrize("model", LEFT_OUT, ids=lambda model: model.__name__)
def test_every_stored_field_is_exported(ann, model):
    exported = list(single_values(personal_export.everything_of(ann)))

    missing = set()
    for instance in model.objects.all():
        for field in model._meta.concrete_fields:
            stored = field.value_from_object(instance)
            is_left_out = field.name in LEFT_OUT[model]
            if not is_left_out and not is_exported(stored, exported):
                missing.add(field.name)

    assert model.objects.exists()
    assert missing == set()


def is_exported(stored, exported):
    if isinstance(stored, dict):
        return all(is_exported(value, exported) for value in single_values(stored))
    is_empty = stored in (None, "", [], {})
    return is_empty or as_exported(stored) in exported


# --- what it says ---------------------------------------------------------------------
def test_the_download_is_json_with_everything(client, ann):
    client.get(walking.link_of(ann))
    response = client.get(reverse("download_json"))

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.json()["application"] == json.loads(json.dumps(application_of(ann)))


def test_ratings_come_with_their_interviewer_and_notes(ann):
    (sheet,) = application_of(ann)["interviews"]

    assert sheet["by"] == "Mei Lin"
    assert sheet["note"] == "Came early"
    assert sheet["score_seen_before"] is True
    assert {
        "competency": "Name of accountability",
        "rating": 4,
        "note": "Named a mistake",
    } in sheet["ratings"]


def test_notes_of_the_team_come_with_their_author(ann):
    assert application_of(ann)["notes"] == [
        {"by": "Mei Lin", "at": NOW.isoformat(), "text": "Knows the market"}
    ]


def test_decisions_come_with_their_reasons(ann):
    (line,) = application_of(ann)["decisions"]

    assert line["by"] == "Mei Lin"
    assert line["content"]["text"] == TEXT
    assert line["content"]["stage"] == "interview"


def test_access_log_comes_with_who_what_and_when(ann):
    first = application_of(ann)["looks"][0]

    assert first["who"] == "Mei Lin"
    assert first["at"] == NOW.isoformat()
    assert first["shows_score"] is True


def test_declared_groups_come_as_they_were_declared(ann):
    assert application_of(ann)["declared_groups"] == {
        "gender": "woman",
        "age": "under-25",
    }


def test_letters_come_with_what_became_of_them(ann):
    (letter,) = application_of(ann)["letters"]

    assert letter["kind"] == "invitation"
    assert letter["state"] == "failed"
    assert letter["reason"] == "mailbox full"


def test_nothing_of_another_applicant_is_exported(ann, mei):
    bo = make_applicant(ann.cohort, name="Bo Other", now=NOW)
    interview_ratings.write_note(
        participant=bo, author=mei, text="About Bo", nonce="two", now=NOW
    )
    decide(bo, mei, text="Only about Bo, and nobody else at all.")

    exported = json.dumps(personal_export.everything_of(ann))

    assert "Bo Other" not in exported
    assert "About Bo" not in exported
    assert "Only about Bo" not in exported


# --- what was agreed ------------------------------------------------------------------
def test_the_agreement_comes_with_the_words_in_the_language_they_were_read_in(
    questionnaire,
):
    person = make_started(
        make_round(questionnaire=questionnaire), language="zh-hans", now=NOW
    )

    assert application_of(person)["agreement"] == {
        "version": 1,
        "language": "zh-hans",
        "at": NOW.isoformat(),
        "round_closes_at": person.cohort.closes_at.isoformat(),
        "processing": "Kept for Harbour Goods, 6 months [zh_hans]",
        "sharing": "Shown for Customer service, English [zh_hans]",
    }


def test_the_agreement_stays_that_of_its_version(ann):
    ConsentText.objects.create(version=2, **texts(processing="Newer", sharing="Newer"))

    assert application_of(ann)["agreement"]["processing"].startswith("Kept for")


def test_applicant_who_has_agreed_to_nothing_gets_no_agreement(questionnaire):
    person = make_invited(
        make_round(questionnaire=questionnaire), email="bo@example.org"
    )

    application = application_of(person)

    assert application["agreement"] is None
    assert application["email"] == "bo@example.org"
    assert application["interviews"] == []
    assert application["looks"] == []


def test_all_attempts_are_exported(ann):
    attempts.allow_another(participant=ann, now=NOW)
    attempts.repeat(participant=Participant.objects.get(pk=ann.pk), after=1, now=NOW)

    exported = personal_export.everything_of(ann)["attempts"]

    assert [attempt["state"] for attempt in exported] == ["submitted", "draft"]


def test_withdrawing_takes_nothing_but_declared_groups_from_the_export(ann):
    before = application_of(ann)
    decisions.note_withdrawal(participant=ann, now=NOW)
    after = application_of(Participant.objects.get(pk=ann.pk))
    changed = {name for name in before if before[name] != after[name]}

    assert changed == {"withdrawn_at", "declared_groups"}


@pytest.mark.parametrize("in_cohort", [True, False])
def test_somebody_who_is_no_applicant_gets_no_application(questionnaire, in_cohort):
    cohort = make_cohort(questionnaire=questionnaire) if in_cohort else None
    participant = make_submitted(questionnaire, cohort=cohort).participant

    assert "application" not in personal_export.everything_of(participant)


def test_the_download_costs_the_same_queries_for_one_note_and_for_many(
    ann, mei, django_assert_num_queries
):
    def count():
        with django_assert_num_queries(17):
            personal_export.everything_of(
                Participant.objects.select_related("cohort").get(pk=ann.pk)
            )

    count()
    for number in range(3):
        interview_ratings.write_note(
            participant=ann,
            author=mei,
            text="More",
            nonce=str(number),
            now=timezone.now(),
        )
        decide(ann, mei)
    count()


def test_agreeing_again_is_one_agreement(ann):
    first = Consent.objects.get()

    second = consents.agree(
        participant=ann, version=1, language="en", now=timezone.now()
    )

    assert second == first
