"""What every page of a round shows around its own content."""

from assessments.models import CohortStaff
from assessments.staff.pages import page as group_page

LEAD = CohortStaff.Role.LEAD
INTERVIEWER = CohortStaff.Role.INTERVIEWER


def page(request, screening_round, template, title, context, *, tab):
    """Render `hr/<template>.html` under the round's tabs, of which `tab` is marked."""
    frame = {
        "round": screening_round,
        "tab": tab,
        "is_lead": request.role == LEAD,
        "may_rate": may_rate(request),
    }
    return group_page(
        request, screening_round, template, title, frame | context, folder="hr"
    )


def may_rate(request):
    """A lead may interview too."""
    return request.role in (LEAD, INTERVIEWER)
