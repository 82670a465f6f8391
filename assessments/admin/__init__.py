from assessments.admin import accounts, attempt, cohort, consent_text, questionnaire, screening_round  # noqa: F401
