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


def settings_address(screening_round, name="change"):
    return f"{LIST}{screening_round.pk}/{name}/"


def make_core_competencies():
    """Make the core competency of each domain; domain → competency."""
    return {
        domain: make_core_competency(
            slug, domain, interview_question_en=f"How is {slug}?"
        )
        for domain, slug in zip(DOMAINS, CORE_SLUGS, strict=True)
    }


def new_round_form(version, /, *people, **changes):
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
    return fields | chosen_questions(None) | changes | staff_lines(None, people)


def changed_round_form(screening_round, *people, off=(), roles=(), **changes):
    """`people` are put on as interviewers and `off` taken off; `roles` is the role that
    somebody gets instead.
    """
    fields = {
        "title": screening_round.title,
        "employer": screening_round.employer,
        "vacancy": screening_round.vacancy,
        "questionnaire": screening_round.questionnaire_id,
        "opens_at": typed(screening_round, screening_round.opens_at),
        "initial-opens_at": typed(screening_round, screening_round.opens_at),
        "closes_at": typed(screening_round, screening_round.closes_at),
        "initial-closes_at": typed(screening_round, screening_round.closes_at),
        "time_zone": screening_round.time_zone,
        "grace_minutes": screening_round.grace_minutes,
        "languages": screening_round.languages,
        "retention_months": screening_round.retention_months,
        "hides_score": "on" if screening_round.hides_score else "",
    }
    return (
        fields
        | chosen_questions(screening_round)
        | changes
        | staff_lines(screening_round, people, off, dict(roles))
    )


def chosen_questions(screening_round):
    """The core questions as the page shows them."""
    return {
        f"core_{competency.domain.key}": competency.pk
        for competency in interview_guide.core_competencies(screening_round)
    }


def staff_lines(*args, **changes):
    return cohort_forms.staff_lines(*args, **changes, new_role="interviewer")


def reload_round(screening_round):
    return ScreeningRound.objects.get(pk=screening_round.pk)
