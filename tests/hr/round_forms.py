"""What the page of a screening round posts, as a browser would that changes nothing
else on it.
"""

from assessments.models import ScreeningRound
from assessments.screening import interview_guide
from tests.factories import CORE_SLUGS, make_core_competency
from tests.trainers import cohort_forms
from tests.trainers.cohort_forms import typed

LIST = "/admin/assessments/screeninground/"
ADD = "/admin/assessments/screeninground/add/"
DOMAINS = ("character", "psychological", "skill", "comprehensive")


def page(cohort, name="change"):
    return f"{LIST}{cohort.pk}/{name}/"


def make_core():
    """Make the core competency of each domain; domain → competency."""
    return {
        domain: make_core_competency(
            slug, domain, interview_question_en=f"How is {slug}?"
        )
        for domain, slug in zip(DOMAINS, CORE_SLUGS, strict=True)
    }


def new(version, /, *people, **changes):
    """The page for a new round with `people` put on it as interviewers; `changes` are
    fields typed otherwise.
    """
    fields = {
        "title": "Summer intake",
        "employer": "Harbour Goods",
        "vacancy": "Service, German",
        "questionnaire": version.pk,
        "opens_at": "",
        "closes_at": "2027-06-01T12:00",
        "time_zone": "UTC",
        "grace_minutes": 60,
        "languages": ["zh-hans", "en"],
        "retention_months": 6,
    }
    return fields | asked(None) | changes | staff_lines(None, people)


def changed(cohort, *people, off=(), roles=(), **changes):
    """`people` are put on as interviewers and `off` taken off; `roles` is the role that
    somebody gets instead.
    """
    fields = {
        "title": cohort.title,
        "employer": cohort.employer,
        "vacancy": cohort.vacancy,
        "questionnaire": cohort.questionnaire_id,
        "opens_at": typed(cohort, cohort.opens_at),
        "initial-opens_at": typed(cohort, cohort.opens_at),
        "closes_at": typed(cohort, cohort.closes_at),
        "initial-closes_at": typed(cohort, cohort.closes_at),
        "time_zone": cohort.time_zone,
        "grace_minutes": cohort.grace_minutes,
        "languages": cohort.languages,
        "retention_months": cohort.retention_months,
        "hides_score": "on" if cohort.hides_score else "",
    }
    return (
        fields | asked(cohort) | changes | staff_lines(cohort, people, off, dict(roles))
    )


def asked(cohort):
    """The core questions as the page shows them."""
    return {
        f"core_{each.domain.key}": each.pk
        for each in interview_guide.core_competencies(cohort)
    }


def staff_lines(*args, **changes):
    return cohort_forms.staff_lines(*args, **changes, new_role="interviewer")


def saved(cohort):
    return ScreeningRound.objects.get(pk=cohort.pk)
