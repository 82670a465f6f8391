"""Whose page is asked for: every page of a cohort starts from the scoped queryset."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone


def changes(view):
    """A page that changes something: by POST only, for those who may change the cohort."""
    view.changes = view.post_only = True
    return view


def for_changers(view):
    """A form with a preview: looked at and posted by those who may change the cohort."""
    view.changes = view.takes_post = True
    return view


def posted(view):
    """By POST only, for it leaves a trace; nothing of the cohort changes, so whoever
    may look may do it.
    """
    view.post_only = True
    return view


class Page:
    """One page of one cohort or screening round. Somebody else's leads away as if there
    were none.
    """

    def __init__(self, model_admin, view):
        self.admin = model_admin
        self.view = view
        self.as_view = wraps(view)(model_admin.admin_site.admin_view(self.answer))

    def answer(self, request, pk, **kwargs):
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        groups = self.admin.model.objects.scoped_for(request.user).select_related(
            "questionnaire"
        )
        cohort = groups.filter(pk=pk).first()
        if cohort is None:
            return self.admin._get_obj_does_not_exist_redirect(
                request, self.admin.opts, str(pk)
            )
        return self._checked(request, cohort, kwargs)

    def _checked(self, request, cohort, kwargs):
        groups = self.admin.model.objects
        request.may_change = (
            groups.changeable_by(request.user).filter(pk=cohort.pk).exists()
        )
        if not self.may(request, cohort):
            raise PermissionDenied
        allowed = self._methods()
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        # Every time on these pages is by the cohort's own clock.
        with timezone.override(cohort.zone):
            response = self.view(request, cohort, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def may(self, request, cohort):
        return request.may_change or not getattr(self.view, "changes", False)

    def _methods(self):
        if getattr(self.view, "post_only", False):
            return ["POST"]
        return (
            ["GET", "HEAD", "POST"]
            if getattr(self.view, "takes_post", False)
            else ["GET", "HEAD"]
        )


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
