"""Admin pages of people who keep questionnaires, consent texts and accounts.

Only `assessments.admin` uses this room: `questionnaire_admin`, `consent_text_admin` and
`accounts_admin`.
"""
