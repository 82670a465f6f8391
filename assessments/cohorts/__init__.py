"""What a trainer reads of a cohort: summary, teaching material, before and after,
downloads.

Others use `summary.CohortSummary`, `teaching`, `before_after`, `item_advice` and
`data_export`.
"""
