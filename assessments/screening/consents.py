"""What an applicant agrees to before the first row."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import Cohort, Consent, ConsentText, Participant


class ConsentChanged(Exception):
    """The text on the page is not the current one any more; it has to be read anew."""


@dataclass(frozen=True)
class Wording:
    """The two texts of one version in the current language, filled in for a round."""

    version: int
    processing: str
    sharing: str


def wording(screening_round: Cohort, text: ConsentText) -> Wording:
    values = {
        "employer": screening_round.employer,
        "vacancy": screening_round.vacancy,
        "months": str(screening_round.retention_months),
    }
    return Wording(
        version=text.version,
        processing=_fill_in(text.processing, values),
        sharing=_fill_in(text.sharing, values),
    )


def _fill_in(text: str, values: dict[str, str]) -> str:
    """Replace `{name}` by its value; unknown names stay.

    Not by `str.format` and not one name after the other: values that HR typed may hold
    braces.
    """
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


@transaction.atomic
def agree(
    *, participant: Participant, version: int, language: str, now: datetime
) -> Consent:
    """Write that an applicant agrees to the current text, whose version they read.

    An agreement given before stays as it is. Raises `ConsentChanged`.
    """
    locked = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("cohort")
        .get(pk=participant.pk)
    )
    text = ConsentText.objects.current()
    given = Consent.objects.filter(participant=participant).first()
    if given:
        return given
    if text is None or text.version != version:
        raise ConsentChanged

    return Consent.objects.create(
        participant=participant,
        text=text,
        language=language,
        agreed_at=now,
        closes_at=locked.cohort.closes_at,
    )
