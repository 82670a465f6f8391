"""The pages of one cohort inside the admin: what stands at which address, and who may do
what there.
"""

from assessments.models import CohortStaff
from assessments.staff import closing
from assessments.staff.routes import FORM, GET, POST, Route
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

Role = CohortStaff.Role

ALL = frozenset({Role.OWNER, Role.CO_TRAINER, Role.VIEWER})
# Whoever may change the cohort. A viewer must not hold anybody's link either.
CHANGERS = frozenset({Role.OWNER, Role.CO_TRAINER})

# One line a page, so that it reads as a table.
# fmt: off
ROUTES = [
    Route("overview/", "overview", overview.overview, method=GET, roles=ALL),
    Route("overview/live/", "overview_live", overview.live, method=GET, roles=ALL),
    Route("results/", "results", results.results, method=GET, roles=ALL),
    Route("teach/", "teach", teaching.teach, method=GET, roles=ALL),
    Route("plan/", "plan", teaching.plan, method=GET, roles=ALL),
    Route("health/", "health", health.health, method=GET, roles=ALL),
    Route("learners/", "learners", learners.learners, method=GET, roles=ALL),
    Route("learners/<int:learner>/", "learner", learners.show, method=GET, roles=ALL),
    Route("learners/<int:learner>/link/", "new_link", learners.new_link, method=POST, roles=CHANGERS),
    Route("learners/<int:learner>/strike/", "strike", learners.strike, method=POST, roles=CHANGERS),
    Route("side-by-side/", "side_by_side", side_by_side.learners, method=GET, roles=ALL),
    Route("beside-another/", "cohorts_side_by_side", side_by_side.cohorts, method=GET, roles=ALL),
    Route("before-after/", "before_after", before_after.change, method=GET, roles=ALL),
    Route("download/", "download", downloads.download, method=GET, roles=ALL),
    Route("download/<str:name>", "download_file", downloads.file, method=POST, roles=ALL),
    Route("joining/", "joining", joining.joining, method=GET, roles=ALL),
    Route("poster/", "poster", joining.poster, method=GET, roles=ALL),
    Route("listing/", "listing", listing.listing, method=FORM, roles=CHANGERS),
    Route("listing/confirm/", "listing_confirm", listing.confirm, method=POST, roles=CHANGERS),
    Route("slips/", "slips", listing.slips, method=GET, roles=CHANGERS),
    Route("slips/download/", "slips_download", listing.slips_download, method=POST, roles=CHANGERS),
    Route("close/", "close", closing.close, method=POST, roles=CHANGERS),
    Route("reopen/", "reopen", closing.reopen, method=POST, roles=CHANGERS),
]
# fmt: on
