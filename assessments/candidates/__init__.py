"""The pages of those who answer: start, rows, review, result, their own data; and an
applicant's.

Nothing but `assessments.urls` uses this room.
"""
