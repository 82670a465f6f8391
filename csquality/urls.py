from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from csquality.serving.health import healthz

urlpatterns = [
    path("", include("assessments.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("accounts/", include("csquality.sign_in.urls")),
    path("healthz", healthz, name="healthz"),
]
