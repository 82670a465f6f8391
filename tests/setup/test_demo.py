"""The made-up classes and the round of `make demo`, on the shipped questionnaire.

The classes are made once for the whole file.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.cohorts import before_after, overview
from assessments.cohorts.summary import CohortSummary
from assessments.groups import counters, recounting
from assessments.models import (
    Attempt,
    Cohort,
    CountedGroup,
    Decision,
    Participant,
    Questionnaire,
    StateCount,
)
from assessments.questionnaires import content_loader
from assessments.screening import decision_log
from assessments.setup import demo, demo_round, first_start
from assessments.setup.roles import ensure_roles
from assessments.sittings import signed_links
from csquality.serving import preflight
from tests.factories import make_submitted

User = get_user_model()
NOW = timezone.now()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A site after its first start, with the demo. Rolled back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_roles()
        content_loader.load(folder=settings.FIXTURE_DIRS[0])
        first_start.first_accounts()
        demo.fill(now=NOW, owner=User.objects.get(username="trainer"))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def cohort(site, db):
    return Cohort.objects.get(title=demo.NAMED)


@pytest.fixture
def anonymous(site, db):
    return Cohort.objects.get(title=demo.ANONYMOUS)


def counts():
    """Return the numbers of cohorts, participants and attempts."""
    return [model.objects.count() for model in (Cohort, Participant, Attempt)]


def test_class_has_learners_at_every_step(cohort):
    assert counters.state_counts(cohort) == {"listed": 6, "started": 8, "submitted": 46}


def test_both_classes_are_marked_as_made_up_and_the_sample_cohort_is_not(cohort):
    marks = dict(Cohort.objects.values_list("title", "is_synthetic"))

    assert marks == {
        demo.NAMED: True,
        demo.ANONYMOUS: True,
        first_start.SAMPLE_COHORT: False,
    }


def test_no_name_could_be_taken_for_a_real_one(cohort):
    names = set(cohort.participants.values_list("name", flat=True))

    assert len(names) == 60
    assert all(name.startswith("Demo ") for name in names)


def test_trainer_owns_both_classes(cohort, anonymous):
    for made_up in (cohort, anonymous):
        membership = made_up.memberships.get()
        assert membership.user.username == "trainer"
        assert membership.role == "owner"


def test_submitted_attempts_are_in_three_languages_and_one_in_two(cohort):
    submitted = {group.language: group.number for group in CohortSummary(cohort).groups}

    assert submitted == {"zh-hans": 34, "zh-hant": 7, "en": 4, "": 1}


def test_rows_hang_together_and_differ_in_difficulty(cohort):
    figures = CohortSummary(cohort).figures("zh-hans")
    means = [row.mean.value for row in figures.row_health]

    assert round(figures.alpha.value, 2) == 0.85
    assert max(means) - min(means) > 1


def test_every_band_is_met(cohort):
    bands = CohortSummary(cohort).figures("zh-hans").bands

    assert len(bands) == 3
    assert all(share.n > 0 for share in bands)


def test_some_ways_of_answering_are_noted(cohort):
    noted = set()
    for attempt in cohort.attempts.submitted():
        noted.update(attempt.flags["flags"])

    assert noted == {"fast", "same_position", "own_word"}


def test_five_are_stuck_each_on_another_row(cohort):
    figures = overview.overview(cohort, NOW)

    assert figures.stuck == 5
    assert figures.rows == [(4, 1), (8, 1), (11, 1), (16, 1), (21, 1)]


def test_fourteen_answer_again_and_some_have_risen(cohort):
    change = before_after.cohort_change(cohort, "zh-hans")

    assert cohort.attempts.filter(ordinal=2).count() == 14
    assert change.n == 11
    assert change.other_languages == 1
    assert len(change.risen) > 0


def test_everything_lies_within_the_last_two_weeks(cohort):
    for attempt in Attempt.objects.all():
        assert NOW - timedelta(days=14) <= attempt.started_at
        assert attempt.started_at <= attempt.saved_at
        assert attempt.saved_at <= NOW


def test_figures_of_the_anonymous_class_stop_at_the_last_five(anonymous):
    summary = CohortSummary(anonymous)

    assert anonymous.names_asked is False
    assert anonymous.participants.exclude(name="").count() == 0
    [group] = summary.groups
    assert group.language == "zh-hans"
    assert group.number == 15
    assert summary.has_waiting


def test_counters_agree_with_the_attempts(cohort):
    assert recounting.recount() == []


def test_second_filling_makes_nothing(cohort):
    before = counts()

    again = demo.fill(now=NOW, owner=User.objects.get(username="admin"))

    assert again == cohort
    assert counts() == before


def test_answers_are_the_same_at_every_filling(cohort):
    first = sorted(Attempt.objects.values_list("answers", flat=True))

    demo.remove(now=NOW)
    demo.fill(now=NOW + timedelta(days=3), owner=User.objects.get(username="trainer"))
    second = sorted(Attempt.objects.values_list("answers", flat=True))

    assert second == first


def test_removing_leaves_nothing_and_no_difference(cohort):
    removed = demo.remove(now=NOW)

    assert removed == 83
    assert counts() == [1, 0, 0]
    assert CountedGroup.objects.count() == 0
    assert StateCount.objects.count() == 0
    assert recounting.recount() == []


def test_removing_touches_nobody_real(cohort):
    sample_cohort = Cohort.objects.get(title=first_start.SAMPLE_COHORT)
    real = make_submitted(cohort.questionnaire, "3" * 25, sample_cohort)

    demo.remove(now=NOW)

    assert list(Participant.objects.all()) == [real.participant]
    assert recounting.recount() == []


# --- the mark on its pages ------------------------------------------------------------
MARK = "Made-up data."
PAGES = [
    "overview",
    "results",
    "teach",
    "plan",
    "health",
    "learners",
    "before_after",
    "compare_cohorts",
    "download",
    "joining",
    "poster",
    "slips",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_class_is_marked(cohort, client, page):
    client.force_login(User.objects.get(username="trainer"))
    address = reverse(f"admin:assessments_cohort_{page}", args=[cohort.pk])

    assert MARK in client.get(address).content.decode()


def test_page_of_one_attempt_is_marked(cohort, client):
    client.force_login(User.objects.get(username="trainer"))
    attempt = cohort.attempts.submitted().first()

    page = client.get(f"/admin/assessments/attempt/{attempt.pk}/change/")

    assert MARK in page.content.decode()


@pytest.mark.parametrize(
    "address", ["/my/", "/my/data/", "/my/1/result/", "/my/1/result/skill/"]
)
def test_pages_of_a_made_up_learner_are_marked(cohort, client, address):
    learner = cohort.participants.filter(state="submitted").first()
    token = signed_links.token_for(learner)
    client.get(f"/l/{token}/")

    assert MARK in client.get(address, follow=True).content.decode()


# --- the commands ---------------------------------------------------------------------
@pytest.fixture
def run(monkeypatch, db):
    """Run a command and return the lines it prints."""
    # The steps of a start have their own tests.
    monkeypatch.setattr(first_start, "prepare", list)
    # It would wait for ever: the test has the database locked.
    monkeypatch.setattr(preflight, "at_database", lambda: None)

    def run(*arguments):
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue().splitlines()

    return run


def test_make_demo_prints_where_to_look(cohort, anonymous, run):
    site = "http://localhost:8123/admin"
    cohort_pages = f"{site}/assessments/cohort/{cohort.pk}"

    lines = run("make_demo", "--port", "8123")

    assert lines[0] == f"Sign in at {site}/ to look at:"
    assert lines[1] == f"{demo_round.TITLE}, as hr"
    assert lines[4] == f"{demo.NAMED}, as trainer"
    assert lines[5].endswith(f" {cohort_pages}/overview/")
    assert lines[6].endswith(f" {cohort_pages}/results/")
    assert lines[7].endswith(f" {cohort_pages}/teach/")
    assert lines[8] == f"{demo.ANONYMOUS}, as trainer"


def test_make_demo_names_the_command_that_takes_it_away(cohort, run):
    assert run("make_demo")[-1].endswith("manage.py remove_demo")


def test_make_demo_prints_the_passwords_of_a_first_start(cohort, run):
    demo.remove(now=NOW)
    Cohort.objects.all().delete()
    User.objects.all().delete()

    lines = run("make_demo")
    usernames = [line.split()[0] for line in lines[1:5]]

    assert usernames == ["admin", "editor", "trainer", "hr"]


def test_make_demo_takes_another_trainer_if_nobody_has_that_username(cohort, run):
    demo.remove(now=NOW)
    User.objects.filter(username="trainer").update(username="somebody")

    assert f"{demo.NAMED}, as somebody" in run("make_demo")


def test_make_demo_without_any_trainer_says_what_is_missing(cohort, run):
    User.objects.get(username="trainer").groups.clear()

    with pytest.raises(CommandError, match="nobody here has the role Trainer"):
        run("make_demo")


def test_make_demo_without_a_questionnaire_says_so(cohort, run):
    Questionnaire.objects.update(published_at=None)

    with pytest.raises(CommandError, match="no published questionnaire"):
        run("make_demo")


def test_remove_demo_says_how_many(cohort, run):
    assert run("remove_demo") == [
        "83 made-up people removed, with their classes and their round"
    ]


@pytest.mark.parametrize("command", ["make_demo", "remove_demo"])
def test_production_refuses(command, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="this is for a local site"):
        call_command(command)


@pytest.fixture
def screening_round(site, db):
    """The made-up round, with a first entry of each kind in its log."""
    return demo_round.fill(now=NOW, lead=User.objects.get(username="hr"))


def test_round_is_marked_as_made_up_and_made_once(screening_round):
    again = demo_round.fill(now=NOW, lead=User.objects.get(username="hr"))

    assert screening_round.is_synthetic is True
    assert again == screening_round
    assert screening_round.participants.count() == 18


def test_round_shows_every_step(screening_round):
    assert counters.state_counts(screening_round) == {
        "listed": 2,
        "started": 2,
        "submitted": 14,
    }
    kinds = [line.kind for line in decision_log.log_of(screening_round)]
    assert kinds == ["decision", "decision", "decision", "withdrawn"]


def test_log_of_the_round_is_sound(screening_round):
    assert decision_log.find_faults(screening_round) == []


def test_removing_leaves_nothing_of_the_round(screening_round):
    demo.remove(now=NOW)

    assert not Decision.objects.exists()
    assert not Cohort.objects.filter(is_synthetic=True).exists()


def test_no_address_in_the_round_can_be_reached_by_mail(screening_round):
    for application in screening_round.applications.all():
        assert application.email.endswith(".invalid")
