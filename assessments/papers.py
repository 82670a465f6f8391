"""What each paper says: the plain data that `typesetting` sets as PDF, in the current language; and zips of them.

A zip is made by a worker that may be killed: the truth is in `Bundle`, and one made again is made from the start.
"""

import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from assessments import decisions, guides, typesetting
from assessments.decisions import LogLine
from assessments.guides import Guide
from assessments.models import Application, Attempt, Bundle, Cohort, Decision, InterviewSheet, Participant, Rating
from assessments.printed_results import Data, headline, said_by
from assessments.reports import Report
from assessments.staff_names import name_of

# How a bundle's files end: the name of the applicant stands before it.
FILE_NAMES = {
    Bundle.Kind.RESULTS: gettext_lazy("result"),
    Bundle.Kind.GUIDES: gettext_lazy("interview guide"),
    Bundle.Kind.RECORDS: gettext_lazy("decision record"),
}
PROGRESS_EVERY = 10
NOTHING_YET = {"done": 0, "total": 0, "file": None, "people": []}


# --- papers -------------------------------------------------------------------------------------------
def result(attempt: Attempt, *, now: datetime) -> bytes:
    """The result page of a submitted attempt."""
    report, person = Report(attempt), attempt.participant
    data = _frame(headline(report), person.cohort, person.name, now) | said_by(report)
    repeat = _("attempt %(number)s") % {"number": attempt.ordinal} if attempt.ordinal > 1 else ""
    submitted = _day(attempt.submitted_at, person.cohort)
    data["kicker"] = _joined(person.name, report.questionnaire.title, submitted, repeat)
    return _set("result", data, now)


def guide(guide: Guide, *, cohort: Cohort, now: datetime) -> bytes:
    """The interview guide, with room to write on."""
    data = _frame(_("Interview guide"), cohort, guide.applicant, now)
    data |= {"kicker": _joined(guide.vacancy, guide.employer), "applicant": guide.applicant}
    data |= {"core": [vars(each) for each in guide.core], "follow_ups": [_follow_up(each) for each in guide.follow_ups]}
    return _set("guide", data | _guide_words() | {"anchors": guide.anchors}, now)


def record(cohort: Cohort, participant: Participant, *, now: datetime) -> bytes:
    """How an applicant's decisions were reached. Holds no score, only who could have seen it."""
    data = _frame(_("Decision record"), cohort, participant.name, now)
    data |= {"kicker": _joined(cohort.vacancy, cohort.employer), "facts": _record_facts(cohort, participant, now)}
    data |= _log(cohort, participant) | _panel(cohort, participant)
    return _set("record", data, now)


def _set(template: str, data: Data, now: datetime) -> bytes:
    return typesetting.pdf(template, data, language=get_language() or "en", made_at=now)


def _frame(title: str, cohort: Cohort | None, name: str, now: datetime) -> Data:
    demonstration = _("Made-up data.") + " " + _("This group is a demonstration: nobody in it is a real person.")
    return {
        "title": title,
        "foot": _joined(_("Service self-check"), name, _("made on %(date)s") % {"date": _day(now, cohort)}),
        "made_up": demonstration if cohort and cohort.is_synthetic else "",
        "replaced": _("Some characters, perhaps of a name, cannot be printed here. [?] stands in their place."),
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _day(moment: datetime, cohort: Cohort | None) -> str:
    return date_format(timezone.localtime(moment, cohort and cohort.zone), "DATE_FORMAT")


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
        "asked_lead": _("From this person's own answers. These questions are not rated."),
        "overall": _("Notes on the whole talk"),
    }


def _follow_up(asked: guides.FollowUp) -> Data:
    said = " – ".join(part for part in (asked.label, asked.in_words) if part)
    return {"competency": asked.competency, "question": asked.question, "said": f"{asked.stem} · {said}"}


# --- the record ---------------------------------------------------------------------------------------
def _record_facts(cohort: Cohort, person: Participant, now: datetime) -> list[tuple[str, str]]:
    stage = Application.objects.get(participant=person).get_stage_display()
    return [
        (_("Applicant"), _joined(person.name, person.number)),
        (_("Screening round"), cohort.title),
        (_("Stage"), stage or _("no decision yet")),
        (_("As of"), f"{_minute(now, cohort)} ({cohort.time_zone})"),
    ]


def _log(cohort: Cohort, person: Participant) -> Data:
    hashes = dict(Decision.objects.filter(participant=person).values_list("sequence", "chained"))
    entries = [_entry(line, cohort, hashes[line.sequence]) for line in decisions.history_of(person)]
    note = _(
        "The fingerprint of an entry must be the same as in the round's log. Gaps in the numbers are others' entries."
    )
    return {"log": {"heading": _("Decisions"), "entries": entries, "note": note if entries else _("None so far.")}}


def _entry(line: LogLine, cohort: Cohort, fingerprint: str) -> Data:
    facts = [
        (_("By"), _joined(line.made_by, _minute(line.made_at, cohort))),
        (_("Reason"), line.reason),
        (_("Evidence"), pgettext("list separator", ", ").join(map(str, line.evidence))),
        (_("Score"), _("seen before deciding") if line.content["score_seen"] else _("not seen before deciding")),
        *_ties(line.content),
    ]
    heading = _("Entry %(number)s: %(stage)s") % {"number": line.sequence, "stage": line.stage}
    names = {"text_name": _("In words"), "fingerprint_name": _("Fingerprint")}
    return names | {"heading": heading, "facts": facts, "text": line.content["text"], "fingerprint": fingerprint}


def _ties(content: Data) -> Iterator[tuple[str, str]]:
    if content["corrects"]:
        yield _("Corrects"), _("entry %(number)s") % {"number": content["corrects"]}
    if content["follows"]:
        yield _("Entry already there"), _("entry %(number)s") % {"number": content["follows"]}


def _panel(cohort: Cohort, person: Participant) -> Data:
    sheets = person.interview_sheets.select_related("interviewer").prefetch_related("ratings__competency__domain")
    panel = {
        "heading": _("Interviewers' ratings"),
        "columns": [_("Question"), _("Rating"), _("Notes")],
        "sheets": [_sheet(sheet, cohort) for sheet in sheets.order_by("saved_at", "pk")],
        "none": _("None so far."),
    }
    return {"panel": panel}


def _sheet(sheet: InterviewSheet, cohort: Cohort) -> Data:
    ratings = sorted(sheet.ratings.all(), key=lambda each: (each.value is None, each.competency.domain.order, each.pk))
    seen = {True: _("score seen before rating"), False: _("score not seen before rating"), None: ""}[sheet.score_seen]
    return {
        "heading": name_of(sheet.interviewer),
        "state": _joined(_minute(sheet.completed_at or sheet.saved_at, cohort), seen),
        "rows": [_rating(rating) for rating in ratings],
        "note": sheet.note,
    }


def _rating(rating: Rating) -> list[str]:
    return [rating.competency.name, "–" if rating.value is None else str(rating.value), rating.note]


# --- bundles ------------------------------------------------------------------------------------------
class UsedForm(Exception):
    """This form has ordered papers for somebody else; a fresh page is needed."""


class Overtaken(Exception):
    """The bundle is gone, or another worker makes it now."""


@dataclass(frozen=True)
class Paper:
    person: Participant
    pdf: bytes


@transaction.atomic
def order_bundle(*, cohort: Cohort, kind: str, language: str, user: Any, nonce: str, now: datetime) -> Bundle:
    """One more for the worker; the same one for a second press. Raises `UsedForm`."""
    from assessments import tasks

    # Whoever is just being erased holds the round, and takes this bundle with them if it comes first.
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    facts = {"cohort_id": cohort.pk, "kind": kind, "language": language, "made_by": user, "created_at": now}
    bundle, is_new = Bundle.objects.get_or_create(nonce=nonce, defaults=facts)
    if is_new:
        tasks.wake_bundle(bundle)
    elif (bundle.cohort_id, bundle.kind, bundle.made_by_id) != (cohort.pk, kind, user.pk):
        raise UsedForm
    return bundle


def make_bundle(bundle_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Nothing if it is not waiting. Whoever leaves the round meanwhile takes the whole bundle with them."""
    bundle = _claimed(bundle_id, clock())
    if bundle is None:
        return
    try:
        with override(bundle.language):
            _store(bundle, _filled(bundle, clock))
    except Overtaken:
        return
    except Exception:
        _mine(bundle).update(state=Bundle.State.FAILED, **NOTHING_YET)
        raise


def _claimed(bundle_id: int, now: datetime) -> Bundle | None:
    waiting = Bundle.objects.filter(pk=bundle_id, state=Bundle.State.WAITING)
    claim = {"state": Bundle.State.WORKING, "claimed_at": now} | NOTHING_YET
    return Bundle.objects.defer("file").select_related("cohort").get(pk=bundle_id) if waiting.update(**claim) else None


def _mine(bundle: Bundle) -> QuerySet[Bundle]:
    """Empty once the bundle is gone, or given to another worker because this one was thought dead."""
    return Bundle.objects.filter(pk=bundle.pk, state=Bundle.State.WORKING, claimed_at=bundle.claimed_at)


def _filled(bundle: Bundle, clock: Callable[[], datetime]) -> list[Paper]:
    people = _people(bundle)
    found = []
    for done, person_id in enumerate(people):
        if done % PROGRESS_EVERY == 0:
            _progress(bundle, done, len(people), clock())
        found.append(_paper_of(bundle, person_id, clock()))
    return [paper for paper in found if paper]


def _people(bundle: Bundle) -> list[int]:
    """Everybody there is something to print of: an answered test, or a decision."""
    having = Decision.objects.filter(cohort=bundle.cohort, kind=Decision.Kind.DECISION)
    if bundle.kind != Bundle.Kind.RECORDS:
        having = Attempt.objects.submitted().filter(cohort=bundle.cohort, ordinal=1)
    applicants = _visible(bundle).filter(participant__in=having.values("participant"))
    return list(applicants.order_by("participant__name", "participant").values_list("participant", flat=True))


def _visible(bundle: Bundle) -> QuerySet[Application]:
    return Application.objects.visible().filter(cohort=bundle.cohort_id)


def _progress(bundle: Bundle, done: int, total: int, now: datetime) -> None:
    """Also a sign of life, so that nobody takes the bundle for a dead worker's."""
    if not _mine(bundle).update(done=done, total=total, claimed_at=now):
        raise Overtaken
    bundle.claimed_at = now


def _paper_of(bundle: Bundle, person_id: int, now: datetime) -> Paper | None:
    """None for somebody who has left the round since the list was made."""
    try:
        application = _visible(bundle).select_related("participant__cohort").get(participant=person_id)
        return Paper(application.participant, _printed(bundle, application.participant, now))
    except ObjectDoesNotExist:
        if _visible(bundle).filter(participant=person_id).exists():
            raise
        return None


def _printed(bundle: Bundle, person: Participant, now: datetime) -> bytes:
    if bundle.kind == Bundle.Kind.RECORDS:
        return record(bundle.cohort, person, now=now)
    attempt = person.attempts.select_related("questionnaire").get(ordinal=1)
    if bundle.kind == Bundle.Kind.RESULTS:
        return result(attempt, now=now)
    return guide(guides.guide_for(bundle.cohort, person, attempt), cohort=bundle.cohort, now=now)


def _store(bundle: Bundle, papers: list[Paper]) -> None:
    """Zipped while nothing is locked; zipped anew without those who have left by then."""
    while gone := _keep(bundle, _zipped(papers, bundle), {paper.person.pk for paper in papers}):
        papers = [paper for paper in papers if paper.person.pk not in gone]


@transaction.atomic
def _keep(bundle: Bundle, packed: bytes, people: set[int]) -> set[int]:
    """Stores it, unless somebody in it has left: who."""
    Cohort.objects.select_for_update(no_key=True).get(pk=bundle.cohort_id)
    gone = people - set(_visible(bundle).values_list("participant", flat=True))
    ready = {"state": Bundle.State.READY, "file": packed, "people": sorted(people)}
    ready |= {"done": len(people), "total": len(people)}
    if not gone and not _mine(bundle).update(**ready):
        raise Overtaken
    return gone


def _zipped(papers: list[Paper], bundle: Bundle) -> bytes:
    """Not compressed: PDFs are already."""
    made, stamp = BytesIO(), timezone.localtime(bundle.created_at, bundle.cohort.zone).timetuple()[:6]
    with zipfile.ZipFile(made, "w") as archive:
        for name, paper in zip(_file_names(papers, FILE_NAMES[bundle.kind]), papers, strict=True):
            archive.writestr(zipfile.ZipInfo(name, stamp), paper.pdf)
    return made.getvalue()


def _file_names(papers: Iterable[Paper], what: str) -> Iterator[str]:
    """Name, number, what it is; told apart also where capitals count for nothing."""
    taken: Counter[str] = Counter()
    for paper in papers:
        stem = " ".join(filter(None, (_plain(paper.person.name), _plain(paper.person.number), str(what))))
        taken[stem.casefold()] += 1
        again = f" ({taken[stem.casefold()]})" if taken[stem.casefold()] > 1 else ""
        yield f"{stem}{again}.pdf"


def _plain(text: str) -> str:
    """Letters, marks, digits, hyphens: no dot, slash or colon that could lead elsewhere; short enough for any disk."""
    kept = (mark if mark == "-" or unicodedata.category(mark)[0] in "LMN" else " " for mark in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())[:40].strip()
