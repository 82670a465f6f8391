"""Files that staff download: their names and their responses."""

from datetime import date

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

LONGEST_TITLE = 40


def as_file(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def file_name(cohort, name, day: date):
    """The cohort's title and the day, then what it is; made-up data says so."""
    title = (
        slugify(cohort.title, allow_unicode=True)[:LONGEST_TITLE].strip("-_")
        or "cohort"
    )
    marks = [title, "made-up"] if cohort.is_synthetic else [title]
    return "-".join([*marks, day.isoformat(), name])
