"""Walk every address of the admin as everybody, by GET and by POST.

A page or a model that is not in the table fails.
"""

from collections import defaultdict

import pytest
from django.urls import reverse

from tests.staff.every_url import address_of, an_object_of, pages

# The columns of the table. In every row before them: a stranger and somebody signed in
# who is no staff.
STAFF = ["editor", "trainer", "viewer", "other_trainer", "hr", "superuser"]
OUTSIDE = "login login"

NOBODY = "403 403 403 403 403 403"
ALL = "200 200 200 200 200 200"
EDITORS = "200 403 403 403 403 200"
EDITORS_DO = "302 403 403 403 403 302"
SUPERUSER = "403 403 403 403 403 200"
SUPERUSER_DOES = "403 403 403 403 403 302"
MOVED = ("302 302 302 302 302 302", "302 302 302 302 302 302")
WRONG_METHOD = "405 405 405 405 405 405"
# Pages of one cohort: what its trainer and a viewer meet, everybody else being led or
# turned away.
ON_IT = "403 {} {} 302 403 302"
LOOKED_AT = (ON_IT.format(200, 200), ON_IT.format(405, 405))
FILE = (ON_IT.format(405, 405), ON_IT.format(200, 200))
FOR_CHANGERS = (ON_IT.format(200, 403), ON_IT.format(405, 403))
FORM_FOR_CHANGERS = (ON_IT.format(200, 403), ON_IT.format(200, 403))
POSTED_BY_CHANGERS = (ON_IT.format(405, 403), ON_IT.format(200, 403))
CHANGES = (ON_IT.format(405, 403), ON_IT.format(302, 403))

CONTENT = {
    "changelist": (EDITORS, EDITORS),
    "add": (EDITORS, EDITORS),
    "history": (EDITORS, EDITORS),
    "change": (EDITORS, EDITORS),
    "delete": (SUPERUSER, SUPERUSER_DOES),
    "bare object": MOVED,
}
FIXED = CONTENT | {"add": (NOBODY, NOBODY), "delete": (NOBODY, NOBODY)}
PUBLISHED = CONTENT | {"delete": (NOBODY, NOBODY)}
ACCOUNTS = {
    "changelist": (SUPERUSER, SUPERUSER),
    "add": (NOBODY, NOBODY),
    "history": (SUPERUSER, SUPERUSER),
    "change": (SUPERUSER, NOBODY),
    "delete": (NOBODY, NOBODY),
    "bare object": MOVED,
}
# A page of somebody else's cohort or attempt leads away as if there were none.
EXPECTED = {
    "competencies.level": FIXED,
    "competencies.domain": FIXED,
    "competencies.note": FIXED,
    "competencies.sourcedocument": CONTENT,
    "competencies.competency": CONTENT,
    "competencies.scenario": CONTENT,
    "competencies.lesson": CONTENT,
    "competencies.quizquestion": CONTENT | {"delete": (EDITORS, EDITORS_DO)},
    "assessments.questionnaire": PUBLISHED
    | {"copy": (WRONG_METHOD, EDITORS_DO), "sheet": (ALL, WRONG_METHOD)},
    "assessments.band": PUBLISHED,
    "auth.user": ACCOUNTS
    | {
        "add": (SUPERUSER, SUPERUSER),
        "change": (SUPERUSER, SUPERUSER),
        "password_change": (SUPERUSER, SUPERUSER),
    },
    "auth.group": ACCOUNTS,
    "mfa.authenticator": ACCOUNTS | {"delete": (SUPERUSER, SUPERUSER_DOES)},
    "assessments.cohort": {
        "changelist": ("403 200 200 200 403 200", "403 200 200 200 403 200"),
        "add": ("403 200 200 200 403 200", "403 200 200 200 403 200"),
        "history": ("302 200 200 302 302 200", "302 200 200 302 302 200"),
        "change": ("403 200 200 302 403 200", "403 200 403 302 403 200"),
        # Somebody is on it, so it stays.
        "delete": (SUPERUSER_DOES, SUPERUSER_DOES),
        "bare object": MOVED,
        "overview": LOOKED_AT,
        "overview_live": LOOKED_AT,
        "results": LOOKED_AT,
        "teach": LOOKED_AT,
        "plan": LOOKED_AT,
        "health": LOOKED_AT,
        "learners": LOOKED_AT,
        "learner": LOOKED_AT,
        "new_link": CHANGES,
        "take_off": CHANGES,
        "compare_learners": LOOKED_AT,
        "compare_cohorts": LOOKED_AT,
        "before_after": LOOKED_AT,
        "download": LOOKED_AT,
        "download_file": FILE,
        "joining": LOOKED_AT,
        "poster": LOOKED_AT,
        "add_learners": FORM_FOR_CHANGERS,
        "add_learners_confirm": POSTED_BY_CHANGERS,
        "slips": FOR_CHANGERS,
        "slips_download": POSTED_BY_CHANGERS,
        "close": CHANGES,
        "reopen": CHANGES,
    },
    "assessments.attempt": {
        "changelist": ("403 200 200 200 403 200", "403 200 200 200 403 200"),
        "add": (NOBODY, NOBODY),
        "history": ("302 200 200 302 302 302", "302 200 200 302 302 302"),
        "change": ("403 200 200 302 403 302", NOBODY),
        "delete": (NOBODY, NOBODY),
        "bare object": MOVED,
    },
    "": {
        "index": (ALL, ALL),
        "app_list": (ALL, ALL),
        "password_change": MOVED,
        "password_change_done": (ALL, WRONG_METHOD),
        "autocomplete": (NOBODY, WRONG_METHOD),
        "jsi18n": (ALL, WRONG_METHOD),
        "view_on_site": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
        "anything else": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    },
}
# Whoever is signed in already, or is on the way out, is sent on; see test_sign_in.py.
LEFT_OUT = {("", "login"), ("", "logout")}
# These have a table of their own, with everybody of a round in it:
# test_every_round_url.py.
OF_ROUNDS = {"assessments.screeninground", "assessments.consenttext"}
PAGES_OF_MODEL = defaultdict(list)
for page in pages():
    if page.model not in OF_ROUNDS and (page.model, page.name) not in LEFT_OUT:
        PAGES_OF_MODEL[page.model].append(page)


@pytest.mark.parametrize("model", sorted(PAGES_OF_MODEL))
def test_everybody_meets_what_the_table_says(cast, outcome, model):
    people = [cast.anonymous, cast.plain]
    people += [getattr(cast, name) for name in STAFF]
    target = an_object_of(model, cast)

    met = {}
    for page in PAGES_OF_MODEL[model]:
        address = address_of(page, target)
        by_get = [outcome(person, "get", address) for person in people]
        by_post = [outcome(person, "post", address) for person in people]
        met[page.name] = (" ".join(by_get), " ".join(by_post))

    expected = {}
    for name, (by_get, by_post) in EXPECTED[model].items():
        expected[name] = (f"{OUTSIDE} {by_get}", f"{OUTSIDE} {by_post}")
    assert met == expected


def test_table_names_no_model_that_is_gone():
    assert set(EXPECTED) == set(PAGES_OF_MODEL)


@pytest.mark.parametrize("name", ["editor", "trainer", "hr"])
@pytest.mark.parametrize("app", ["auth", "mfa"])
def test_accounts_are_not_even_listed_for_a_role(client, cast, name, app):
    client.force_login(getattr(cast, name))

    assert client.get(f"/admin/{app}/").status_code == 404
    assert f"/admin/{app}/" not in client.get("/admin/").content.decode()


def test_page_of_a_factor_does_not_show_its_secret(client, cast):
    factor = an_object_of("mfa.authenticator", cast)
    client.force_login(cast.superuser)
    content = client.get(
        reverse("admin:mfa_authenticator_change", args=[factor.pk])
    ).content.decode()

    assert factor.data["secret"] not in content


def test_signing_out_of_the_admin_ends_the_session(client, cast):
    client.force_login(cast.trainer)
    client.post(reverse("admin:logout"))

    assert "_auth_user_id" not in client.session
