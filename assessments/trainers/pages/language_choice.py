"""The choice of a language on pages with figures, and what the choice leaves out."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import POOLED, CohortSummary, LanguageGroup
from assessments.statistics.group_statistics import GroupFigures


@dataclass(frozen=True)
class LanguageChoice:
    """One language to choose, with the figures of those who answered in it."""

    group: LanguageGroup
    name: str
    figures: GroupFigures


def chosen_language(request, summary: CohortSummary, *, may_pool: bool = True) -> str:
    """Return the language that the address asks for, or else the largest one."""
    language = summary.language_to_show(request.GET.get("language", ""))
    if language == POOLED and not may_pool:
        return summary.language_to_show("")
    return language


def language_context(summary: CohortSummary, language: str) -> dict:
    choices = []
    for group in summary.languages:
        choice = LanguageChoice(
            group=group,
            name=language_name(group.language),
            figures=summary.figures(group.language),
        )
        choices.append(choice)
    return {
        "summary": summary,
        "language": language,
        "language_name": language_name(language),
        "is_pooled": language == POOLED,
        "waiting": summary.has_waiting,
        "groups": choices,
    }


def language_name(code):
    return dict(settings.LANGUAGES).get(code, _("all languages together"))
