"""What each paper says: the plain data that `typesetting` sets as PDF, in the current
language; and zips of them.

A zip is made by a worker that may be killed: the truth is in `Bundle`, and one made
again is made from the start.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from assessments.documents.result_document import Data, headline, said_by
from assessments.files import typesetting
from assessments.groups.staff_names import name_of
from assessments.models import (
    Application,
    Attempt,
    Cohort,
    Decision,
    InterviewSheet,
    Participant,
    Rating,
)
from assessments.screening import decisions, interview_guide
from assessments.screening.decisions import LogLine
from assessments.screening.interview_guide import Guide
from assessments.sittings.result_report import ResultReport


# --- papers -------------------------------------------------------------------------------------------
def result(attempt: Attempt, *, now: datetime) -> bytes:
    """The result page of a submitted attempt."""
    report = ResultReport(attempt)
    person = attempt.participant
    data = _frame(headline(report), person.cohort, person.name, now) | said_by(report)
    repeat = (
        _("attempt %(number)s") % {"number": attempt.ordinal}
        if attempt.ordinal > 1
        else ""
    )
    submitted = _day(attempt.submitted_at, person.cohort)
    data["kicker"] = _joined(person.name, report.questionnaire.title, submitted, repeat)
    return _set("result", data, now)


def guide(guide: Guide, *, cohort: Cohort, now: datetime) -> bytes:
    """The interview guide, with room to write on."""
    data = _frame(_("Interview guide"), cohort, guide.applicant, now)
    data |= {
        "kicker": _joined(guide.vacancy, guide.employer),
        "applicant": guide.applicant,
    }
    data |= {
        "core": [vars(each) for each in guide.core],
        "follow_ups": [_follow_up(each) for each in guide.follow_ups],
    }
    return _set("guide", data | _guide_words() | {"anchors": guide.anchors}, now)


def record(cohort: Cohort, participant: Participant, *, now: datetime) -> bytes:
    """How an applicant's decisions were reached. Holds no score, only who could have
    seen it.
    """
    data = _frame(_("Decision record"), cohort, participant.name, now)
    data |= {
        "kicker": _joined(cohort.vacancy, cohort.employer),
        "facts": _record_facts(cohort, participant, now),
    }
    data |= _log(cohort, participant) | _panel(cohort, participant)
    return _set("record", data, now)


def _set(template: str, data: Data, now: datetime) -> bytes:
    return typesetting.pdf(template, data, language=get_language() or "en", made_at=now)


def _frame(title: str, cohort: Cohort | None, name: str, now: datetime) -> Data:
    demonstration = (
        _("Made-up data.")
        + " "
        + _("This group is a demonstration: nobody in it is a real person.")
    )
    return {
        "title": title,
        "foot": _joined(
            _("Service self-check"),
            name,
            _("made on %(date)s") % {"date": _day(now, cohort)},
        ),
        "made_up": demonstration if cohort and cohort.is_synthetic else "",
        "replaced": _(
            "Some characters, perhaps of a name, cannot be printed here. [?] stands in their place."
        ),
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _day(moment: datetime, cohort: Cohort | None) -> str:
    return date_format(
        timezone.localtime(moment, cohort and cohort.zone), "DATE_FORMAT"
    )


def _minute(moment: datetime, cohort: Cohort) -> str:
    return date_format(timezone.localtime(moment, cohort.zone), "DATETIME_FORMAT")


# --- the guide ----------------------------------------------------------------------------------------
def _guide_words() -> Data:
    return {
        "lead": _(
            "The first questions are the same for everybody, in this order. Rate each answer before you ask the next."
        ),
        "to_fill_in": [_("Interviewer"), _("Date")],
        "strong": _("Strong answers show"),
        "weak": _("Weak answers show"),
        "rating": _("Rating: circle one"),
        "notes": _("Notes"),
        "asked_heading": _("Where to ask further"),
        "asked_lead": _(
            "From this person's own answers. These questions are not rated."
        ),
        "overall": _("Notes on the whole talk"),
    }


def _follow_up(asked: interview_guide.FollowUp) -> Data:
    said = " – ".join(part for part in (asked.label, asked.in_words) if part)
    return {
        "competency": asked.competency,
        "question": asked.question,
        "said": f"{asked.stem} · {said}",
    }


# --- the record ---------------------------------------------------------------------------------------
def _record_facts(
    cohort: Cohort, person: Participant, now: datetime
) -> list[tuple[str, str]]:
    stage = Application.objects.get(participant=person).get_stage_display()
    return [
        (_("Applicant"), _joined(person.name, person.number)),
        (_("Screening round"), cohort.title),
        (_("Stage"), stage or _("no decision yet")),
        (_("As of"), f"{_minute(now, cohort)} ({cohort.time_zone})"),
    ]


def _log(cohort: Cohort, person: Participant) -> Data:
    hashes = dict(
        Decision.objects.filter(participant=person).values_list("sequence", "chained")
    )
    entries = [
        _entry(line, cohort, hashes[line.sequence])
        for line in decisions.history_of(person)
    ]
    note = _(
        "The fingerprint of an entry must be the same as in the round's log. Gaps in the numbers are others' entries."
    )
    return {
        "log": {
            "heading": _("Decisions"),
            "entries": entries,
            "note": note if entries else _("None so far."),
        }
    }


def _entry(line: LogLine, cohort: Cohort, fingerprint: str) -> Data:
    facts = [
        (_("By"), _joined(line.made_by, _minute(line.made_at, cohort))),
        (_("Reason"), line.reason),
        (_("Evidence"), pgettext("list separator", ", ").join(map(str, line.evidence))),
        (
            _("Score"),
            _("seen before deciding")
            if line.content["score_seen"]
            else _("not seen before deciding"),
        ),
        *_ties(line.content),
    ]
    heading = _("Entry %(number)s: %(stage)s") % {
        "number": line.sequence,
        "stage": line.stage,
    }
    names = {"text_name": _("In words"), "fingerprint_name": _("Fingerprint")}
    return names | {
        "heading": heading,
        "facts": facts,
        "text": line.content["text"],
        "fingerprint": fingerprint,
    }


def _ties(content: Data) -> Iterator[tuple[str, str]]:
    if content["corrects"]:
        yield _("Corrects"), _("entry %(number)s") % {"number": content["corrects"]}
    if content["follows"]:
        yield (
            _("Entry already there"),
            _("entry %(number)s") % {"number": content["follows"]},
        )


def _panel(cohort: Cohort, person: Participant) -> Data:
    sheets = person.interview_sheets.select_related("interviewer").prefetch_related(
        "ratings__competency__domain"
    )
    panel = {
        "heading": _("Interviewers' ratings"),
        "columns": [_("Question"), _("Rating"), _("Notes")],
        "sheets": [
            _sheet(sheet, cohort) for sheet in sheets.order_by("saved_at", "pk")
        ],
        "none": _("None so far."),
    }
    return {"panel": panel}


def _sheet(sheet: InterviewSheet, cohort: Cohort) -> Data:
    ratings = sorted(
        sheet.ratings.all(),
        key=lambda each: (each.value is None, each.competency.domain.order, each.pk),
    )
    seen = {
        True: _("score seen before rating"),
        False: _("score not seen before rating"),
        None: "",
    }[sheet.score_seen]
    return {
        "heading": name_of(sheet.interviewer),
        "state": _joined(_minute(sheet.completed_at or sheet.saved_at, cohort), seen),
        "rows": [_rating(rating) for rating in ratings],
        "note": sheet.note,
    }


def _rating(rating: Rating) -> list[str]:
    return [
        rating.competency.name,
        "–" if rating.value is None else str(rating.value),
        rating.note,
    ]


# --- archives ------------------------------------------------------------------------------------------
