"""The history of a cohort or a round as staff read it."""

from django.contrib.admin.models import LogEntry

from assessments.staff.history import describe_entry


def entries_of(group):
    """Return the lines as they are stored, oldest first."""
    return list(LogEntry.objects.filter(object_id=str(group.pk)).order_by("pk"))


def lines_of(group):
    """Return what the lines say, oldest first."""
    return [describe_entry(entry) for entry in entries_of(group)]
