"""The tables, their constraints and their querysets; no deeds.

Others import every model from here: `from assessments.models import Attempt`.
"""

from assessments.models.attempt import DOMAINS, Attempt, Participant
from assessments.models.cohort import Cohort, CohortStaff, Purpose
from assessments.models.counters import CountedGroup, RowCount, StateCount, SumCount
from assessments.models.documents import DocumentArchive
from assessments.models.mail import Letter, Mailing
from assessments.models.questionnaire import (
    Band,
    Claim,
    Instruction,
    Questionnaire,
    ResultNote,
    Row,
    ScalePosition,
)
from assessments.models.screening import (
    AccessLogEntry,
    AdverseImpactCount,
    Application,
    Consent,
    ConsentText,
    CoreQuestion,
    Decision,
    DeclaredGroups,
    InterviewSheet,
    Rating,
    ScreeningRound,
    Stage,
    TeamNote,
)

__all__ = [
    "DOMAINS",
    "AccessLogEntry",
    "AdverseImpactCount",
    "Application",
    "Attempt",
    "Band",
    "Claim",
    "Cohort",
    "CohortStaff",
    "Consent",
    "ConsentText",
    "CoreQuestion",
    "CountedGroup",
    "Decision",
    "DeclaredGroups",
    "DocumentArchive",
    "Instruction",
    "InterviewSheet",
    "Letter",
    "Mailing",
    "Participant",
    "Purpose",
    "Questionnaire",
    "Rating",
    "ResultNote",
    "Row",
    "RowCount",
    "ScalePosition",
    "ScreeningRound",
    "Stage",
    "StateCount",
    "SumCount",
    "TeamNote",
]
