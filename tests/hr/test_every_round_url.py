"""Every address of screening rounds and consent texts, as everybody, by GET and by
POST. A page that is not in the table fails; and no address of a round gives anything of
another round's.
"""

import pytest
from django.utils import timezone

from assessments.hr.routes import ROUTES
from assessments.models import DocumentArchive, Mailing
from tests.hr.visiting import open_applicant
from tests.screening_factories import (
    make_applicant,
    make_consent_text,
    make_invited,
    put_on,
)
from tests.staff.every_url import pages

# The columns of the table. In every row before them: a stranger and somebody signed in
# who is no staff. `trainer` is on the round by hand, `other_hr` on another round.
STAFF = [
    "editor",
    "trainer",
    "viewer",
    "other_trainer",
    "hr",
    "interviewer",
    "reader",
    "other_hr",
    "superuser",
]
OUTSIDE = "login login"


def on_it(lead, interviewer, reader):
    """What those on the round meet, everybody else being turned or led away."""
    return f"403 403 403 403 {lead} {interviewer} {reader} 302 302"


WRONG_METHOD = on_it(405, 405, 405)
LOOKED_AT = (on_it(200, 200, 200), WRONG_METHOD)
# By POST only: what leads on to another page, and what is a file.
LEADS_ON = (WRONG_METHOD, on_it(302, 302, 302))
FILE = (WRONG_METHOD, on_it(200, 200, 200))
OWN_FILE = (WRONG_METHOD, on_it(200, 404, 404))
BY_INTERVIEWERS = (on_it(405, 405, 403), on_it(200, 200, 403))
FORM_OF_INTERVIEWERS = (on_it(200, 200, 403), on_it(200, 200, 403))
BY_LEADS = (on_it(405, 403, 403), on_it(302, 403, 403))
FILE_OF_LEADS = (on_it(405, 403, 403), on_it(200, 403, 403))
READ_BY_LEADS = (on_it(200, 403, 403), on_it(405, 403, 403))
FORM_OF_LEADS = (on_it(200, 403, 403), on_it(200, 403, 403))
# Where mail is configured, links are for nobody but their applicants.
NO_LINKS = on_it(404, 403, 403)

MOVED = " ".join(["302"] * 9)
NOBODY = " ".join(["403"] * 9)
HR_ONLY = "403 403 403 403 200 200 200 200 200"

ROUNDS = {
    "changelist": (HR_ONLY, HR_ONLY),
    "add": (HR_ONLY, HR_ONLY),
    "history": (
        "302 302 302 302 200 200 200 302 200",
        "302 302 302 302 200 200 200 302 200",
    ),
    "change": (
        "403 403 403 403 200 200 200 302 200",
        "403 403 403 403 200 403 403 302 200",
    ),
    # Somebody is on it, so it stays.
    "delete": (
        "403 403 403 403 403 403 403 403 302",
        "403 403 403 403 403 403 403 403 302",
    ),
    "bare object": (MOVED, MOVED),
    "applicants": LOOKED_AT,
    "applicants_open": LEADS_ON,
    "close": BY_LEADS,
    "compare": LOOKED_AT,
    "compare_open": LEADS_ON,
    "applicant": LOOKED_AT,
    "applicant_open": LEADS_ON,
    "note": BY_INTERVIEWERS,
    "another": BY_LEADS,
    # A reader reads it and is told that interviewers rate.
    "guide": (on_it(200, 200, 200), on_it(302, 302, 200)),
    "decide": FORM_OF_INTERVIEWERS,
    "paper": FILE,
    "archives": LOOKED_AT,
    "archives_live": LOOKED_AT,
    "archive_order": LEADS_ON,
    "archive": OWN_FILE,
    "decision_log": LOOKED_AT,
    "decision_log_file": FILE_OF_LEADS,
    "adverse_impact": LOOKED_AT,
    "conclude": BY_LEADS,
    "inviting": FORM_OF_LEADS,
    "inviting_confirm": FILE_OF_LEADS,
    "letters": READ_BY_LEADS,
    "letters_send": BY_LEADS,
    "letter_preview": READ_BY_LEADS,
    "mailing": READ_BY_LEADS,
    "mailing_live": READ_BY_LEADS,
    "mailing_pause": BY_LEADS,
    "mailing_resume": BY_LEADS,
    "letter_again": READ_BY_LEADS,
    "letter_again_send": BY_LEADS,
    "address": FORM_OF_LEADS,
    "links": (NO_LINKS, on_it(405, 403, 403)),
    "links_show": (on_it(405, 403, 403), NO_LINKS),
    "links_download": (on_it(405, 403, 403), NO_LINKS),
}
TEXT_READ = "200 403 403 403 200 200 200 200 200"
CONSENT_TEXTS = {
    "changelist": (TEXT_READ, TEXT_READ),
    "add": (
        "200 403 403 403 403 403 403 403 200",
        "200 403 403 403 403 403 403 403 200",
    ),
    "history": (TEXT_READ, TEXT_READ),
    # What somebody agreed to is never changed.
    "change": (TEXT_READ, NOBODY),
    "delete": (NOBODY, NOBODY),
    "bare object": (MOVED, MOVED),
}
# Pages about somebody who has not started yet.
BEFORE_THE_START = {"letter_again", "letter_again_send", "address"}


def people_of(cast):
    return [cast.anonymous, cast.plain, *(getattr(cast, name) for name in STAFF)]


def pages_of(model):
    return [page for page in pages() if page.model == model]


def things_in(screening_round, user):
    """What the addresses of a round's pages name, as they do."""
    now = timezone.now()
    archive = DocumentArchive(
        kind="results",
        language="en",
        nonce=f"archive {screening_round.pk}",
        state="ready",
        file=b"zip",
        cohort=screening_round,
        made_by=user,
        created_at=now,
    )
    archive.claimed_at = now
    archive.save()
    mailing = Mailing.objects.create(
        kind="invitation",
        site="http://testserver/",
        nonce=f"mailing {screening_round.pk}",
        cohort=screening_round,
        made_by=user,
        created_at=now,
    )
    return {
        "<int:applicant_pk>": make_applicant(screening_round).pk,
        "invited": make_invited(screening_round).pk,
        "<int:archive_pk>": archive.pk,
        "<int:mailing_pk>": mailing.pk,
        "<str:kind>": "result",
        "<str:name>": "log.csv",
        "<slug:occasion>": "new",
    }


def address_of(page, target, things=()):
    fill = {"<int:pk>": target.pk, "<path:object_id>": target.pk} | dict(things)
    if page.name in BEFORE_THE_START:
        fill["<int:applicant_pk>"] = fill["invited"]
    route = page.route
    for part, value in fill.items():
        route = route.replace(part, str(value))
    return f"/admin/{route}"


def met_at(outcome, people, address):
    return tuple(
        " ".join(outcome(person, method, address) for person in people)
        for method in ("get", "post")
    )


def with_outsiders(table):
    return {
        name: tuple(f"{OUTSIDE} {by}" for by in both) for name, both in table.items()
    }


@pytest.fixture
def things(client, cast, screening_round):
    """Of the round; everybody on it has opened the applicant."""
    things = things_in(screening_round, cast.hr)
    person = screening_round.participants.get(pk=things["<int:applicant_pk>"])
    for user in (cast.hr, cast.interviewer, cast.reader):
        client.force_login(user)
        open_applicant(client, screening_round, person)
    return things


def test_everybody_meets_at_a_round_what_the_table_says(
    cast, screening_round, things, outcome
):
    people = people_of(cast)
    met = {
        page.name: met_at(outcome, people, address_of(page, screening_round, things))
        for page in pages_of("assessments.screeninground")
    }

    assert met == with_outsiders(ROUNDS)


def test_everybody_meets_at_a_consent_text_what_the_table_says(cast, outcome):
    people = people_of(cast)
    text = make_consent_text()
    met = {
        page.name: met_at(outcome, people, address_of(page, text))
        for page in pages_of("assessments.consenttext")
    }

    assert met == with_outsiders(CONSENT_TEXTS)


def test_table_names_every_page_of_a_round():
    assert {route.name for route in ROUTES} <= set(ROUNDS)


# --- another round's -------------------------------------------------------------------
NAMING = [
    route.name
    for route in ROUTES
    if any(
        part in route.path for part in ("applicant_pk>", "archive_pk>", "mailing_pk>")
    )
]


@pytest.mark.parametrize("name", NAMING)
def test_nothing_of_another_round_is_found_under_this_round_s_address(
    cast, screening_round, outcome, name
):
    # On both rounds, so that it is the round that decides, and not the person.
    for user in (cast.hr, cast.interviewer, cast.reader):
        put_on(cast.other_round, user, "lead")
    elsewhere = things_in(cast.other_round, cast.hr)
    [page] = [
        page for page in pages_of("assessments.screeninground") if page.name == name
    ]
    met = met_at(
        outcome, people_of(cast)[2:], address_of(page, screening_round, elsewhere)
    )
    turned_away = {"404", "403", "405"}

    assert [set(by.split()) - turned_away - {"302"} for by in met] == [set(), set()]
    assert [set(by.split()[4:7]) - turned_away for by in met] == [set(), set()]
    assert "404" in " ".join(met)


@pytest.mark.parametrize("name", NAMING)
def test_ids_of_nobody_are_not_found(cast, screening_round, outcome, name):
    [page] = [
        page for page in pages_of("assessments.screeninground") if page.name == name
    ]
    ids = ("<int:applicant_pk>", "invited", "<int:archive_pk>", "<int:mailing_pk>")
    nothing = dict.fromkeys(ids, 0) | {"<str:kind>": "result"}
    met = met_at(outcome, [cast.hr], address_of(page, screening_round, nothing))

    assert set(met) <= {"404", "405"}


def test_everybody_is_led_away_from_a_round_that_is_not_there(
    cast, outcome, screening_round
):
    address = f"/admin/assessments/screeninground/{screening_round.pk + 99}/applicants/"

    assert met_at(outcome, [cast.hr, cast.superuser], address) == ("302 302", "302 302")


@pytest.mark.parametrize("kind", ["nonsense", "result.", "RESULT"])
def test_paper_of_no_kind_is_not_there(hr, screening_round, things, kind):
    person = things["<int:applicant_pk>"]
    rounds = "/admin/assessments/screeninground"
    address = f"{rounds}/{screening_round.pk}/applicants/{person}/{kind}.pdf"

    assert hr.post(address).status_code == 404


def test_whoever_lost_the_role_finds_no_round_any_more(client, cast, screening_round):
    cast.hr.groups.clear()
    client.force_login(cast.hr)

    assert (
        client.get(
            f"/admin/assessments/screeninground/{screening_round.pk}/applicants/"
        ).status_code
        == 403
    )


def test_whoever_was_taken_off_finds_no_round_any_more(hr, cast, screening_round):
    screening_round.memberships.filter(user=cast.hr).delete()

    assert (
        hr.get(
            f"/admin/assessments/screeninground/{screening_round.pk}/applicants/"
        ).url
        == "/admin/"
    )
