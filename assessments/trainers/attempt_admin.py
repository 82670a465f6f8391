"""Attempts of one's own cohorts, to read. Nobody adds, changes or deletes one here: a
score is never typed.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.groups.people import ids_by_name_or_number
from assessments.measurement import bands, chart_geometry
from assessments.measurement.journey import Journey
from assessments.models import DOMAINS, Attempt, Band, Cohort
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import result_words
from assessments.staff.read_only import ReadOnly


class NewestOnly(Paginator):
    """Counting a million rows costs more than the page itself, so the count stops here."""

    most = 1000

    @cached_property
    def count(self):
        return self.object_list[: self.most].count()

    @property
    def is_cut_off(self):
        return self.count == self.most


class ByTimeOnly(ChangeList):
    def get_ordering(self, request, queryset):
        """`sortable_by` takes the links away only: an address could still name any
        column.
        """
        started = str(self.list_display.index("started_at"))
        if self.params.get(ORDER_VAR) not in (started, f"-{started}"):
            self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)


class OneOf(admin.SimpleListFilter):
    """A filter for one value of `lookup`."""

    lookup = ""

    def queryset(self, request, queryset):
        return (
            queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset
        )


class BandFilter(OneOf):
    title = _("band")
    parameter_name = "band"
    lookup = "band"

    def lookups(self, request, model_admin):
        """A band of several versions once, in the words of the newest."""
        titles = {
            band.key: band.title
            for band in Band.objects.order_by("questionnaire__version", "order")
        }
        return list(titles.items())


class LanguageFilter(OneOf):
    title = _("language")
    parameter_name = "language"
    lookup = "language"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES


class StartedFilter(admin.SimpleListFilter):
    """Fixed spans of days: a date typed into the address could lie where no database
    can follow.
    """

    title = _("started at")
    parameter_name = "started"

    def lookups(self, request, model_admin):
        return [
            ("1", _("today and yesterday")),
            ("7", _("the last 7 days")),
            ("30", _("the last 30 days")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(
            started_at__gte=today - timedelta(days=int(self.value()))
        )


class CohortFilter(admin.SimpleListFilter):
    """One cohort at a time, the newest unless another is chosen: every list then
    follows an index.
    """

    title = _("cohort")
    parameter_name = "cohort"

    def lookups(self, request, model_admin):
        self.cohorts = {cohort.code: cohort for cohort in readable_by(request.user)}
        return [(code, cohort.title) for code, cohort in self.cohorts.items()]

    def has_output(self):
        return True

    def value(self):
        asked = super().value()
        return asked if asked in self.cohorts else next(iter(self.cohorts), None)

    def choices(self, changelist):
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        chosen = self.cohorts.get(self.value())
        return queryset.filter(cohort=chosen) if chosen else queryset.none()


def readable_by(user):
    """The cohorts of this person in which single attempts may be looked at: not an
    anonymous one.
    """
    return Cohort.objects.scoped_for(user).filter(names_asked=True)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "participant",
        "score",
        "band_titles",
        *DOMAINS,
        "language_name",
        "started_at",
        "submitted_at",
    ]
    list_filter = [CohortFilter, BandFilter, LanguageFilter, "state", StartedFilter]
    search_fields = ["participant__name"]
    search_help_text = _("A learner's whole name or number")
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = NewestOnly
    # The score ranks nobody.
    sortable_by = ["started_at"]
    empty_value_display = "–"
    actions = None
    view_on_site = False

    def get_queryset(self, request):
        found = Attempt.objects.filter(cohort__in=readable_by(request.user))
        return found.select_related(
            "participant", "cohort", "questionnaire"
        ).prefetch_related("questionnaire__bands")

    def get_search_results(self, request, queryset, search_term):
        """The people first, by their index, then what they answered."""
        if not search_term:
            return queryset, False
        text = search_term.replace("\0", "").strip()
        return queryset.filter(
            participant__in=ids_by_name_or_number(readable_by(request.user), text)
        ), False

    def lookup_allowed(self, lookup, value, request):
        """Only the filters shown: what a draft answers must not be found out by asking
        for it.
        """
        return lookup in ("band", "language", "cohort", "started", "state__exact")

    def get_changelist(self, request, **kwargs):
        return ByTimeOnly

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(
            request
        ):
            raise PermissionDenied
        attempt = self.get_object(request, unquote(object_id))
        if attempt is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = self.admin_site.each_context(request) | detail_of(attempt)
        return TemplateResponse(
            request,
            "admin/assessments/attempt/change_form.html",
            context | {"opts": self.opts},
        )

    @admin.display(description=_("score"))
    def score(self, attempt):
        return f"{attempt.total} ± {attempt.width}" if attempt.is_submitted else None

    @admin.display(description=_("band"))
    def band_titles(self, attempt):
        return result_words.band_titles(attempt) if attempt.is_submitted else None

    @admin.display(description=_("language"))
    def language_name(self, attempt):
        return result_words.language_of(attempt)


def detail_of(attempt):
    """What the page of one attempt shows: of a draft only how far it has come, never an
    answer.
    """
    if not attempt.is_submitted:
        return {
            "attempt": attempt,
            "title": _("Attempt %s") % attempt,
            "journey": Journey(attempt.answers),
        }
    report = ResultReport(attempt)
    return {
        "attempt": attempt,
        "title": _("Attempt %s") % attempt,
        "report": report,
        "cuts": [
            chart_geometry.bar_length(cut) for cut in bands.cuts(report.key.bands)
        ],
        "language": result_words.language_of(attempt),
        "notes": labels_of(attempt, attempt.participant.attempts.count()),
    }
