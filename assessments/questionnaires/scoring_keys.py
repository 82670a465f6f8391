"""The scoring key of a questionnaire version: what `measurement.scoring` needs of it."""

from django.core.cache import cache

from assessments.measurement.scoring import Key, RowKey
from assessments.models import Questionnaire


def key_of(questionnaire: Questionnaire) -> Key:
    """Return the version's key, cached once it is published and cannot change."""
    if not questionnaire.is_published:
        return _read(questionnaire)
    name = f"key:{questionnaire.pk}:{questionnaire.published_at.timestamp()}"
    return cache.get_or_set(name, lambda: _read(questionnaire), timeout=None)


def _read(questionnaire: Questionnaire) -> Key:
    rows = questionnaire.rows.order_by("number").values_list(
        "competency__domain__key", "high_side"
    )
    bands = questionnaire.bands.order_by("order")
    return Key(
        rows=tuple(RowKey(domain, side) for domain, side in rows),
        position_count=questionnaire.scale.count(),
        bands=tuple(band.bounds for band in bands),
    )
