"""The site's addresses and an empty view behind the same middleware."""

from django.http import HttpResponse
from django.urls import path

from csquality.urls import urlpatterns as site_urlpatterns


def empty_view(request):
    return HttpResponse("ok")


urlpatterns = [path("bare/", empty_view), *site_urlpatterns]
