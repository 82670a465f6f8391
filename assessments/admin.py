from assessments.editors import accounts_admin, consent_text_admin, questionnaire_admin  # noqa: F401
from assessments.hr import round_admin  # noqa: F401
from assessments.trainers import attempt_admin, cohort_admin  # noqa: F401
