"""PDF: one applicant's papers, or those of the whole round as a zip that is made in the
background.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.documents import archive_orders
from assessments.documents.guide_document import guide_pdf
from assessments.documents.record_document import record_pdf
from assessments.documents.result_document import result_pdf
from assessments.groups.used_form import UsedForm
from assessments.hr.pages.frame import page
from assessments.hr.pages.visibility import (
    AccessKind,
    is_person_open,
    note,
    person_of,
    sees_score,
    to_applicant,
)
from assessments.models import DocumentArchive
from assessments.screening import access_log, applicants, interview_guide
from assessments.sittings import signed_links
from assessments.staff import history
from assessments.staff.downloads import as_file

PDF = "application/pdf"


def paper(request, cohort, applicant, kind):
    """`result`, `guide` or `record`. The result leaves a line that the applicant reads."""
    person = person_of(cohort, applicant)
    if kind not in MAKERS:
        raise Http404
    if kind != "guide" and not sees_score(request, cohort, person):
        messages.error(request, _("First save your own ratings; then this opens."))
        return to_applicant(cohort, person)
    if not is_person_open(request, cohort, person):
        return to_applicant(cohort, person)
    made = MAKERS[kind](request, cohort, person)
    if made is None:
        messages.error(request, _("Nothing has been submitted yet."))
        return to_applicant(cohort, person)
    return as_file(made, PDF, f"{person.name} {kind}.pdf")


def _result(request, cohort, person):
    attempt = _first(person)
    if attempt is None:
        return None
    note(request, cohort, [person], AccessKind.PAPER)
    return result_pdf(attempt, now=timezone.now())


def _guide(request, cohort, person):
    guide = interview_guide.guide_for(cohort, person, _first(person))
    return guide_pdf(guide, screening_round=cohort, now=timezone.now())


def _record(request, cohort, person):
    return record_pdf(cohort, person, now=timezone.now())


MAKERS = {"result": _result, "guide": _guide, "record": _record}


def _first(person):
    return (
        person.attempts.submitted()
        .order_by("ordinal")
        .select_related("questionnaire")
        .first()
    )


def archives(request, cohort):
    """Those this person ordered themselves: what is in one depends on what they may
    see.
    """
    own = _own_archives(request, cohort)
    context = {
        "archives": own,
        "is_working": any(
            each.state in (DocumentArchive.State.WAITING, DocumentArchive.State.WORKING)
            for each in own
        ),
        "kinds": [
            (kind, kind.label)
            for kind in DocumentArchive.Kind
            if _may_order(request, cohort, kind)
        ],
        "nonce": signed_links.new_form_nonce(),
    }
    return page(request, cohort, "archives", gettext_lazy("Papers"), context)


def live(request, cohort):
    """The part of the page that moves, alone."""
    context = {"cohort": cohort, "archives": _own_archives(request, cohort)}
    return render(request, "hr/_archives.html", context)


def _own_archives(request, cohort):
    return list(cohort.archives.filter(made_by=request.user).defer("file"))


def _may_order(request, cohort, kind):
    return kind == DocumentArchive.Kind.GUIDES or not access_log.hides_score_from(
        request.user, cohort
    )


def order(request, cohort):
    kind = request.POST.get("kind", "")
    started = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if (
        kind not in DocumentArchive.Kind.values
        or started is None
        or not _may_order(request, cohort, kind)
    ):
        messages.error(
            request, _("Please choose what you need and press the button once more.")
        )
        return redirect("admin:assessments_screeninground_archives", cohort.pk)
    try:
        _archive, is_new = archive_orders.order_archive(
            screening_round=cohort,
            kind=kind,
            language=get_language(),
            user=request.user,
            nonce=started[0],
            now=timezone.now(),
        )
    except UsedForm:
        # The page was gone back to, and something else was chosen on it.
        messages.error(
            request, _("Please choose what you need and press the button once more.")
        )
        return redirect("admin:assessments_screeninground_archives", cohort.pk)
    if is_new:
        history.record(request, cohort, history.PapersOrdered(kind=kind))
    return redirect("admin:assessments_screeninground_archives", cohort.pk)


def download_archive(request, cohort, archive):
    """The zip. Whoever is in it reads that their papers were taken as a file."""
    found = get_object_or_404(
        cohort.archives,
        pk=archive,
        made_by=request.user,
        state=DocumentArchive.State.READY,
    )
    if not _may_order(request, cohort, found.kind):
        raise Http404
    if found.kind in SHOWN_IN:
        note(request, cohort, list(_people_in(found, cohort)), SHOWN_IN[found.kind])
    history.record(request, cohort, history.PapersDownloaded(kind=found.kind))
    return as_file(
        bytes(found.file),
        "application/zip",
        f"{cohort.title} {found.get_kind_display()}.zip",
    )


# What taking such an archive is to the applicants; a record holds nothing that they
# answered.
SHOWN_IN = {
    DocumentArchive.Kind.RESULTS: AccessKind.PAPER,
    DocumentArchive.Kind.GUIDES: AccessKind.GUIDE,
}


def _people_in(archive, cohort):
    return applicants.visible(cohort).filter(pk__in=archive.people)
