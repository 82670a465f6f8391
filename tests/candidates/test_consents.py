"""What an applicant agrees to before the first row: read in full, ticked twice, stored
with the first draft.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from assessments.models import Attempt, Consent, ConsentText, Participant
from assessments.privacy import erasure
from assessments.screening import applicant_start, consents, decisions
from assessments.sittings import participants, signed_links
from tests.candidates import walking
from tests.factories import texts
from tests.rendered_html import without_gaps
from tests.screening_factories import make_consent_text, make_invited, make_round

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BOTH = {"processing": "on", "sharing": "on"}
FIRST_PAGE = reverse("rows", args=[1, 1])


@pytest.fixture
def cohort(questionnaire):
    return make_round(questionnaire=questionnaire)


@pytest.fixture
def ann(cohort):
    return make_invited(cohort)


@pytest.fixture
def visitor(client, ann):
    """A browser in which the applicant's link has been opened."""
    client.get(walking.link_of(ann))
    return client


def _publish(version=2, **fields):
    words = {
        "processing": "Newer words on keeping",
        "sharing": "Newer words on showing",
    }
    return ConsentText.objects.create(version=version, **texts(**(words | fields)))


def _fields(visitor):
    return walking.hidden_of(visitor.get(reverse("own")))


def _press(visitor, fields=None, **ticks):
    return visitor.post(reverse("begin_listed"), (fields or _fields(visitor)) | ticks)


def _stored():
    return Consent.objects.count(), Attempt.objects.count()


# --- the page ---------------------------------------------------------------------------------------------
def test_the_page_shows_both_texts_of_the_round_and_neither_box_ticked(visitor):
    page = visitor.get(reverse("own")).content.decode()

    assert "Kept for Harbour Goods, 6 months" in page
    assert "Shown for Customer service, English" in page
    assert page.count('type="checkbox"') == 2
    assert " checked" not in page


def test_the_page_is_read_in_the_language_of_the_invitation(client, cohort):
    client.get(walking.link_of(make_invited(cohort, language="zh-hans")))

    assert (
        "Kept for Harbour Goods, 6 months [zh_hans]"
        in client.get(reverse("own")).content.decode()
    )


def test_a_language_chosen_on_the_device_is_kept(client, cohort):
    client.cookies["django_language"] = "zh-hant"
    client.get(walking.link_of(make_invited(cohort, language="zh-hans")))

    assert client.get(reverse("own")).headers["Content-Language"] == "zh-hant"


def test_braces_in_what_hr_typed_stay_as_they_are(cohort):
    cohort.employer = "{vacancy} & {0} {months!r}"
    cohort.vacancy = "{employer}"
    wording = consents.wording(cohort, make_consent_text())

    assert wording.processing == "Kept for {vacancy} & {0} {months!r}, 6 months"
    assert wording.sharing == "Shown for {employer}"


def test_what_hr_typed_is_no_markup_on_the_page(client, questionnaire):
    client.get(
        walking.link_of(
            make_invited(make_round(questionnaire=questionnaire, employer="<b>A&B</b>"))
        )
    )
    page = client.get(reverse("own")).content.decode()

    assert "<b>A&B</b>" not in page
    assert page.count("&lt;b&gt;A&amp;B&lt;/b&gt;") > 0


def test_the_page_says_until_when_by_the_round_s_clock(client, questionnaire):
    closes = timezone.now().replace(hour=20, minute=15) + timedelta(days=9)
    person = make_invited(
        make_round(
            questionnaire=questionnaire, closes_at=closes, time_zone="Asia/Tokyo"
        )
    )
    client.get(walking.link_of(person))

    assert "05:15 (Asia/Tokyo)" in client.get(reverse("own")).content.decode()


def test_without_a_consent_text_nobody_can_agree(visitor):
    fields = _fields(visitor)
    ConsentText.objects.all().delete()
    pages = [visitor.get(reverse("own")), _press(visitor, fields, **BOTH)]

    assert [page.status_code for page in pages] == [404, 404]
    assert _stored() == (0, 0)


def test_the_page_costs_the_same_queries_each_time(visitor, django_assert_num_queries):
    visitor.get(reverse("own"))
    with django_assert_num_queries(7):
        visitor.get(reverse("own"))


# --- agreeing ---------------------------------------------------------------------------------------------
def test_both_boxes_lead_to_the_first_row(visitor, ann):
    assert _press(visitor, **BOTH).url == FIRST_PAGE
    assert Attempt.objects.get().participant == ann
    assert ann.consent.text.version == 1


@pytest.mark.parametrize("ticks", [{}, {"processing": "on"}, {"sharing": "on"}])
def test_without_both_boxes_nothing_is_stored(visitor, ann, ticks):
    assert _press(visitor, **ticks).status_code == 200
    ann.refresh_from_db()

    assert (*_stored(), ann.state) == (0, 0, "listed")


def _attributes_after_id(page, name):
    _before, _id, after = page.partition(f'id="id_{name}"')
    attributes, _end, _after = after.partition(">")
    return attributes


@pytest.mark.parametrize(
    ("ticked", "missing"), [("processing", "sharing"), ("sharing", "processing")]
)
def test_the_box_left_out_is_told_at_its_place_and_the_other_stays_ticked(
    visitor, ticked, missing
):
    page = without_gaps(_press(visitor, **{ticked: "on"}))

    assert _attributes_after_id(page, ticked) == " checked"
    assert (
        _attributes_after_id(page, missing)
        == f' aria-invalid="true" aria-describedby="id_{missing}_error"'
    )
    assert f'id="id_{missing}_error"' in page
    assert f'id="id_{ticked}_error"' not in page


def test_after_an_error_the_same_form_works(visitor):
    fields = walking.hidden_of(_press(visitor, processing="on"))

    assert _press(visitor, fields, **BOTH).url == FIRST_PAGE


def test_what_is_stored_is_the_version_the_language_and_the_time(visitor, ann):
    before = timezone.now()
    _press(visitor, **BOTH)
    stored = Consent.objects.get()

    assert stored.participant == ann
    assert stored.text.version == 1
    assert stored.language == "en"
    assert before <= stored.agreed_at <= timezone.now()


def test_the_language_stored_is_that_of_the_page_and_not_of_another_tab(visitor):
    fields = _fields(visitor)
    visitor.cookies["django_language"] = "zh-hant"
    _press(visitor, fields, **BOTH)

    assert Consent.objects.get().language == "en"


@pytest.mark.parametrize("read_in", ["", "fr", "zh"])
def test_a_language_of_no_page_of_ours_is_not_stored(visitor, read_in):
    _press(visitor, **BOTH, read_in=read_in)

    assert _stored() == (0, 0)


def test_a_language_the_round_offers_no_more_is_read_anew_in_one_it_does(
    cohort, visitor
):
    fields = _fields(visitor)
    type(cohort).objects.update(languages=["zh-hans"])
    response = _press(visitor, fields, **BOTH)

    assert _stored() == (0, 0)
    assert response.status_code == 200
    assert b" checked" not in response.content
    _press(visitor, walking.hidden_of(response), **BOTH)

    assert Consent.objects.get().language == "zh-hans"


# --- a second press, a newer version ----------------------------------------------------------------------
def test_a_second_press_goes_on_with_the_test(visitor):
    fields = _fields(visitor)
    pressed = [_press(visitor, fields, **BOTH) for _ in range(2)]

    assert [answer.url for answer in pressed] == [FIRST_PAGE, reverse("own")]
    assert _stored() == (1, 1)


def test_a_second_agreement_keeps_the_first(ann):
    first = consents.agree(participant=ann, version=1, language="en", now=NOW)
    again = consents.agree(
        participant=ann, version=1, language="zh-hans", now=NOW + timedelta(days=1)
    )

    assert again == first
    assert again.language == "en"
    assert again.agreed_at == NOW


def test_a_version_published_meanwhile_is_read_first(visitor):
    fields = _fields(visitor)
    _publish()
    page = _press(visitor, fields, **BOTH).content.decode()

    assert _stored() == (0, 0)
    assert "Newer words on keeping" in page
    assert "has changed" in page
    assert " checked" not in page


def test_a_version_published_meanwhile_is_not_met_by_one_old_tick(visitor):
    fields = _fields(visitor)
    _publish()
    page = _press(visitor, fields, processing="on").content.decode()

    assert "has changed" in page
    assert " checked" not in page
    assert "is-invalid" not in page


def test_the_newer_version_once_read_is_the_one_agreed(visitor):
    fields = _fields(visitor)
    _publish()
    _press(visitor, walking.hidden_of(_press(visitor, fields, **BOTH)), **BOTH)

    assert Consent.objects.get().text.version == 2


def test_who_has_begun_is_not_asked_anew_by_a_newer_version(visitor):
    fields = _fields(visitor)
    _press(visitor, fields, **BOTH)
    _publish()

    assert _press(visitor, fields, **BOTH).url == reverse("own")
    assert Consent.objects.get().text.version == 1


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "one", "1 ", "9" * 5000])
def test_a_version_that_was_not_on_the_page_is_not_agreed_to(visitor, version):
    assert _press(visitor, **BOTH, version=version).status_code == 200
    assert _stored() == (0, 0)


def test_another_version_than_the_one_in_force_is_refused(ann):
    _publish()
    with pytest.raises(consents.ConsentChanged):
        consents.agree(participant=ann, version=1, language="en", now=NOW)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_wording_is_that_of_the_language(cohort, language):
    with override(language):
        wording = consents.wording(cohort, make_consent_text())

    assert wording.processing.endswith("[zh_hans]") == (language == "zh-hans")


# --- no row before agreeing -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields", [{}, {"version": "1"}, {"version": "1", "read_in": "en"}, BOTH]
)
def test_a_forged_start_begins_nothing(visitor, ann, fields):
    visitor.post(
        reverse("begin_listed"), {"link": signed_links.token_for(ann)} | fields
    )

    assert _stored() == (0, 0)


@pytest.mark.parametrize("name", ["rows", "save_one", "review", "result", "repeat"])
def test_no_address_of_the_test_opens_before_agreeing(visitor, ann, name):
    address = reverse(name, args=[1, 1] if name == "rows" else [1])
    answered = [
        visitor.get(address),
        visitor.post(
            address, {"link": signed_links.token_for(ann), "row": 1, "position": 3}
        ),
    ]

    assert {answer.status_code for answer in answered} <= {404, 405}
    assert _stored() == (0, 0)


def test_starting_without_an_agreement_is_refused(ann):
    with pytest.raises(participants.ConsentMissing):
        participants.start_listed(participant=ann, now=timezone.now())

    assert _stored() == (0, 0)


def test_looking_at_the_page_stores_nothing(visitor, ann):
    visitor.get(reverse("own"))
    ann.refresh_from_db()

    assert (*_stored(), ann.state) == (0, 0, "listed")


# --- too late ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ticks", [{}, BOTH])
def test_once_the_round_has_closed_nothing_is_stored_not_even_the_agreement(
    visitor, cohort, ticks
):
    fields = _fields(visitor)
    type(cohort).objects.update(closes_at=timezone.now())
    page = _press(visitor, fields, **ticks)

    assert page.templates[0].name == "candidates/closed.html"
    assert _stored() == (0, 0)


def test_before_the_round_opens_nobody_is_asked(visitor, cohort):
    fields = _fields(visitor)
    type(cohort).objects.update(opens_at=timezone.now() + timedelta(days=1))
    pages = [visitor.get(reverse("own")), _press(visitor, fields, **BOTH)]

    assert [page.templates[0].name for page in pages] == ["candidates/closed.html"] * 2
    assert _stored() == (0, 0)


def test_who_withdrew_agrees_to_nothing_any_more(visitor, ann):
    fields = _fields(visitor)
    decisions.note_withdrawal(participant=ann, now=timezone.now())
    _press(visitor, fields, **BOTH)

    assert _stored() == (0, 0)


def test_an_agreement_too_late_leaves_no_line(cohort, ann):
    type(cohort).objects.update(closes_at=NOW)
    with pytest.raises(participants.NotAcceptingAnswers):
        applicant_start.start_agreed(participant=ann, version=1, language="en", now=NOW)

    assert _stored() == (0, 0)


def test_a_press_late_in_the_grace_time_goes_on_with_what_is_begun(visitor, cohort):
    fields = _fields(visitor)
    _press(visitor, fields, **BOTH)
    type(cohort).objects.update(closes_at=timezone.now())

    assert _press(visitor, fields, **BOTH).url == reverse("own")


def test_a_link_erased_meanwhile_agrees_to_nothing(visitor, ann):
    fields = _fields(visitor)
    erasure.erase(participant=ann, now=NOW)

    assert _press(visitor, fields, **BOTH).status_code == 404
    assert _stored() == (0, 0)


def test_the_form_speaks_for_its_own_link_and_not_for_the_cookie(visitor, cohort, ann):
    fields = _fields(visitor)
    other = make_invited(cohort, name="Bo")
    visitor.get(walking.link_of(other))
    _press(visitor, fields, **BOTH)

    assert Consent.objects.get().participant == ann


def test_nobody_agrees_without_a_link(cohort, ann):
    assert (
        Client()
        .post(reverse("begin_listed"), BOTH | {"version": "1", "read_in": "en"})
        .status_code
        == 404
    )
    assert _stored() == (0, 0)
    assert Participant.objects.get().state == "listed"
