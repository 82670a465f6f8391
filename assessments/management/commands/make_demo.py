from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from assessments.management.commands import serve
from assessments.models import Cohort, CohortStaff, ConsentText, Purpose, Questionnaire
from assessments.setup import demo, demo_round
from assessments.setup.roles import HR, TRAINER
from csquality.serving import preflight
from csquality.serving.server import address


@dataclass(frozen=True)
class ShownPage:
    """`route` is the name of the page's address in the admin."""

    title: str
    route: str


SHOWN_PAGES = {
    Purpose.COURSE: [
        ShownPage("overview", "assessments_cohort_overview"),
        ShownPage("results", "assessments_cohort_results"),
        ShownPage("teach next", "assessments_cohort_teach"),
    ],
    Purpose.APPLICATION: [
        ShownPage("applicants", "assessments_screeninground_applicants"),
        ShownPage("decision log", "assessments_screeninground_decision_log"),
    ],
}


class Command(serve.Command):
    help = (
        "As `serve`, with two made-up classes and a made-up screening round. "
        "Running it again makes no more of them."
    )

    def handle(self, *, host, port, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "this is for a local site; made-up learners have no place beside real ones."
            )
        problem = preflight.at_database()
        if problem:
            raise CommandError(problem)
        site = address(host, port)
        self.prepare(site)
        fill_demo()
        for line in where_to_look(site):
            self.stdout.write(line)


def fill_demo():
    if not Questionnaire.objects.current():
        raise CommandError("there is no published questionnaire for a class to answer.")
    now = timezone.now()
    trainer = member_of_role(TRAINER, preferably="trainer")
    if trainer is None:
        raise CommandError(
            f"nobody here has the role {TRAINER}: give it to somebody in the admin first."
        )
    demo.fill(now=now, owner=trainer)
    # Without anybody of HR, or words to agree to, there is no made-up round.
    lead = member_of_role(HR, preferably="hr")
    if lead and ConsentText.objects.current():
        demo_round.fill(now=now, lead=lead)


def member_of_role(role, *, preferably):
    """Return the user of this name, else the first who has the role, or None."""
    members = get_user_model().objects.filter(groups__name=role).order_by("pk")
    return members.filter(username=preferably).first() or members.first()


def where_to_look(site):
    yield f"Sign in at {site}/admin/ to look at:"
    for cohort in Cohort.objects.filter(is_synthetic=True).order_by("-pk"):
        yield f"{cohort.title}, as {username_for(cohort)}"
        for page in SHOWN_PAGES[cohort.purpose]:
            path = reverse(f"admin:{page.route}", args=[cohort.pk])
            yield f"  {page.title:<12} {site}{path}"
    yield (
        "A forgotten password is replaced by: "
        ".venv/bin/python manage.py changepassword NAME"
    )
    yield (
        "All of it is taken away again by:    .venv/bin/python manage.py remove_demo"
    )


def username_for(cohort):
    membership = CohortStaff.objects.filter(cohort=cohort).order_by("pk").first()
    if membership is None:
        return "somebody you put on it"
    return membership.user.username
