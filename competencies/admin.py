"""Pages on which editors change the content, in all languages.

Others use `ContentAdmin` and `ContentInline`.
"""

from functools import cache

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.utils import get_translation_fields

from competencies.models import (
    Action,
    Behaviour,
    Competency,
    Domain,
    Lesson,
    Level,
    LevelText,
    Note,
    Passage,
    QuizOption,
    QuizQuestion,
    Scenario,
    ScenarioOption,
    Source,
    SourceDocument,
)

LONGEST_SEARCH = 100


class EveryLanguageRequired:
    """Requires a text in every language unless it may be empty. modeltranslation by
    itself requires the first language only.
    """

    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}
    }

    def patch_translation_field(self, db_field, field, request, **kwargs):
        super().patch_translation_field(db_field, field, request, **kwargs)
        original = getattr(db_field, "translated_field", None)
        if original is not None:
            field.required = not original.blank


class KeysFixed:
    """The fields in `keys` are typed when an object is added and only shown later,
    because fixtures and templates refer to them.
    """

    keys = ()

    def get_readonly_fields(self, request, obj=None):
        readonly_fields = super().get_readonly_fields(request, obj)
        if obj is None:
            return readonly_fields
        return [*readonly_fields, *self.keys]


class NothingAddedOrDeleted:
    """For models of which the site asks for each object by its key: its pages would fail
    without one.
    """

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class LookupsByValue:
    """Lets the address filter by values but not by patterns, which can be slow."""

    def lookup_allowed(self, lookup, value, request):
        kind = lookup.rsplit("__", 1)[-1]
        if kind not in ("exact", "isnull"):
            return False
        return super().lookup_allowed(lookup, value, request)


class ContentAdmin(LookupsByValue, EveryLanguageRequired, KeysFixed, TranslationAdmin):
    view_on_site = False
    list_per_page = 50

    def get_search_results(self, request, queryset, search_term):
        """Cut the search off: each word is a condition, and a database takes only so
        many.
        """
        return super().get_search_results(
            request, queryset, search_term[:LONGEST_SEARCH]
        )


class ContentInline(EveryLanguageRequired, TranslationStackedInline):
    extra = 0

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return _with_shared_choices(field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return _with_shared_choices(field)


def _with_shared_choices(field):
    """Read the choices once for all lines of a page; Django would ask the database once
    for each line.
    """
    if field:
        choices = field.choices
        # `iter`, because `list` alone would first count the choices in the database.
        field.choices = cache(lambda: list(iter(choices)))
    return field


@admin.register(Level)
class LevelAdmin(NothingAddedOrDeleted, ContentAdmin):
    keys = ["key", "lower", "upper"]
    list_display = ["label", "key", "lower", "upper"]


class LevelTextInline(NothingAddedOrDeleted, ContentInline):
    model = LevelText
    readonly_fields = ["level"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("domain", "level")


class DomainForm(forms.ModelForm):
    """Offers only the domain's own competencies for its core question."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Missing for somebody who may only read.
        if "core_competency" in self.fields:
            own_competencies = self.instance.competencies.order_by("order")
            self.fields["core_competency"].queryset = own_competencies


@admin.register(Domain)
class DomainAdmin(NothingAddedOrDeleted, ContentAdmin):
    form = DomainForm
    keys = ["key"]
    list_display = ["name", "key", "subtitle"]
    inlines = [LevelTextInline]


@admin.register(Note)
class NoteAdmin(NothingAddedOrDeleted, ContentAdmin):
    keys = ["key", "number"]
    list_display = ["key", "text", "number"]
    search_fields = ["key", *get_translation_fields("text")]


@admin.register(SourceDocument)
class SourceDocumentAdmin(ContentAdmin):
    keys = ["key"]
    list_display = ["title", "key"]


class BehaviourInline(ContentInline):
    model = Behaviour


class ActionInline(ContentInline):
    model = Action


class SourceInline(ContentInline):
    model = Source


@admin.register(Competency)
class CompetencyAdmin(ContentAdmin):
    keys = ["slug", "code", "domain"]
    list_display = ["name", "code", "domain", "order"]
    list_select_related = ["domain"]
    list_filter = ["domain"]
    search_fields = ["slug", "code", *get_translation_fields("name")]
    inlines = [BehaviourInline, ActionInline, SourceInline]


class ScenarioOptionInline(ContentInline):
    model = ScenarioOption


@admin.register(Scenario)
class ScenarioAdmin(ContentAdmin):
    keys = ["slug"]
    list_display = ["title", "market", "channel", "note_checked_on"]
    list_filter = ["channel"]
    search_fields = [
        "slug",
        *get_translation_fields("title"),
        *get_translation_fields("situation"),
    ]
    inlines = [ScenarioOptionInline]


class PassageInline(NothingAddedOrDeleted, ContentInline):
    """Shows the wording only: the places belong to the lesson's page."""

    model = Passage
    fields = ["text"]


class QuizQuestionInline(ContentInline):
    model = QuizQuestion
    show_change_link = True


@admin.register(Lesson)
class LessonAdmin(ContentAdmin):
    keys = ["slug", "kind"]
    list_display = ["title", "kind", "minutes"]
    inlines = [PassageInline, QuizQuestionInline]


class QuizOptionInline(ContentInline):
    model = QuizOption


@admin.register(QuizQuestion)
class QuizQuestionAdmin(ContentAdmin):
    keys = ["lesson"]
    list_display = ["question", "lesson", "order"]
    list_select_related = ["lesson"]
    list_filter = ["lesson"]
    inlines = [QuizOptionInline]
