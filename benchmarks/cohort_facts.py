"""What a cohort's downloads, purge and recount cost: no page, so no ratio."""

import resource
from itertools import islice

from assessments.cohorts import data_export, technical_sheet
from assessments.files.csv_files import csv_text
from assessments.groups import recounting
from assessments.models import Cohort
from assessments.privacy import retention
from benchmarks.large_cohorts import LANGUAGE, LargeCohorts
from benchmarks.measuring import peak_kb, seconds

EXPORTED = 20_000


def facts(cohorts: LargeCohorts) -> dict[str, str]:
    questionnaire = cohorts.questionnaire
    sheet = technical_sheet.newest_first(questionnaire, LANGUAGE)
    omega = seconds(lambda: technical_sheet.omega_of(sheet, questionnaire))
    purge = seconds(lambda: retention.purge(now=cohorts.now))
    recount = seconds(recount_without_difference)
    recount_mb = peak_kb(recounting.recount) / 1024
    process_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    unit = "seconds to the first line, lines a second"
    return {
        "ω of the technical sheet, on request, s": f"{omega:.2f}",
        f"CSV of the named cohort: {unit}": export_speed(cohorts.cohort),
        f"CSV of the anonymous cohort: {unit}": export_speed(cohorts.anonymous),
        "purge with nobody due, s": f"{purge:.1f}",
        "recount that finds no difference, s": f"{recount:.1f}",
        "memory of the recount, MB": f"{recount_mb:.0f}",
        "memory of the process at most, MB": f"{process_mb:.0f}",
    }


def export_speed(cohort: Cohort) -> str:
    lines = data_export.lines(cohort)
    seconds_to_first_line = seconds(lambda: next(lines))

    rest = csv_text(data_export.columns(cohort), islice(lines, EXPORTED))
    line_count = min(EXPORTED, data_export.extent(cohort).lines)
    lines_a_second = line_count / seconds(lambda: list(rest))
    return f"{seconds_to_first_line:.2f}, {lines_a_second:,.0f}"


def recount_without_difference() -> None:
    differences = recounting.recount()
    if differences:
        raise SystemExit(f"the counters had drifted: {differences[:3]}")
