"""Labels and numbers as staff read them."""

from django.utils.translation import gettext as _

from assessments.models import Attempt


def percent(number):
    """Write a whole number of percent as the language does."""
    return _("%(number)s %%") % {"number": f"{number:.0f}"}


def domain_name(key):
    return Attempt._meta.get_field(key).verbose_name
