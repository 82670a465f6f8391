"""Who may do what on a round's pages: a lead everything, an interviewer rates and
decides, a reader reads.
"""

from assessments.models import CohortStaff
from assessments.staff.pages import Page, posted
from assessments.staff.pages import page as cohort_page

LEAD = CohortStaff.Role.LEAD
INTERVIEWER = CohortStaff.Role.INTERVIEWER

__all__ = ["RoundPage", "for_interviewers", "for_leads", "page", "posted", "takes_post"]


def for_leads(view):
    view.roles = {LEAD}
    return view


def for_interviewers(view):
    """A lead may interview too."""
    view.roles = {LEAD, INTERVIEWER}
    return view


def takes_post(view):
    """A form: looked at and posted."""
    view.takes_post = True
    return view


class RoundPage(Page):
    """Sets `request.role`, one of `CohortStaff.Role`, and what follows from it."""

    def may(self, request, cohort):
        request.role = cohort.memberships.get(user=request.user).role
        request.is_lead = request.role == LEAD
        request.may_rate = request.role in (LEAD, INTERVIEWER)
        return request.role in getattr(self.view, "roles", {request.role})


def page(request, cohort, name, title, context):
    """A page of the round with its tabs; `name` is its template, and the tab that is
    marked.
    """
    rights = {"is_lead": request.is_lead, "may_rate": request.may_rate}
    return cohort_page(request, cohort, name, title, rights | context, folder="hr")
