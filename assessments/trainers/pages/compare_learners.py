"""Two learners side by side."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from assessments.groups.paging import parse_id
from assessments.measurement import feedback_rules
from assessments.models import Attempt
from assessments.sittings.result_report import ResultReport
from assessments.staff.result_words import language_of
from assessments.trainers.frame import page
from competencies.models import Note


def compare_learners(request, cohort):
    """Show the first submitted attempts of the two learners ticked."""
    if not cohort.names_asked:
        raise Http404
    reports = _reports_of_ticked(request, cohort)
    context = {"reports": reports}
    if reports:
        left, right = reports
        context |= {
            "languages": [language_of(left.attempt), language_of(right.attempt)],
            "domains": _domain_pairs(left, right),
            "rows": list(zip(left.rows, right.rows, strict=True)),
        }
    title = _("Two learners side by side")
    return page(request, cohort, "compare_learners", title, context, tab="learners")


def _reports_of_ticked(request, cohort):
    """Return two reports; none unless exactly two learners with a result are ticked."""
    ticked = [parse_id(pk) for pk in request.GET.getlist("learner")]
    attempts = Attempt.objects.submitted().filter(
        cohort=cohort,
        ordinal=1,
        participant__in=[pk for pk in ticked if pk],
    )
    by_name = attempts.order_by("participant__name", "pk")
    compared = list(by_name.select_related("participant", "questionnaire")[:3])
    if len(compared) != 2:
        return []
    return [ResultReport(attempt) for attempt in compared]


def _domain_pairs(left, right):
    """Return (domain, one score, the other, may they be called different) of each."""
    least_difference = Note.objects.get(key=Note.DOMAIN_READING).number
    pairs = []
    for first, second in zip(left.domains, right.domains, strict=True):
        differ = feedback_rules.are_different(
            first.score, second.score, least_difference
        )
        pairs.append((first.domain, first, second, differ))
    return pairs
