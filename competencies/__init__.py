"""The definition of what is measured and taught: domains, competencies, scenarios and
lessons, with their admin pages.

It imports nothing of `assessments`, which uses `competencies.models` and the admin
classes `ContentAdmin` and `ContentInline`.
"""
