import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.urls import reverse

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
FIXED = [Level, Domain, Note]


def label(model):
    return model._meta.label_lower


@pytest.fixture
def editor(client, django_user_model):
    client.force_login(make_user(django_user_model, "chief", is_superuser=True))
    return client


def address(model, action, *args):
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args
    )


def form_of(page):
    """What the browser would send back if nothing were typed."""
    forms = [page.context["adminform"].form, *_inline_forms(page)]
    fields = (form[name] for form in forms for name in form.fields)
    return {
        field.html_name: "" if field.value() is None else field.value()
        for field in fields
    }


def _inline_forms(page):
    for inline in page.context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.initial_forms


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
def test_pages_of_the_shipped_content_open(editor, model):
    content_loader.load(folder=settings.FIXTURE_DIRS[0])
    pages = [
        address(model, "changelist"),
        *([] if model in FIXED else [address(model, "add")]),
    ]
    pages += [address(model, "change", row.pk) for row in model.objects.all()[:2]]

    assert [editor.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_number_of_queries_of_a_list_does_not_grow(
    editor, django_assert_num_queries, model
):
    content_loader.load(folder=settings.FIXTURE_DIRS[0])
    with django_assert_num_queries(_queries(model)):
        editor.get(address(model, "changelist"))


def _queries(model):
    """The same for every list, and one more for each filter by another table."""
    related = [
        name
        for name in site._registry[model].list_filter
        if model._meta.get_field(name).is_relation
    ]
    return 6 + len(related)


def test_text_is_saved_in_its_language_only(editor):
    domain = make_core_competency("accountability", "character").domain
    page = address(Domain, "change", domain.pk)
    editor.post(page, form_of(editor.get(page)) | {"name_zh_hant": "品格"})
    domain.refresh_from_db()

    assert domain.name_en == "Character"
    assert domain.name_zh_hans == "Character [zh_hans]"
    assert domain.name_zh_hant == "品格"


@pytest.mark.parametrize("language", ["zh_hans", "zh_hant", "en"])
def test_text_is_required_in_every_language(editor, language):
    form = texts(title="Book") | {"key": "book", f"title_{language}": ""}
    page = editor.post(address(SourceDocument, "add"), form)

    assert list(page.context["adminform"].form.errors) == [f"title_{language}"]


def test_optional_text_may_be_empty(editor):
    competency = make_competency()
    page = address(Competency, "change", competency.pk)

    assert editor.post(page, form_of(editor.get(page))).status_code == 302


def test_keys_of_a_competency_stay_whatever_is_sent(editor):
    competency = make_competency("drive")
    page = address(Competency, "change", competency.pk)
    forged = {"slug": "forged", "code": "F1", "domain": make_domain("skill").pk}
    editor.post(page, form_of(editor.get(page)) | forged)
    competency.refresh_from_db()

    assert competency.slug == "drive"
    assert competency.domain.key == "character"


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
    page = address(Domain, "change", domain.pk)
    editor.post(page, form_of(editor.get(page)) | {"core_competency": other.pk})
    domain.refresh_from_db()

    assert domain.core_competency == other


@pytest.mark.parametrize("domain_of_choice", [None, "psychological"])
def test_domain_keeps_a_core_competency_of_its_own(editor, domain_of_choice):
    core = make_core_competency("accountability", "character")
    choice = ""
    if domain_of_choice:
        choice = make_competency("patience", domain_of_choice).pk
    page = address(Domain, "change", core.domain_id)
    answer = editor.post(page, form_of(editor.get(page)) | {"core_competency": choice})

    assert list(answer.context["adminform"].form.errors) == ["core_competency"]


def test_core_competency_cannot_be_deleted(editor):
    core = make_core_competency("accountability", "character")
    editor.post(address(Competency, "delete", core.pk), {"post": "yes"})

    assert Competency.objects.filter(pk=core.pk).exists()


@pytest.mark.parametrize("model", FIXED, ids=label)
def test_nobody_adds_or_deletes_what_the_site_asks_for_by_key(editor, model):
    make_result_texts(make_questionnaire(rows=4))
    row = model.objects.first()

    assert editor.get(address(model, "add")).status_code == 403
    assert (
        editor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code
        == 403
    )
    picked = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    editor.post(address(model, "changelist"), picked)

    assert model.objects.filter(pk=row.pk).exists()


def test_number_of_a_general_wording_cannot_be_emptied(editor):
    make_result_texts(make_questionnaire(rows=4))
    page = address(Note, "change", Note.objects.get().pk)
    editor.post(page, form_of(editor.get(page)) | {"number": "", "text_en": "Reworded"})

    assert Note.objects.values_list("number", "text_en").get() == (20, "Reworded")


def test_forged_post_takes_no_level_text_away_and_leaves_its_level(editor):
    make_result_texts(make_questionnaire(rows=4))
    domain = make_core_competency("accountability", "character").domain
    page = address(Domain, "change", domain.pk)
    before = set(LevelText.objects.values_list("pk", "level"))
    forged = {
        "level_texts-0-DELETE": "on",
        "level_texts-0-level": "",
        "level_texts-0-text_en": "Reworded",
    }

    assert editor.post(page, form_of(editor.get(page)) | forged).status_code == 302
    assert set(LevelText.objects.values_list("pk", "level")) == before
    assert LevelText.objects.filter(text_en="Reworded").count() == 1


def test_lesson_page_rewords_a_passage_and_keeps_its_place(editor):
    content_loader.load(folder=settings.FIXTURE_DIRS[0])
    page = address(Lesson, "change", Lesson.objects.get(slug="customer-trust").pk)
    form = form_of(editor.get(page)) | {
        "passages-0-text_en": "Reworded",
        "passages-0-place": "forged",
    }

    assert editor.post(page, form).status_code == 302
    assert (
        Passage.objects.get(lesson__slug="customer-trust", order=1).text_en
        == "Reworded"
    )
    assert not Passage.objects.filter(place="forged").exists()


def test_lesson_page_chooses_the_competencies_it_practises(editor):
    content_loader.load(folder=settings.FIXTURE_DIRS[0])
    lesson = Lesson.objects.get(slug="customer-trust")
    page = address(Lesson, "change", lesson.pk)
    chosen = Competency.objects.get(slug="empathy")
    editor.post(page, form_of(editor.get(page)) | {"competencies": [chosen.pk]})

    assert list(lesson.competencies.all()) == [chosen]


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
