"""Words for reading quality (docs/measurement.md §3).

They are neutral, and never say fake, lie, cheat or invalid.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.measurement import response_quality
from assessments.models import Attempt

LABELS = {
    response_quality.FAST: gettext_lazy("answered unusually fast"),
    response_quality.SAME_POSITION: gettext_lazy("same position many times in a row"),
    response_quality.PATTERN: gettext_lazy("a repeating pattern"),
    response_quality.FEW_DIFFERENCES: gettext_lazy("few differences between rows"),
    response_quality.OWN_WORD: gettext_lazy(
        "the person said so: not quite as they really are"
    ),
}


def labels_of(attempt: Attempt, attempt_count: int) -> list[str]:
    """Return the notes on a submitted attempt of a person with `attempt_count` in all."""
    labels = [str(LABELS[flag]) for flag in attempt.flags["flags"]]
    if attempt_count > 1:
        label = _("attempt %(number)s of %(all)s")
        labels.append(label % {"number": attempt.ordinal, "all": attempt_count})
    return labels
