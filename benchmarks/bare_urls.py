"""The site's addresses and an empty view behind the same middleware."""

from django.http import HttpResponse
from django.urls import path

from csquality.urls import urlpatterns as site

urlpatterns = [path("bare/", lambda request: HttpResponse("ok")), *site]
