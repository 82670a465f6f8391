"""The papers of all applicants as one zip file, which a worker makes."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.documents import archive_orders
from assessments.groups.used_form import UsedForm
from assessments.hr.applicants.opening import AccessKind, open_for
from assessments.hr.frame import page
from assessments.models import DocumentArchive
from assessments.screening import applicants
from assessments.sittings import signed_links
from assessments.staff import history
from assessments.staff.downloads import as_file

Kind = DocumentArchive.Kind
State = DocumentArchive.State
# What taking such an archive is to the applicants. A record holds none of their answers.
ACCESS_KINDS = {Kind.RESULTS: AccessKind.PAPER, Kind.GUIDES: AccessKind.GUIDE}


def archives(request, screening_round):
    """List what this person ordered: what an archive holds depends on who ordered it."""
    own = _own_archives(request, screening_round)
    kinds = archive_orders.kinds_for(request.user, screening_round)
    context = {
        "archives": own,
        "is_working": any(
            archive.state in (State.WAITING, State.WORKING) for archive in own
        ),
        "kinds": [(kind, kind.label) for kind in kinds],
        "nonce": signed_links.new_form_nonce(),
    }
    return page(
        request,
        screening_round,
        "rounds/archives",
        gettext_lazy("Papers"),
        context,
        tab="archives",
    )


def live(request, screening_round):
    """The part of the page that moves, alone."""
    context = {
        "round": screening_round,
        "archives": _own_archives(request, screening_round),
    }
    return render(request, "hr/rounds/_archive_table.html", context)


def _own_archives(request, screening_round):
    return list(screening_round.archives.filter(made_by=request.user).defer("file"))


def order(request, screening_round):
    kind = request.POST.get("kind", "")
    form_nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    kinds = archive_orders.kinds_for(request.user, screening_round)
    if form_nonce is None or kind not in kinds:
        return _ask_again(request, screening_round)

    try:
        with transaction.atomic():
            _archive, created = archive_orders.order_archive(
                screening_round=screening_round,
                kind=kind,
                language=get_language(),
                user=request.user,
                nonce=form_nonce.nonce,
                now=timezone.now(),
            )
            if created:
                history.record(
                    request, screening_round, history.PapersOrdered(kind=kind)
                )
    except UsedForm:
        # They went back to the page and chose something else on it.
        return _ask_again(request, screening_round)
    return redirect("admin:assessments_screeninground_archives", screening_round.pk)


def _ask_again(request, screening_round):
    messages.error(
        request, _("Please choose what you need and press the button once more.")
    )
    return redirect("admin:assessments_screeninground_archives", screening_round.pk)


def download(request, screening_round, archive_pk):
    """Download the zip. The people in it read that their papers were taken as a file."""
    archive = get_object_or_404(
        screening_round.archives,
        pk=archive_pk,
        made_by=request.user,
        state=State.READY,
    )
    if archive.kind not in archive_orders.kinds_for(request.user, screening_round):
        raise Http404

    if archive.kind in ACCESS_KINDS:
        people = applicants.visible(screening_round).filter(pk__in=archive.people)
        open_for(request, screening_round, list(people), ACCESS_KINDS[archive.kind])
    event = history.PapersDownloaded(kind=archive.kind)
    history.record(request, screening_round, event)
    return as_file(
        bytes(archive.file),
        "application/zip",
        f"{screening_round.title} {archive.get_kind_display()}.zip",
    )
