"""The pages of one cohort: what stands at which address, and who may open it."""

from assessments.models import CohortStaff
from assessments.staff.routes import FORM, GET, POST, Route
from assessments.trainers.pages import (
    add_learners,
    before_after,
    closing,
    compare_cohorts,
    compare_learners,
    downloads,
    health,
    joining,
    learner,
    learner_list,
    overview,
    results,
    slips,
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
    Route("learners/", "learners", learner_list.learners, method=GET, roles=ALL),
    Route("learners/<int:learner_pk>/", "learner", learner.show, method=GET, roles=ALL),
    Route("learners/<int:learner_pk>/link/", "new_link", learner.new_link, method=POST, roles=CHANGERS),
    Route("learners/<int:learner_pk>/take-off/", "take_off", learner.take_off, method=POST, roles=CHANGERS),
    Route("compare-learners/", "compare_learners", compare_learners.compare_learners, method=GET, roles=ALL),
    Route("compare-cohorts/", "compare_cohorts", compare_cohorts.compare_cohorts, method=GET, roles=ALL),
    Route("before-after/", "before_after", before_after.before_and_after, method=GET, roles=ALL),
    Route("download/", "download", downloads.download, method=GET, roles=ALL),
    Route("download/<str:name>", "download_file", downloads.download_file, method=POST, roles=ALL),
    Route("joining/", "joining", joining.joining, method=GET, roles=ALL),
    Route("poster/", "poster", joining.poster, method=GET, roles=ALL),
    Route("add-learners/", "add_learners", add_learners.add_learners, method=FORM, roles=CHANGERS),
    Route("add-learners/confirm/", "add_learners_confirm", add_learners.confirm, method=POST, roles=CHANGERS),
    Route("slips/", "slips", slips.slips, method=GET, roles=CHANGERS),
    Route("slips/download/", "slips_download", slips.download, method=POST, roles=CHANGERS),
    Route("close/", "close", closing.close, method=POST, roles=CHANGERS),
    Route("reopen/", "reopen", closing.reopen, method=POST, roles=CHANGERS),
]
# fmt: on
