"""What every page of a round shows around its own content."""

from assessments.models import CohortStaff
from assessments.staff.pages import page as staff_page

LEAD = CohortStaff.Role.LEAD
INTERVIEWER = CohortStaff.Role.INTERVIEWER


def page(request, cohort, name, title, context):
    """A page of the round with its tabs; `name` is its template, and the tab that is
    marked.
    """
    frame = {
        "cohort": cohort,
        "round": cohort,
        "is_lead": request.role == LEAD,
        "may_rate": may_rate(request),
    }
    return staff_page(request, cohort, name, title, frame | context, folder="hr")


def may_rate(request):
    """A lead may interview too."""
    return request.role in (LEAD, INTERVIEWER)
