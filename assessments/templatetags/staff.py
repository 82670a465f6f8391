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
    """Of the people outside every cohort an administrator sees how many there are, and
    nothing else.
    """
    return counters.state_counts(None)


@register.simple_tag
def qr(address):
    """The address as a QR code, drawn inline; the address itself must stand beside it."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(  # noqa: S308
        drawn.svg_inline(border=3, omitsize=True, svgclass="qr", lineclass=None)
    )


@register.filter
def staff_name(user):
    return staff_names.name_of(user)


@register.filter
def lacks_second_factor(user):
    return not has_factor(user)


register.filter(labels.percent)
register.filter(labels.domain_name)
