"""What the admin's own pages show beside Django's."""

import segno
from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessments import counters, staff_names
from assessments.models import Attempt
from csquality.second_factor import has_factor

register = template.Library()


@register.simple_tag
def solo_numbers():
    """Of the people outside every cohort an administrator sees how many there are, and nothing else."""
    return counters.states_of(None)


@register.simple_tag
def qr(address):
    """The address as a QR code, drawn inline; the address itself must stand beside it."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=3, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308


@register.filter
def staff_name(user):
    return staff_names.name_of(user)


@register.filter
def lacks_second_factor(user):
    return not has_factor(user)


@register.filter
def percent(number):
    """A whole number of percent, as the language writes it."""
    return _("%(number)s %%") % {"number": f"{number:.0f}"}


@register.filter
def domain_name(key):
    return Attempt._meta.get_field(key).verbose_name
