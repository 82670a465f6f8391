from datetime import UTC, datetime

import pytest
from django.conf import settings

from assessments.models import Band, Claim, Questionnaire, ResultNote, Row
from assessments.questionnaires import content_loader, publication
from assessments.questionnaires.stored_content import StoredContent
from tests.content_factories import make_sound_questionnaire
from tests.factories import make_competency, make_questionnaire
from tests.measurement.test_publishability import UNSOUND

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PARTS = ("instructions", "scale", "rows", "bands", "notes")


def test_each_code_has_words():
    codes = set()
    for _changes, faults in UNSOUND.values():
        codes |= {fault.split(":")[0] for fault in faults}

    assert codes <= set(publication.FAULT_SENTENCES)


@pytest.mark.django_db
def test_sound_questionnaire_has_no_fault():
    assert publication.faults(make_sound_questionnaire()) == []


@pytest.mark.django_db
def test_shipped_questionnaire_has_no_fault():
    content_loader.load(folder=settings.FIXTURE_DIRS[0])

    assert publication.faults(Questionnaire.objects.get()) == []


@pytest.mark.django_db
def test_missing_wording_is_named_as_in_the_admin():
    questionnaire = make_sound_questionnaire()
    ResultNote.objects.filter(key="conclusion").delete()

    assert publication.faults(questionnaire) == [
        "The wording of the result page “closing words” is missing."
    ]


@pytest.mark.django_db
def test_wording_without_text_counts_as_missing():
    questionnaire = make_sound_questionnaire()
    ResultNote.objects.filter(key="width").update(
        text_zh_hans="", text_zh_hant="", text_en=""
    )

    assert publication.faults(questionnaire) == [
        "The wording of the result page “give or take” is missing."
    ]


@pytest.mark.django_db
def test_text_missing_in_one_language_is_a_fault():
    questionnaire = make_sound_questionnaire()
    Row.objects.filter(number=1).update(left_zh_hant=None)

    assert publication.faults(questionnaire) == [
        "A text is missing: row “1. Stem 1”, left sentence (zh-hant)."
    ]


@pytest.mark.django_db
def test_optional_text_in_one_language_only_is_a_fault():
    questionnaire = make_sound_questionnaire()
    Row.objects.filter(number=1).update(note_en="Note")

    assert publication.faults(questionnaire) == [
        "A text is missing: row “1. Stem 1”, note (zh-hans, zh-hant)."
    ]


@pytest.mark.django_db
def test_claim_without_text_is_a_fault():
    questionnaire = make_sound_questionnaire()
    Claim.objects.update(text_en="")

    assert len(publication.faults(questionnaire)) == 1


@pytest.mark.django_db
def test_publish_sets_the_time():
    publication.publish(questionnaire=make_sound_questionnaire(), now=NOW)

    assert Questionnaire.objects.get().published_at == NOW


@pytest.mark.django_db
def test_another_questionnaire_leaves_table_1_1_current():
    table = make_questionnaire(key="table-1-1")
    other = make_questionnaire(key="another")

    assert Questionnaire.objects.current() == table
    assert Questionnaire.objects.current("another") == other


@pytest.mark.django_db
def test_publish_with_faults_raises_and_leaves_a_draft():
    questionnaire = make_sound_questionnaire()
    Band.objects.filter(key="middle").delete()
    with pytest.raises(publication.Unpublishable) as refused:
        publication.publish(questionnaire=questionnaire, now=NOW)

    assert refused.value.faults == ("There is a gap below the band “high”.",)
    assert not Questionnaire.objects.get().is_published


@pytest.mark.django_db
def test_publish_again_keeps_the_first_time():
    questionnaire = make_sound_questionnaire()
    publication.publish(questionnaire=questionnaire, now=NOW)
    publication.publish(questionnaire=questionnaire, now=NOW.replace(hour=10))

    assert Questionnaire.objects.get().published_at == NOW


@pytest.mark.django_db
def test_copy_is_an_unpublished_next_version():
    original = make_sound_questionnaire(published=True)
    copy = publication.copy_as_new_version(questionnaire=original)

    assert copy.key == original.key
    assert copy.version == 2
    assert copy.published_at is None


@pytest.mark.django_db
def test_copy_of_an_old_version_gets_the_next_free_number():
    first = make_sound_questionnaire(published=True)
    second = publication.copy_as_new_version(questionnaire=first)
    publication.publish(questionnaire=second, now=NOW)

    assert publication.copy_as_new_version(questionnaire=first).version == 3


@pytest.mark.django_db
@pytest.mark.parametrize("parts", PARTS)
def test_copy_has_the_same_parts(parts):
    original = make_sound_questionnaire(published=True)
    copy = publication.copy_as_new_version(questionnaire=original)

    assert values_of(copy, parts) == values_of(original, parts)


def values_of(questionnaire, parts):
    """Return what each of these parts holds, but for the version it belongs to."""
    stored = StoredContent()
    values = []
    for part in getattr(questionnaire, parts).all():
        part_values = stored.values_of(part)
        del part_values["questionnaire"]
        values.append(part_values)
    return values


@pytest.mark.django_db
def test_copy_has_the_claims_with_their_competencies():
    original = make_sound_questionnaire(published=True)
    Claim.objects.get().competencies.add(make_competency("drive"))
    copy = publication.copy_as_new_version(questionnaire=original)

    claim = Claim.objects.get(band__questionnaire=original)
    copied_claim = Claim.objects.get(band__questionnaire=copy)
    assert set(copied_claim.competencies.all()) == set(claim.competencies.all())


@pytest.mark.django_db
def test_copy_leaves_the_original_as_it_is():
    original = make_sound_questionnaire(published=True)
    publication.copy_as_new_version(questionnaire=original)

    assert original.version == 1
    assert original.rows.count() == 8
    assert original.is_published is True


@pytest.mark.django_db
def test_copy_pressed_twice_gives_the_same_draft():
    original = make_sound_questionnaire(published=True)
    first = publication.copy_as_new_version(questionnaire=original)

    assert publication.copy_as_new_version(questionnaire=original) == first


@pytest.mark.django_db
def test_copy_can_be_published_at_once():
    original = make_sound_questionnaire(published=True)
    copy = publication.copy_as_new_version(questionnaire=original)
    publication.publish(questionnaire=copy, now=NOW)

    assert Questionnaire.objects.get(version=2).published_at == NOW
