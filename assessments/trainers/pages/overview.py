"""Who has come how far, for projecting in class: a page that brings itself up to date."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.cohorts import overview as overviews
from assessments.trainers.frame import page
from assessments.trainers.pages.learner_table import table_context


def overview(request, cohort):
    context = _live_context(request, cohort)
    return page(request, cohort, "overview", _("Overview"), context, tab="overview")


def live(request, cohort):
    """Answer with the moving part of the page alone."""
    return render(request, "trainers/_live.html", _live_context(request, cohort))


def _live_context(request, cohort):
    now = timezone.now()
    context = {
        "cohort": cohort,
        "overview": overviews.overview(cohort, now),
        "now": timezone.localtime(now, cohort.zone),
        "query": request.GET.urlencode(),
    }
    if cohort.names_asked:
        context |= table_context(request, cohort, now)
    return context
