"""What cohorts and screening rounds share: their people, counters, disclosure control of
small groups, opening and closing, and what they promised to those who joined.

Others use `counters`, `recounting`, `small_groups`, `people`, `paging`, `listing`,
`promises`, `schedule` and `staff_names`.
"""
