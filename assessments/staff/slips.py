"""A page of personal links, and the file of them."""

import csv
from types import SimpleNamespace

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.files.cells import BOM, safe_cell
from assessments.groups.people import id_of
from assessments.sittings.signed_links import link_address
from assessments.staff.closing import log
from assessments.staff.downloads import file_name

SLIPS = 100


def slips_of(request, people):
    """A page of them with their links."""
    after = request.GET.get("after", "")
    found = list(people.filter(pk__gt=id_of(after) or 0)[: SLIPS + 1])
    shown = found[:SLIPS]
    return {
        "slips": [(person, link_address(request, person)) for person in shown],
        "after": shown[-1].pk if len(found) > SLIPS else None,
        "is_first_page": not after,
    }


def links_file(request, cohort, number, columns, lines):
    """The history says who took the links out of here, and how many."""
    log(request, cohort, f"Personal links downloaded: {number}")
    name = file_name(
        cohort, "personal-links.csv", timezone.localdate(timezone=cohort.zone)
    )
    response = StreamingHttpResponse(
        _csv(columns, lines), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _csv(columns, lines):
    writer = csv.writer(
        SimpleNamespace(write=str)
    )  # gives each line back instead of keeping it
    yield BOM + writer.writerow(columns)
    for cells in lines:
        yield writer.writerow([safe_cell(cell) for cell in cells])
