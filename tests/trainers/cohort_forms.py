"""What the page of a cohort posts, as a browser would that changes nothing else on it."""

from tests.factories import make_questionnaire

LIST = "/admin/assessments/cohort/"
ADD = "/admin/assessments/cohort/add/"


def page(cohort, name="change"):
    return f"{LIST}{cohort.pk}/{name}/"


def new(*people, **changes):
    """The page for a new cohort with `people` put on it; `changes` are fields typed
    otherwise.
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
    """`people` are put on as co-trainers and `off` taken off; `roles` is the role that
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
    members = list(cohort.memberships.order_by("pk")) if cohort else []
    lines = {
        "memberships-TOTAL_FORMS": len(members) + len(people),
        "memberships-INITIAL_FORMS": len(members),
    }
    for number, member in enumerate(members):
        line = {
            "id": member.pk,
            "cohort": cohort.pk,
            "role": dict(roles).get(member.user, member.role),
        }
        line |= {"DELETE": "on"} if member.user in off else {}
        lines |= {f"memberships-{number}-{name}": value for name, value in line.items()}
    for number, person in enumerate(people, len(members)):
        lines |= {
            f"memberships-{number}-user": person.pk,
            f"memberships-{number}-role": new_role,
        }
    return lines


def staff_of(cohort):
    """Name → role."""
    return dict(cohort.memberships.values_list("user__username", "role"))
