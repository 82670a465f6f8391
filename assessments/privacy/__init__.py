"""A person's rights over their data: erasing, taking a copy along, and keeping nothing
for longer than promised.

Others use `erasure`, `personal_export` and `retention`.
"""
