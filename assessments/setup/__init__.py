"""Getting a site going and keeping it going: roles, the first start, made-up data, work
that a dead worker left.

Others use `roles`, `first_start`, `demo` and `abandoned_work`.
"""
