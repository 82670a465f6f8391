"""What the code reads out of a database, as plain values that a snapshot can hold.

The names in here are the snapshot's and stay; only what they are read from follows a
renaming.
"""

from typing import Any

from django.contrib.auth import get_user_model

from assessments.groups import counters
from assessments.models import (
    Attempt,
    Cohort,
    CountedGroup,
    Participant,
    ScreeningRound,
)
from assessments.privacy import personal_export
from assessments.questionnaires.scoring_keys import key_of
from assessments.screening import (
    access_log,
    adverse_impact,
    decision_log,
    stages,
)
from assessments.sittings import signed_links
from assessments.sittings.result_report import ResultReport
from assessments.statistics.group_statistics import GroupFigures

# A learner of each kind, and the applicant to whom most has happened.
EXPORTED = ["Ann Applicant", "Ada Learner", "王小明"]


def links() -> dict[str, str]:
    people = Participant.objects.order_by("pk")
    return {str(person.pk): signed_links.token_for(person) for person in people}


# --- figures --------------------------------------------------------------------------
def states() -> dict[str, dict[str, int]]:
    found = {"solo": counters.state_counts(None)}
    for cohort in Cohort.objects.order_by("pk"):
        found[cohort.title] = counters.state_counts(cohort)
    return found


def groups() -> dict[str, dict[str, Any]]:
    found = CountedGroup.objects.order_by("pk")
    return {str(group): _figures_of(group) for group in found}


def _figures_of(group: CountedGroup) -> dict[str, Any]:
    tally = counters.tally_of(group)
    figures = GroupFigures(tally, key_of(group.questionnaire))
    return {
        "n": tally.n,
        "histogram": list(tally.histogram.items()),
        "median": _rounded(figures.median.value),
        "mean": _rounded(figures.mean.value),
        "sd": _rounded(figures.sd.value),
        "alpha": _rounded(figures.alpha.value),
        "bands": [(share.key, share.n) for share in figures.bands],
        "rows": [(row.low.n, row.middle.n, row.high.n) for row in figures.rows],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


# --- results --------------------------------------------------------------------------
def results() -> dict[str, dict[str, Any]]:
    submitted = Attempt.objects.submitted().order_by("pk")
    return {str(attempt.pk): _result_of(attempt) for attempt in submitted}


def _result_of(attempt: Attempt) -> dict[str, Any]:
    report = ResultReport(attempt)
    domains = {}
    for score in report.domains:
        domains[score.domain.key] = (score.score, score.level.key)
    return {
        "score": attempt.total,
        "band": report.band.key,
        "domains": domains,
        "margin": attempt.width,
        "flags": attempt.flags["flags"],
        "scoring_version": attempt.scoring_version,
        "language": attempt.counted_language,
        "row_marks": [row.mark for row in report.rows],
        "is_among_figures": attempt.is_released,
    }


def exports() -> dict[str, dict[str, Any]]:
    people = Participant.objects.filter(name__in=EXPORTED).order_by("pk")
    return {str(person.pk): personal_export.everything_of(person) for person in people}


# --- screening rounds -----------------------------------------------------------------
def decision_logs() -> dict[str, dict[str, Any]]:
    found = {}
    for cohort in ScreeningRound.objects.order_by("pk"):
        found[cohort.title] = {
            "faults": [str(fault) for fault in decision_log.find_faults(cohort)],
            "misplaced": stages.stage_mismatches(cohort),
            "hashes": sorted(decision_log.hashes_of(cohort.pk).items()),
            "lines": [_log_line(line) for line in decision_log.log_of(cohort)],
        }
    return found


def _log_line(line: decision_log.LogLine) -> list[Any]:
    return [
        line.sequence,
        line.kind,
        line.made_at.isoformat(),
        line.made_by,
        line.participant and line.participant.pk,
        line.content,
    ]


def access_logs() -> dict[str, list[list[Any]]]:
    """What each applicant of the running round is told of who looked."""
    applicants = Participant.objects.filter(cohort__title="Autumn intake")
    found = {}
    for applicant in applicants.order_by("pk"):
        entries = access_log.entries_shown_to(applicant)
        found[str(applicant.pk)] = [_access_line(entry) for entry in entries]
    return found


def _access_line(entry: access_log.ShownEntry) -> list[Any]:
    return [
        entry.opened_by,
        entry.kind,
        entry.opened_at.isoformat(),
        entry.ends_at.isoformat(),
        entry.shows_score,
    ]


def impact() -> dict[str, list[Any]]:
    found = {}
    for cohort in ScreeningRound.objects.order_by("pk"):
        questions = adverse_impact.outcomes_by_question(cohort)
        found[cohort.title] = [_outcomes_of(question) for question in questions]
    return found


def _outcomes_of(question: adverse_impact.QuestionOutcome) -> list[Any]:
    outcomes = []
    for group in question.groups:
        figures = map(_rounded, (group.rate, group.ratio, group.p))
        outcomes.append([group.key, group.submitted, group.selected, *figures])
    return [question.key, outcomes]


# --- staff ----------------------------------------------------------------------------
def permissions() -> dict[str, set[str]]:
    """Superusers aside, who have every permission there is."""
    staff = get_user_model().objects.filter(is_superuser=False)
    return {user.username: user.get_all_permissions() for user in staff}
