"""The pages of those who run cohorts, inside the admin.

`assessments.admin` registers `cohort_admin` and `attempt_admin`; nothing else uses this
room.
"""
