from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from assessments.management.commands import serve
from assessments.models import Cohort, CohortStaff, ConsentText, Purpose, Questionnaire
from assessments.setup import demo, demo_round
from assessments.setup.roles import HR, TRAINER
from csquality import preflight
from csquality.serving import address

KINDS = {
    Purpose.COURSE: (
        "cohort",
        [("overview", "overview"), ("results", "results"), ("teach next", "teach")],
    ),
    Purpose.APPLICATION: (
        "screeninground",
        [("applicants", "board"), ("decision log", "log")],
    ),
}


class Command(serve.Command):
    help = "As `serve`, with two made-up classes and a made-up screening round. Twice is the same as once."

    def handle(self, *, host, port, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "this is for a local site; made-up learners have no place beside real ones."
            )
        if problem := preflight.at_database():
            raise CommandError(problem)
        site = address(host, port)
        self.prepare(site)
        self.stdout.write("\n".join(_where_to_look(site, _filled())))


def _filled():
    if not Questionnaire.objects.current():
        raise CommandError("there is no published questionnaire for a class to answer.")
    now = timezone.now()
    demo.fill(now=now, owner=_owner())
    if (lead := _lead()) and ConsentText.objects.current():
        demo_round.fill(now=now, lead=lead)
    return Cohort.objects.filter(is_synthetic=True).order_by("-pk")


def _lead():
    """Whose the made-up screening round is; without anybody of HR there is none."""
    people = get_user_model().objects.filter(groups__name=HR).order_by("pk")
    return people.filter(username="hr").first() or people.first()


def _owner():
    trainers = get_user_model().objects.filter(groups__name=TRAINER).order_by("pk")
    owner = trainers.filter(username="trainer").first() or trainers.first()
    if owner is None:
        raise CommandError(
            f"nobody here has the role {TRAINER}: give it to somebody in the admin first."
        )
    return owner


def _where_to_look(site, groups):
    yield f"Sign in at {site}/admin/ to look at:"
    for group in groups:
        yield f"{group.title}, as {_who(group)}"
        kind, pages = KINDS[group.purpose]
        for words, name in pages:
            yield f"  {words:<12} {site}{reverse(f'admin:assessments_{kind}_{name}', args=[group.pk])}"
    yield "A forgotten password is replaced by: .venv/bin/python manage.py changepassword NAME"
    yield "All of it is taken away again by:    .venv/bin/python manage.py remove_demo"


def _who(group):
    member = CohortStaff.objects.filter(cohort=group).order_by("pk").first()
    return member.user.username if member else "somebody you put on it"
