"""What a set of answers is worth and what may be said about it (docs/measurement.md).

Pure: values in, frozen values out. Others use `scoring`, `rounding`, `bands`,
`answers`, `journey`, `page_times`, `response_quality`, `feedback_rules`,
`publishability` and `chart_geometry`.
"""
