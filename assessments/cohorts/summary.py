"""The read side of a cohort's pages: its groups by language, from the counters.

The counters of an anonymous cohort hold whole fives only (`groups.small_groups`), and
groups are only ever pooled as they are shown, so nothing of a group below five can be
had by subtraction either.
"""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

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
    """First submitted attempts in one language, as far as figures may hold them;
    `number` of people.
    """

    language: str
    tally: Tally

    @property
    def number(self) -> int:
        return self.tally.n


class CohortSummary:
    """`groups` by size; the mixed one, answered in more than one language, is only ever
    pooled.
    """

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort

    @cached_property
    def key(self) -> Key:
        return key_of(self.cohort.questionnaire)

    @cached_property
    def groups(self) -> list[LanguageGroup]:
        stored = list(
            CountedGroup.objects.filter(
                cohort=self.cohort, questionnaire=self.cohort.questionnaire
            )
        )
        tallies_ = counters.tallies_of(stored)
        found = [LanguageGroup(group.language, tallies_[group.pk]) for group in stored]
        return sorted(
            filter(attrgetter("number"), found),
            key=lambda group: (-group.number, group.language),
        )

    @property
    def languages(self) -> list[LanguageGroup]:
        return [group for group in self.groups if group.language != MIXED]

    @property
    def mixed(self) -> LanguageGroup | None:
        return next((group for group in self.groups if group.language == MIXED), None)

    def chosen(self, asked: str) -> str:
        """The language asked for, if there is such a group or all are asked for; else
        the largest one's.
        """
        known = [group.language for group in self.languages]
        return (
            asked
            if asked in (*known, POOLED)
            else next(iter(known), settings.LANGUAGE_CODE)
        )

    def tally(self, language: str) -> Tally:
        return sum(
            (
                group.tally
                for group in self.groups
                if language in (group.language, POOLED)
            ),
            response_counts.empty(DOMAINS),
        )

    def figures(self, language: str) -> GroupFigures:
        return GroupFigures(self.tally(language), self.key)

    @cached_property
    def has_waiting(self) -> bool:
        """Whether somebody has submitted who is not among the figures: of an anonymous
        cohort, until five are there.
        """
        submitted = counters.state_counts(self.cohort)[Participant.State.SUBMITTED]
        return not self.cohort.names_asked and submitted > sum(
            group.number for group in self.groups
        )


def shown_first(cohort: Cohort, language: str) -> QuerySet[Attempt]:
    """The attempts that the group of a language holds, the newest first."""
    found = Attempt.objects.submitted().filter(
        cohort=cohort, ordinal=1, is_released=True
    )
    return found.filter(language=language, mixed_languages=False).order_by(
        "-started_at", "-pk"
    )
