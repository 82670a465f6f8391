"""Questionnaire versions. A published one can only be reworded where its result is
unchanged by that; the way to change the rest is a copy as a new version.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.editors.technical_sheet_page import sheet
from assessments.models import (
    Band,
    Claim,
    Instruction,
    Questionnaire,
    ResultNote,
    Row,
    ScalePosition,
)
from assessments.questionnaires import publication
from competencies.admin import ContentAdmin, ContentInline


def is_published(parent):
    """`parent`: a questionnaire or a band, or None while it is being added."""
    return parent is not None and getattr(parent, "questionnaire", parent).is_published


class PartInline(ContentInline):
    """Once published nothing is added or taken away, and what is in `settled` cannot be
    changed.
    """

    settled = ()

    def has_add_permission(self, request, obj):
        return not is_published(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not is_published(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [
            *super().get_readonly_fields(request, obj),
            *(self.settled if is_published(obj) else ()),
        ]


class FrozenInline(PartInline):
    def has_change_permission(self, request, obj=None):
        return not is_published(obj) and super().has_change_permission(request, obj)


class InstructionInline(FrozenInline):
    model = Instruction


class ScaleInline(FrozenInline):
    model = ScalePosition


class RowInline(FrozenInline):
    model = Row

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("competency")


class ResultNoteInline(PartInline):
    model = ResultNote
    settled = ["key", "points", "most"]


class ClaimInline(PartInline):
    model = Claim
    settled = ["key", "order", "kind", "points", "competencies"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("competencies")


class FrozenOncePublished:
    """`frozen` names what a published version keeps, and nobody deletes any of it."""

    def get_object(self, request, object_id, from_field=None):
        """Saving and deleting take turns with publishing, and then read what it left."""
        found = super().get_object(request, object_id, from_field)
        if (
            found
            and request.method == "POST"
            and transaction.get_connection().in_atomic_block
        ):
            publication.lock(getattr(found, "questionnaire_id", found.pk))
            found = super().get_object(request, object_id, from_field)
        return found

    def get_readonly_fields(self, request, obj=None):
        settled = (
            self.replace_orig_field(self.model.frozen) if is_published(obj) else ()
        )
        return [*super().get_readonly_fields(request, obj), *settled]

    def has_delete_permission(self, request, obj=None):
        return not is_published(obj) and super().has_delete_permission(request, obj)


@admin.register(Questionnaire)
class QuestionnaireAdmin(FrozenOncePublished, ContentAdmin):
    keys = ["key", "version"]
    readonly_fields = ["published_at"]
    list_display = ["title", "key", "version", "published_at"]
    inlines = [InstructionInline, ScaleInline, RowInline, ResultNoteInline]

    def get_urls(self):
        return [
            path(
                "<int:pk>/sheet/",
                self.admin_site.admin_view(sheet),
                name="assessments_questionnaire_sheet",
            ),
            path(
                "<path:object_id>/copy/",
                self._post(self.copy_view),
                name="assessments_questionnaire_copy",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_publish"] = not is_published(obj) and self.has_change_permission(
            request, obj
        )
        context["may_copy"] = is_published(obj) and self.has_add_permission(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_change(self, request, obj):
        """`Save and publish` belongs to the form of the page, so that what was typed
        there is published with it.
        """
        return (
            self._publish(request, obj)
            if "_publish" in request.POST
            else super().response_change(request, obj)
        )

    def _publish(self, request, questionnaire):
        try:
            publication.publish(questionnaire=questionnaire, now=timezone.now())
        except publication.Unpublishable as refused:
            self._refuse(request, refused.faults)
        else:
            self._tell(
                request,
                questionnaire,
                _(
                    "Published. From now on its rows, scale and bounds stay as they are."
                ),
            )
        return redirect("admin:assessments_questionnaire_change", questionnaire.pk)

    def copy_view(self, request, object_id):
        questionnaire = self._found(request, object_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        draft = publication.copy_as_new_version(questionnaire=questionnaire)
        self._tell(
            request,
            draft,
            _("This is the draft of version %(version)s.") % {"version": draft.version},
        )
        return redirect("admin:assessments_questionnaire_change", draft.pk)

    def _post(self, view):
        return self.admin_site.admin_view(require_POST(view))

    def _found(self, request, object_id):
        questionnaire = self.get_object(request, unquote(object_id))
        if questionnaire is None:
            raise Http404
        return questionnaire

    def _tell(self, request, questionnaire, text):
        self.log_change(request, questionnaire, text)
        self.message_user(request, text, messages.SUCCESS)

    def _refuse(self, request, faults):
        self.message_user(request, _("Not published:"), messages.ERROR)
        for fault in faults:
            self.message_user(request, fault, messages.ERROR)


@admin.register(Band)
class BandAdmin(FrozenOncePublished, ContentAdmin):
    keys = ["questionnaire"]
    list_display = ["title", "questionnaire", "lower", "upper"]
    list_select_related = ["questionnaire"]
    list_filter = ["questionnaire"]
    inlines = [ClaimInline]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A band is added to a draft, which then stays one until the band is saved."""
        drafts = Questionnaire.objects.filter(published_at=None)
        if request.method == "POST":
            drafts = drafts.select_for_update()
        return super().formfield_for_foreignkey(
            db_field, request, queryset=drafts, **kwargs
        )
