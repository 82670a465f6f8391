"""The tables with their constraints and querysets. What people do with them is in the
other rooms.

Others import every model from here: `from assessments.models import Attempt`.
"""

from assessments.models.adverse_impact import AdverseImpactCount, DeclaredGroups
from assessments.models.application import AccessLogEntry, Application, Stage
from assessments.models.attempt import DOMAINS, Attempt, Participant
from assessments.models.cohort import Cohort, CohortStaff, Purpose
from assessments.models.consent import Consent, ConsentText
from assessments.models.counters import CountedGroup, RowCount, StateCount, SumCount
from assessments.models.decision import Decision
from assessments.models.documents import DocumentArchive
from assessments.models.interview import InterviewSheet, Rating, TeamNote
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
from assessments.models.screening_round import CoreQuestion, ScreeningRound

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
