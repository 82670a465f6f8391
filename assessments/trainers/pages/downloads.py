"""Taking a cohort's results away: what each file holds, and the files.

HTTP only; columns and rows are in `cohorts.data_export` and `cohorts.codebook`.
"""

from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from assessments.cohorts import codebook as codebooks
from assessments.cohorts import data_export
from assessments.files.csv_files import csv_text
from assessments.files.xlsx_files import workbook
from assessments.groups.small_groups import BATCH_SIZE
from assessments.staff import history
from assessments.staff.downloads import attachment, file_name
from assessments.trainers.frame import page

# A workbook has to be whole before its first byte can be sent.
MOST_IN_WORKBOOK = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(request, cohort):
    extent = data_export.extent(cohort)
    context = {
        "extent": extent,
        "least": BATCH_SIZE,
        "most_in_workbook": MOST_IN_WORKBOOK,
        "has_workbook": 0 < extent.lines <= MOST_IN_WORKBOOK,
        "languages": settings.LANGUAGES,
        "label_language": get_language(),
    }
    return page(
        request, cohort, "download", gettext_lazy("Download"), context, tab="download"
    )


def download_file(request, cohort, name):
    """Send a file. Personal data leaves the site here, so the history says who took it."""
    if name not in FILES:
        raise Http404
    line_count = None
    if name in RESULTS:
        line_count = data_export.extent(cohort).lines
        refusal = _refusal(cohort, name, line_count)
        if refusal:
            messages.error(request, refusal)
            return redirect("admin:assessments_cohort_download", cohort.pk)

    with override(_label_language(request)):
        response = FILES[name](cohort)
    if line_count is None:
        event = history.FileDownloaded(name=name)
    else:
        response["X-Rows"] = line_count
        event = history.ResultsDownloaded(name=name, lines=line_count)
    history.record(request, cohort, event)
    return attachment(response, file_name(cohort, name, _today(cohort)))


def _refusal(cohort, name, line_count):
    """Return why there is no such file, or None."""
    if line_count == 0 and cohort.names_asked:
        return _("Nobody has submitted yet, so there is nothing to download.")
    if line_count == 0:
        return _(
            "This cohort is anonymous, and fewer than five have submitted in any one language: no file yet."
        )
    if name == "results.xlsx" and line_count > MOST_IN_WORKBOOK:
        return _("There are too many lines for a workbook. Please take the CSV file.")
    return None


def _label_language(request):
    language = request.POST.get("language") or request.GET.get("language")
    return language if language in dict(settings.LANGUAGES) else get_language()


def _today(cohort):
    return timezone.localdate(timezone=cohort.zone)


# --- the files ----------------------------------------------------------------------------------------
def _results_csv(cohort):
    text = csv_text(data_export.columns(cohort), data_export.lines(cohort))
    return StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")


def _results_xlsx(cohort):
    results = chain([data_export.columns(cohort)], data_export.lines(cohort))
    codebook = chain([codebooks.HEADER], codebooks.table(cohort))
    file = workbook([("results", results), ("codebook", codebook)])
    return FileResponse(file, content_type=XLSX)


def _codebook_csv(cohort):
    text = csv_text(codebooks.HEADER, codebooks.table(cohort))
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


def _results_sps(cohort):
    text = codebooks.syntax(cohort, file_name(cohort, "results.csv", _today(cohort)))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


FILES = {
    "results.csv": _results_csv,
    "results.xlsx": _results_xlsx,
    "codebook.csv": _codebook_csv,
    "results.sps": _results_sps,
}
RESULTS = ("results.csv", "results.xlsx")
