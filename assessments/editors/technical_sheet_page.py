"""The technical sheet of a questionnaire version, for those who edit it and those whose
people answer it.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.cohorts import technical_sheet
from assessments.models import Questionnaire
from assessments.questionnaires.scoring_keys import key_of

READERS = (
    "assessments.view_questionnaire",
    "assessments.view_cohort",
    "assessments.view_screeninground",
)


@require_safe
def sheet(request, pk):
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    languages = technical_sheet.sheets(questionnaire)
    context = admin.site.each_context(request) | {
        "title": _("Technical sheet"),
        "subtitle": str(questionnaire),
        "questionnaire": questionnaire,
        "rows": questionnaire.rows.select_related("competency__domain").order_by(
            "number"
        ),
        "bands": questionnaire.bands.order_by("order"),
        "positions": key_of(questionnaire).position_count,
        "scale": questionnaire.scale.all(),
        "sheets": languages,
        "omega": _omega(questionnaire, request.GET.get("omega", ""), languages),
        "opts": Questionnaire._meta,
    }
    return TemplateResponse(request, "editors/sheet.html", context)


def _omega(questionnaire, language, languages):
    """(name of the language, figure), for the language asked for."""
    names = {each.language: each.name for each in languages}
    if language not in names:
        return None
    attempts = technical_sheet.newest_first(questionnaire, language)
    return names[language], technical_sheet.omega_of(attempts, questionnaire)
