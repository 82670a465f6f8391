"""The decision record as PDF: how an applicant's decisions were reached.

It holds no score, only who could have seen it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.documents.document_frame import (
    Data,
    frame_data,
    minute_in_words,
    typeset,
    with_dots,
)
from assessments.groups.staff_names import name_of
from assessments.models import (
    Application,
    Cohort,
    Decision,
    InterviewSheet,
    Participant,
    Rating,
)
from assessments.screening import decision_log
from assessments.screening.decision_log import LogLine


def record_pdf(
    screening_round: Cohort, participant: Participant, *, now: datetime
) -> bytes:
    data = frame_data(
        title=_("Decision record"),
        kicker=with_dots(screening_round.vacancy, screening_round.employer),
        name=participant.name,
        cohort=screening_round,
        now=now,
    )
    data["facts"] = _facts(screening_round, participant, now)
    data["log"] = _log(screening_round, participant)
    data["panel"] = _panel(screening_round, participant)
    return typeset("record", data, now=now)


def _facts(
    screening_round: Cohort, participant: Participant, now: datetime
) -> list[tuple[str, str]]:
    application = Application.objects.get(participant=participant)
    stage = application.get_stage_display() or _("no decision yet")
    as_of = f"{minute_in_words(now, screening_round)} ({screening_round.time_zone})"
    return [
        (_("Applicant"), with_dots(participant.name, participant.number)),
        (_("Screening round"), screening_round.title),
        (_("Stage"), stage),
        (_("As of"), as_of),
    ]


# --- decisions ------------------------------------------------------------------------
def _log(screening_round: Cohort, participant: Participant) -> Data:
    logged = Decision.objects.filter(participant=participant)
    hashes = dict(logged.values_list("sequence", "chained"))

    entries = []
    for line in decision_log.history_of(participant):
        entries.append(_entry(line, screening_round, hashes[line.sequence]))

    note = _("None so far.")
    if entries:
        note = _(
            "The fingerprint of an entry must be the same as in the round's log. "
            "Gaps in the numbers are others' entries."
        )
    return {"heading": _("Decisions"), "entries": entries, "note": note}


def _entry(line: LogLine, screening_round: Cohort, fingerprint: str) -> Data:
    made = with_dots(line.made_by, minute_in_words(line.made_at, screening_round))
    evidence = pgettext("list separator", ", ").join(map(str, line.evidence))
    score = _("not seen before deciding")
    if line.content["score_seen"]:
        score = _("seen before deciding")
    heading = _("Entry %(number)s: %(stage)s")
    return {
        "heading": heading % {"number": line.sequence, "stage": line.stage},
        "facts": [
            (_("By"), made),
            (_("Reason"), line.reason),
            (_("Evidence"), evidence),
            (_("Score"), score),
            *_references(line.content),
        ],
        "text_name": _("In words"),
        "text": line.content["text"],
        "fingerprint_name": _("Fingerprint"),
        "fingerprint": fingerprint,
    }


def _references(content: Data) -> Iterator[tuple[str, str]]:
    """Yield the earlier entries that a decision corrects or knew of."""
    entry = _("entry %(number)s")
    if content["corrects"]:
        yield _("Corrects"), entry % {"number": content["corrects"]}
    if content["follows"]:
        yield _("Entry already there"), entry % {"number": content["follows"]}


# --- interviewers' ratings ------------------------------------------------------------
def _panel(screening_round: Cohort, participant: Participant) -> Data:
    sheets = participant.interview_sheets.select_related("interviewer")
    sheets = sheets.prefetch_related("ratings__competency__domain")
    sheets = sheets.order_by("saved_at", "pk")
    return {
        "heading": _("Interviewers' ratings"),
        "columns": [_("Question"), _("Rating"), _("Notes")],
        "sheets": [_sheet(sheet, screening_round) for sheet in sheets],
        "none": _("None so far."),
    }


def _sheet(sheet: InterviewSheet, screening_round: Cohort) -> Data:
    saved = minute_in_words(sheet.completed_at or sheet.saved_at, screening_round)
    score_seen = ""
    if sheet.score_seen is True:
        score_seen = _("score seen before rating")
    elif sheet.score_seen is False:
        score_seen = _("score not seen before rating")

    ratings = sorted(sheet.ratings.all(), key=_place_on_sheet)
    return {
        "heading": name_of(sheet.interviewer),
        "state": with_dots(saved, score_seen),
        "rows": [_rating(rating) for rating in ratings],
        "note": sheet.note,
    }


def _place_on_sheet(rating: Rating) -> tuple[bool, int, int]:
    """Order rated questions before notes without a rating, each by domain."""
    return (rating.value is None, rating.competency.domain.order, rating.pk)


def _rating(rating: Rating) -> list[str]:
    value = "–" if rating.value is None else str(rating.value)
    return [rating.competency.name, value, rating.note]
