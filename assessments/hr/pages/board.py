"""The applicants of a round. Without a look that is noted, the list has no scores."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.groups.people import STUCK
from assessments.hr.pages.frame import page
from assessments.hr.pages.visibility import AccessKind, is_open, note, sees_score
from assessments.measurement import chart_geometry
from assessments.models import DOMAINS, Participant, Stage
from assessments.screening import access_log, applicants
from assessments.screening.applicants import Filters
from assessments.sittings.quality_labels import labels_of
from assessments.staff.labels import domain_name
from assessments.staff.result_words import band_ranges, language_of

LEAST_COMPARED = 2
FACTS = {
    Participant.State.LISTED: _("invited"),
    Participant.State.STARTED: _("started"),
    STUCK: _("stuck"),
    Participant.State.SUBMITTED: _("submitted"),
}


def board(request, cohort):
    now = timezone.now()
    may_see = sees_score(request, cohort)
    has_scores = may_see and is_open(request, cohort, None, AccessKind.BOARD)
    filters = _filters(request, has_scores)
    found = applicants.page_of(cohort, filters, now, after=request.GET.get("after", ""))
    context = {
        "filters": filters,
        "is_filtered": any(vars(filters).values()),
        "stages": [*FACTS.items(), *Stage.choices],
        "bands": list(cohort.questionnaire.bands.order_by("order"))
        if has_scores
        else [],
        "languages": [
            (code, name)
            for code, name in settings.LANGUAGES
            if code in cohort.languages
        ],
        "domains": [(key, domain_name(key)) for key in DOMAINS],
        "may_see_scores": may_see,
        "has_scores": has_scores,
        "lines": (lines := _lines(request, cohort, found.people, now, has_scores)),
        "may_compare": sum(line["may_compare"] for line in lines) >= LEAST_COMPARED,
        "next_page": _query(request, after=found.after) if found.after else "",
        "first_page": _query(request),
        "is_first_page": not request.GET.get("after"),
        "withdrawn": applicants.withdrawn_number(cohort),
    }
    return page(request, cohort, "board", _("Applicants"), context)


def open_scores(request, cohort):
    """For an hour; each applicant who has submitted reads that it happened."""
    if sees_score(request, cohort):
        note(request, cohort, [None], AccessKind.BOARD)
    return redirect("admin:assessments_screeninground_board", cohort.pk)


def _filters(request, has_scores):
    """Which band somebody is in tells of the score."""
    names = ("stage", "language", "text", *(["band"] if has_scores else []))
    asked = {
        name: request.GET.get(name, "").strip().replace("\0", "")[:90] for name in names
    }
    return Filters(**asked)


def _lines(request, cohort, found, now, has_scores):
    people = [applicant.participant for applicant in found]
    seen = set(
        access_log.with_score(user=request.user, screening_round=cohort, people=people)
    )
    return [
        _line(applicant, now, has_scores, applicant.participant in seen)
        for applicant in found
    ]


def _line(applicant, now, has_scores, sees_score):
    line = {
        "person": applicant.participant,
        "applicant": applicant,
        "stage": stage_of(applicant.participant),
        "may_compare": bool(applicant.result) and sees_score,
        "language": _language(applicant),
        "days": applicant.days_waiting(now),
        "made": len(applicant.attempts),
    }
    return line | _result(applicant) if has_scores and applicant.result else line


def _result(applicant):
    first = applicant.result
    return {
        "result": first,
        "band": band_ranges(first),
        "bars": [
            (
                key,
                first.domain_scores[key],
                chart_geometry.bar_length(first.domain_scores[key]),
            )
            for key in DOMAINS
        ],
        "notes": labels_of(first, len(applicant.attempts)),
    }


def stage_of(person):
    """What somebody decided, or else the fact."""
    return person.application.get_stage_display() or FACTS[person.state]


def _language(applicant):
    if applicant.result:
        return language_of(applicant.result)
    return dict(settings.LANGUAGES).get(applicant.language, "")


def _query(request, **changes):
    """The filters of this page, for another one."""
    query = request.GET.copy()
    query.pop("after", None)
    query.update(changes)
    return query.urlencode()
