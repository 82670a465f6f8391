"""Files read and written: pasted or uploaded lists of people, spreadsheet cells, XLSX,
SPSS and PDF.

Pure: bytes and values in, values and bytes out.

Others use `people_lists`, `learner_lists`, `applicant_lists`, `cells` and
`typesetting`.
"""
