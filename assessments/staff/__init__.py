"""What the pages of trainers, HR and editors share: the admin of a group, its pages,
list previews, slips, downloads.

Others use `pages`, `group_admin`, `list_previews`, `slips`, `downloads` and `closing`.
"""
