"""What the figures of an instrument mean in plain words, and what to do. Suggestions:
no rule ever drops a row.
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


def of_alpha(figures: GroupFigures) -> str:
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


def of_row(row: RowHealth, figures: GroupFigures) -> list[str]:
    """Sentences, each with what to do; one that says nothing stands out, where
    everything can be judged.
    """
    found = [*_crowding(row), *_fit(row, figures)]
    if found or row.rest.value is None:
        return found
    return [_("Nothing stands out.")]


def _crowding(row: RowHealth) -> list[str]:
    told = []
    if (row.ceiling.value or 0) >= CROWDED_PERCENT:
        told.append(
            _(
                "Most people choose the service end: it tells them apart little. Ask for examples in class."
            )
        )
    if (row.floor.value or 0) >= CROWDED_PERCENT:
        told.append(
            _(
                "Most people choose the far end: see whether its sentence reads nicer than meant."
            )
        )
    return told


def _fit(row: RowHealth, figures: GroupFigures) -> list[str]:
    rest = row.rest.value
    without = row.alpha_without.value
    alpha = figures.alpha.value
    told = []
    if rest is not None and rest < 0:
        told.append(
            _(
                "People high on the rest are low here: check how the row is understood, and its translation."
            )
        )
    elif rest is not None and rest < WEAK_REST:
        told.append(
            _("It goes its own way: it may measure something else. Read it by itself.")
        )
    if without is not None and alpha is not None and without >= alpha + BETTER_WITHOUT:
        told.append(
            _(
                "Without it the others would hang together better: a candidate for rewording in a new version."
            )
        )
    return told
