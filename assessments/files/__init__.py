"""Files read and written, as pure functions: pasted or uploaded lists of people, CSV,
XLSX, SPSS and PDF.

Others use `learner_lists`, `applicant_lists`, `list_rows` (limits and refusals),
`text_rows`, `typed_text`, `email_addresses`, `invisible_characters`, `csv_files`,
`spreadsheet_cells`, `spss`, `xlsx_files` and `typesetting`.
"""
