"""The counters are exact after random histories of several writers at once.

Each writer is a thread with a connection of its own, as a worker process has. Often two
of them write about the same person. What they write is drawn from a seed.
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
from tests.groups.counting import counters_by_hand, release_faults, stored_counters
from tests.racing import at_once
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
WRITES = 60
ROWS = 3


def make_world():
    """Two cohorts that close, one of them anonymous; None stands for solo visitors."""
    questionnaire = make_questionnaire(rows=ROWS)
    closes_at = NOW + timedelta(days=1)
    named = make_cohort(questionnaire=questionnaire, closes_at=closes_at)
    anonymous = make_cohort(
        questionnaire=questionnaire, closes_at=closes_at, names_asked=False
    )
    return SimpleNamespace(
        questionnaire=questionnaire,
        named=named,
        anonymous=anonymous,
        cohorts=[named, anonymous, None],
    )


class Writer:
    """Writes one thing after another, drawn by chance.

    People are drawn from the newest, so that writers meet at the same ones.
    """

    def __init__(self, world, seed):
        self.world = world
        self.random = Random(seed)
        self.weights = {
            self.start: 4,
            self.submit: 8,
            self.save: 3,
            self.repeat: 3,
            self.erase: 3,
            self.list: 2,
            self.start_listed: 3,
            self.take_off_list: 1,
            self.purge: 1,
            self.submit_anonymous: 12,
            self.submit_anonymous_repeat: 8,
            self.erase_of_a_batch: 3,
        }

    def write_all(self):
        writes = self.random.choices(
            list(self.weights), list(self.weights.values()), k=WRITES
        )
        for write in writes:
            with suppress(*REFUSALS):
                write()
            connection.close()

    # --- what is drawn ----------------------------------------------------------------
    def some_time(self):
        return self.random.choices([NOW, LONG_AGO, AFTER_CLOSING], [8, 3, 1])[0]

    def some_language(self):
        return self.random.choice(["en", "en", "zh-hans"])

    def some_participant(self, **conditions):
        newest = list(Participant.objects.filter(**conditions).order_by("-pk")[:5])
        if not newest:
            return self.start().participant
        return self.random.choice(newest)

    def some_attempt(self):
        return self.some_participant().attempts.latest("ordinal")

    def somebody_of_a_batch(self):
        return self.some_participant(
            cohort=self.world.anonymous, attempts__is_released=True
        )

    # --- writes -----------------------------------------------------------------------
    def start(self):
        return participants.start(
            nonce=f"nonce-{self.random.randrange(1000)}",
            questionnaire=self.world.questionnaire,
            cohort=self.random.choice(self.world.cohorts),
            name="Ada",
            now=self.some_time(),
        )

    def save(self):
        row = self.random.randint(1, ROWS)
        attempts.save(
            attempt=self.some_attempt(),
            changes={row: self.random.randint(1, 5)},
            language=self.some_language(),
            now=self.some_time(),
        )

    def answer_all(self, attempt, now):
        changes = {row: self.random.randint(1, 5) for row in range(1, ROWS + 1)}
        attempts.save(attempt=attempt, changes=changes, language="en", now=now)

    def submit(self):
        """Submit what other writers often submit, erase or answer too."""
        attempt = self.some_attempt()
        if self.random.random() < 0.8:
            self.answer_all(attempt, self.some_time())
        attempts.submit(
            attempt=attempt,
            as_oneself=True,
            language=self.some_language(),
            now=self.some_time(),
        )

    def repeat(self):
        attempt = self.some_attempt()
        attempts.repeat(
            participant=attempt.participant,
            after=attempt.ordinal,
            now=self.some_time(),
        )

    def submit_anonymous(self):
        """Fill batches of the anonymous cohort, also those of two languages."""
        attempt = participants.start(
            nonce=f"through-{self.random.random()}",
            questionnaire=self.world.questionnaire,
            cohort=self.world.anonymous,
            now=NOW,
        )
        self.answer_all(attempt, NOW)
        attempts.submit(
            attempt=attempt, as_oneself=True, language=self.some_language(), now=NOW
        )

    def submit_anonymous_repeat(self):
        """Fill batches of second attempts."""
        attempt = self.somebody_of_a_batch().attempts.latest("ordinal")
        draft = attempts.repeat(
            participant=attempt.participant, after=attempt.ordinal, now=NOW
        )
        self.answer_all(draft, NOW)
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)

    def list(self):
        lines = []
        for number in range(3):
            name = f"Name {self.random.randrange(30)}"
            lines.append(Line(number, name, ""))
        participants.list_learners(
            cohort=self.world.named, lines=lines, now=self.some_time()
        )

    def start_listed(self):
        learner = self.some_participant(cohort=self.world.named)
        participants.start_listed(participant=learner, now=self.some_time())

    def take_off_list(self):
        learner = self.some_participant(cohort=self.world.named)
        erasure.remove_unstarted(participant=learner, now=NOW)

    def erase(self):
        erasure.erase(participant=self.some_participant(), now=NOW)

    def erase_of_a_batch(self):
        """Erase from a batch of which other writers often erase others."""
        erasure.erase(participant=self.somebody_of_a_batch(), now=NOW)

    def purge(self):
        retention.purge(now=NOW)


def recount_until(done):
    """Return what recounts in between found to differ: nothing is right."""
    differences = []
    while not done.wait(0.05):
        differences += recounting.recount()
        connection.close()
    return differences


def read_until(done):
    """Return tallies of which a row was not answered by everybody: none is right."""
    torn_tallies = []
    while not done.wait(0.01):
        groups = list(CountedGroup.objects.all())
        for tally in counters.tallies_of(groups).values():
            for row in range(1, ROWS + 1):
                people = sum(tally.people_at(row, points) for points in range(1, 6))
                if people != tally.n:
                    torn_tallies.append(tally)
        connection.close()
    return torn_tallies


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counters_are_exact_after_a_history_of_writers_at_once(seed):
    world = make_world()
    done = Event()
    connection.close()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        differences = pool.submit(recount_until, done)
        torn_tallies = pool.submit(read_until, done)
        writers = []
        for number in range(WRITERS):
            writer = Writer(world, 1000 * seed + number)
            writers.append(pool.submit(writer.write_all))
        problems = [writer.exception() for writer in writers]
        done.set()

    assert problems == [None] * WRITERS
    assert differences.result() == []
    assert torn_tallies.result() == []
    assert stored_counters() == counters_by_hand()
    assert release_faults() == []
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
    assert stored_counters() == counters_by_hand()
