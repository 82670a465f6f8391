"""The four domains of a cohort: mean and spread of their scores."""

from dataclasses import dataclass

from assessments.measurement import chart_geometry
from assessments.measurement.chart_geometry import Spread
from assessments.statistics.group_statistics import Figure, GroupFigures
from competencies.models import Domain


@dataclass(frozen=True)
class DomainLine:
    """One domain; `spread` says where mean and SD are drawn, if they are shown."""

    domain: Domain
    mean: Figure
    sd: Figure
    spread: Spread | None


def domain_lines(figures: GroupFigures) -> list[DomainLine]:
    """Return a line for each domain that the questionnaire has rows of."""
    asked_about = {row.domain for row in figures.key.rows}
    lines = []
    for domain in Domain.objects.order_by("order"):
        if domain.key in asked_about:
            mean, sd = figures.domain(domain.key)
            spread = chart_geometry.spread(mean.value, sd.value)
            lines.append(DomainLine(domain, mean, sd, spread))
    return lines
