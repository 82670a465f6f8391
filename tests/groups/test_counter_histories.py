"""Random histories of several people at once, some with the same learners: whatever
happens, the counters are exact.

Each writer is a thread with a connection of its own, as a worker process has. Their
deeds are drawn from a seed.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event
from time import sleep
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from assessments.files.learner_lists import Line
from assessments.groups import counters, recounting
from assessments.models import Attempt, CountedGroup, Participant, StateCount
from assessments.privacy import erasure, retention
from assessments.sittings import attempts, participants
from assessments.sittings.attempts import (
    AlreadySubmitted,
    Incomplete,
    NotAcceptingAnswers,
)
from assessments.sittings.participants import StaleStart
from tests.factories import make_cohort, make_questionnaire
from tests.groups.counting import by_hand, faults, stored
from tests.sittings.test_races import at_once
from tests.staff_factories import make_attempt

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=900)
AFTER_CLOSING = NOW + timedelta(days=30)
REFUSALS = (
    AlreadySubmitted,
    NotAcceptingAnswers,
    Incomplete,
    StaleStart,
    Participant.DoesNotExist,
    Attempt.DoesNotExist,
)
WRITERS = 5
DEEDS = 60
ROWS = 3


def make_world():
    """Two cohorts that close, one of them anonymous, and solo visitors; `nobody` stands
    for solo.
    """
    version = make_questionnaire(rows=ROWS)
    closing = {"questionnaire": version, "closes_at": NOW + timedelta(days=1)}
    named = make_cohort(**closing)
    anonymous = make_cohort(names_asked=False, **closing)
    return SimpleNamespace(
        version=version,
        named=named,
        anonymous=anonymous,
        places=[named, anonymous, None],
    )


class Writer:
    """Does one thing after another. Learners are drawn from the newest, so that writers
    meet at the same ones.
    """

    def __init__(self, world, seed):
        self.world = world
        self.random = Random(seed)

    def go(self):
        for _ in range(DEEDS):
            with suppress(*REFUSALS):
                self.one_deed()
            connection.close()

    def one_deed(self):
        deeds = {
            self.start: 4,
            self.submit: 8,
            self.save: 3,
            self.repeat: 3,
            self.erase: 3,
        }
        deeds |= {self.list: 2, self.start_listed: 3, self.strike: 1, self.purge: 1}
        deeds |= {self.come_through: 12, self.come_again: 8, self.tear: 3}
        self.random.choices(list(deeds), list(deeds.values()))[0]()

    def when(self):
        return self.random.choices([NOW, LONG_AGO, AFTER_CLOSING], [8, 3, 1])[0]

    def language(self):
        return self.random.choice(["en", "en", "zh-hans"])

    def anybody(self, **which):
        newest = list(Participant.objects.filter(**which).order_by("-pk")[:5])
        return self.random.choice(newest) if newest else self.start().participant

    def newest_attempt(self):
        return self.anybody().attempts.latest("ordinal")

    def one_of_a_five(self):
        return self.anybody(cohort=self.world.anonymous, attempts__is_released=True)

    def start(self):
        nonce = f"nonce-{self.random.randrange(1000)}"
        place = self.random.choice(self.world.places)
        facts = {"questionnaire": self.world.version, "cohort": place, "name": "Ada"}
        return participants.start(nonce=nonce, now=self.when(), **facts)

    def save(self, attempt=None, rows=1):
        changes = {
            self.random.randint(1, ROWS): self.random.randint(1, 5) for _ in range(rows)
        }
        attempt = attempt or self.newest_attempt()
        attempts.save(
            attempt=attempt, changes=changes, language=self.language(), now=self.when()
        )

    def submit(self):
        """Often of what another writer is submitting, erasing or answering too."""
        attempt = self.newest_attempt()
        if self.random.random() < 0.8:
            self.answer(attempt)
        attempts.submit(
            attempt=attempt, as_oneself=True, language=self.language(), now=self.when()
        )

    def answer(self, attempt):
        changes = {row: self.random.randint(1, 5) for row in range(1, ROWS + 1)}
        attempts.save(attempt=attempt, changes=changes, language="en", now=self.when())

    def repeat(self):
        attempt = self.newest_attempt()
        attempts.repeat(
            participant=attempt.participant, after=attempt.ordinal, now=self.when()
        )

    def come_through(self):
        """So that fives of an anonymous cohort come together, those of two languages
        too.
        """
        facts = {
            "questionnaire": self.world.version,
            "cohort": self.world.anonymous,
            "now": NOW,
        }
        attempt = participants.start(nonce=f"through-{self.random.random()}", **facts)
        self.answer(attempt)
        attempts.submit(
            attempt=attempt, as_oneself=True, language=self.language(), now=NOW
        )

    def come_again(self):
        """So that fives of second attempts do, too."""
        attempt = self.one_of_a_five().attempts.latest("ordinal")
        draft = attempts.repeat(
            participant=attempt.participant, after=attempt.ordinal, now=NOW
        )
        self.answer(draft)
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)

    def tear(self):
        """Often a five of which other writers are erasing others."""
        erasure.erase(participant=self.one_of_a_five(), now=NOW)

    def list(self):
        lines = [
            Line(number, f"Name {self.random.randrange(30)}", "") for number in range(3)
        ]
        participants.list_learners(
            cohort=self.world.named, lines=lines, now=self.when()
        )

    def start_listed(self):
        participants.start_listed(
            participant=self.anybody(cohort=self.world.named), now=self.when()
        )

    def erase(self):
        erasure.erase(participant=self.anybody(), now=NOW)

    def strike(self):
        erasure.remove_unstarted(
            participant=self.anybody(cohort=self.world.named), now=NOW
        )

    def purge(self):
        retention.purge(now=NOW)


def recount_until(done):
    """What any recount in between found to differ: never anything."""
    found = []
    while not done.wait(0.05):
        found += recounting.recount()
        connection.close()
    return found


def read_until(done):
    """Groups that were read with a row answered by fewer or more people than there
    were: never any.
    """
    found = []
    while not done.wait(0.01):
        for tally in counters.tallies_of(list(CountedGroup.objects.all())).values():
            counted = {
                row: sum(tally.people_at(row, points) for points in range(1, 6))
                for row in range(1, ROWS + 1)
            }
            found += [(tally.n, counted)] if set(counted.values()) != {tally.n} else []
        connection.close()
    return found


def live_through(seed):
    """A history of all writers at once; returns what was found to differ while they
    wrote.
    """
    world = make_world()
    done = Event()
    connection.close()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        onlookers = [pool.submit(look, done) for look in (recount_until, read_until)]
        writers = [
            pool.submit(Writer(world, 1000 * seed + number).go)
            for number in range(WRITERS)
        ]
        problems = [writer.exception() for writer in writers]
        done.set()
        found = [onlooker.result() for onlooker in onlookers]
    assert problems == [None] * WRITERS
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counters_are_exact_after_a_history_of_writers_at_once(seed):
    assert live_through(seed) == [[], []]
    assert stored() == by_hand()
    assert faults() == []
    assert recounting.recount() == []


def test_recount_waits_for_a_submission_by_somebody_whose_state_is_wrong():
    draft = make_attempt(None, "5342", submitted=False)
    locked = Event()
    Participant.objects.update(state="submitted")
    StateCount.objects.update(state="submitted")

    @transaction.atomic
    def submit():
        Participant.objects.select_for_update().get()
        locked.set()
        sleep(0.3)
        return attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)

    def recount():
        locked.wait(5)
        return recounting.recount()

    assert at_once(submit, recount) == [draft, []]
    assert stored() == by_hand()
