from assessments.admin import accounts, attempt, cohort  # noqa: F401
