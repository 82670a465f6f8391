"""What every page of a cohort or a round shows around its own content."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone


def page(request, cohort, name, title, context, folder="trainers"):
    """A page of the cohort with its tabs; `name` is its address and its template in
    `folder`.
    """
    frame = admin.site.each_context(request) | {
        "cohort": cohort,
        "state": cohort.state_at(timezone.now()),
        "title": title,
        "subtitle": cohort.title,
        "tab": name,
        "may_change": request.may_change,
        "opts": cohort._meta,
    }
    return TemplateResponse(request, f"{folder}/{name}.html", frame | context)
