"""A result in the words that lists and pages of the staff share."""

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.measurement import bands


def band_titles(attempt):
    """Its own, and near a dividing line the one across it."""
    titles = {band.bounds: band.title for band in attempt.questionnaire.bands.all()}
    return " · ".join(
        titles[near]
        for near in bands.bands_near(list(titles), attempt.total, attempt.width)
    )


def band_ranges(attempt):
    """The same as numbers, for lists that speak of somebody, not to them."""
    found = [band.bounds for band in attempt.questionnaire.bands.all()]
    near = bands.bands_near(found, attempt.total, attempt.width)
    return " · ".join(f"{bounds.lower}–{bounds.upper}" for bounds in near)


def language_of(attempt):
    name = dict(settings.LANGUAGES).get(attempt.language)
    return _("%s and others") % name if attempt.mixed_languages else name
