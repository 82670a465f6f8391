"""The result page as PDF."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.documents.document_frame import (
    Data,
    day_in_words,
    frame_data,
    typeset,
    with_dots,
)
from assessments.models import Application, Attempt, Participant
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import AnsweredRow, ResultReport


def result_pdf(attempt: Attempt, *, now: datetime) -> bytes:
    """Set the result of a submitted attempt."""
    report = ResultReport(attempt)
    participant = attempt.participant
    data = frame_data(
        title=report.headline,
        kicker=_kicker(report),
        name=participant.name,
        cohort=participant.cohort,
        now=now,
    )
    data |= {
        "comment": _comment(participant),
        "score": _score(report),
        "bands": _bands(report),
        "strengths": _strengths(report),
        "domains": _domains(report),
        "limits": _limits(report),
        "thoughts": _thoughts(report),
        "counting": _counting(report),
        "conclusion": report.notes["conclusion"].text,
    }
    return typeset("result", data, now=now)


def _kicker(report: ResultReport) -> str:
    attempt = report.attempt
    participant = attempt.participant
    submitted = day_in_words(attempt.submitted_at, participant.cohort)
    ordinal = ""
    if attempt.ordinal > 1:
        ordinal = _("attempt %(number)s") % {"number": attempt.ordinal}
    return with_dots(participant.name, report.questionnaire.title, submitted, ordinal)


def _comment(participant: Participant) -> Data:
    application = Application.objects.filter(participant=participant).first()
    return {
        "heading": _("The applicant's comment"),
        "text": application.comment if application else "",
    }


def _score(report: ResultReport) -> Data:
    attempt = report.attempt
    alt = _("The bands from 0 to 100 with a marker at %(score)s")
    strip = asdict(report.strip)
    strip["alt"] = alt % {"score": attempt.total}
    return {
        "total": attempt.total,
        "margin": _("give or take %(width)s") % {"width": attempt.width},
        "margin_text": report.width_text,
        "band": f"{_('Band:')} {report.band.score_range}",
        "strip": strip,
        "cautions": report.cautions,
    }


def _bands(report: ResultReport) -> list[Data]:
    bands = []
    for band_text in report.band_texts:
        bands.append(
            {
                "range": band_text.band.score_range,
                "title": band_text.band.title,
                "text": band_text.band.text,
                "claims": band_text.claims,
                "contrary": band_text.contrary,
                "caution": band_text.band.caution,
            }
        )
    return bands


def _strengths(report: ResultReport) -> Data:
    texts = [row.competency.strength_if_low for row in report.strengths]
    return {
        "heading": report.notes["strengths"].heading if texts else "",
        "texts": texts,
    }


def _domains(report: ResultReport) -> Data:
    rows = []
    for score in report.domains:
        rows.append(
            {
                "key": score.domain.key,
                "name": score.domain.name,
                "level": score.level.label,
                "score": score.score,
                "bar": score.bar,
                "y": score.bar_y,
            }
        )
    differences = report.difference_texts
    if not differences:
        differences = [_("In your result no two areas are that far apart.")]
    return {
        "heading": _("The four areas"),
        "alt": _("Scores of the four areas as bars; the table has the same numbers"),
        "columns": [_("Area"), _("Score"), _("Today")],
        "rows": rows,
        "reading": report.reading_note.text,
        "differences": differences,
    }


def _limits(report: ResultReport) -> Data:
    attempt_count = report.attempt.participant.attempts.count()
    return {
        "heading": _("What the score does not say"),
        "text": report.questionnaire.limits,
        "notes_lead": _("How these answers were given (this never changes the score):"),
        "notes": labels_of(report.attempt, attempt_count),
    }


def _thoughts(report: ResultReport) -> Data:
    note = report.notes["thought"]
    text = report.words["thought_none"]
    if report.thoughts:
        text = note.text
    return {
        "heading": note.heading,
        "text": text,
        "answered": _("You answered:"),
        "rows": [_thought(row, report) for row in report.thoughts],
    }


def _thought(row: AnsweredRow, report: ResultReport) -> Data:
    answer = row.label
    if row.in_words:
        answer = f"{row.label} – {row.in_words}"
    mark = ""
    if row.is_confirmed:
        mark = report.words["thought_confirm"]
    elif row.is_dismissed:
        mark = report.words["thought_dismiss"]
    return {"stem": row.row.stem, "answer": answer, "mark": mark}


def _counting(report: ResultReport) -> Data:
    rows = []
    for row in report.rows:
        rows.append(
            {
                "number": row.number,
                "answer": f"{row.row.stem} · {row.label}",
                "points": row.points,
            }
        )
    return {
        "heading": _("How this was counted"),
        "sum_text": report.counting_text,
        "meanings": report.meanings,
        "columns": [_("Row"), _("What you answered"), _("Points")],
        "rows": rows,
        "sum": _("Sum"),
        "total": report.attempt.raw_sum,
        "version": report.version_text,
    }
