"""What all documents share: title, foot and notes as plain data, dates in words, and
the way to PDF.

A document is built in the current language, as the JSON-like data that its template in
`templates/documents` sets.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.files import typesetting
from assessments.models import Cohort

Data = dict[str, Any]


def frame_data(
    *, title: str, kicker: str, name: str, cohort: Cohort | None, now: datetime
) -> Data:
    """Return what `frame.typ` needs: `kicker` is above the title, `name` in the foot."""
    made_on = _("made on %(date)s") % {"date": day_in_words(now, cohort)}
    made_up = ""
    if cohort and cohort.is_synthetic:
        made_up = " ".join(
            [
                _("Made-up data."),
                _("This group is a demonstration: nobody in it is a real person."),
            ]
        )
    return {
        "title": title,
        "kicker": kicker,
        "foot": with_dots(_("Service self-check"), name, made_on),
        "made_up": made_up,
        "replaced": _(
            "Some characters, perhaps of a name, cannot be printed here. [?] stands in their place."
        ),
    }


def typeset(template: str, data: Data, *, now: datetime) -> bytes:
    language = get_language() or "en"
    return typesetting.pdf(template, data, language=language, made_at=now)


def with_dots(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def day_in_words(moment: datetime, cohort: Cohort | None) -> str:
    zone = cohort.zone if cohort else None
    return date_format(timezone.localtime(moment, zone), "DATE_FORMAT")


def minute_in_words(moment: datetime, cohort: Cohort) -> str:
    return date_format(timezone.localtime(moment, cohort.zone), "DATETIME_FORMAT")
