"""What a set of answers is worth and what may be said about it: scoring, bands,
response quality, feedback rules.

Pure: values in, frozen values out.

Others use `scoring`, `bands`, `answers`, `response_quality`, `journey` and
`chart_geometry`.
"""
