from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.urls import resolve
from django.utils import timezone

from assessments.mail import wording
from assessments.models import Mailing
from assessments.sittings import signed_links
from tests.factories import make_questionnaire
from tests.mail.posting import SITE
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db
KINDS = Mailing.Kind.values
LANGUAGES = ["en", "zh-hans", "zh-hant"]


def compose(participant, kind="invitation"):
    return wording.compose_letter(kind, participant, SITE, timezone.now())


def html_of(message):
    [html] = message.alternatives
    return html.content


class Parts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = set()
        self.attributes = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_who_asks_for_what_and_until_when(kind):
    closes = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
    cohort = make_round(closes_at=closes, time_zone="Asia/Shanghai")

    letter = compose(make_invited(cohort), kind)

    for words in (
        "Harbour Goods",
        "Customer service, English",
        "2 December 2026, 04:30 (Asia/Shanghai)",
    ):
        assert words in letter.body
        assert words in html_of(letter)


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_carry_the_personal_link(kind):
    person = make_invited(make_round())
    link = f"{SITE}/l/{signed_links.token_for(person)}/"

    letter = compose(person, kind)

    assert f"\n{link}\n" in letter.body
    assert f'<a href="{link}">{link}</a>' in html_of(letter)


@pytest.mark.parametrize(
    "words",
    ["decides nothing by itself", "five minutes", "Harbour Goods sees", "erase"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_what_the_applicant_has_to_know(kind, words):
    letter = compose(make_invited(make_round()), kind)

    assert words in letter.body
    assert words in html_of(letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_is_in_the_language_of_the_application(language):
    letter = compose(make_invited(make_round(), language=language))

    assert f'<html lang="{language}">' in html_of(letter)


def test_the_letter_stays_in_the_language_of_the_application_after_another_was_answered_in():
    person = make_applicant(make_round())
    type(person.application).objects.update(language="zh-hant")
    person.refresh_from_db()

    assert '<html lang="zh-hant">' in html_of(compose(person))


def test_the_html_part_is_plain_and_loads_nothing():
    plain = {"html", "head", "meta", "title", "body", "p", "ul", "li", "br", "a"}

    parts = Parts(html_of(compose(make_invited(make_round()))))

    assert parts.tags <= plain
    assert parts.attributes == {"lang", "charset", "href"}


def test_names_are_escaped_in_html_only():
    cohort = make_round(employer="Sea & <b>Land</b>")

    letter = compose(make_invited(cohort, name="Ann <i>"))

    assert "Sea & <b>Land</b>" in letter.body
    assert "Dear Ann <i>," in letter.body
    assert "Sea &amp; &lt;b&gt;Land&lt;/b&gt;" in html_of(letter)
    assert "<b>" not in html_of(letter)
    assert "<i>" not in html_of(letter)


LINE_BREAKS = [
    "Ann\nBcc: eve@example.org",
    "Ann\r\nBcc: eve@example.org",
    "Ann\u2028Bcc: eve@example.org",
    "A\x07nn",
]


@pytest.mark.parametrize("name", LINE_BREAKS)
def test_a_name_adds_no_header(name):
    message = compose(make_invited(make_round(), name=name)).message()

    assert message["Bcc"] is None
    assert "\n" not in message["To"]
    assert "\x07" not in message["To"]


@pytest.mark.parametrize("field", ["employer", "vacancy"])
@pytest.mark.parametrize("text", LINE_BREAKS)
def test_employer_and_vacancy_add_no_header(field, text):
    cohort = make_round()
    setattr(cohort, field, text)
    cohort.save()

    message = compose(make_invited(cohort)).message()

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
    person = make_invited(make_round(), name=name, email="ann@example.org")

    message = compose(person).message()

    assert addresses_of(message["To"]) == [(name, "ann@example.org")]


def addresses_of(header):
    """Return (name, address) of each recipient, as a mail program reads them."""
    addresses = []
    for name, address in getaddresses([header.replace("\n", "")]):
        addresses.append((str(make_header(decode_header(name))), address))
    return addresses


def test_an_address_in_a_domain_beyond_ascii_is_written_to():
    person = make_invited(make_round(), email="ann@bücher.example")

    mail.get_connection().send_messages([compose(person)])

    assert "ann@xn--bcher-kva.example" in mail.outbox[0].message()["To"]


def test_a_letter_asks_for_no_holiday_notice():
    message = compose(make_invited(make_round())).message()

    assert message["Auto-Submitted"] == "auto-generated"


def test_only_a_renewed_link_is_said_to_end_the_former_ones():
    person = make_invited(make_round())
    first = compose(person)
    person.link_version = 2
    second = compose(person)

    assert "Links sent to you before no longer open it" not in first.body
    assert "Links sent to you before no longer open it" in second.body


@pytest.mark.parametrize(
    ("make_person", "words"),
    [(make_invited, "only after you have agreed"), (make_started, "As you agreed")],
)
def test_a_letter_knows_whether_the_applicant_has_agreed(make_person, words):
    letter = compose(make_person(make_round()))

    assert words in letter.body
    assert words in html_of(letter)


def test_an_applicant_who_has_submitted_is_not_asked_to_answer():
    cohort = make_round(questionnaire=make_questionnaire())

    letter = compose(make_applicant(cohort))

    assert "You can answer until" not in letter.body
    assert "You can answer until" not in html_of(letter)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_names_nobody_and_opens_nothing(kind, language):
    cohort = make_round()
    make_invited(cohort, name="Somebody Real")

    preview = wording.preview(kind, cohort, language, timezone.now())

    assert preview.language == language
    assert "Somebody Real" not in preview.plain + preview.html + preview.subject
    assert "https://example.invalid/l/" in preview.plain


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_reads_like_the_letter(kind):
    cohort = make_round()
    make_person = make_started if kind == "stuck" else make_invited
    person = make_person(cohort, name="Ann Example")
    link = f"{SITE}/l/{signed_links.token_for(person)}/"

    letter = compose(person, kind)
    preview = wording.preview(kind, cohort, "en", timezone.now())

    assert letter.subject == preview.subject
    assert letter.body.replace(link, f"{wording.NOWHERE}/l/…") == preview.plain


def test_the_link_in_a_letter_is_the_one_that_opens():
    person = make_invited(make_round())

    [link] = [
        line for line in compose(person).body.splitlines() if line.startswith(SITE)
    ]
    token = resolve(link.removeprefix(SITE)).kwargs["token"]

    assert signed_links.participant_of(token) == person


def test_the_html_body_of_a_preview_is_that_of_its_html_part():
    preview = wording.preview("invitation", make_round(), "en", timezone.now())

    assert preview.html_body in preview.html
    assert preview.html_body.strip().startswith("<p>")
    assert "<body>" not in preview.html_body
