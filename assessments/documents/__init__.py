"""Documents of a screening round as PDF, and archives of many of them, made by the
worker.

Others use `result_document`, `guide_document`, `record_document`, `archive_orders` and
`archive_recovery`; the queue knows `tasks` by its path.
"""
