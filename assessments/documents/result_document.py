"""What a result page says, as the plain data that its paper is set from; in the current
language.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Application, Band, Participant
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import AnsweredRow, ResultReport

Data = dict[str, Any]


def said_by(report: ResultReport) -> Data:
    data = (
        {"comment": _comment(report.attempt.participant)}
        | _score(report)
        | _band_texts(report)
    )
    return (
        data | _areas(report) | _reading(report) | _thoughts(report) | _counting(report)
    )


def headline(report: ResultReport) -> str:
    return f" {_('or')} ".join(band.title for band in report.shown_bands)


def _comment(person: Participant) -> Data:
    found = Application.objects.filter(participant=person).first()
    return {
        "heading": _("The applicant's comment"),
        "text": found.comment if found else "",
    }


def _score(report: ResultReport) -> Data:
    attempt = report.attempt
    alt = _("The bands from 0 to 100 with a marker at %(score)s")
    return {
        "total": attempt.total,
        "width": _("give or take %(width)s") % {"width": attempt.width},
        "band": " ".join([_("Band:"), _range(report.band)]),
        "strip": asdict(report.strip) | {"alt": alt % {"score": attempt.total}},
        "width_text": report.width_text,
        "notices": [*report.border_texts, *report.uniform_texts],
    }


def _range(band: Band) -> str:
    return f"{band.lower}–{band.upper}"


def _band_texts(report: ResultReport) -> Data:
    bands = [
        {"claims": [], "contrary": []} | _band(band) for band in report.shown_bands
    ]
    bands[0] |= {"claims": report.claims, "contrary": report.contrary}
    strengths = [row.competency.strength_if_low for row in report.strengths]
    heading = report.notes["strengths"].heading if strengths else ""
    return {"bands": bands, "strengths": {"heading": heading, "texts": strengths}}


def _band(band: Band) -> Data:
    return {
        "range": _range(band),
        "title": band.title,
        "text": band.text,
        "caution": band.caution,
    }


def _areas(report: ResultReport) -> Data:
    areas = {
        "heading": _("The four areas"),
        "alt": _("Scores of the four areas as bars; the table has the same numbers"),
        "columns": [_("Area"), _("Score"), _("Today")],
        "reading": report.reading_note.text,
        "differences": list(_differences(report)),
        "rows": [
            {
                "key": entry.domain.key,
                "name": entry.domain.name,
                "level": entry.level.label,
                "score": entry.score,
            }
            | {"bar": entry.bar, "y": entry.bar_y}
            for entry in report.domains
        ],
    }
    return {"areas": areas}


def _differences(report: ResultReport) -> Iterable[str]:
    if not report.different_domains:
        yield _("In your result no two areas are that far apart.")
    for higher, lower in report.different_domains:
        names = {"higher": higher.domain.name, "lower": lower.domain.name}
        yield _("%(higher)s stands clearly above %(lower)s.") % names


def _reading(report: ResultReport) -> Data:
    made = report.attempt.participant.attempts.count()
    limits = {
        "heading": _("What the score does not say"),
        "text": report.questionnaire.limits,
        "notes_lead": _("How these answers were given (this never changes the score):"),
        "notes": labels_of(report.attempt, made),
    }
    return {"limits": limits}


def _thoughts(report: ResultReport) -> Data:
    note = report.notes["thought"]
    thoughts = {
        "heading": note.heading,
        "text": note.text if report.thoughts else report.words["thought_none"],
        "answered": _("You answered:"),
        "rows": [_thought(row, report) for row in report.thoughts],
    }
    return {"thoughts": thoughts}


def _thought(row: AnsweredRow, report: ResultReport) -> Data:
    said = {
        row.is_confirmed: "thought_confirm",
        row.is_dismissed: "thought_dismiss",
    }.get(True)
    answer = " – ".join(part for part in (row.label, row.in_words) if part)
    return {
        "stem": row.row.stem,
        "answer": answer,
        "mark": report.words[said] if said else "",
    }


def _counting(report: ResultReport) -> Data:
    attempt = report.attempt
    sums = {
        "sum": attempt.raw_sum,
        "most": report.most_points,
        "exact": report.exact,
        "score": attempt.total,
    }
    versions = {
        "version": report.questionnaire.version,
        "scoring": attempt.scoring_version,
    }
    counting = {
        "heading": _("How this was counted"),
        "sum_text": _(
            "Each row gives 1 to 5 points, most at the side closer to the job. Your points add up to %(sum)s. "
            "%(sum)s × 100 / %(most)s = %(exact)s, rounded: %(score)s."
        )
        % sums,
        "meanings": report.meanings,
        "columns": [_("Row"), _("What you answered"), _("Points")],
        "rows": [
            {
                "number": row.number,
                "answer": f"{row.row.stem} · {row.label}",
                "points": row.points,
            }
            for row in report.rows
        ],
        "sum": _("Sum"),
        "total": attempt.raw_sum,
        "version": _(
            "Version %(version)s of the test, version %(scoring)s of the counting."
        )
        % versions,
    }
    return {"counting": counting, "conclusion": report.notes["conclusion"].text}
