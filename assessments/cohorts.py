"""The read side of a cohort's pages: its groups by language, from the counters.

In an anonymous cohort figures move only at every fifth submission of a language: the newest ones beyond that are
taken out again, at most four rows read by an index. So a group below five shows nothing, and since groups are only
ever pooled as they are shown, nothing of it can be had by subtraction either.
"""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from django.conf import settings
from django.db.models import QuerySet

from assessments import counters, tallies
from assessments.figures import GroupFigures
from assessments.keys import key_of
from assessments.models import DOMAINS, Attempt, Cohort, CountedGroup
from assessments.scoring import Key
from assessments.tallies import Tally

STEP = 5
POOLED, MIXED = "all", ""


@dataclass(frozen=True)
class LanguageGroup:
    """First submitted attempts in one language. `submitted` are all of them, `tally` those whose figures are shown.

    `number` is what may be told of them: in an anonymous cohort whole fives, and nothing below.
    """

    language: str
    submitted: int
    tally: Tally

    @property
    def number(self) -> int:
        return self.tally.n

    @property
    def waiting(self) -> int:
        return self.submitted - self.tally.n


class CohortSummary:
    """`groups` by size; the mixed one, answered in more than one language, is only ever pooled."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort

    @cached_property
    def key(self) -> Key:
        return key_of(self.cohort.questionnaire)

    @cached_property
    def groups(self) -> list[LanguageGroup]:
        stored = list(CountedGroup.objects.filter(cohort=self.cohort, questionnaire=self.cohort.questionnaire))
        found = self._open(stored) if self.cohort.names_asked else self._anonymous(stored)
        return sorted(filter(attrgetter("submitted"), found), key=lambda group: (-group.submitted, group.language))

    def _open(self, stored: list[CountedGroup]) -> list[LanguageGroup]:
        whole = counters.tallies_of(stored)
        return [LanguageGroup(group.language, whole[group.pk].n, whole[group.pk]) for group in stored]

    def _anonymous(self, stored: list[CountedGroup]) -> list[LanguageGroup]:
        """Read again if somebody submitted in between: the newest must be among those counted."""
        while True:
            whole = counters.tallies_of(stored)
            found = [self._in_steps(group.language, whole[group.pk]) for group in stored]
            if counters.tallies_of(stored) == whole:
                return found

    def _in_steps(self, language: str, whole: Tally) -> LanguageGroup:
        newest = newest_beyond(self.cohort, language, whole.n % STEP)
        return LanguageGroup(language, whole.n, whole - tallies.count(newest, self.key, DOMAINS))

    @property
    def languages(self) -> list[LanguageGroup]:
        return [group for group in self.groups if group.language != MIXED]

    @property
    def mixed(self) -> LanguageGroup | None:
        return next((group for group in self.groups if group.language == MIXED), None)

    def chosen(self, asked: str) -> str:
        """The language asked for, if there is such a group or all are asked for; else the largest one's."""
        known = [group.language for group in self.languages]
        return asked if asked in (*known, POOLED) else next(iter(known), settings.LANGUAGE_CODE)

    def tally(self, language: str) -> Tally:
        return sum(
            (group.tally for group in self.groups if language in (group.language, POOLED)), tallies.empty(DOMAINS)
        )

    def figures(self, language: str) -> GroupFigures:
        return GroupFigures(self.tally(language), self.key)

    def waiting(self, language: str) -> int:
        """Submitted, but not among the figures yet."""
        return sum(group.waiting for group in self.groups if language in (group.language, POOLED))


def first_submitted(cohort: Cohort, language: str) -> QuerySet[Attempt]:
    """Those that a group counts."""
    found = Attempt.objects.submitted().filter(cohort=cohort, ordinal=1)
    if language == MIXED:
        return found.filter(mixed_languages=True)
    return found.filter(language=language, mixed_languages=False)


def newest_beyond(cohort: Cohort, language: str, number: int) -> list[str]:
    """The answers of the newest `number`."""
    if not number:
        return []
    newest = first_submitted(cohort, language).order_by("-submitted_at", "-pk")
    return list(newest.values_list("answers", flat=True)[:number])
