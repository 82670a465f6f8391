import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Band, Claim, Questionnaire, ResultNote, Row
from assessments.questionnaires import content_loader, publication
from tests.competencies.test_content_admin import address, form_of
from tests.content_factories import make_sound_questionnaire
from tests.factories import make_questionnaire, make_row, make_user, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_user_model):
    client.force_login(make_user(django_user_model, "chief", is_superuser=True))
    return client


@pytest.fixture
def holder_of(client, django_user_model):
    """A staff member with these permissions and no other."""

    def sign_in(*codenames):
        user = make_user(django_user_model, "holder")
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def change_page(row):
    return address(type(row), "change", row.pk)


def press(client, button, questionnaire, **options):
    return client.post(
        reverse(f"admin:assessments_questionnaire_{button}", args=[questionnaire.pk]),
        **options,
    )


def save(client, row, **changes):
    """Posts the change page as it is, but for `changes`; inline fields by their names
    in the form.
    """
    page = change_page(row)
    return client.post(page, form_of(client.get(page)) | changes)


@pytest.mark.parametrize("model", [Questionnaire, Band])
@pytest.mark.parametrize("published", [True, False])
def test_pages_open(editor, model, published):
    make_sound_questionnaire(published=published)
    pages = [
        address(model, "changelist"),
        address(model, "add"),
        change_page(model.objects.first()),
    ]

    assert [editor.get(page).status_code for page in pages] == [200, 200, 200]


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


def test_row_of_a_draft_can_change_its_side(editor):
    questionnaire = make_sound_questionnaire()

    assert (
        save(editor, questionnaire, **{"rows-0-high_side": "right"}).status_code == 302
    )
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

    assert questionnaire.rows.values_list("high_side", "left_en").first() == (
        "left",
        "Left 1",
    )
    assert questionnaire.scale.first().label_en == "Place 1"


ASKED = ("title_en", "lead_en", "paper_note_en", "after_note_en")


def test_forged_post_leaves_what_people_read_before_answering(editor):
    questionnaire = make_sound_questionnaire(published=True)
    form = _as_if_a_draft(editor, questionnaire) | dict.fromkeys(
        [*ASKED, "instructions-0-text_en"], "Forged"
    )

    assert (
        editor.post(
            change_page(questionnaire), form | {"limits_en": "New limits"}
        ).status_code
        == 302
    )
    assert Questionnaire.objects.values_list(*ASKED, "limits_en").get() == (
        *(getattr(questionnaire, name) for name in ASKED),
        "New limits",
    )
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
    """Whoever saves finds that somebody was just about to publish, and waits for that."""
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

    assert Band.objects.values_list("lower", "text_en").get(key="middle") == (60, "New")


def test_version_published_meanwhile_is_not_deleted(editor, published_meanwhile):
    questionnaire = make_sound_questionnaire()

    assert (
        editor.post(
            address(Questionnaire, "delete", questionnaire.pk), {"post": "yes"}
        ).status_code
        == 403
    )


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
    new = {
        f"scale-5-{name}": text
        for name, text in texts(label="Six", stacked_label="Six").items()
    }
    editor.post(change_page(questionnaire), form | new)

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
    assert Band.objects.values_list("key", "order", "lower", "upper", "text_en").get(
        pk=band.pk
    ) == (
        "middle",
        2,
        60,
        79,
        "New text",
    )


def test_claim_of_a_published_band_is_reworded_and_keeps_its_rule(editor):
    make_sound_questionnaire(published=True)
    changes = {
        "claims-0-text_en": "New claim",
        "claims-0-points": "1",
        "claims-0-DELETE": "on",
    }
    save(editor, Band.objects.get(key="high"), **changes)

    assert Claim.objects.values_list("text_en", "points").get() == ("New claim", 4)


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

    assert (
        editor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code
        == 403
    )
    picked = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}

    assert editor.post(address(model, "changelist"), picked).status_code in (302, 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_draft_can_be_deleted(editor):
    questionnaire = make_sound_questionnaire()
    editor.post(address(Questionnaire, "delete", questionnaire.pk), {"post": "yes"})

    assert not Questionnaire.objects.exists()


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
    answer = press(editor, "copy", questionnaire)

    assert answer.url == change_page(Questionnaire.objects.get(version=2))


def test_copy_button_pressed_twice_makes_one_draft(editor):
    questionnaire = make_sound_questionnaire(published=True)

    assert (
        press(editor, "copy", questionnaire).url
        == press(editor, "copy", questionnaire).url
    )


@pytest.mark.parametrize(("published", "button"), [(True, "copy"), (False, "publish")])
def test_page_offers_the_button_that_fits(editor, published, button):
    page = editor.get(change_page(make_sound_questionnaire(published=published))).text
    marks = {"copy": '/copy/"', "publish": 'form="questionnaire_form" name="_publish"'}

    assert [name for name, mark in marks.items() if mark in page] == [button]


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

    assert press(editor, "copy", questionnaire).status_code == 403


def test_copy_button_for_a_version_that_is_gone_is_not_found(editor):
    questionnaire = make_questionnaire()
    Questionnaire.objects.all().delete()
    questionnaire.pk = 1

    assert press(editor, "copy", questionnaire).status_code == 404


@pytest.mark.parametrize(
    ("permission", "status"),
    [("change_questionnaire", 403), ("add_questionnaire", 302)],
)
def test_copy_button_needs_its_permission(holder_of, permission, status):
    client = holder_of("view_questionnaire", permission)

    assert press(client, "copy", make_sound_questionnaire()).status_code == status


def test_reader_publishes_nothing(holder_of):
    client = holder_of("view_questionnaire")
    questionnaire = make_sound_questionnaire()

    assert client.post(change_page(questionnaire), {"_publish": "1"}).status_code == 403
    assert not Questionnaire.objects.get().is_published


def test_reader_is_offered_no_button(holder_of):
    page = (
        holder_of("view_questionnaire")
        .get(change_page(make_sound_questionnaire()))
        .text
    )

    assert '"_publish"' not in page
