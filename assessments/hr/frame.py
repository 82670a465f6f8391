"""What every page of a round shows around its own content."""

from assessments.models import CohortStaff
from assessments.staff.pages import page as group_page

LEAD = CohortStaff.Role.LEAD
INTERVIEWER = CohortStaff.Role.INTERVIEWER


def page(request, screening_round, template, title, context, *, tab):
    """Render `hr/<template>.html` under the round's tabs, of which `tab` is marked."""
    frame = {
        "round": screening_round,
        "is_lead": request.role == LEAD,
        "may_rate": may_rate(request),
    }
    template = f"hr/{template}.html"
    context = frame | context
    return group_page(request, screening_round, template, title, context, tab=tab)


def may_rate(request):
    """A lead may interview too."""
    return request.role in (LEAD, INTERVIEWER)
