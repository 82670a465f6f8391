"""Let no cache keep the pages that show secrets or carry them in their address."""

from django.utils.cache import add_never_cache_headers

PRIVATE_PATHS = ("/accounts/", "/admin/", "/l/")


class NeverCachePrivatePages:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PRIVATE_PATHS):
            add_never_cache_headers(response)
        return response
