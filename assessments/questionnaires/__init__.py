"""Versions of the questionnaire, and the content they ask about: loading the fixtures,
keeping what is published as it is, publishing, copying.

Others use `publication`, `content_loader.load` and `scoring_keys.key_of`.
"""
