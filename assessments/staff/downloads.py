"""Files that staff download: their names and their responses."""

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify

LONGEST_TITLE = 40


def attachment(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Make the response a file to be saved under this name, and return it."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def as_file(content, content_type, name):
    return attachment(HttpResponse(content, content_type=content_type), name)


def file_name(staffed_group, name, day: date):
    """Return `name` behind the group's title and the day; made-up data says so."""
    title = slugify(staffed_group.title, allow_unicode=True)
    parts = [title[:LONGEST_TITLE].strip("-_") or "cohort"]
    if staffed_group.is_synthetic:
        parts.append("made-up")
    return "-".join([*parts, day.isoformat(), name])
