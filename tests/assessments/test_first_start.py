import pytest
from django.contrib.auth import authenticate, get_user_model

from assessments.first_start import first_accounts
from assessments.models import Cohort
from assessments.roles import ensure_roles

User = get_user_model()


@pytest.fixture
def accounts(db):
    ensure_roles()
    return first_accounts()


def test_first_accounts_are_an_administrator_and_one_per_role(accounts):
    groups = {user.username: [group.name for group in user.groups.all()] for user in User.objects.all()}

    assert groups == {"admin": [], "editor": ["Content editor"], "trainer": ["Trainer"], "hr": ["HR"]}


def test_only_the_administrator_is_a_superuser(accounts):
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["admin"]


def test_every_first_account_is_staff(accounts):
    assert User.objects.filter(is_staff=False).count() == 0


def test_printed_passwords_let_their_owners_in(accounts):
    signed_in = {name: authenticate(username=name, password=text) for name, text in accounts.passwords.items()}

    assert [name for name, user in signed_in.items() if user is None] == []


def test_passwords_differ(accounts):
    assert len(set(accounts.passwords.values())) == 4


def test_sample_cohort_has_the_trainer_on_it(accounts):
    cohort = Cohort.objects.get(code=accounts.join_code)

    assert (cohort.title, [user.username for user in cohort.staff.all()]) == ("Sample cohort (synthetic)", ["trainer"])


def test_second_start_makes_nothing(accounts):
    assert (first_accounts(), User.objects.count(), Cohort.objects.count()) == (None, 4, 1)


def test_nothing_is_made_where_somebody_has_an_account(db):
    User.objects.create_user("somebody")

    assert (first_accounts(), User.objects.count()) == (None, 1)
