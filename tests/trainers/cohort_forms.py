"""What the page of a cohort posts, as a browser would that changes nothing else on it."""

from tests.factories import make_questionnaire

LIST = "/admin/assessments/cohort/"
ADD = "/admin/assessments/cohort/add/"


def page(cohort, name="change"):
    return f"{LIST}{cohort.pk}/{name}/"


def new(*people, **changes):
    """Return what the page for a new cohort posts, with `people` put on it.

    `changes` are fields typed otherwise.
    """
    fields = {
        "title": "Spring",
        "questionnaire": make_questionnaire().pk,
        "names_asked": "True",
        "opens_at": "",
        "closes_at": "",
        "time_zone": "UTC",
        "grace_minutes": 60,
        "languages": ["zh-hans", "zh-hant", "en"],
        "repeats_allowed": "on",
        "retention_months": 24,
    }
    return fields | changes | staff_lines(None, people)


def changed(cohort, *people, off=(), roles=(), **changes):
    """Return what the page of a cohort posts when some of it is changed.

    `people` are put on as co-trainers and `off` taken off; `roles` is the role that
    somebody gets instead.
    """
    fields = {
        "title": cohort.title,
        "questionnaire": cohort.questionnaire_id,
        "names_asked": str(cohort.names_asked),
        "opens_at": typed(cohort, cohort.opens_at),
        "initial-opens_at": typed(cohort, cohort.opens_at),
        "closes_at": typed(cohort, cohort.closes_at),
        "initial-closes_at": typed(cohort, cohort.closes_at),
        "time_zone": cohort.time_zone,
        "grace_minutes": cohort.grace_minutes,
        "languages": cohort.languages,
        "repeats_allowed": "on" if cohort.repeats_allowed else "",
        "retention_months": cohort.retention_months,
    }
    return fields | changes | staff_lines(cohort, people, off, dict(roles))


def typed(cohort, when):
    return when.astimezone(cohort.zone).strftime("%Y-%m-%dT%H:%M") if when else ""


def staff_lines(cohort, people, off=(), roles=(), new_role="co-trainer"):
    """Return the fields of the table of staff: those on it, then new lines."""
    members = list(cohort.memberships.order_by("pk")) if cohort else []
    fields = {
        "memberships-TOTAL_FORMS": len(members) + len(people),
        "memberships-INITIAL_FORMS": len(members),
    }
    role_of_user = dict(roles)
    for number, member in enumerate(members):
        prefix = f"memberships-{number}"
        fields[f"{prefix}-id"] = member.pk
        fields[f"{prefix}-cohort"] = cohort.pk
        fields[f"{prefix}-role"] = role_of_user.get(member.user, member.role)
        if member.user in off:
            fields[f"{prefix}-DELETE"] = "on"
    for number, person in enumerate(people, len(members)):
        prefix = f"memberships-{number}"
        fields[f"{prefix}-user"] = person.pk
        fields[f"{prefix}-role"] = new_role
    return fields


def staff_of(cohort):
    """Return the role of each person on the cohort by name."""
    return dict(cohort.memberships.values_list("user__username", "role"))
