"""Takes a page through the test as a candidate does. Elements are found by id and name,
as their words differ.
"""

from django.utils import timezone

from assessments.measurement import scoring
from assessments.measurement.journey import PAGE_SIZE
from assessments.models import Attempt, Questionnaire
from assessments.questionnaires.scoring_keys import key_of
from assessments.sittings import attempts, participants, signed_links

PAGES = range(1, 6)
DOMAINS = ("character", "psychological", "skill", "comprehensive")


def places_worth(*points):
    """The screen positions that earn these points; a single one stands for every row."""
    key = key_of(Questionnaire.objects.current())
    wanted = points if len(points) > 1 else points * len(key.rows)
    return [
        scoring.points_of(worth, row.high_side, key.position_count)
        for worth, row in zip(wanted, key.rows, strict=True)
    ]


def expected(places):
    return scoring.score(places, key_of(Questionnaire.objects.current()))


def domains_of_rows():
    return [row.domain for row in key_of(Questionnaire.objects.current()).rows]


def stored():
    """The answers of the only attempt there is."""
    return Attempt.objects.get().answers


def begun(places=(), *, seconds=60):
    """A draft in the database with the first rows answered, each page in so many
    seconds.
    """
    now = timezone.now()
    questionnaire = Questionnaire.objects.current()
    attempt = participants.start(
        nonce=signed_links.new_form_nonce(),
        questionnaire=questionnaire,
        cohort=None,
        now=now,
    )
    for start in range(0, len(places), PAGE_SIZE):
        changes = dict(enumerate(places[start : start + PAGE_SIZE], start + 1))
        visit = attempts.PageVisit(start // PAGE_SIZE + 1, now.timestamp() - seconds)
        attempt = attempts.save(
            attempt=attempt, changes=changes, language="en", now=now, visit=visit
        )
    return attempt


def submitted(places, *, as_oneself=True, seconds=60):
    draft = begun(places, seconds=seconds)
    return attempts.submit(
        attempt=draft, as_oneself=as_oneself, language="en", now=timezone.now()
    )


def begin_again(attempt):
    """A second attempt of the same person, so that the first is one of two."""
    who = attempt.participant
    now = timezone.now()
    return attempts.repeat(participant=who, after=attempt.ordinal, now=now)


def open_link(page, attempt):
    """Opens the attempt by its personal link."""
    page.goto(f"/l/{signed_links.token_for(attempt.participant)}/")


def start(page):
    page.goto("/")
    page.locator(".start-form button").click()


def choose(page, number, place):
    page.locator(f"#row-{number}-{place}").check()


def press(page, go):
    """A button of the rows' page that leads on: next, back, review or a page's number.
    It may wait for a save.
    """
    with page.expect_navigation():
        page.locator(f"button[name=go][value='{go}']:not(.default-button)").click()


def answer_page(page, number, places):
    first = (number - 1) * PAGE_SIZE
    for row in range(first, first + PAGE_SIZE):
        choose(page, row + 1, places[row])


def submit(page, own_word="yes"):
    page.locator(f"#as-oneself-{own_word}").check()
    page.locator(".submit-form button").click()


def every_page(page, places):
    """Walks the whole journey and stops, with its name, at each page."""
    page.goto("/")
    yield "start"
    page.locator(".start-form button").click()
    for number in PAGES:
        yield f"rows {number}"
        answer_page(page, number, places)
        press(page, "next")
    yield "review"
    submit(page)
    yield "result"
    yield from _pages_of_the_result(page)


def _pages_of_the_result(page):
    for domain in DOMAINS:
        page.locator(f".domain-card.mark-{domain} a").click()
        yield domain
        page.locator(".kicker a").click()
    page.locator("footer a[href='/my/data/']").click()
    yield "data"
    page.locator("footer a[href='/about/']").click()
    yield "about"


def figures(page):
    """What the page says to machines: id → value of its data elements."""
    found = page.locator("data[id]").evaluate_all(
        "all => all.map(one => [one.id, one.value])"
    )
    return dict(found)
