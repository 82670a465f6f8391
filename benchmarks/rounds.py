"""What a screening round costs in process, beside an empty view behind the same
middleware.

    python -m benchmarks.rounds [applicants] [rounds]

Runs on a database of its own (in a temporary folder) with the shipped content.
Milliseconds are this machine's; compare the ratios.
"""

import sys
from dataclasses import dataclass

from benchmarks import own_site

FOLDER = own_site.set_up_in_temporary_folder()

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from assessments.documents.guide_document import guide_pdf
from assessments.documents.record_document import record_pdf
from assessments.documents.result_document import result_pdf
from assessments.mail import mailings
from assessments.models import Participant, ScreeningRound
from assessments.screening import decision_log, decisions, interview_guide
from assessments.setup.roles import HR, ensure_roles
from benchmarks.measuring import Deed, milliseconds, queries_of, seconds, table
from tests.factories import make_user
from tests.screening_factories import make_applicant, make_invited, make_round

APPLICANTS = 500
ROUNDS = 15
LETTERS = 200
ANSWERS = "4352434512344352443523454"
ADMIN = "/admin/assessments/screeninground"


@dataclass(frozen=True)
class Place:
    """A round with applicants who have submitted, and a user of HR on it."""

    hr: object
    screening_round: ScreeningRound
    applicants: list[Participant]


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    applicant_count = numbers[0] if numbers else APPLICANTS
    rounds = numbers[1] if len(numbers) > 1 else ROUNDS

    own_site.load_site()
    place = make_place(applicant_count)
    with own_site.served_with_empty_view():
        lines = measure(place, rounds)

    print(
        f"{applicant_count} applicants who have submitted, each with a decision; "
        f"{rounds} rounds, sqlite3"
    )
    for line in table(["", "queries", "ms", "× empty view"], lines):
        print(line)


def measure(place: Place, rounds: int) -> list[list[str]]:
    """Return lines of name, queries, milliseconds and ratio."""
    client = client_with_open_scores(place)
    empty_view = milliseconds(lambda: client.get("/bare/"), rounds)
    lines = [["empty view", "", f"{empty_view:.2f}", "1.0"]]

    for name, deed in deeds(client, place).items():
        ms = milliseconds(deed, rounds)
        queries = str(len(queries_of(deed)))
        lines.append([name, queries, f"{ms:.1f}", f"{ms / empty_view:.0f}"])

    ms = milliseconds_a_letter(place)
    name = "a letter, claimed, sent to memory and confirmed"
    lines.append([name, "", f"{ms:.1f}", f"{ms / empty_view:.0f}"])
    return lines


# --- the round ------------------------------------------------------------------------
def make_place(applicant_count: int) -> Place:
    ensure_roles()
    hr = make_user(get_user_model(), "hr", HR)
    screening_round = make_round(hr)
    applicants = []
    for number in range(applicant_count):
        name = f"Applicant {number:04}"
        applicant = make_applicant(screening_round, ANSWERS, name=name)
        decide(applicant, hr, nonce=f"n{number}")
        applicants.append(applicant)
    return Place(hr, screening_round, applicants)


def decide(applicant: Participant, hr, nonce: str) -> None:
    decisions.record(
        participant=applicant,
        user=hr,
        stage="interview",
        reason="experience",
        text="Two years of chat support, with examples that hold.",
        evidence=["interview"],
        nonce=nonce,
        now=timezone.now(),
    )


def client_with_open_scores(place: Place) -> Client:
    """Sign HR in, with the scores of the list and of one applicant opened."""
    client = Client()
    client.force_login(place.hr)
    round_address = f"{ADMIN}/{place.screening_round.pk}"
    client.post(f"{round_address}/applicants/open/")
    client.post(f"{round_address}/applicants/{place.applicants[0].pk}/open/")
    return client


# --- what is measured -----------------------------------------------------------------
def deeds(client: Client, place: Place) -> dict[str, Deed]:
    screening_round = place.screening_round
    applicant = place.applicants[0]
    attempt = applicant.attempts.get()
    now = timezone.now()
    round_address = f"{ADMIN}/{screening_round.pk}"
    applicant_address = f"{round_address}/applicants/{applicant.pk}"

    def make_guide_pdf():
        guide = interview_guide.guide_for(screening_round, applicant, attempt)
        return guide_pdf(guide, screening_round=screening_round, now=now)

    return {
        "list of 100 applicants with scores": getter(
            client, f"{round_address}/applicants/"
        ),
        "one applicant": getter(client, f"{applicant_address}/"),
        "interview guide": getter(client, f"{applicant_address}/guide/"),
        "decision log, every applicant": getter(
            client, f"{round_address}/decision-log/"
        ),
        "log verified": lambda: decision_log.find_faults(screening_round),
        "result as PDF": lambda: result_pdf(attempt, now=now),
        "guide as PDF": make_guide_pdf,
        "record as PDF": lambda: record_pdf(screening_round, applicant, now=now),
    }


def getter(client: Client, address: str) -> Deed:
    def get() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")

    return get


def milliseconds_a_letter(place: Place) -> float:
    """Time letters to a mail server that keeps them in memory."""
    for number in range(LETTERS):
        make_invited(place.screening_round, name=f"Invited {number:04}")
    invited = place.screening_round.participants.filter(state="listed")

    def post() -> None:
        # The queue of the tests starts sending as soon as the letters are written.
        mailings.post(
            cohort=place.screening_round,
            kind="invitation",
            people=invited,
            site="https://check.example.org",
            user=place.hr,
            nonce="bench",
            now=timezone.now(),
        )

    return 1000 * seconds(post) / LETTERS


if __name__ == "__main__":
    main()
