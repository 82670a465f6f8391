"""McDonald's ω of one factor, by maximum likelihood (docs/measurement.md §4.3)."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST_ROWS = 3
MOST_STEPS = 200
MOST_HALVINGS = 20
# The largest slope of the discrepancy, on correlations, at which the fit counts as
# found.
FLAT = 1e-9
# The least curvature that still fixes a solution.
FLATTEST = 1e-8
# A smaller share of a row's variance that is its own is no proper solution.
LEAST_UNIQUE = 1e-3
ROUNDING = 1e-12


def omega_total(covariance: npt.NDArray[np.floating[Any]]) -> float | None:
    """ω = (Σλ)² / ((Σλ)² + Σθ), 0–1, for the factor loadings λ and unique variances θ
    of a k×k matrix.

    Of a covariance matrix it is the ω of the raw sum, the one we report (it is the
    published value for R's `attitude`); of a correlation matrix that of the sum of
    standardised rows. The fit itself is the same. McDonald (1999), Test Theory. None
    below three rows (one factor cannot be identified), without variance in a row, or if
    there is no proper solution (the fit ends at a unique variance of zero or does not
    settle).
    """
    deviations = np.sqrt(np.diag(covariance))
    if len(deviations) < LEAST_ROWS or not np.all(deviations > 0):
        return None
    fitted = _fit(covariance / np.outer(deviations, deviations))
    if fitted is None:
        return None
    common = float(fitted[0] @ deviations) ** 2
    return common / (common + float(fitted[1] @ deviations**2))


def omega_total_of_answers(answers: npt.NDArray[np.integer[Any]]) -> float | None:
    """The ω of the raw sum from the points of n people (down) on k rows (across); None
    also below two people.
    """
    if len(answers) < 2:
        return None
    return omega_total(np.atleast_2d(np.cov(answers, rowvar=False)))


def _fit(correlation: Floats) -> tuple[Floats, Floats] | None:
    """Loadings and unique variances by Fisher scoring, which is Newton with the
    expected second derivatives.
    """
    loadings, unique = _start(correlation)
    for _ in range(MOST_STEPS):
        slope, curvature = _derivatives(correlation, loadings, unique)
        if not _is_identified(curvature):
            return None
        if np.max(np.abs(slope)) < FLAT:
            return loadings, unique
        lower = _downhill(correlation, loadings, unique, slope, curvature)
        if lower is None:
            return None
        loadings, unique = lower
    return None


def _start(correlation: Floats) -> tuple[Floats, Floats]:
    """The first principal component, shrunk: components overstate loadings."""
    values, vectors = np.linalg.eigh(correlation)
    loadings = np.clip(vectors[:, -1] * np.sqrt(0.8 * values[-1]), -0.9, 0.9)
    return loadings, 1 - loadings**2


def _discrepancy(correlation: Floats, loadings: Floats, unique: Floats) -> float:
    """log|Σ| + tr(RΣ⁻¹) with Σ = λλ' + Θ: what maximum likelihood makes small, but for
    a constant.
    """
    implied = np.outer(loadings, loadings) + np.diag(unique)
    return float(
        np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, correlation))
    )


def _derivatives(
    correlation: Floats, loadings: Floats, unique: Floats
) -> tuple[Floats, Floats]:
    """The slope (2k) of the discrepancy over λ, then θ, and its expected curvature
    tr(Σ⁻¹ Σₐ Σ⁻¹ Σ_b) (2k×2k).
    """
    implied = np.outer(loadings, loadings) + np.diag(unique)
    inverse = np.linalg.inv(implied)
    misfit = inverse @ (implied - correlation) @ inverse
    pull = inverse @ loadings
    both = 2 * ((loadings @ pull) * inverse + np.outer(pull, pull))
    mixed = 2 * inverse * pull
    slope = np.concatenate([2 * misfit @ loadings, np.diag(misfit)])
    return slope, np.block([[both, mixed], [mixed.T, inverse**2]])


def _downhill(
    correlation: Floats,
    loadings: Floats,
    unique: Floats,
    slope: Floats,
    curvature: Floats,
) -> tuple[Floats, Floats] | None:
    """One step, halved until it is proper and does not lead upwards; None if there is
    no such step.
    """
    most = _discrepancy(correlation, loadings, unique) + ROUNDING
    for_loadings, for_unique = np.split(np.linalg.solve(curvature, slope), 2)
    for halvings in range(MOST_HALVINGS):
        lower = loadings - for_loadings / 2**halvings, unique - for_unique / 2**halvings
        if (
            np.min(lower[1]) >= LEAST_UNIQUE
            and _discrepancy(correlation, *lower) <= most
        ):
            return lower
    return None


def _is_identified(curvature: Floats) -> bool:
    """Flat in no direction. Rows without a common factor fit as well with one set of
    loadings as with another.
    """
    return bool(np.linalg.eigvalsh(curvature)[0] > FLATTEST)
