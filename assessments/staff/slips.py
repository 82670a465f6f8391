"""A page of personal links, and the file of them."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.files.csv_files import csv_text
from assessments.files.spreadsheet_cells import safe_cell
from assessments.groups.paging import parse_id
from assessments.sittings.signed_links import link_address
from assessments.staff import history
from assessments.staff.downloads import file_name

SLIPS = 100


def slips_of(request, people):
    """A page of them with their links."""
    after = request.GET.get("after", "")
    found = list(people.filter(pk__gt=parse_id(after) or 0)[: SLIPS + 1])
    shown = found[:SLIPS]
    return {
        "slips": [(person, link_address(request, person)) for person in shown],
        "after": shown[-1].pk if len(found) > SLIPS else None,
        "is_first_page": not after,
    }


def links_file(request, cohort, number, columns, lines):
    """The history says who took the links out of here, and how many."""
    history.record(request, cohort, history.LinksDownloaded(number=number))
    name = file_name(
        cohort, "personal-links.csv", timezone.localdate(timezone=cohort.zone)
    )
    safe_lines = ([safe_cell(cell) for cell in line] for line in lines)
    response = StreamingHttpResponse(
        csv_text(columns, safe_lines), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
