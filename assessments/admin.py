"""Imports the admin pages of all rooms, so that Django finds them."""

from assessments.editors import (  # noqa: F401
    accounts_admin,
    consent_text_admin,
    questionnaire_admin,
)
from assessments.hr import round_admin  # noqa: F401
from assessments.trainers import attempt_admin, cohort_admin  # noqa: F401
