"""The round's decision log: on the screen, and as files."""

import json

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from assessments.hr.frame import page
from assessments.screening import decision_export
from assessments.screening.decision_log import log_as_seen_by
from assessments.staff import history
from assessments.staff.downloads import as_file


def decision_log(request, screening_round):
    lines = log_as_seen_by(request.user, screening_round)
    return page(
        request,
        screening_round,
        "rounds/decision_log",
        _("Decision log"),
        {"lines": lines},
        tab="decision_log",
    )


def download(request, screening_round, name):
    """Download `log.csv` to read, or `log.json` to check the chain without this site."""
    if name == "log.csv":
        content = decision_export.csv_of(screening_round)
        content_type = "text/csv; charset=utf-8"
    elif name == "log.json":
        entries = decision_export.json_of(screening_round)
        content = json.dumps(entries, ensure_ascii=False, indent=2)
        content_type = "application/json"
    else:
        return redirect(
            "admin:assessments_screeninground_decision_log", screening_round.pk
        )
    history.record(request, screening_round, history.DecisionsDownloaded(name=name))
    return as_file(content, content_type, f"{screening_round.title} {name}")
