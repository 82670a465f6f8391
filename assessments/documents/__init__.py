"""Documents of a screening round as PDF, and archives of many of them, made by the
worker.

Others use `papers`, `archive_orders` and `archives`.
"""
