"""What every page of a cohort shows around its own content."""

from assessments.staff.pages import page as staff_page

# Of pages that have no tab of their own: the tab they are reached from.
TAB_OF_PAGE = {
    "compare_cohorts": "results",
    "plan": "teach",
    "learner": "learners",
    "compare_learners": "learners",
    "before_after": "learners",
    "add_learners": "joining",
    "add_learners_preview": "joining",
    "slips": "joining",
}


def page(request, cohort, name, title, context):
    """Render `trainers/name.html` under the cohort's tabs."""
    frame = {"cohort": cohort, "tab": TAB_OF_PAGE.get(name, name)}
    return staff_page(request, cohort, name, title, frame | context, folder="trainers")
