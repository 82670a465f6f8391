"""The made-up classes of `make demo`. Made once for the whole file, on the shipped
questionnaire they are made for.
"""

from collections import Counter
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
    """A site as after its first start, with the demo; everything is rolled back after
    the last test.
    """
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


def _all_there_is():
    return [model.objects.count() for model in (Cohort, Participant, Attempt)]


def test_class_has_sixty_learners_at_every_step(cohort):
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
    assert [name for name in names if not name.startswith("Demo ")] == []


def test_trainer_owns_both_classes(cohort, anonymous):
    roles = [
        each.memberships.values_list("user__username", "role").get()
        for each in (cohort, anonymous)
    ]

    assert roles == [("trainer", "owner")] * 2


def test_submitted_attempts_are_in_three_languages_and_one_in_two(cohort):
    submitted = {group.language: group.number for group in CohortSummary(cohort).groups}

    assert submitted == {"zh-hans": 34, "zh-hant": 7, "en": 4, "": 1}


def test_rows_hang_together_and_differ_in_difficulty(cohort):
    figures = CohortSummary(cohort).figures("zh-hans")
    means = [row.mean.value for row in figures.row_health]

    assert round(figures.alpha.value, 2) == 0.85
    assert max(means) - min(means) > 1


def test_every_band_is_met(cohort):
    assert [
        share.n > 0 for share in CohortSummary(cohort).figures("zh-hans").bands
    ] == [True] * 3


def test_some_ways_of_answering_are_noted(cohort):
    flags = cohort.attempts.submitted().values_list("flags", flat=True)

    assert set(Counter(flag for each in flags for flag in each["flags"])) == {
        "fast",
        "same_position",
        "own_word",
    }


def test_five_are_stuck_each_on_another_row(cohort):
    found = overview.overview(cohort, NOW)

    assert found.stuck == 5
    assert found.rows == [(4, 1), (8, 1), (11, 1), (16, 1), (21, 1)]


def test_fourteen_answer_again_and_some_have_risen(cohort):
    change = before_after.cohort_change(cohort, "zh-hans")

    assert cohort.attempts.filter(ordinal=2).count() == 14
    assert change.n == 11
    assert change.other_languages == 1
    assert len(change.risen) > 0


def test_everything_lies_within_the_last_two_weeks(cohort):
    times = Attempt.objects.values_list("started_at", "saved_at")

    assert all(
        NOW - timedelta(days=14) <= started <= saved <= NOW for started, saved in times
    )


def test_figures_of_the_anonymous_class_stop_at_the_last_five(anonymous):
    summary = CohortSummary(anonymous)

    assert anonymous.names_asked is False
    assert anonymous.participants.exclude(name="").count() == 0
    assert [(group.language, group.number) for group in summary.groups] == [
        ("zh-hans", 15)
    ]
    assert summary.has_waiting


def test_counters_agree_with_the_attempts(cohort):
    assert recounting.recount() == []


def test_second_filling_makes_nothing(cohort):
    before = _all_there_is()

    assert demo.fill(now=NOW, owner=User.objects.get(username="admin")) == cohort
    assert _all_there_is() == before


def test_answers_are_the_same_at_every_filling(cohort):
    before = sorted(Attempt.objects.values_list("answers", flat=True))
    demo.remove(now=NOW)
    demo.fill(now=NOW + timedelta(days=3), owner=User.objects.get(username="trainer"))

    assert sorted(Attempt.objects.values_list("answers", flat=True)) == before


def test_removing_leaves_nothing_and_no_difference(cohort):
    assert demo.remove(now=NOW) == 83
    assert _all_there_is() == [1, 0, 0]
    assert CountedGroup.objects.count() == 0
    assert StateCount.objects.count() == 0
    assert recounting.recount() == []


def test_removing_touches_nobody_real(cohort):
    real = make_submitted(
        cohort.questionnaire,
        "3" * 25,
        Cohort.objects.get(title=first_start.SAMPLE_COHORT),
    )
    demo.remove(now=NOW)

    assert list(Participant.objects.all()) == [real.participant]
    assert recounting.recount() == []


# --- the mark on its pages ----------------------------------------------------------------------------
MARK = "Made-up data."
PAGES = "overview results teach plan health learners before_after cohorts_side_by_side download joining poster slips"


@pytest.mark.parametrize("page", PAGES.split())
def test_every_page_of_the_class_is_marked(cohort, client, page):
    client.force_login(User.objects.get(username="trainer"))
    address = reverse(f"admin:assessments_cohort_{page}", args=[cohort.pk])

    assert MARK in client.get(address).content.decode()


def test_page_of_one_attempt_is_marked(cohort, client):
    client.force_login(User.objects.get(username="trainer"))
    attempt = cohort.attempts.submitted().first()

    assert (
        MARK
        in client.get(
            f"/admin/assessments/attempt/{attempt.pk}/change/"
        ).content.decode()
    )


@pytest.mark.parametrize(
    "address", ["/my/", "/my/data/", "/my/1/result/", "/my/1/result/skill/"]
)
def test_pages_of_a_made_up_learner_are_marked(cohort, client, address):
    token = signed_links.token_for(
        cohort.participants.filter(state="submitted").first()
    )
    client.get(f"/l/{token}/")

    assert MARK in client.get(address, follow=True).content.decode()


# --- the commands -------------------------------------------------------------------------------------
@pytest.fixture
def told(monkeypatch, db):
    """Runs a command and returns the lines it prints; the steps of a start have their
    own tests.

    Whether the database lets itself be written is tried by a second connection, which
    this test would keep waiting.
    """
    monkeypatch.setattr(first_start, "prepare", list)
    monkeypatch.setattr(preflight, "at_database", lambda: None)

    def run(*arguments):
        call_command(*arguments, stdout=(out := StringIO()))
        return out.getvalue().splitlines()

    return run


def test_make_demo_prints_where_to_look(cohort, anonymous, told):
    site = "http://localhost:8123/admin"
    pages = [
        f"{site}/assessments/cohort/{cohort.pk}/{page}/"
        for page in ("overview", "results", "teach")
    ]

    first, *lines = told("make_demo", "--port", "8123")

    assert first == f"Sign in at {site}/ to look at:"
    assert lines[0] == f"{demo_round.TITLE}, as hr"
    assert [line.split()[-1] for line in lines[4:7]] == pages
    assert [lines[3], lines[7]] == [
        f"{demo.NAMED}, as trainer",
        f"{demo.ANONYMOUS}, as trainer",
    ]


def test_make_demo_names_the_command_that_takes_it_away(cohort, told):
    assert told("make_demo")[-1].endswith("manage.py remove_demo")


def test_make_demo_prints_the_passwords_of_a_first_start(cohort, told):
    demo.remove(now=NOW)
    Cohort.objects.all().delete()
    User.objects.all().delete()

    assert [line.split()[0] for line in told("make_demo")[1:5]] == [
        "admin",
        "editor",
        "trainer",
        "hr",
    ]


def test_make_demo_takes_another_trainer_where_nobody_is_called_so(cohort, told):
    demo.remove(now=NOW)
    User.objects.filter(username="trainer").update(username="somebody")

    assert f"{demo.NAMED}, as somebody" in told("make_demo")


def test_make_demo_without_any_trainer_says_what_is_missing(cohort, told):
    User.objects.get(username="trainer").groups.clear()

    with pytest.raises(CommandError, match="nobody here has the role Trainer"):
        told("make_demo")


def test_make_demo_without_a_questionnaire_says_so(cohort, told):
    Questionnaire.objects.update(published_at=None)

    with pytest.raises(CommandError, match="no published questionnaire"):
        told("make_demo")


def test_remove_demo_says_how_many(cohort, told):
    assert told("remove_demo") == [
        "83 made-up people removed, with their classes and their round"
    ]


@pytest.mark.parametrize("command", ["make_demo", "remove_demo"])
def test_production_refuses(command, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="this is for a local site"):
        call_command(command)


@pytest.fixture
def round_(site, db):
    """The made-up round, with a first entry of each kind in its log."""
    return demo_round.fill(now=NOW, lead=User.objects.get(username="hr"))


def test_round_is_marked_as_made_up_and_made_once(round_):
    again = demo_round.fill(now=NOW, lead=User.objects.get(username="hr"))

    assert round_.is_synthetic is True
    assert again == round_
    assert round_.participants.count() == 18


def test_round_shows_every_step(round_):
    assert counters.state_counts(round_) == {"listed": 2, "started": 2, "submitted": 14}
    assert [line.kind for line in decision_log.log_of(round_)] == ["decision"] * 3 + [
        "withdrawn"
    ]


def test_log_of_the_round_is_sound(round_):
    assert decision_log.find_faults(round_) == []


def test_removing_leaves_nothing_of_the_round(round_):
    demo.remove(now=NOW)

    assert not Decision.objects.exists()
    assert not Cohort.objects.filter(is_synthetic=True).exists()


def test_nobody_of_the_round_has_an_address_that_mail_could_reach(round_):
    assert all(each.email.endswith(".invalid") for each in round_.applications.all())
