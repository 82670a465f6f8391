"""What the pages of trainers, HR and editors share; a cohort or a round is called a
staffed group here.

Others use `routes` and `pages` for pages of a group, `group_admin` and `forms` for its
settings, `history` for what was done, and `list_previews`, `list_filters`, `slips`,
`downloads`, `closing`, `labels`, `result_words` and `read_only` for parts of pages.
"""
