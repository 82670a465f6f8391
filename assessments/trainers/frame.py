"""What every page of a cohort shows around its own content."""

from assessments.staff.pages import page as group_page


def page(request, cohort, template, title, context, *, tab):
    """Render `trainers/<template>.html` under the cohort's tabs, with `tab` marked."""
    template = f"trainers/{template}.html"
    context = {"cohort": cohort} | context
    return group_page(request, cohort, template, title, context, tab=tab)
