from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
]
