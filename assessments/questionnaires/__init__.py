"""Versions of the questionnaire: loading, freezing and publishing content, and the
scoring key of a version.

Others use `publication`, `content_loader` and `scoring_keys.key_of`.
"""
