"""What an applicant agrees to before the first row, and taking it back."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import Cohort, Consent, ConsentText, Participant


class ConsentChanged(Exception):
    """The text on the page is not the one in force any more; it has to be read anew."""


@dataclass(frozen=True)
class Wording:
    """The two texts of one version in the current language, of one round."""

    version: int
    processing: str
    sharing: str


def wording(screening_round: Cohort, text: ConsentText) -> Wording:
    facts = {
        "employer": screening_round.employer,
        "vacancy": screening_round.vacancy,
        "months": str(screening_round.retention_months),
    }
    return Wording(
        text.version, _filled(text.processing, facts), _filled(text.sharing, facts)
    )


def _filled(text: str, facts: dict[str, str]) -> str:
    """In one go, and not by `format`: what HR typed may hold braces."""
    return re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], found[0]), text)


@transaction.atomic
def agree(
    *, participant: Participant, version: int, language: str, now: datetime
) -> Consent:
    """To the version in force, once: a second press keeps the first. Raises
    `ConsentChanged`.
    """
    person = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("cohort")
        .get(pk=participant.pk)
    )
    text = ConsentText.objects.current()
    if found := Consent.objects.filter(participant=participant).first():
        return found
    if text is None or text.version != version:
        raise ConsentChanged
    facts = {
        "language": language,
        "agreed_at": now,
        "closes_at": person.cohort.closes_at,
    }
    return Consent.objects.create(participant=participant, text=text, **facts)
