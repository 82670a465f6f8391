"""What a group's answers say: reliability, item statistics, change, selection rates.
Formulas: docs/measurement.md.

Pure: counts in, figures out.

Others use `response_counts.Tally`, `group_statistics`, `reliable_change` and
`selection_rates`.
"""
