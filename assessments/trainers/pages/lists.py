"""The list of learners with its filters, as the overview and the learners' page show
it.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.groups import people
from assessments.models import Participant
from assessments.sittings.quality_labels import labels_of
from assessments.staff.result_words import band_titles, language_of

STATES = [
    (Participant.State.LISTED, _("not started")),
    (Participant.State.STARTED, _("started")),
    (people.STUCK, _("stuck")),
    (Participant.State.SUBMITTED, _("submitted")),
]


def filters_of(request):
    asked = {
        name: request.GET.get(name, "").strip()[:90]
        for name in ("state", "band", "language", "text")
    }
    return people.Filters(
        **{name: value.replace("\0", "") for name, value in asked.items()}
    )


def list_context(request, cohort, filters, now):
    found = people.page_of(cohort, filters, now, after=request.GET.get("after", ""))
    return {
        "filters": filters,
        "states": STATES,
        "bands": list(cohort.questionnaire.bands.order_by("order")),
        "languages": [
            (code, name)
            for code, name in settings.LANGUAGES
            if code in cohort.languages
        ],
        "learners": [line_of(learner) for learner in found.people],
        "next_page": _query(request, found.after) if found.after else "",
        "is_first_page": not request.GET.get("after"),
    }


def line_of(learner):
    """What a line shows of a learner: the first attempt's result, with the notes on how
    it was answered.
    """
    line = {"learner": learner, "person": learner.participant}
    if not (learner.first and learner.first.is_submitted):
        return line
    return line | {
        "result": learner.first,
        "notes": labels_of(learner.first, len(learner.attempts)),
        "bands": band_titles(learner.first),
        "language": language_of(learner.first),
    }


def _query(request, after):
    query = request.GET.copy()
    query["after"] = after
    return query.urlencode()
