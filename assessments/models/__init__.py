from assessments.models.attempt import DOMAINS, Attempt, Participant
from assessments.models.cohort import Cohort, CohortStaff, Purpose
from assessments.models.counters import CountedGroup, RowCount, StateCount, SumCount
from assessments.models.questionnaire import Band, Claim, Instruction, Questionnaire, ResultNote, Row, ScalePosition

__all__ = [
    "DOMAINS",
    "Attempt",
    "Band",
    "Claim",
    "Cohort",
    "CohortStaff",
    "CountedGroup",
    "Instruction",
    "Participant",
    "Purpose",
    "Questionnaire",
    "ResultNote",
    "Row",
    "RowCount",
    "ScalePosition",
    "StateCount",
    "SumCount",
]
