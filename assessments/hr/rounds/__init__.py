"""A round as a whole: its settings' form, closing, the decision log, archives of papers
and adverse impact.
"""
