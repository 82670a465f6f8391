"""Files that HR downloads."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_file(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
