"""Personal links of people who have not started: a page of slips, and the file of all."""

from django.http import StreamingHttpResponse
from django.utils import timezone

from assessments.files.csv_files import csv_text
from assessments.files.spreadsheet_cells import safe_cell
from assessments.groups.paging import parse_id
from assessments.sittings.signed_links import link_address
from assessments.staff import history
from assessments.staff.downloads import attachment, file_name

SLIPS_A_PAGE = 100


def slips_of(request, people):
    """Return the context of one page of slips; `people` are ordered by their id."""
    after = request.GET.get("after", "")
    following = people.filter(pk__gt=parse_id(after) or 0)
    read = list(following[: SLIPS_A_PAGE + 1])
    shown = read[:SLIPS_A_PAGE]
    has_more = len(read) > SLIPS_A_PAGE
    return {
        "slips": [(person, link_address(request, person)) for person in shown],
        "after": shown[-1].pk if has_more else None,
        "is_first_page": not after,
    }


def links_file(request, staffed_group, number, columns, lines):
    """Return the CSV file of the links; the history says who took how many."""
    history.record(request, staffed_group, history.LinksDownloaded(number=number))
    safe_lines = ([safe_cell(cell) for cell in line] for line in lines)
    response = StreamingHttpResponse(
        csv_text(columns, safe_lines), content_type="text/csv; charset=utf-8"
    )
    today = timezone.localdate(timezone=staffed_group.zone)
    return attachment(response, file_name(staffed_group, "personal-links.csv", today))
