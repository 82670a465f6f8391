"""Questionnaire versions and their bands. What is frozen in a published version is shown
and cannot be changed: the way to change it is a copy as a new version.
"""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.editors.next_version_page import copy_as_new_version
from assessments.editors.technical_sheet_page import show_technical_sheet
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
    """`parent` is a questionnaire or a band, or None while it is being added."""
    if parent is None:
        return False
    questionnaire = getattr(parent, "questionnaire", parent)
    return questionnaire.is_published


class PartInline(ContentInline):
    """Parts of a version: once it is published none is added or deleted, and the fields
    in `frozen` cannot be changed.
    """

    frozen = ()

    def has_add_permission(self, request, obj):
        return not is_published(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not is_published(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        readonly_fields = super().get_readonly_fields(request, obj)
        if not is_published(obj):
            return readonly_fields
        return [*readonly_fields, *self.frozen]


class FrozenInline(PartInline):
    """Parts that cannot be changed at all once the version is published."""

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
    frozen = ["key", "points", "most"]


class ClaimInline(PartInline):
    model = Claim
    frozen = ["key", "order", "kind", "points", "competencies"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("competencies")


class FrozenOncePublished:
    """Once published, the fields that the model names in `frozen` cannot be changed, and
    the object cannot be deleted.
    """

    def get_object(self, request, object_id, from_field=None):
        """Lock the version before it is saved or deleted, and read it again then:
        somebody may be publishing it.
        """
        instance = super().get_object(request, object_id, from_field)
        is_saving = (
            request.method == "POST" and transaction.get_connection().in_atomic_block
        )
        if instance and is_saving:
            publication.lock(getattr(instance, "questionnaire_id", instance.pk))
            instance = super().get_object(request, object_id, from_field)
        return instance

    def get_readonly_fields(self, request, obj=None):
        readonly_fields = super().get_readonly_fields(request, obj)
        if not is_published(obj):
            return readonly_fields
        return [*readonly_fields, *self.replace_orig_field(self.model.frozen)]

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
                self.admin_site.admin_view(show_technical_sheet),
                name="assessments_questionnaire_sheet",
            ),
            path(
                "<int:pk>/copy/",
                self.admin_site.admin_view(copy_as_new_version),
                name="assessments_questionnaire_copy",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may_change = self.has_change_permission(request, obj)
        context["may_publish"] = may_change and not is_published(obj)
        context["may_copy"] = is_published(obj) and self.has_add_permission(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_change(self, request, obj):
        """Publish if that was pressed: a button of the page's form, so that what was just
        typed is published.
        """
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        self._publish(request, obj)
        return redirect("admin:assessments_questionnaire_change", obj.pk)

    def _publish(self, request, questionnaire):
        try:
            publication.publish(questionnaire=questionnaire, now=timezone.now())
        except publication.Unpublishable as refused:
            self.message_user(request, _("Not published:"), messages.ERROR)
            for fault in refused.faults:
                self.message_user(request, fault, messages.ERROR)
        else:
            message = _(
                "Published. From now on its rows, scale and bounds stay as they are."
            )
            self.log_change(request, questionnaire, message)
            self.message_user(request, message, messages.SUCCESS)


@admin.register(Band)
class BandAdmin(FrozenOncePublished, ContentAdmin):
    keys = ["questionnaire"]
    list_display = ["title", "questionnaire", "lower", "upper"]
    list_select_related = ["questionnaire"]
    list_filter = ["questionnaire"]
    inlines = [ClaimInline]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer drafts only, locked while a band is saved so that they stay drafts."""
        drafts = Questionnaire.objects.filter(published_at=None)
        if request.method == "POST":
            drafts = drafts.select_for_update()
        return super().formfield_for_foreignkey(
            db_field, request, queryset=drafts, **kwargs
        )
