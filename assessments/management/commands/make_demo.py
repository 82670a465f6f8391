from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from assessments import demo
from assessments.management.commands import serve
from assessments.models import Cohort, CohortStaff, Questionnaire
from assessments.roles import TRAINER
from csquality import obstacles
from csquality.serving import address

PAGES = [("overview", "overview"), ("results", "results"), ("teach next", "teach")]


class Command(serve.Command):
    help = "Prepares a local site as `serve` does, and puts two made-up classes on it. Twice is the same as once."

    def handle(self, *, host, port, **options):
        if settings.PRODUCTION:
            raise CommandError("this is for a local site; made-up learners have no place beside real ones.")
        if problem := obstacles.at_database():
            raise CommandError(problem)
        site = address(host, port)
        self.prepare(site)
        self.stdout.write("\n".join(_where_to_look(site, _filled())))


def _filled():
    if not Questionnaire.objects.current():
        raise CommandError("there is no published questionnaire for a class to answer.")
    demo.fill(now=timezone.now(), owner=_owner())
    return Cohort.objects.filter(is_synthetic=True).order_by("-pk")


def _owner():
    trainers = get_user_model().objects.filter(groups__name=TRAINER).order_by("pk")
    owner = trainers.filter(username="trainer").first() or trainers.first()
    if owner is None:
        raise CommandError(f"nobody here has the role {TRAINER}: give it to somebody in the admin first.")
    return owner


def _where_to_look(site, cohorts):
    owner = CohortStaff.objects.filter(cohort__in=cohorts).order_by("pk").first()
    yield f"Sign in at {site}/admin/ as {owner.user if owner else 'somebody you put on them'} to look at:"
    for cohort in cohorts:
        yield cohort.title
        for words, name in PAGES:
            yield f"  {words:<11} {site}{reverse(f'admin:assessments_cohort_{name}', args=[cohort.pk])}"
    yield "A forgotten password is replaced by: .venv/bin/python manage.py changepassword NAME"
    yield "All of it is taken away again by:    .venv/bin/python manage.py remove_demo"
