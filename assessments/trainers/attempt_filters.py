"""Filters and paging of the list of attempts, so that each page follows an index."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.models import Band, Cohort


def readable_cohorts(user):
    """Return the user's cohorts with names: in these, single attempts may be read."""
    return Cohort.objects.scoped_for(user).filter(names_asked=True)


class NewestOnly(Paginator):
    """Stops counting at `most`: counting a million rows costs more than the page."""

    most = 1000

    @cached_property
    def count(self):
        return self.object_list[: self.most].count()

    @property
    def is_cut_off(self):
        return self.count == self.most


class ByTimeOnly(ChangeList):
    def get_ordering(self, request, queryset):
        """Ignore other orders: `sortable_by` takes only the links to them away."""
        column = str(self.list_display.index("started_at"))
        if self.params.get(ORDER_VAR) not in (column, f"-{column}"):
            self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)


class BandFilter(admin.SimpleListFilter):
    title = _("band")
    parameter_name = "band"

    def lookups(self, request, model_admin):
        """Return a band of several versions once, in the words of the newest."""
        titles = {}
        for band in Band.objects.order_by("questionnaire__version", "order"):
            titles[band.key] = band.title
        return list(titles.items())

    def queryset(self, request, queryset):
        return queryset.filter(band=self.value()) if self.value() else queryset


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def queryset(self, request, queryset):
        return queryset.filter(language=self.value()) if self.value() else queryset


class StartedFilter(admin.SimpleListFilter):
    """Fixed spans of days, as a date in the address could be out of range."""

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
        first_day = today - timedelta(days=int(self.value()))
        return queryset.filter(started_at__gte=first_day)


class CohortFilter(admin.SimpleListFilter):
    """One cohort at a time, the newest unless another is chosen."""

    title = _("cohort")
    parameter_name = "cohort"

    def lookups(self, request, model_admin):
        cohorts = readable_cohorts(request.user)
        self.cohort_of_code = {cohort.code: cohort for cohort in cohorts}
        return [(code, cohort.title) for code, cohort in self.cohort_of_code.items()]

    def has_output(self):
        return True

    def value(self):
        code = super().value()
        if code in self.cohort_of_code:
            return code
        return next(iter(self.cohort_of_code), None)

    def choices(self, changelist):
        """Leave out the choice of all cohorts, which comes first."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        cohort = self.cohort_of_code.get(self.value())
        return queryset.filter(cohort=cohort) if cohort else queryset.none()
