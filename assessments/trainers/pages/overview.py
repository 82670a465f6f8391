"""Who has come how far, for projecting in class: a page that brings itself up to date."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.cohorts import overview as overviews
from assessments.trainers.frame import page
from assessments.trainers.pages.lists import filters_of, list_context


def overview(request, cohort):
    return page(
        request, cohort, "overview", _("Overview"), live_context(request, cohort)
    )


def live(request, cohort):
    """The part of the page that moves, alone."""
    return render(request, "trainers/_live.html", live_context(request, cohort))


def live_context(request, cohort):
    now = timezone.now()
    context = {
        "cohort": cohort,
        "overview": overviews.overview(cohort, now),
        "now": timezone.localtime(now, cohort.zone),
        "query": request.GET.urlencode(),
    }
    return context | (
        list_context(request, cohort, filters_of(request), now)
        if cohort.names_asked
        else {}
    )
