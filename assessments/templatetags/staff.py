"""What the admin's own pages show beside Django's."""

import segno
from django import template
from django.utils.safestring import mark_safe

from assessments.groups import counters, staff_names
from assessments.staff import labels
from csquality.sign_in.second_factor import has_factor

register = template.Library()


@register.simple_tag
def solo_numbers():
    """Count the people outside every cohort: all that an administrator sees of them."""
    return counters.state_counts(None)


@register.simple_tag
def qr(address):
    """Draw the address as an inline QR code; the address has to stand beside it."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=3, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308


@register.filter
def staff_name(user):
    return staff_names.name_of(user)


@register.filter
def lacks_second_factor(user):
    return not has_factor(user)


register.filter(labels.percent)
register.filter(labels.domain_name)
