"""The pages of those who keep questionnaires, consent texts and accounts, inside the
admin.

Nothing but `assessments.admin` uses this room.
"""
