"""The views of a cohort's pages, a module a page; `trainers.routes` says who may open
which.
"""
