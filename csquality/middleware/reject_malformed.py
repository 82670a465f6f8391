"""Turn away what no browser sends and a database or a codec would stumble over."""

import codecs

from django.http import HttpResponse

NUL = "\0"


class RejectMalformed:
    """Answer 400 to a NUL in the address or a cookie, and to a body not in UTF-8."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _has_nul(request) or not _is_utf8(request):
            return HttpResponse("Bad request", status=400, content_type="text/plain")
        return self.get_response(request)


def _has_nul(request):
    values = [request.path_info, *request.COOKIES.values()]
    for _name, parameters in request.GET.lists():
        values += parameters
    return any(NUL in value for value in values)


def _is_utf8(request):
    charset = request.content_params.get("charset", "utf-8")
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False
