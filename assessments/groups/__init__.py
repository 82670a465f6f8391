"""What cohorts and screening rounds share: counters, disclosure control of small
groups, people, opening and closing.

Others use `counters`, `small_groups`, `people`, `schedule`, `staff_names` and
`used_form`.
"""
