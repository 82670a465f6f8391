"""The pages on which editors change, publish and copy questionnaire versions."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Band, Claim, Questionnaire, ResultNote, Row
from assessments.questionnaires import content_loader, publication
from tests.competencies.admin_forms import address, form_of, save
from tests.content_factories import make_sound_questionnaire
from tests.factories import make_questionnaire, make_row, make_user, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_user_model):
    client.force_login(make_user(django_user_model, "chief", is_superuser=True))
    return client


@pytest.fixture
def holder_of(client, django_user_model):
    """Sign in a member of staff with these permissions and no other."""

    def sign_in(*codenames):
        user = make_user(django_user_model, "holder")
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def change_page(row):
    return address(type(row), "change", row.pk)


def copy(client, questionnaire):
    """Press the button that copies the version as the next one."""
    address = reverse("admin:assessments_questionnaire_copy", args=[questionnaire.pk])
    return client.post(address)


# --- pages ----------------------------------------------------------------------------
@pytest.mark.parametrize("model", [Questionnaire, Band])
@pytest.mark.parametrize("published", [True, False])
def test_pages_open(editor, model, published):
    make_sound_questionnaire(published=published)

    for page in [
        address(model, "changelist"),
        address(model, "add"),
        change_page(model.objects.first()),
    ]:
        assert editor.get(page).status_code == 200


def test_page_of_the_shipped_questionnaire_opens(editor):
    content_loader.load(folder=settings.FIXTURE_DIRS[0])

    assert editor.get(change_page(Questionnaire.objects.get())).status_code == 200


@pytest.mark.parametrize("versions", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [(Questionnaire, 6), (Band, 7)])
def test_lists_need_the_same_queries_for_one_and_three(
    editor, django_assert_num_queries, model, queries, versions
):
    for version in range(1, versions + 1):
        make_questionnaire(rows=1, version=version)
    with django_assert_num_queries(queries):
        editor.get(address(model, "changelist"))


@pytest.mark.parametrize("more", [0, 5])
def test_page_of_a_draft_needs_the_same_queries_for_any_number_of_rows(
    editor, django_assert_num_queries, more
):
    questionnaire = make_sound_questionnaire()
    for number in range(9, 9 + more):
        make_row(questionnaire, number)
    with django_assert_num_queries(9):
        editor.get(change_page(questionnaire))


@pytest.mark.parametrize("more", [0, 2])
def test_page_of_a_band_needs_the_same_queries_for_any_number_of_claims(
    editor, django_assert_num_queries, more
):
    band = make_sound_questionnaire().bands.get(key="high")
    for number in range(more):
        Claim.objects.create(
            band=band,
            key=f"more-{number}",
            order=number + 2,
            points=4,
            **texts(text="More"),
        )
    with django_assert_num_queries(8):
        editor.get(change_page(band))


# --- saving ---------------------------------------------------------------------------
def test_row_of_a_draft_can_change_its_side(editor):
    questionnaire = make_sound_questionnaire()

    response = save(editor, questionnaire, **{"rows-0-high_side": "right"})

    assert response.status_code == 302
    assert Row.objects.get(number=1).high_side == "right"


def test_forged_post_leaves_rows_and_scale_of_a_published_version(editor):
    questionnaire = make_sound_questionnaire(published=True)
    draft_form = _as_if_a_draft(editor, questionnaire)
    forged = {
        "rows-0-high_side": "right",
        "rows-0-left_en": "Forged",
        "scale-0-label_en": "Forged",
    }
    editor.post(change_page(questionnaire), draft_form | forged)

    row = questionnaire.rows.first()
    assert row.high_side == "left"
    assert row.left_en == "Left 1"
    assert questionnaire.scale.first().label_en == "Place 1"


READ_BEFORE_ANSWERING = ("title_en", "lead_en", "paper_note_en", "after_note_en")


def test_forged_post_leaves_what_people_read_before_answering(editor):
    questionnaire = make_sound_questionnaire(published=True)
    form = _as_if_a_draft(editor, questionnaire)
    form |= dict.fromkeys([*READ_BEFORE_ANSWERING, "instructions-0-text_en"], "Forged")
    form["limits_en"] = "New limits"

    response = editor.post(change_page(questionnaire), form)

    assert response.status_code == 302
    saved = Questionnaire.objects.get()
    for name in READ_BEFORE_ANSWERING:
        assert getattr(saved, name) == getattr(questionnaire, name)
    assert saved.limits_en == "New limits"
    assert questionnaire.instructions.get().text_en == "Answer as yourself"


@pytest.mark.parametrize(("typed", "kept"), [("6", 6), ("3", 3), ("7", 4), ("2", 4)])
def test_width_of_a_published_version_can_be_replaced_within_bounds(
    editor, typed, kept
):
    questionnaire = make_sound_questionnaire(published=True)
    save(editor, questionnaire, width=typed)
    questionnaire.refresh_from_db()

    assert questionnaire.width == kept


@pytest.fixture
def published_meanwhile(monkeypatch):
    """Let somebody publish the version while a save waits for its lock."""
    lock = publication.lock

    def wait(pk):
        Questionnaire.objects.filter(pk=pk, published_at=None).update(
            published_at=timezone.now()
        )
        return lock(pk)

    monkeypatch.setattr(publication, "lock", wait)


def test_save_that_waited_for_publication_leaves_it_published_and_frozen(
    editor, published_meanwhile
):
    questionnaire = make_sound_questionnaire()
    save(
        editor,
        questionnaire,
        lead_en="Late",
        limits_en="New",
        **{"rows-0-left_en": "Late"},
    )
    questionnaire.refresh_from_db()

    assert questionnaire.is_published
    assert questionnaire.lead_en == "Lead"
    assert questionnaire.limits_en == "New"
    assert questionnaire.rows.first().left_en == "Left 1"


def test_band_saved_while_its_version_is_published_keeps_its_bounds(
    editor, published_meanwhile
):
    make_sound_questionnaire()
    save(editor, Band.objects.get(key="middle"), lower="50", text_en="New")

    band = Band.objects.get(key="middle")
    assert band.lower == 60
    assert band.text_en == "New"


def test_version_published_meanwhile_is_not_deleted(editor, published_meanwhile):
    questionnaire = make_sound_questionnaire()
    delete_page = address(Questionnaire, "delete", questionnaire.pk)

    assert editor.post(delete_page, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_save_and_publication_take_turns_on_the_same_row(editor, button):
    questionnaire = make_sound_questionnaire()
    form = form_of(editor.get(change_page(questionnaire))) | {button: "1"}
    with CaptureQueriesContext(connection) as queries:
        editor.post(change_page(questionnaire), form)
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]

    assert bool(locks) is connection.features.has_select_for_update


def _as_if_a_draft(client, questionnaire):
    """The form that was open in a browser when somebody else published it."""
    published_at = questionnaire.published_at
    Questionnaire.objects.update(published_at=None)
    form = form_of(client.get(change_page(questionnaire)))
    Questionnaire.objects.update(published_at=published_at)
    return form


def test_forged_post_takes_no_row_out_of_a_published_version(editor):
    questionnaire = make_sound_questionnaire(published=True)
    form = _as_if_a_draft(editor, questionnaire) | {
        "rows-0-DELETE": "on",
        "notes-0-DELETE": "on",
    }
    editor.post(change_page(questionnaire), form)

    assert Row.objects.count() == 8
    assert ResultNote.objects.count() == len(ResultNote.Key)


def test_forged_post_adds_no_position_to_a_published_version(editor):
    questionnaire = make_sound_questionnaire(published=True)
    form = _as_if_a_draft(editor, questionnaire) | {
        "scale-TOTAL_FORMS": "6",
        "scale-5-value": "6",
    }
    for name, text in texts(label="Six", stacked_label="Six").items():
        form[f"scale-5-{name}"] = text
    editor.post(change_page(questionnaire), form)

    assert questionnaire.scale.count() == 5


def test_wording_of_a_published_version_can_be_corrected(editor):
    questionnaire = make_sound_questionnaire(published=True)
    changes = {"limits_en": "New limits", "notes-0-text_en": "New note"}

    assert save(editor, questionnaire, **changes).status_code == 302
    questionnaire.refresh_from_db()

    assert questionnaire.limits_en == "New limits"
    assert questionnaire.notes.first().text_en == "New note"


def test_forged_post_leaves_the_bounds_of_a_published_band(editor):
    make_sound_questionnaire(published=True)
    band = Band.objects.get(key="middle")
    forged = {
        "key": "forged",
        "order": "9",
        "lower": "50",
        "upper": "60",
        "text_en": "New text",
    }

    assert save(editor, band, **forged).status_code == 302
    band.refresh_from_db()
    assert band.key == "middle"
    assert band.order == 2
    assert band.lower == 60
    assert band.upper == 79
    assert band.text_en == "New text"


def test_claim_of_a_published_band_is_reworded_and_keeps_its_rule(editor):
    make_sound_questionnaire(published=True)
    changes = {
        "claims-0-text_en": "New claim",
        "claims-0-points": "1",
        "claims-0-DELETE": "on",
    }
    save(editor, Band.objects.get(key="high"), **changes)

    claim = Claim.objects.get()
    assert claim.text_en == "New claim"
    assert claim.points == 4


def test_band_cannot_be_added_to_a_published_version(editor):
    questionnaire = make_sound_questionnaire(published=True)
    form = texts(title="T", text="T", caution="T") | {
        "key": "new",
        "order": 4,
        "lower": 0,
        "upper": 1,
    }
    empty = {"claims-TOTAL_FORMS": "0", "claims-INITIAL_FORMS": "0"}
    page = editor.post(
        address(Band, "add"), form | empty | {"questionnaire": questionnaire.pk}
    )

    assert list(page.context["adminform"].form.errors) == ["questionnaire"]


@pytest.mark.parametrize("model", [Questionnaire, Band])
def test_nobody_deletes_what_is_published(editor, model):
    make_questionnaire()
    row = model.objects.first()
    picked = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}

    deleting = editor.post(address(model, "delete", row.pk), {"post": "yes"})
    deleting_picked = editor.post(address(model, "changelist"), picked)

    assert deleting.status_code == 403
    assert deleting_picked.status_code in (302, 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_draft_can_be_deleted(editor):
    questionnaire = make_sound_questionnaire()
    editor.post(address(Questionnaire, "delete", questionnaire.pk), {"post": "yes"})

    assert not Questionnaire.objects.exists()


# --- publishing and copying -----------------------------------------------------------
def test_publish_button_publishes_and_confirms(editor):
    questionnaire = make_sound_questionnaire()
    page = editor.get(save(editor, questionnaire, _publish="1").url)

    assert [str(message) for message in page.context["messages"]] == [
        "Published. From now on its rows, scale and bounds stay as they are."
    ]
    assert Questionnaire.objects.get().is_published


def test_publish_button_lists_what_is_missing(editor):
    questionnaire = make_sound_questionnaire()
    Band.objects.filter(key="low").delete()
    page = editor.get(save(editor, questionnaire, _publish="1").url)
    shown = [str(message) for message in page.context["messages"]]

    assert shown == ["Not published:", "The lowest band must begin at 0."]
    assert not Questionnaire.objects.get().is_published


def test_copy_button_opens_the_draft(editor):
    questionnaire = make_sound_questionnaire(published=True)

    response = copy(editor, questionnaire)

    assert response.url == change_page(Questionnaire.objects.get(version=2))


def test_copy_button_pressed_twice_makes_one_draft(editor):
    questionnaire = make_sound_questionnaire(published=True)

    first = copy(editor, questionnaire)
    second = copy(editor, questionnaire)

    assert first.url == second.url


COPY_BUTTON = '/copy/"'
PUBLISH_BUTTON = 'form="questionnaire_form" name="_publish"'


def test_page_of_a_published_version_offers_to_copy_it(editor):
    questionnaire = make_sound_questionnaire(published=True)
    page = editor.get(change_page(questionnaire)).text

    assert COPY_BUTTON in page
    assert PUBLISH_BUTTON not in page


def test_page_of_a_draft_offers_to_publish_it(editor):
    page = editor.get(change_page(make_sound_questionnaire())).text

    assert PUBLISH_BUTTON in page
    assert COPY_BUTTON not in page


def test_publish_button_publishes_what_was_just_typed(editor):
    save(editor, make_sound_questionnaire(), _publish="1", title_en="Just typed")
    questionnaire = Questionnaire.objects.get()

    assert questionnaire.title_en == "Just typed"
    assert questionnaire.is_published is True


def test_copy_address_changes_nothing_on_get(editor):
    questionnaire = make_sound_questionnaire()
    page = editor.get(
        reverse("admin:assessments_questionnaire_copy", args=[questionnaire.pk])
    )

    assert page.status_code == 405
    assert list(Questionnaire.objects.values_list("published_at", flat=True)) == [None]


def test_copy_button_needs_the_token_of_the_page(editor):
    questionnaire = make_sound_questionnaire()
    editor.handler.enforce_csrf_checks = True

    assert copy(editor, questionnaire).status_code == 403


def test_copy_button_for_a_version_that_is_gone_is_not_found(editor):
    questionnaire = make_questionnaire()
    Questionnaire.objects.all().delete()
    questionnaire.pk = 1

    assert copy(editor, questionnaire).status_code == 404


@pytest.mark.parametrize(
    ("permission", "status"),
    [("change_questionnaire", 403), ("add_questionnaire", 302)],
)
def test_copy_button_needs_its_permission(holder_of, permission, status):
    client = holder_of("view_questionnaire", permission)

    assert copy(client, make_sound_questionnaire()).status_code == status


def test_reader_publishes_nothing(holder_of):
    client = holder_of("view_questionnaire")
    questionnaire = make_sound_questionnaire()

    assert client.post(change_page(questionnaire), {"_publish": "1"}).status_code == 403
    assert not Questionnaire.objects.get().is_published


def test_reader_is_offered_no_button(holder_of):
    reader = holder_of("view_questionnaire")
    page = reader.get(change_page(make_sound_questionnaire())).text

    assert '"_publish"' not in page
