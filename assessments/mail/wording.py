"""The words of a letter to an applicant: three templates of a kind, in the applicant's
language.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessments.files.invisible_characters import one_line
from assessments.models import Cohort, Mailing, Participant
from assessments.sittings import signed_links

# Reserved so that nobody can ever have it (RFC 2606): the example's link opens nothing.
NOWHERE = "https://example.invalid"


@dataclass(frozen=True)
class Written:
    """A letter without an addressee."""

    language: str
    subject: str
    body: str
    html: str

    @property
    def inner_html(self) -> str:
        """What stands between the tags of the body, escaped by our own templates, for a
        page that shows the letter.
        """
        return mark_safe(self.html.split("<body>")[1].split("</body>")[0])  # noqa: S308


def letter_for(
    kind: str, participant: Participant, site: str
) -> EmailMultiAlternatives:
    application = participant.application
    facts = {
        "name": one_line(participant.name),
        "link": site.rstrip("/")
        + reverse("open_link", args=[signed_links.token_for(participant)]),
        "is_new_link": participant.link_version > 1,
        "state": participant.state,
    }
    written = _written(kind, participant.cohort, application.language, facts)
    message = EmailMultiAlternatives(
        written.subject, written.body, to=[_addressed(facts["name"], application.email)]
    )
    # No holiday notice is wanted in return (RFC 3834).
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.attach_alternative(written.html, "text/html")
    return message


def preview(kind: str, cohort: Cohort, language: str) -> Written:
    """As somebody with a first link would get it, with a made-up name and a link that
    opens nothing.
    """
    with translation.override(language):
        name = _("Ann Example")
    state = (
        Participant.State.STARTED
        if kind == Mailing.Kind.STUCK
        else Participant.State.LISTED
    )
    facts = {
        "name": name,
        "link": f"{NOWHERE}/l/…",
        "is_new_link": False,
        "state": state,
    }
    return _written(kind, cohort, language, facts)


def _written(
    kind: str, cohort: Cohort, language: str, facts: dict[str, Any]
) -> Written:
    opens_later = cohort.state_at(timezone.now()) == Cohort.State.PLANNED
    facts |= {"cohort": cohort, "language": language, "opens_later": opens_later}
    facts |= {name: one_line(getattr(cohort, name)) for name in ("employer", "vacancy")}
    with translation.override(language):
        subject = one_line(render_to_string(f"mail/{kind}-subject.txt", facts))
        body = render_to_string(f"mail/{kind}-body.txt", facts).strip() + "\n"
        html = render_to_string(f"mail/{kind}-body.html", facts | {"subject": subject})
    return Written(language, subject, body, html)


def _addressed(name: str, email: str) -> str:
    """Quoted where the name asks for it; letters beyond ASCII are encoded when it is
    sent.
    """
    return str(Address(name, addr_spec=email))
