"""The table of learners with its filters, on the overview and on the learners' page."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from assessments.groups import people
from assessments.models import Attempt, Participant
from assessments.sittings.quality_labels import labels_of
from assessments.staff.list_filters import (
    offered_languages,
    query_of_page,
    read_filters,
)
from assessments.staff.result_words import band_titles, language_of

STATES = [
    (Participant.State.LISTED, _("not started")),
    (Participant.State.STARTED, _("started")),
    (people.STUCK, _("stuck")),
    (Participant.State.SUBMITTED, _("submitted")),
]


@dataclass(frozen=True)
class LearnerLine:
    """One learner, with the result of the first attempt and how it was answered."""

    person: people.Person

    @property
    def participant(self) -> Participant:
        return self.person.participant

    @cached_property
    def result(self) -> Attempt | None:
        """The first attempt once it is submitted."""
        first = self.person.first
        return first if first and first.is_submitted else None

    @property
    def notes(self):
        return labels_of(self.result, len(self.person.attempts))

    @property
    def bands(self):
        return band_titles(self.result)

    @property
    def language(self):
        return language_of(self.result)


def table_context(request, cohort, now):
    """Return the learners that the address asks for, and the filters to ask by."""
    values = read_filters(request, ["state", "band", "language", "text"])
    filters = people.Filters(
        state=values["state"],
        band=values["band"],
        language=values["language"],
        text=values["text"],
    )
    after = request.GET.get("after", "")
    page = people.page_of(cohort, filters, now, after=after)

    next_page = ""
    if page.after:
        next_page = query_of_page(request, page.after)
    return {
        "filters": filters,
        "is_filtered": any(values.values()),
        "states": STATES,
        "bands": list(cohort.questionnaire.bands.order_by("order")),
        "languages": offered_languages(cohort),
        "learners": [LearnerLine(person) for person in page.people],
        "next_page": next_page,
        "is_first_page": not after,
    }
