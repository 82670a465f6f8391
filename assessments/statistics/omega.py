"""McDonald's ω of one factor, by maximum likelihood (docs/measurement.md §4.3).

The model of k rows is Σ = λλ' + Θ: loadings λ on one common factor, and a diagonal Θ of
unique variances θ.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LEAST_ROWS = 3
MOST_STEPS = 200
MOST_HALVINGS = 20
# The fit has settled when no slope of the discrepancy, on correlations, is larger.
FLAT_SLOPE = 1e-9
# A smaller curvature does not fix a solution.
LEAST_CURVATURE = 1e-8
# A solution with a smaller unique share of a row's variance is not proper.
LEAST_UNIQUE = 1e-3
ROUNDING = 1e-12


class Factor(NamedTuple):
    """`loadings` λ and `unique` variances θ, each of length k."""

    loadings: FloatArray
    unique: FloatArray


class Derivatives(NamedTuple):
    """Of the discrepancy over λ, then θ: `slope` (2k) and `curvature` (2k×2k)."""

    slope: FloatArray
    curvature: FloatArray


def omega_total(covariance: npt.NDArray[np.floating[Any]]) -> float | None:
    """Return ω = (Σλ)² / ((Σλ)² + Σθ), 0–1, of a k×k matrix (McDonald 1999, Test Theory).

    Of a covariance matrix it is the ω of the raw sum, the one we report (it is the
    published value for R's `attitude`); of a correlation matrix that of the sum of
    standardised rows. The fit itself is the same.

    None below three rows (one factor cannot be identified), where a row does not vary,
    or without a proper solution (the fit ends at a unique variance of zero or does not
    settle).
    """
    deviations = np.sqrt(np.diag(covariance))
    if len(deviations) < LEAST_ROWS or not np.all(deviations > 0):
        return None

    correlation = covariance / np.outer(deviations, deviations)
    factor = _fit(correlation)
    if factor is None:
        return None
    common = float(factor.loadings @ deviations) ** 2
    unique = float(factor.unique @ deviations**2)
    return common / (common + unique)


def omega_total_of_answers(answers: npt.NDArray[np.integer[Any]]) -> float | None:
    """Return ω of the raw sum from the points of n people (down) on k rows (across).

    None where `omega_total` is, and below two people.
    """
    if len(answers) < 2:
        return None
    covariance = np.atleast_2d(np.cov(answers, rowvar=False))
    return omega_total(covariance)


def _fit(correlation: FloatArray) -> Factor | None:
    """Fit one factor by Fisher scoring: Newton with expected second derivatives."""
    factor = _start(correlation)
    for _ in range(MOST_STEPS):
        derivatives = _derivatives(correlation, factor)
        if not _is_identified(derivatives.curvature):
            return None
        if np.max(np.abs(derivatives.slope)) < FLAT_SLOPE:
            return factor
        better_factor = _step_downhill(correlation, factor, derivatives)
        if better_factor is None:
            return None
        factor = better_factor
    return None


def _start(correlation: FloatArray) -> Factor:
    """Return the first principal component, shrunk: components overstate loadings."""
    eigenvalues, eigenvectors = np.linalg.eigh(correlation)
    first_component = eigenvectors[:, -1] * np.sqrt(0.8 * eigenvalues[-1])
    loadings = np.clip(first_component, -0.9, 0.9)
    return Factor(loadings, unique=1 - loadings**2)


def _implied(factor: Factor) -> FloatArray:
    """Return the correlations that the factor implies, Σ = λλ' + Θ."""
    return np.outer(factor.loadings, factor.loadings) + np.diag(factor.unique)


def _discrepancy(correlation: FloatArray, factor: Factor) -> float:
    """Return log|Σ| + tr(RΣ⁻¹): what maximum likelihood makes small, but for a constant."""
    implied = _implied(factor)
    log_determinant = np.linalg.slogdet(implied)[1]
    return float(log_determinant + np.trace(np.linalg.solve(implied, correlation)))


def _derivatives(correlation: FloatArray, factor: Factor) -> Derivatives:
    """Return the slope of the discrepancy and its expected curvature.

    The curvature is tr(Σ⁻¹ Σₐ Σ⁻¹ Σ_b), Σₐ being the derivative of Σ over the a-th
    parameter.
    """
    loadings = factor.loadings
    implied = _implied(factor)
    inverse = np.linalg.inv(implied)
    misfit = inverse @ (implied - correlation) @ inverse
    slope = np.concatenate([2 * misfit @ loadings, np.diag(misfit)])

    pull = inverse @ loadings
    over_loadings = 2 * ((loadings @ pull) * inverse + np.outer(pull, pull))
    mixed = 2 * inverse * pull
    over_unique = inverse**2
    curvature = np.block([[over_loadings, mixed], [mixed.T, over_unique]])
    return Derivatives(slope, curvature)


def _step_downhill(
    correlation: FloatArray, factor: Factor, derivatives: Derivatives
) -> Factor | None:
    """Take one step, halved until it is proper and does not lead upwards.

    None if there is no such step.
    """
    highest = _discrepancy(correlation, factor) + ROUNDING
    step = np.linalg.solve(derivatives.curvature, derivatives.slope)
    loadings_step, unique_step = np.split(step, 2)
    for halvings in range(MOST_HALVINGS):
        stepped = Factor(
            loadings=factor.loadings - loadings_step / 2**halvings,
            unique=factor.unique - unique_step / 2**halvings,
        )
        is_proper = np.min(stepped.unique) >= LEAST_UNIQUE
        if is_proper and _discrepancy(correlation, stepped) <= highest:
            return stepped
    return None


def _is_identified(curvature: FloatArray) -> bool:
    """Tell whether the discrepancy is curved in every direction.

    It is not for rows without a common factor: they fit as well with one set of
    loadings as with another.
    """
    smallest = np.linalg.eigvalsh(curvature)[0]
    return bool(smallest > LEAST_CURVATURE)
