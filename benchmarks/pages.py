"""What a page, a save and a submission cost in process, beside an empty view behind the
same middleware.

    python -m benchmarks.pages [rounds]

Runs on a database of its own (in a temporary folder) with the shipped content.
Milliseconds are this machine's; compare the ratios.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from io import StringIO

FOLDER = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/benchmark.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "csquality.settings_test"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from assessments.models import Attempt, Participant
from assessments.sittings import signed_links


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_content", stdout=StringIO())


def start(client: Client) -> str:
    """Starts a test in this client; returns the link that its forms carry."""
    client.post("/begin/", {"nonce": signed_links.new_form_nonce()})
    return signed_links.token_for(Participant.objects.latest("pk"))


def milliseconds(deed: Callable[[], object], rounds: int) -> float:
    """The median of `rounds` runs after three to warm up."""
    times = []
    for _ in range(rounds + 3):
        begun = time.perf_counter()
        deed()
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times[3:])


def page_fields(link: str, page: int) -> dict[str, object]:
    rows = range(5 * page - 4, 5 * page + 1)
    return {"link": link, "served": "", "go": "next"} | {
        f"row-{row}": 4 for row in rows
    }


def submission(client: Client, link: str) -> Callable[[], object]:
    """Each run submits the same draft anew: its result is taken back first, by a bare
    update.
    """
    blank = dict.fromkeys(
        [
            "raw_sum",
            "total",
            "character",
            "psychological",
            "skill",
            "comprehensive",
            "submitted_at",
            "width",
        ]
    )

    def deed() -> object:
        Attempt.objects.update(state="draft", answers="4" * 25, band="", **blank)
        return client.post("/my/1/review/", {"link": link, "as_oneself": "yes"})

    return deed


def measure(rounds: int) -> dict[str, float]:
    client = Client()
    answered = Client()
    link = start(client)
    answered_link = start(answered)
    answered.post("/my/1/rows/1/", page_fields(answered_link, 1))
    save = {"link": link, "row": 25, "position": 3}
    measured = {
        "empty view": milliseconds(lambda: client.get("/bare/"), rounds),
        "start page": milliseconds(lambda: client.get("/"), rounds),
        "page of rows, cached fragment": milliseconds(
            lambda: client.get("/my/1/rows/2/"), rounds
        ),
        "page of rows with answers": milliseconds(
            lambda: answered.get("/my/1/rows/1/"), rounds
        ),
        "save of one answer": milliseconds(
            lambda: client.post("/my/1/save/", save), rounds
        ),
        "save of a page": milliseconds(
            lambda: client.post("/my/1/rows/1/", page_fields(link, 1)), rounds
        ),
        "submission (with a bare update)": milliseconds(
            submission(client, link), rounds
        ),
    }
    if not Attempt.objects.filter(state="submitted").exists():
        raise SystemExit("the submission measured did not submit")
    return measured | {
        "result page": milliseconds(lambda: client.get("/my/1/result/"), rounds),
        "domain page": milliseconds(lambda: client.get("/my/1/result/skill/"), rounds),
    }


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    prepare()
    with override_settings(
        ROOT_URLCONF="benchmarks.bare_urls", ALLOWED_HOSTS=["testserver"], DEBUG=False
    ):
        measured = measure(rounds)
    bare = measured["empty view"]
    print(
        f"{'':34}{'ms':>8}{'× empty':>10}   ({rounds} rounds, {settings.DATABASES['default']['ENGINE'].split('.')[-1]})"
    )
    for name, cost in measured.items():
        print(f"{name:34}{cost:8.2f}{cost / bare:10.1f}")


if __name__ == "__main__":
    main()
