"""Files read and written: pasted or uploaded lists of people, CSV, XLSX, SPSS and PDF.

Pure: bytes and values in, values and bytes out.

Others use `people_lists`, `learner_lists`, `applicant_lists`, `csv_files`,
`spreadsheet_cells`, `spss`, `xlsx` and `typesetting`.
"""
