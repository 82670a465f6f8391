"""The applicants of a round."""

from django.utils.translation import gettext_lazy as _

from assessments.admin.round_pages.access import page


def board(request, cohort):
    return page(request, cohort, "board", _("Applicants"), {})
