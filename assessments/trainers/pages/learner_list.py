"""The learners of a cohort by name, with their results."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.trainers.frame import page
from assessments.trainers.pages.learner_table import table_context


def learners(request, cohort):
    context = {}
    if cohort.names_asked:
        context = table_context(request, cohort, timezone.now())
    return page(request, cohort, "learners", _("Learners"), context, tab="learners")
