"""The words of a letter to an applicant, in the applicant's language."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.files.invisible_characters import one_line
from assessments.models import Cohort, Mailing, Participant
from assessments.sittings import signed_links

# Reserved so that nobody can ever have it (RFC 2606): the example's link opens nothing.
NOWHERE = "https://example.invalid"


@dataclass(frozen=True)
class LetterText:
    """A letter without a recipient. `html_body` is what `html` has inside its body."""

    language: str
    subject: str
    plain: str
    html: str
    html_body: str


def compose_letter(
    kind: str, participant: Participant, site: str, now: datetime
) -> EmailMultiAlternatives:
    """Return the letter to a participant. Its link begins with the address `site`."""
    application = participant.application
    name = one_line(participant.name)
    path = reverse("open_link", args=[signed_links.token_for(participant)])
    text = _render(
        kind,
        participant.cohort,
        now,
        language=application.language,
        name=name,
        link=site.rstrip("/") + path,
        is_new_link=participant.link_version > 1,
        state=participant.state,
    )

    recipient = Address(name, addr_spec=application.email)
    message = EmailMultiAlternatives(text.subject, text.plain, to=[str(recipient)])
    # No holiday notice is wanted in return (RFC 3834).
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.attach_alternative(text.html, "text/html")
    return message


def preview(kind: str, cohort: Cohort, language: str, now: datetime) -> LetterText:
    """Return the letter to a made-up participant, with a link that opens nothing."""
    with translation.override(language):
        name = _("Ann Example")
    state = Participant.State.LISTED
    if kind == Mailing.Kind.STUCK:
        state = Participant.State.STARTED
    return _render(
        kind,
        cohort,
        now,
        language=language,
        name=name,
        link=f"{NOWHERE}/l/…",
        is_new_link=False,
        state=state,
    )


def _render(
    kind: str,
    cohort: Cohort,
    now: datetime,
    *,
    language: str,
    name: str,
    link: str,
    is_new_link: bool,
    state: str,
) -> LetterText:
    context = {
        "kind": kind,
        "employer": one_line(cohort.employer),
        "vacancy": one_line(cohort.vacancy),
        "zone": cohort.time_zone,
        "opens_later": cohort.state_at(now) == Cohort.State.PLANNED,
        "language": language,
        "name": name,
        "link": link,
        "is_new_link": is_new_link,
        "has_agreed": state != Participant.State.LISTED,
        "asks_to_answer": state != Participant.State.SUBMITTED,
    }
    with translation.override(language):
        context["opens_at"] = _local_time(cohort.opens_at, cohort)
        context["closes_at"] = _local_time(cohort.closes_at, cohort)
        context["subject"] = one_line(render_to_string("mail/subject.txt", context))
        plain = render_to_string("mail/letter.txt", context).strip() + "\n"
        context["html_body"] = render_to_string("mail/_letter_body.html", context)
        html = render_to_string("mail/letter.html", context)
    return LetterText(language, context["subject"], plain, html, context["html_body"])


def _local_time(moment: datetime | None, cohort: Cohort) -> str:
    """Return the moment in words of the current language, in the round's time zone."""
    if moment is None:
        return ""
    return date_format(moment.astimezone(cohort.zone), "DATETIME_FORMAT")
