"""What a page, a save and a submission cost in process, beside an empty view behind the
same middleware.

    python -m benchmarks.pages [rounds]

Runs on a database of its own (in a temporary folder) with the shipped content.
Milliseconds are this machine's; compare the ratios.
"""

import statistics
import sys

from benchmarks import own_site

FOLDER = own_site.set_up_in_temporary_folder()

from django.conf import settings
from django.test import Client

from assessments.models import Attempt, Participant
from assessments.sittings import signed_links
from benchmarks import measuring
from benchmarks.measuring import Deed

ROUNDS = 100
ROWS_A_PAGE = 5
# What a submission writes.
BLANK_RESULT = {
    "raw_sum": None,
    "total": None,
    "character": None,
    "psychological": None,
    "skill": None,
    "comprehensive": None,
    "width": None,
    "submitted_at": None,
    "band": "",
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    own_site.load_site()
    with own_site.served_with_empty_view():
        ms_by_page = measure(rounds)

    empty_view = ms_by_page["empty view"]
    engine = settings.DATABASES["default"]["ENGINE"].split(".")[-1]
    print(f"{'':34}{'ms':>8}{'× empty':>10}   ({rounds} rounds, {engine})")
    for name, ms in ms_by_page.items():
        print(f"{name:34}{ms:8.2f}{ms / empty_view:10.1f}")


def measure(rounds: int) -> dict[str, float]:
    """Return {page: milliseconds}."""
    client = Client()
    link = start(client)
    client_with_answers = Client()
    post_page(client_with_answers, start(client_with_answers))
    one_answer = {"link": link, "row": 25, "position": 3}

    def milliseconds(deed: Deed) -> float:
        return measuring.milliseconds(deed, rounds, pick=statistics.median)

    ms_by_page = {
        "empty view": milliseconds(lambda: client.get("/bare/")),
        "start page": milliseconds(lambda: client.get("/")),
        "page of rows, cached fragment": milliseconds(
            lambda: client.get("/my/1/rows/2/")
        ),
        "page of rows with answers": milliseconds(
            lambda: client_with_answers.get("/my/1/rows/1/")
        ),
        "save of one answer": milliseconds(
            lambda: client.post("/my/1/save/", one_answer)
        ),
        "save of a page": milliseconds(lambda: post_page(client, link)),
        "submission (with a bare update)": milliseconds(
            lambda: submit_anew(client, link)
        ),
    }
    if not Attempt.objects.submitted().exists():
        raise SystemExit("the submission measured did not submit")

    ms_by_page["result page"] = milliseconds(lambda: client.get("/my/1/result/"))
    ms_by_page["domain page"] = milliseconds(lambda: client.get("/my/1/result/skill/"))
    return ms_by_page


def start(client: Client) -> str:
    """Start a test in this client; return the link that its forms carry."""
    client.post("/begin/", {"nonce": signed_links.new_form_nonce()})
    return signed_links.token_for(Participant.objects.latest("pk"))


def post_page(client: Client, link: str) -> None:
    """Answer the first page of rows."""
    fields = {"link": link, "served": "", "go": "next"}
    for row in range(1, ROWS_A_PAGE + 1):
        fields[f"row-{row}"] = 4
    client.post("/my/1/rows/1/", fields)


def submit_anew(client: Client, link: str) -> None:
    """Submit the same draft again: a bare update takes its result back first."""
    Attempt.objects.update(state="draft", answers="4" * 25, **BLANK_RESULT)
    client.post("/my/1/review/", {"link": link, "as_oneself": "yes"})


if __name__ == "__main__":
    main()
