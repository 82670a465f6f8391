"""Reading quality in neutral words (measurement.md §3). Never: fake, lie, cheat, invalid."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import quality
from assessments.models import Attempt

WORDS = {
    quality.FAST: gettext_lazy("answered unusually fast"),
    quality.SAME_POSITION: gettext_lazy("same position many times in a row"),
    quality.PATTERN: gettext_lazy("a repeating pattern"),
    quality.FEW_DIFFERENCES: gettext_lazy("few differences between rows"),
    quality.OWN_WORD: gettext_lazy("the person said so: not quite as they really are"),
}


def words_of(attempt: Attempt, attempts: int) -> list[str]:
    """The notes on a submitted attempt, the person having made `attempts` in all."""
    notes = [str(WORDS[flag]) for flag in attempt.flags["flags"]]
    if attempts > 1:
        notes.append(_("attempt %(number)s of %(all)s") % {"number": attempt.ordinal, "all": attempts})
    return notes
