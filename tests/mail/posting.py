"""Posts letters to applicants."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from assessments.mail import mailings
from tests.factories import make_user

SITE = "https://check.example.org"
DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def post_letters(
    cohort,
    kind="invitation",
    *,
    people=None,
    user=None,
    nonce="form",
    now=None,
    renew_links=False,
):
    """To everybody of the round, unless `people` are named. Returns the mailing."""
    users = get_user_model()
    mailing, _ = mailings.post(
        cohort=cohort,
        kind=kind,
        people=cohort.participants.all() if people is None else people,
        site=SITE,
        user=user or users.objects.first() or make_user(users, "hr"),
        nonce=nonce,
        now=now or timezone.now(),
        renew_links=renew_links,
    )
    return mailing
