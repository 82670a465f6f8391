"""Consent texts can be read, and added as new versions. What somebody agreed to is never
changed.
"""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from assessments.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(TranslationAdmin):
    list_display = ["version", "processing"]
    actions = None

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
