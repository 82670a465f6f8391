"""Pages that show secrets or carry them in their address are kept by nobody."""

from django.utils.cache import add_never_cache_headers

PRIVATE = ("/accounts/", "/admin/", "/l/")


class KeepPrivate:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PRIVATE):
            add_never_cache_headers(response)
        return response
