"""What every page of a cohort or a round shows around its own content."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone


def page(request, staffed_group, template, title, context, *, tab):
    """Render the template inside the frame of the group's pages, with `tab` marked.

    Templates shared by cohorts and rounds call the group `staffed_group`; each room
    adds the name that its own templates use.
    """
    frame = admin.site.each_context(request) | {
        "staffed_group": staffed_group,
        "state": staffed_group.state_at(timezone.now()),
        "title": title,
        "subtitle": staffed_group.title,
        "tab": tab,
        "may_change": request.may_change,
        "opts": staffed_group._meta,
    }
    return TemplateResponse(request, template, frame | context)
