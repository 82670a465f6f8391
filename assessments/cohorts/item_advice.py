"""Say in plain words what the figures of an instrument mean, and what to do.

These are suggestions (docs/measurement.md §4.4): no rule ever drops a row.
"""

from django.utils.translation import gettext as _

from assessments.statistics.group_statistics import GroupFigures, RowHealth

# Rules of thumb of test construction (Nunnally & Bernstein 1994; Ebel 1979), not
# measured here.
GOOD_ALPHA = 0.8
FAIR_ALPHA = 0.7
WEAK_REST = 0.2
CROWDED_PERCENT = 60
BETTER_WITHOUT = 0.02


def alpha_advice(figures: GroupFigures) -> str:
    """Return a sentence about α; empty where α is not shown."""
    alpha = figures.alpha.value
    if alpha is None:
        return ""
    if alpha >= GOOD_ALPHA:
        return _(
            "The rows hang together well: in this group the total is steady enough to compare group averages."
        )
    if alpha >= FAIR_ALPHA:
        return _(
            "The rows hang together fairly well. Read averages, and be careful with single people."
        )
    return _(
        "The rows hang together weakly here. Read the rows one by one, and make little of the total."
    )


def row_advice(row: RowHealth, figures: GroupFigures) -> list[str]:
    """Return sentences about one row, each with what to do.

    Where everything can be judged and nothing stands out, a sentence says so.
    """
    sentences = _crowding_advice(row) + _fit_advice(row, figures)
    can_judge = row.rest.value is not None
    if not sentences and can_judge:
        return [_("Nothing stands out.")]
    return sentences


def _crowding_advice(row: RowHealth) -> list[str]:
    sentences = []
    if (row.ceiling.value or 0) >= CROWDED_PERCENT:
        sentence = _(
            "Most people choose the service end: it tells them apart little. Ask for examples in class."
        )
        sentences.append(sentence)
    if (row.floor.value or 0) >= CROWDED_PERCENT:
        sentence = _(
            "Most people choose the far end: see whether its sentence reads nicer than meant."
        )
        sentences.append(sentence)
    return sentences


def _fit_advice(row: RowHealth, figures: GroupFigures) -> list[str]:
    """Say how the row goes with the others."""
    sentences = []
    rest = row.rest.value
    if rest is not None and rest < 0:
        sentence = _(
            "People high on the rest are low here: check how the row is understood, and its translation."
        )
        sentences.append(sentence)
    elif rest is not None and rest < WEAK_REST:
        sentence = _(
            "It goes its own way: it may measure something else. Read it by itself."
        )
        sentences.append(sentence)

    alpha = figures.alpha.value
    without = row.alpha_without.value
    if alpha is None or without is None:
        return sentences
    if without >= alpha + BETTER_WITHOUT:
        sentence = _(
            "Without it the others would hang together better: a candidate for rewording in a new version."
        )
        sentences.append(sentence)
    return sentences
