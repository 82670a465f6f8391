"""The pages on which editors change the content."""

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Permission

from assessments.questionnaires import content_loader
from competencies.models import (
    Competency,
    Domain,
    Lesson,
    Level,
    LevelText,
    Note,
    Passage,
    SourceDocument,
)
from tests.competencies.admin_forms import address, errors_of, save
from tests.factories import (
    make_competency,
    make_core_competency,
    make_domain,
    make_questionnaire,
    make_result_texts,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db
MODELS = [model for model in site._registry if model._meta.app_label == "competencies"]
# The site asks for each object of these by its key.
FIXED = [Level, Domain, Note]


def label(model):
    return model._meta.label_lower


@pytest.fixture
def shipped_content():
    content_loader.load(folder=settings.FIXTURE_DIRS[0])


@pytest.fixture
def editor(client, django_user_model):
    client.force_login(make_user(django_user_model, "chief", is_superuser=True))
    return client


# --- lists and pages ------------------------------------------------------------------
def test_each_model_has_a_page_or_stands_on_its_owners():
    assert {model._meta.model_name for model in MODELS} == {
        "competency",
        "domain",
        "lesson",
        "level",
        "note",
        "quizquestion",
        "scenario",
        "sourcedocument",
    }


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_pages_of_the_shipped_content_open(editor, shipped_content, model):
    pages = [address(model, "changelist")]
    if model not in FIXED:
        pages.append(address(model, "add"))
    for row in model.objects.all()[:2]:
        pages.append(address(model, "change", row.pk))

    for page in pages:
        assert editor.get(page).status_code == 200, page


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_number_of_queries_of_a_list_does_not_grow(
    editor, shipped_content, django_assert_num_queries, model
):
    with django_assert_num_queries(queries_of_list(model)):
        editor.get(address(model, "changelist"))


def queries_of_list(model):
    """The same for every list, and one more for each filter by another table."""
    number = 6
    for name in site._registry[model].list_filter:
        if model._meta.get_field(name).is_relation:
            number += 1
    return number


# --- texts and keys -------------------------------------------------------------------
def test_text_is_saved_in_its_language_only(editor):
    domain = make_core_competency("accountability", "character").domain
    save(editor, domain, name_zh_hant="品格")
    domain.refresh_from_db()

    assert domain.name_en == "Character"
    assert domain.name_zh_hans == "Character [zh_hans]"
    assert domain.name_zh_hant == "品格"


@pytest.mark.parametrize("language", ["zh_hans", "zh_hant", "en"])
def test_text_is_required_in_every_language(editor, language):
    form = texts(title="Book") | {"key": "book"}
    form[f"title_{language}"] = ""
    response = editor.post(address(SourceDocument, "add"), form)

    assert errors_of(response) == [f"title_{language}"]


def test_optional_text_may_be_empty(editor):
    competency = make_competency()

    assert save(editor, competency).status_code == 302


def test_keys_of_a_competency_stay_whatever_is_sent(editor):
    competency = make_competency("drive")
    skill = make_domain("skill")

    save(editor, competency, slug="forged", code="F1", domain=skill.pk)
    competency.refresh_from_db()

    assert competency.slug == "drive"
    assert competency.domain.key == "character"


# --- core questions -------------------------------------------------------------------
def test_core_competency_is_chosen_among_the_domains_own(editor):
    core = make_core_competency("accountability", "character")
    other = make_competency("keeping-promises", "character")
    make_competency("patience", "psychological")
    page = address(Domain, "change", core.domain_id)
    form = editor.get(page).context["adminform"].form

    assert list(form.fields["core_competency"].queryset) == [core, other]


def test_another_core_competency_is_saved(editor):
    domain = make_core_competency("accountability", "character").domain
    other = make_competency("keeping-promises", "character")

    save(editor, domain, core_competency=other.pk)
    domain.refresh_from_db()

    assert domain.core_competency == other


def test_core_competency_cannot_be_another_domains(editor):
    domain = make_core_competency("accountability", "character").domain
    patience = make_competency("patience", "psychological")

    response = save(editor, domain, core_competency=patience.pk)

    assert errors_of(response) == ["core_competency"]


def test_core_competency_cannot_be_emptied(editor):
    domain = make_core_competency("accountability", "character").domain

    response = save(editor, domain, core_competency="")

    assert errors_of(response) == ["core_competency"]


def test_core_competency_cannot_be_deleted(editor):
    core = make_core_competency("accountability", "character")
    editor.post(address(Competency, "delete", core.pk), {"post": "yes"})

    assert Competency.objects.filter(pk=core.pk).exists()


# --- what the site needs --------------------------------------------------------------
@pytest.mark.parametrize("model", FIXED, ids=label)
def test_nobody_adds_or_deletes_what_the_site_asks_for_by_key(editor, model):
    make_result_texts(make_questionnaire(rows=4))
    row = model.objects.first()
    picked = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}

    adding = editor.get(address(model, "add"))
    deleting = editor.post(address(model, "delete", row.pk), {"post": "yes"})
    editor.post(address(model, "changelist"), picked)

    assert adding.status_code == 403
    assert deleting.status_code == 403

    assert model.objects.filter(pk=row.pk).exists()


def test_number_of_a_general_wording_cannot_be_emptied(editor):
    make_result_texts(make_questionnaire(rows=4))

    save(editor, Note.objects.get(), number="", text_en="Reworded")

    note = Note.objects.get()
    assert note.number == 20
    assert note.text_en == "Reworded"


def test_forged_post_takes_no_level_text_away_and_leaves_its_level(editor):
    make_result_texts(make_questionnaire(rows=4))
    domain = make_core_competency("accountability", "character").domain
    before = set(LevelText.objects.values_list("pk", "level"))
    forged = {
        "level_texts-0-DELETE": "on",
        "level_texts-0-level": "",
        "level_texts-0-text_en": "Reworded",
    }

    assert save(editor, domain, **forged).status_code == 302
    assert set(LevelText.objects.values_list("pk", "level")) == before
    assert LevelText.objects.filter(text_en="Reworded").count() == 1


# --- lessons --------------------------------------------------------------------------
def test_lesson_page_rewords_a_passage_and_keeps_its_place(editor, shipped_content):
    lesson = Lesson.objects.get(slug="customer-trust")
    forged = {"passages-0-text_en": "Reworded", "passages-0-place": "forged"}

    assert save(editor, lesson, **forged).status_code == 302
    assert lesson.passages.get(order=1).text_en == "Reworded"
    assert not Passage.objects.filter(place="forged").exists()


def test_lesson_page_chooses_the_competencies_it_practises(editor, shipped_content):
    lesson = Lesson.objects.get(slug="customer-trust")
    empathy = Competency.objects.get(slug="empathy")

    save(editor, lesson, competencies=[empathy.pk])

    assert list(lesson.competencies.all()) == [empathy]


# --- access ---------------------------------------------------------------------------
def test_reader_sees_the_texts_without_fields(client, django_user_model):
    reader = make_user(django_user_model, "reader")
    reader.user_permissions.add(Permission.objects.get(codename="view_domain"))
    client.force_login(reader)
    page = client.get(address(Domain, "change", make_domain().pk))

    assert "Character [zh_hant]" in page.text
    assert 'name="name_zh_hant"' not in page.text


def test_staff_without_permission_is_kept_out(client, django_user_model):
    client.force_login(make_user(django_user_model, "trainer"))

    assert client.get(address(Domain, "changelist")).status_code == 403
