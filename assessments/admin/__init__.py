from assessments.admin import accounts, attempt, cohort, questionnaire  # noqa: F401
