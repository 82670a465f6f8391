"""What a group's answers say: reliability, row statistics, change, selection rates.

Pure: counts in, figures out; formulas and sources in docs/measurement.md §4. Others use
`response_counts`, `group_statistics`, `omega`, `reliable_change`, `selection_rates` and
`probability`.
"""
