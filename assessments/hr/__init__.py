"""The pages of those who screen applicants, inside the admin.

Nothing but `assessments.admin` uses this room.
"""
