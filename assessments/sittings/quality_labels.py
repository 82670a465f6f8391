"""Word the notes about how somebody answered, neutrally (docs/measurement.md §2.5, §3).

Never said of a person: fake, lie, cheat, invalid.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.measurement import response_quality
from assessments.models import Attempt

WORDS = {
    response_quality.FAST: gettext_lazy("answered unusually fast"),
    response_quality.SAME_POSITION: gettext_lazy("same position many times in a row"),
    response_quality.PATTERN: gettext_lazy("a repeating pattern"),
    response_quality.FEW_DIFFERENCES: gettext_lazy("few differences between rows"),
    response_quality.OWN_WORD: gettext_lazy(
        "the person said so: not quite as they really are"
    ),
}


def words_of(attempt: Attempt, attempts: int) -> list[str]:
    """The notes on a submitted attempt, the person having made `attempts` in all."""
    notes = [str(WORDS[flag]) for flag in attempt.flags["flags"]]
    if attempts > 1:
        notes.append(
            _("attempt %(number)s of %(all)s")
            % {"number": attempt.ordinal, "all": attempts}
        )
    return notes
