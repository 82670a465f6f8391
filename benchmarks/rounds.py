"""What a screening round costs in process, beside an empty view behind the same
middleware.

    python -m benchmarks.rounds [applicants] [rounds]

Runs on a database of its own (in a temporary folder) with the shipped content.
Milliseconds are this machine's; compare the ratios.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from io import StringIO

FOLDER = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/benchmark.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "csquality.settings_test"

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from assessments.documents.guide_document import guide_pdf
from assessments.documents.record_document import record_pdf
from assessments.documents.result_document import result_pdf
from assessments.mail import mailings
from assessments.models import Participant
from assessments.screening import decision_log, decisions, interview_guide
from assessments.setup.roles import HR, ensure_roles
from benchmarks.measuring import milliseconds, queries_of, seconds
from tests.factories import make_user
from tests.screening_factories import make_applicant, make_invited, make_round

REASON = "Two years of chat support, with examples that hold."
ADMIN = "/admin/assessments/screeninground"


def prepare(number: int):
    call_command("migrate", verbosity=0)
    call_command("load_content", stdout=StringIO())
    ensure_roles()
    hr = make_user(get_user_model(), "hr", HR)
    cohort = make_round(hr)
    people = [
        make_applicant(
            cohort, "4352434512344352443523454"[:25], name=f"Applicant {n:04}"
        )
        for n in range(number)
    ]
    for n, person in enumerate(people):
        decide(person, hr, n)
    return hr, cohort, people


def decide(person: Participant, hr, number: int) -> None:
    said = {
        "stage": "interview",
        "reason": "experience",
        "text": REASON,
        "evidence": ["interview"],
    }
    decisions.record(
        participant=person, user=hr, **said, nonce=f"n{number}", now=timezone.now()
    )


def opened(hr, cohort, person) -> Client:
    """Somebody of HR who has opened the scores of the list and one applicant."""
    client = Client()
    client.force_login(hr)
    client.post(f"{ADMIN}/{cohort.pk}/applicants/open/")
    client.post(f"{ADMIN}/{cohort.pk}/applicants/{person.pk}/open/")
    return client


def send(cohort, hr, number: int) -> float:
    """Milliseconds a letter, to a mail server that keeps it in memory."""
    for n in range(number):
        make_invited(cohort, name=f"Invited {n:04}")
    people = cohort.participants.filter(state="listed")
    now = timezone.now()
    facts = {
        "kind": "invitation",
        "site": "https://check.example.org",
        "nonce": "bench",
    }
    # The queue of the tests starts sending as soon as the letters are written.
    return (
        1000
        * seconds(
            lambda: mailings.post(
                cohort=cohort, people=people, user=hr, now=now, **facts
            )
        )
        / number
    )


def deeds(client: Client, cohort, person) -> dict[str, Callable[[], object]]:
    attempt = person.attempts.get()
    now = timezone.now()
    at = f"{ADMIN}/{cohort.pk}"
    return {
        "list of 100 applicants with scores": lambda: client.get(f"{at}/applicants/"),
        "one applicant": lambda: client.get(f"{at}/applicants/{person.pk}/"),
        "interview guide": lambda: client.get(f"{at}/applicants/{person.pk}/guide/"),
        "decision log, every applicant": lambda: client.get(f"{at}/decision-log/"),
        "log verified": lambda: decision_log.find_faults(cohort),
        "result as PDF": lambda: result_pdf(attempt, now=now),
        "guide as PDF": lambda: guide_pdf(
            interview_guide.guide_for(cohort, person, attempt),
            screening_round=cohort,
            now=now,
        ),
        "record as PDF": lambda: record_pdf(cohort, person, now=now),
    }


def main() -> None:
    number, rounds = (int(each) for each in (*sys.argv[1:], "500", "15")[:2])
    hr, cohort, people = prepare(number)
    with override_settings(
        ROOT_URLCONF="benchmarks.bare_urls", ALLOWED_HOSTS=["testserver"], DEBUG=False
    ):
        client = opened(hr, cohort, people[0])
        bare = milliseconds(lambda: client.get("/bare/"), rounds)
        print(
            f"{number} applicants who have submitted, each with a decision; {rounds} rounds, sqlite3"
        )
        print(
            f"| | queries | ms | × empty view |\n|---|---:|---:|---:|\n| empty view | | {bare:.2f} | 1.0 |"
        )
        for name, deed in deeds(client, cohort, people[0]).items():
            cost = milliseconds(deed, rounds)
            print(
                f"| {name} | {len(queries_of(deed))} | {cost:.1f} | {cost / bare:.0f} |"
            )
        cost = send(cohort, hr, 200)
        print(
            f"| a letter, claimed, sent to memory and confirmed | | {cost:.1f} | {cost / bare:.0f} |"
        )


if __name__ == "__main__":
    main()
