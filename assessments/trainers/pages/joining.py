"""How learners come in: code, link and QR, on the page and as a sheet for the wall."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.trainers.frame import page


def joining(request, cohort):
    context = _addresses_to_join(request, cohort)
    return page(request, cohort, "joining", _("Joining"), context, tab="joining")


def poster(request, cohort):
    context = _addresses_to_join(request, cohort)
    return page(request, cohort, "poster", _("Sheet for the wall"), context, tab="")


def _addresses_to_join(request, cohort):
    """Return the whole link, and the short one under which the code is typed."""
    return {
        "join_link": request.build_absolute_uri(reverse("join", args=[cohort.code])),
        "code_page": request.build_absolute_uri(reverse("enter_code")),
    }
