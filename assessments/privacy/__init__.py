"""A person's rights over their data: erasing it, taking a copy along, and having nothing
kept for longer than promised.

Others use `erasure`, `personal_export`, `attempts_csv` and `retention`.
"""
