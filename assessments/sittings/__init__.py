"""One person's way through a test: coming in, starting, saving, submitting, the personal
link, the result as read.

Others use `participants`, `attempts` (the only writer of results), `signed_links`,
`quality_labels` and `result_report.ResultReport`.
"""
