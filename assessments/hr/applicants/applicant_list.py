"""The applicants of a round, by name. Scores are shown for an hour after opening them."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.groups.people import STUCK
from assessments.hr.applicants.opening import (
    AccessKind,
    is_open,
    may_see_score,
    open_for,
)
from assessments.hr.frame import page
from assessments.measurement import chart_geometry
from assessments.models import DOMAINS, Attempt, Participant, Stage
from assessments.screening import applicants as round_applicants
from assessments.screening import score_visibility
from assessments.screening.applicants import Applicant, Filters
from assessments.sittings.quality_labels import labels_of
from assessments.staff.labels import domain_name
from assessments.staff.list_filters import (
    offered_languages,
    query_of_page,
    read_filters,
)
from assessments.staff.result_words import band_ranges, language_of

LEAST_COMPARED = 2
# What an applicant has done, while nothing is decided about them.
PROGRESS_LABELS = {
    Participant.State.LISTED: _("invited"),
    Participant.State.STARTED: _("started"),
    STUCK: _("stuck"),
    Participant.State.SUBMITTED: _("submitted"),
}


@dataclass(frozen=True)
class ListLine:
    """One applicant in the list. `result` is None unless scores are shown and there is
    one.
    """

    applicant: Applicant
    result: Attempt | None
    days: int
    may_compare: bool

    @property
    def person(self):
        return self.applicant.participant

    @property
    def stage(self):
        return stage_of(self.person)

    @property
    def language(self):
        if self.applicant.result:
            return language_of(self.applicant.result)
        return dict(settings.LANGUAGES).get(self.applicant.language, "")

    @property
    def attempt_count(self):
        return len(self.applicant.attempts)

    @property
    def band(self):
        return band_ranges(self.result)

    @property
    def bars(self):
        """(domain, score, width of its bar) of each domain."""
        scores = self.result.domain_scores
        return [
            (key, scores[key], chart_geometry.bar_length(scores[key]))
            for key in DOMAINS
        ]

    @property
    def notes(self):
        return labels_of(self.result, self.attempt_count)


def applicants(request, screening_round):
    now = timezone.now()
    may_see = may_see_score(request, screening_round)
    has_scores = may_see and is_open(request, screening_round, None, AccessKind.BOARD)

    filters = _filters(request, has_scores)
    after = request.GET.get("after", "")
    people_page = round_applicants.page_of(screening_round, filters, now, after=after)
    lines = _lines(request, screening_round, people_page.people, now, has_scores)

    bands = []
    if has_scores:
        bands = list(screening_round.questionnaire.bands.order_by("order"))
    next_page = ""
    if people_page.after:
        next_page = query_of_page(request, people_page.after)
    context = {
        "filters": filters,
        "is_filtered": any(vars(filters).values()),
        "stages": [*PROGRESS_LABELS.items(), *Stage.choices],
        "bands": bands,
        "languages": offered_languages(screening_round),
        "domains": [(key, domain_name(key)) for key in DOMAINS],
        "may_see_scores": may_see,
        "has_scores": has_scores,
        "lines": lines,
        "may_compare": sum(line.may_compare for line in lines) >= LEAST_COMPARED,
        "next_page": next_page,
        "first_page": query_of_page(request, None),
        "is_first_page": not after,
        "withdrawn": round_applicants.withdrawn_number(screening_round),
    }
    return page(
        request,
        screening_round,
        "applicants/applicants",
        _("Applicants"),
        context,
        tab="applicants",
    )


def open_scores(request, screening_round):
    """Each applicant who has submitted reads that the scores were opened."""
    if may_see_score(request, screening_round):
        open_for(request, screening_round, [None], AccessKind.BOARD)
    return redirect("admin:assessments_screeninground_applicants", screening_round.pk)


def stage_of(person):
    """Return the decided stage in words, or what the applicant has done so far."""
    return person.application.get_stage_display() or PROGRESS_LABELS[person.state]


def _filters(request, has_scores):
    names = ["stage", "language", "text"]
    if has_scores:
        # Which band somebody is in tells of the score.
        names.append("band")
    values = read_filters(request, names)
    return Filters(
        stage=values["stage"],
        band=values.get("band", ""),
        language=values["language"],
        text=values["text"],
    )


def _lines(request, screening_round, found, now, has_scores):
    people_found = [applicant.participant for applicant in found]
    with_score = score_visibility.with_visible_score(
        user=request.user, screening_round=screening_round, people=people_found
    )
    may_be_compared = set(with_score)

    lines = []
    for applicant in found:
        is_seen = applicant.participant in may_be_compared
        line = ListLine(
            applicant=applicant,
            result=applicant.result if has_scores else None,
            days=applicant.days_waiting(now),
            may_compare=bool(applicant.result) and is_seen,
        )
        lines.append(line)
    return lines
