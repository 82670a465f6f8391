from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model

from assessments.management.commands import serve
from assessments.models import Cohort, Row
from assessments.setup import first_start
from assessments.setup.first_start import first_accounts
from assessments.setup.roles import ensure_roles
from competencies.models import Domain
from tests.content_factories import domain_entry, questionnaire_entries, ship
from tests.factories import make_questionnaire

User = get_user_model()
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def accounts(db):
    ensure_roles()
    make_questionnaire()
    return first_accounts()


def test_first_accounts_are_an_administrator_and_one_per_role(accounts):
    groups = {}
    for user in User.objects.all():
        groups[user.username] = [group.name for group in user.groups.all()]

    assert groups == {
        "admin": [],
        "editor": ["Content editor"],
        "trainer": ["Trainer"],
        "hr": ["HR"],
    }


def test_only_the_administrator_is_a_superuser(accounts):
    assert User.objects.get(is_superuser=True).username == "admin"


def test_every_first_account_is_staff(accounts):
    assert User.objects.filter(is_staff=False).count() == 0


def test_printed_passwords_let_their_owners_in(accounts):
    for username, password in accounts.passwords.items():
        user = authenticate(username=username, password=password)
        assert user.username == username


def test_passwords_differ(accounts):
    assert len(set(accounts.passwords.values())) == 4


def test_sample_cohort_has_the_trainer_on_it(accounts):
    cohort = Cohort.objects.get(code=accounts.join_code)

    staff = list(cohort.memberships.values_list("user__username", "role"))

    assert cohort.title == "Sample cohort"
    assert staff == [("trainer", "owner")]


def test_without_a_published_questionnaire_there_is_no_sample_cohort(db):
    ensure_roles()

    assert first_accounts().join_code == ""
    assert Cohort.objects.count() == 0


def test_second_start_makes_nothing(accounts):
    assert first_accounts() is None
    assert User.objects.count() == 4
    assert Cohort.objects.count() == 1


def test_nothing_is_made_where_somebody_has_an_account(db):
    User.objects.create_user("somebody")

    assert first_accounts() is None
    assert User.objects.count() == 1


# --- what a start prints about the content --------------------------------------------
@pytest.fixture
def start(db, settings, tmp_path, monkeypatch):
    """Ships these entries and starts the site; returns the lines that the start prints."""
    settings.FIXTURE_DIRS = [tmp_path]
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(first_start, "_collect_static", lambda: None)
    User.objects.create_user("somebody")

    def run(*entries):
        ship(tmp_path, *entries)
        out = StringIO()
        serve.Command(stdout=out).prepare(SITE)
        return out.getvalue().splitlines()

    return run


def test_start_that_loads_everything_is_silent(start):
    assert start(*questionnaire_entries()) == []


def test_start_names_the_texts_it_kept(start):
    start(domain_entry())
    Domain.objects.update(name_en="Edited")

    assert start(domain_entry(name_en="Being fair")) == [
        "Texts edited here are kept; manage.py load_content --take-shipped would replace them:",
        "  competencies.domain character name_en",
    ]


def test_start_with_refused_content_says_why_in_one_line_and_goes_on(start):
    start(*questionnaire_entries())
    refused = questionnaire_entries(row={"high_side": "right"}, band={"upper": 99})

    [line] = start(*refused)

    assert line == (
        "The site keeps its content, because the new one is refused. "
        "A published questionnaire does not change; a new version is the way: "
        "assessments.row little-test/1/1 would change: high_side (and 1 more)"
    )
    assert Row.objects.get().high_side == "left"


def test_refusal_is_printed_at_every_start_until_it_is_put_right(start):
    start(*questionnaire_entries())
    refused = questionnaire_entries(row={"high_side": "right"})

    first = start(*refused)
    second = start(*refused)
    put_right = start(*questionnaire_entries())

    assert first != []
    assert second == first
    assert put_right == []
