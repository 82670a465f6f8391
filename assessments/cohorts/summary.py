"""Read the figures of a cohort, by language, from the counters.

The counters of an anonymous cohort hold whole batches only (`groups.small_groups`), and
language groups are only ever pooled as they are shown, so that subtraction leaves
nothing of a group below five either.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet

from assessments.groups import counters
from assessments.measurement.scoring import Key
from assessments.models import DOMAINS, Attempt, Cohort, CountedGroup, Participant
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import response_counts
from assessments.statistics.group_statistics import GroupFigures
from assessments.statistics.response_counts import Tally

POOLED = "all"
MIXED = ""


@dataclass(frozen=True)
class LanguageGroup:
    """The released first attempts in one language, of `number` people."""

    language: str
    tally: Tally

    @property
    def number(self) -> int:
        return self.tally.n


class CohortSummary:
    """The groups of one cohort, the largest first, and their figures.

    The mixed group (answered in more than one language) is only ever pooled.
    """

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort

    @cached_property
    def key(self) -> Key:
        return key_of(self.cohort.questionnaire)

    @cached_property
    def groups(self) -> list[LanguageGroup]:
        stored_groups = list(
            CountedGroup.objects.filter(
                cohort=self.cohort, questionnaire=self.cohort.questionnaire
            )
        )
        tallies = counters.tallies_of(stored_groups)
        groups = []
        for stored_group in stored_groups:
            group = LanguageGroup(stored_group.language, tallies[stored_group.pk])
            if group.number:
                groups.append(group)
        return sorted(groups, key=lambda group: (-group.number, group.language))

    @property
    def languages(self) -> list[LanguageGroup]:
        return [group for group in self.groups if group.language != MIXED]

    @property
    def mixed(self) -> LanguageGroup | None:
        for group in self.groups:
            if group.language == MIXED:
                return group
        return None

    def language_to_show(self, requested: str) -> str:
        """Return the requested language (or `POOLED`) if it has a group.

        Else the largest group's, or the site's where there is no group.
        """
        languages = [group.language for group in self.languages]
        if requested == POOLED or requested in languages:
            return requested
        return languages[0] if languages else settings.LANGUAGE_CODE

    def tally(self, language: str) -> Tally:
        """Return the tally of a language, or of all groups for `POOLED`."""
        tally = response_counts.empty(DOMAINS)
        for group in self.groups:
            if language in (group.language, POOLED):
                tally += group.tally
        return tally

    def figures(self, language: str) -> GroupFigures:
        return GroupFigures(self.tally(language), self.key)

    @cached_property
    def has_waiting(self) -> bool:
        """Whether submitted attempts of an anonymous cohort wait to be released."""
        submitted = counters.state_counts(self.cohort)[Participant.State.SUBMITTED]
        released = sum(group.number for group in self.groups)
        return not self.cohort.names_asked and submitted > released


def released_first_attempts(cohort: Cohort, language: str) -> QuerySet[Attempt]:
    """Return the attempts that a language's group holds, the newest first."""
    attempts = Attempt.objects.submitted().filter(
        cohort=cohort,
        ordinal=1,
        is_released=True,
        language=language,
        mixed_languages=False,
    )
    return attempts.order_by("-started_at", "-pk")
