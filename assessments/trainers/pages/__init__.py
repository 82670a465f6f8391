"""The pages of one cohort inside the admin: what stands at which address."""

from django.urls import path

from assessments.staff import closing
from assessments.staff.pages import Page
from assessments.trainers.pages import (
    before_after,
    downloads,
    health,
    joining,
    learners,
    listing,
    overview,
    results,
    side_by_side,
    teaching,
)

# Address behind the cohort's number, name, view. Each view is wrapped by `Page`, which
# finds the cohort.
PAGES = [
    ("overview/", "overview", overview.overview),
    ("overview/live/", "overview_live", overview.live),
    ("results/", "results", results.results),
    ("teach/", "teach", teaching.teach),
    ("plan/", "plan", teaching.plan),
    ("health/", "health", health.health),
    ("learners/", "learners", learners.learners),
    ("learners/<int:learner>/", "learner", learners.learner),
    ("learners/<int:learner>/link/", "new_link", learners.new_link),
    ("learners/<int:learner>/strike/", "strike", learners.strike),
    ("side-by-side/", "side_by_side", side_by_side.learners),
    ("beside-another/", "cohorts_side_by_side", side_by_side.cohorts),
    ("before-after/", "before_after", before_after.change),
    ("download/", "download", downloads.download),
    ("download/<str:name>", "download_file", downloads.file),
    ("joining/", "joining", joining.joining),
    ("poster/", "poster", joining.poster),
    ("listing/", "listing", listing.listing),
    ("listing/confirm/", "listing_confirm", listing.confirm),
    ("slips/", "slips", listing.slips),
    ("slips/download/", "slips_download", listing.slips_download),
    ("close/", "close", closing.close),
    ("reopen/", "reopen", closing.reopen),
]


def cohort_urls(model_admin):
    return [
        path(
            f"<int:pk>/{route}",
            Page(model_admin, view).as_view,
            name=f"assessments_cohort_{name}",
        )
        for route, name, view in PAGES
    ]
