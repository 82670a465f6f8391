"""Lets made-up people of a cohort or round come in and answer.

Everything is written by the functions that write for real people.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from assessments.measurement import scoring
from assessments.measurement.journey import Journey
from assessments.models import Attempt, Cohort
from assessments.questionnaires.scoring_keys import key_of
from assessments.setup.demo_people import USUAL_MANNER, Manner, Person
from assessments.sittings import attempts, participants
from assessments.sittings.attempts import PageVisit

# How many points somebody gives a row: `MIDDLE`, less the row's hardness, plus `TRAIT`
# times their trait, plus `LEAN` times their lean to the row's domain, plus chance.
# Traits and leans have a standard deviation of 1, hardness of `HARDNESS`, chance of
# `CHANCE`. Chosen so that Cronbach's α of the 25 rows comes out near .85 and the scores
# lie around 70.
MIDDLE = 3.5
TRAIT = 0.47
LEAN = 0.25
CHANCE = 0.95
HARDNESS = 0.5
# Share of rows that somebody who answers again answers as before.
KEPT_ANSWERS = 0.4


class Classroom:
    def __init__(self, cohort: Cohort, now: datetime, seed: int) -> None:
        self.cohort = cohort
        self.now = now
        self.key = key_of(cohort.questionnaire)
        self.random = Random(seed)  # noqa: S311
        # The same rows are hard for every class.
        hardness = Random(1)  # noqa: S311
        self.hardness = [hardness.gauss(0, HARDNESS) for _ in self.key.rows]

    def days_ago(self, least: int, most: int) -> datetime:
        days = self.random.randint(least, most)
        minutes = self.random.randint(10, 300)
        return self.now - timedelta(days=days, minutes=minutes)

    # --- what they would answer -------------------------------------------------------
    def points(self, person: Person, gain: float = 0.0) -> list[int]:
        """Return the points of each row."""
        return [
            self._points_of_row(person, row, gain) for row in range(len(self.key.rows))
        ]

    def points_again(self, person: Person, first: Attempt, gain: float) -> list[int]:
        """Return points of which some are as before, the others with the trait moved."""
        positions = [int(digit) for digit in first.answers]
        before = scoring.points(positions, self.key)
        anew = self.points(person, gain)
        points = []
        for old, new in zip(before, anew, strict=True):
            if self.random.random() < KEPT_ANSWERS:
                points.append(old)
            else:
                points.append(new)
        return points

    def _points_of_row(self, person: Person, row: int, gain: float) -> int:
        lean = person.leans[self.key.rows[row].domain]
        expected = MIDDLE - self.hardness[row]
        expected += TRAIT * (person.trait + gain)
        expected += LEAN * lean
        points = round(expected + self.random.gauss(0, CHANCE))
        return max(1, min(self.key.position_count, points))

    # --- what they do -----------------------------------------------------------------
    def start(self, person: Person, at: datetime) -> Attempt:
        listed = self.cohort.participants.filter(list_key=person.line.key).first()
        if listed:
            return participants.start_listed(participant=listed, now=at)
        return participants.start(
            nonce=f"demo-{self.cohort.code}-{person.number}",
            questionnaire=self.cohort.questionnaire,
            cohort=self.cohort,
            now=at,
            name=person.name,
        )

    def submit(
        self,
        draft: Attempt,
        language: str,
        points: Sequence[int],
        manner: Manner = USUAL_MANNER,
    ) -> Attempt:
        finished_at = self.answer(draft, language, points, manner)
        return attempts.submit(
            attempt=draft,
            as_oneself=manner.as_oneself,
            language=language,
            now=finished_at,
        )

    def answer(
        self,
        draft: Attempt,
        language: str,
        points: Sequence[int],
        manner: Manner = USUAL_MANNER,
    ) -> datetime:
        """Save a page after another. Returns when the last one was saved.

        Fewer points than rows: the attempt stops after these rows.
        """
        positions = self._positions(points, manner)
        journey = Journey("0" * len(positions))
        at = draft.started_at
        for page in journey.page_numbers:
            visit = PageVisit(page, at.timestamp())
            at = at + timedelta(seconds=self.random.randint(*manner.seconds))
            attempts.save(
                attempt=draft,
                changes={row: positions[row - 1] for row in journey.rows_on(page)},
                language=language,
                now=at,
                visit=visit,
            )
        if manner.last_language:
            attempts.save(
                attempt=draft,
                changes={len(positions): positions[-1]},
                language=manner.last_language,
                now=at,
            )
        return at

    def _positions(self, points: Sequence[int], manner: Manner) -> list[int]:
        positions = []
        for row, points_of_row in zip(self.key.rows, points):
            # The same rule leads from points to the position and back.
            positions.append(
                scoring.points_of(points_of_row, row.high_side, self.key.position_count)
            )
        last = 5 + manner.rows_at_one_place
        for index in range(5, last):
            positions[index] = positions[5]
        return positions
