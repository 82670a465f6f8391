"""The pages of those who run cohorts, inside the admin.

Nothing but `assessments.admin` uses this room.
"""
