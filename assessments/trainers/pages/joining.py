"""How learners come in: code, link and QR, on the page and as a sheet for the wall."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.trainers.frame import page


def joining(request, cohort):
    return page(request, cohort, "joining", _("Joining"), addresses(request, cohort))


def poster(request, cohort):
    return page(
        request, cohort, "poster", _("Sheet for the wall"), addresses(request, cohort)
    )


def addresses(request, cohort):
    """The whole link, and the short one under which the code is typed."""
    return {
        "join_link": request.build_absolute_uri(reverse("join", args=[cohort.code])),
        "code_page": request.build_absolute_uri(reverse("enter_code")),
    }
