"""What the admin's own pages show beside Django's."""

from django import template

from assessments.models import Attempt
from csquality.second_factor import has_factor

register = template.Library()


@register.simple_tag
def solo_numbers():
    """Of the attempts outside every cohort an administrator sees how many there are, and nothing else."""
    solo = Attempt.objects.filter(participant__cohort=None)
    return {"started": solo.count(), "submitted": solo.submitted().count()}


@register.filter
def lacks_second_factor(user):
    return not has_factor(user)
