from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.urls import resolve

from assessments.mail import wording
from assessments.models import Mailing
from assessments.sittings import signed_links
from tests.factories import make_questionnaire
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db
SITE = "https://check.example.org"
KINDS = Mailing.Kind.values
LANGUAGES = ["en", "zh-hans", "zh-hant"]


def _letter(kind="invitation", person=None, **invited):
    return wording.compose_letter(
        kind, person or make_invited(make_round(), **invited), SITE
    )


def _html(letter):
    return letter.alternatives[0].content


class Parts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = set()
        self.attributes = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_who_asks_for_what_and_until_when(kind):
    closes = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
    person = make_invited(make_round(closes_at=closes, time_zone="Asia/Shanghai"))

    letter = _letter(kind, person)

    for said in (
        "Harbour Goods",
        "Customer service, English",
        "2 December 2026, 04:30 (Asia/Shanghai)",
    ):
        assert said in letter.body
        assert said in _html(letter)


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_carry_the_personal_link(kind):
    person = make_invited(make_round())
    link = f"{SITE}/l/{signed_links.token_for(person)}/"

    letter = _letter(kind, person)

    assert f"\n{link}\n" in letter.body
    assert f'<a href="{link}">{link}</a>' in _html(letter)


@pytest.mark.parametrize(
    "said", ["decides nothing by itself", "five minutes", "Harbour Goods sees", "erase"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_what_the_applicant_has_to_know(kind, said):
    letter = _letter(kind)

    assert said in letter.body
    assert said in _html(letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_is_in_the_language_of_the_application(language):
    letter = _letter(language=language)

    assert f'<html lang="{language}">' in _html(letter)


def test_the_letter_stays_in_the_language_of_the_application_after_another_was_answered_in():
    person = make_applicant(make_round())
    type(person.application).objects.update(language="zh-hant")
    person.refresh_from_db()

    assert '<html lang="zh-hant">' in _html(_letter(person=person))


def test_the_html_part_is_plain_and_loads_nothing():
    parts = Parts(_html(_letter()))

    allowed = {"html", "head", "meta", "title", "body", "p", "ul", "li", "br", "a"}

    assert parts.tags - allowed == set()
    assert parts.attributes == {"lang", "charset", "href"}


def test_names_are_escaped_in_html_only():
    letter = _letter(
        person=make_invited(make_round(employer="Sea & <b>Land</b>"), name="Ann <i>")
    )

    assert "Sea & <b>Land</b>" in letter.body
    assert "Dear Ann <i>," in letter.body
    assert "Sea &amp; &lt;b&gt;Land&lt;/b&gt;" in _html(letter)
    assert "<b>" not in _html(letter)
    assert "<i>" not in _html(letter)


BREAKS = [
    "Ann\nBcc: eve@example.org",
    "Ann\r\nBcc: eve@example.org",
    "Ann\u2028Bcc: eve@example.org",
    "A\x07nn",
]


@pytest.mark.parametrize("name", BREAKS)
def test_a_name_adds_no_header(name):
    message = _letter(name=name).message()

    assert message["Bcc"] is None
    assert "\n" not in message["To"]
    assert "\x07" not in message["To"]


@pytest.mark.parametrize("field", ["employer", "vacancy"])
@pytest.mark.parametrize("text", BREAKS)
def test_a_round_s_words_add_no_header(field, text):
    message = _letter(person=make_invited(make_round(**{field: text}))).message()

    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "王小明" * 26,
        "Lee, Ann",
        'Ann "Annie" Lee',
        "Ann (she)",
        "ann@evil.example",
        "Åsa; Ö, Ü",
        "",
    ],
)
def test_a_display_name_is_only_a_name(name):
    message = _letter(
        person=make_invited(make_round(), name=name, email="ann@example.org")
    ).message()

    (shown, address), *others = addresses_of(message["To"])

    assert shown == name
    assert address == "ann@example.org"
    assert others == []


def addresses_of(header):
    """(name, address) of each, as a mail program reads them."""
    found = getaddresses([header.replace("\n", "")])
    return [(str(make_header(decode_header(name))), address) for name, address in found]


def test_an_address_in_a_domain_beyond_ascii_is_written_to():
    mail.get_connection().send_messages([_letter(email="ann@bücher.example")])

    assert "ann@xn--bcher-kva.example" in mail.outbox[0].message()["To"]


def test_a_letter_asks_for_no_holiday_notice():
    assert _letter().message()["Auto-Submitted"] == "auto-generated"


def test_a_new_link_is_said_to_end_the_former_ones():
    person = make_invited(make_round())
    said = "Links sent to you before no longer open it"
    first = _letter(person=person)
    person.link_version = 2

    assert said not in first.body
    assert said in _letter(person=person).body


@pytest.mark.parametrize(
    ("make", "said"),
    [(make_invited, "only after you have agreed"), (make_started, "As you agreed")],
)
def test_agreeing_lies_ahead_or_behind(make, said):
    letter = _letter(person=make(make_round()))

    assert said in letter.body
    assert said in _html(letter)


def test_who_has_submitted_is_not_told_to_answer():
    letter = _letter(
        person=make_applicant(make_round(questionnaire=make_questionnaire()))
    )

    assert "You can answer until" not in letter.body
    assert "You can answer until" not in _html(letter)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_names_nobody_and_opens_nothing(kind, language):
    cohort = make_round()
    make_invited(cohort, name="Somebody Real")

    shown = wording.preview(kind, cohort, language)

    assert shown.language == language
    assert "Somebody Real" not in shown.plain + shown.html + shown.subject
    assert "https://example.invalid/l/" in shown.plain


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_reads_like_the_letter(kind):
    cohort = make_round()
    make = make_started if kind == "stuck" else make_invited
    person = make(cohort, name="Ann Example")
    letter = _letter(kind, person)
    shown = wording.preview(kind, cohort, "en")

    link = f"{SITE}/l/{signed_links.token_for(person)}/"

    assert letter.subject == shown.subject
    assert letter.body.replace(link, f"{wording.NOWHERE}/l/…") == shown.plain


def test_the_link_in_a_letter_is_the_one_that_opens():
    person = make_invited(make_round())
    path = next(
        line
        for line in _letter(person=person).body.splitlines()
        if line.startswith(SITE)
    ).removeprefix(SITE)

    assert signed_links.participant_of(resolve(path).kwargs["token"]) == person


def test_the_html_body_of_a_preview_is_that_of_its_html_part():
    shown = wording.preview("invitation", make_round(), "en")

    assert shown.html_body in shown.html
    assert shown.html_body.strip().startswith("<p>")
    assert "<body>" not in shown.html_body
