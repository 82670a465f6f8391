"""A result in the words that lists and pages of the staff share."""

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.measurement import bands

SEPARATOR = " · "


def band_titles(attempt):
    """Return the title of the attempt's band, and near a dividing line of both."""
    titles = {band.bounds: band.title for band in attempt.questionnaire.bands.all()}
    near = bands.bands_near(list(titles), attempt.total, attempt.width)
    return SEPARATOR.join(titles[bounds] for bounds in near)


def band_ranges(attempt):
    """Return the same as numbers, for lists that speak about somebody, not to them."""
    every_band = [band.bounds for band in attempt.questionnaire.bands.all()]
    near = bands.bands_near(every_band, attempt.total, attempt.width)
    return SEPARATOR.join(f"{bounds.lower}–{bounds.upper}" for bounds in near)


def language_of(attempt):
    """Return the language of the answers, and whether there were others."""
    name = dict(settings.LANGUAGES).get(attempt.language)
    if attempt.mixed_languages:
        return _("%s and others") % name
    return name
