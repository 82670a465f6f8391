"""The technical sheet of a questionnaire version, for those who edit it and those whose
people answer it.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.cohorts import technical_sheet
from assessments.cohorts.technical_sheet import LanguageSheet
from assessments.models import Questionnaire
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics.group_statistics import LEAST_FOR_OMEGA, Figure

READERS = (
    "assessments.view_questionnaire",
    "assessments.view_cohort",
    "assessments.view_screeninground",
)


@dataclass(frozen=True)
class Reliability:
    """The figures of one language. `omega` is None unless it was asked for."""

    sheet: LanguageSheet
    omega: Figure | None

    @property
    def offers_omega(self):
        return self.omega is None and self.sheet.figures.n >= LEAST_FOR_OMEGA


@require_safe
def show_technical_sheet(request, pk):
    """`?omega=` is the language to work ω out for: it reads many attempts."""
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    rows = questionnaire.rows.select_related("competency__domain")
    context = admin.site.each_context(request) | {
        "title": _("Technical sheet"),
        "subtitle": str(questionnaire),
        "questionnaire": questionnaire,
        "rows": rows.order_by("number"),
        "bands": questionnaire.bands.order_by("order"),
        "positions": key_of(questionnaire).position_count,
        "scale": questionnaire.scale.all(),
        "reliability": _reliability(questionnaire, request.GET.get("omega", "")),
        "least_for_omega": LEAST_FOR_OMEGA,
        "opts": Questionnaire._meta,
    }
    return TemplateResponse(request, "editors/technical_sheet.html", context)


def _reliability(questionnaire, omega_language):
    lines = []
    for sheet in technical_sheet.sheets(questionnaire):
        omega = None
        if sheet.language == omega_language:
            attempts = technical_sheet.newest_first(questionnaire, sheet.language)
            omega = technical_sheet.omega_of(attempts, questionnaire)
        lines.append(Reliability(sheet, omega))
    return lines
