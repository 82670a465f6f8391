"""The tables, their constraints and their querysets; no deeds.

Others import every model from here: `from assessments.models import Attempt`.
"""

from assessments.models.attempt import DOMAINS, Attempt, Participant
from assessments.models.cohort import Cohort, CohortStaff, Purpose
from assessments.models.counters import CountedGroup, RowCount, StateCount, SumCount
from assessments.models.outbox import Bundle, Letter, Mailing
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
    Application,
    Consent,
    ConsentText,
    CoreQuestion,
    Decision,
    DeclaredGroups,
    ImpactCount,
    InterviewSheet,
    Look,
    Rating,
    ScreeningRound,
    Stage,
    TeamNote,
)

__all__ = [
    "DOMAINS",
    "Application",
    "Attempt",
    "Band",
    "Bundle",
    "Claim",
    "Cohort",
    "CohortStaff",
    "Consent",
    "ConsentText",
    "CoreQuestion",
    "CountedGroup",
    "Decision",
    "DeclaredGroups",
    "ImpactCount",
    "Instruction",
    "InterviewSheet",
    "Letter",
    "Look",
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
