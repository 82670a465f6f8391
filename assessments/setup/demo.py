"""Made-up classes to look at, marked as such: `fill` makes them, `remove` takes them
away again.

Everything is written by the functions that write for real people, and is the same at
every run but for the times, which lie in the two weeks before `now`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from django.db import transaction

from assessments.files.learner_lists import Line
from assessments.measurement import scoring
from assessments.measurement.journey import Journey
from assessments.models import (
    DOMAINS,
    Attempt,
    Cohort,
    CohortStaff,
    Decision,
    Participant,
    Purpose,
    Questionnaire,
)
from assessments.privacy import erasure
from assessments.questionnaires.scoring_keys import key_of
from assessments.sittings import attempts, participants
from assessments.sittings.attempts import PageVisit

NAMED = "Demo class (made-up learners)"
ANONYMOUS = "Demo class B, anonymous (made-up)"
HANS = "zh-hans"
HANT = "zh-hant"
ENGLISH = "en"
LISTED = Participant.State.LISTED
STARTED = Participant.State.STARTED
SUBMITTED = Participant.State.SUBMITTED
SPAN = timedelta(days=14)

# Language → people of the class with names who submit, and who are listed and never
# start.
DONE = {HANS: 34, HANT: 8, ENGLISH: 4}
NEVER = {HANS: 4, HANT: 1, ENGLISH: 1}
# (language, row they stop at, minutes since they started); after half an hour without
# an answer they count as stuck.
STOPPED = [
    (HANS, 4, 50),
    (HANS, 8, 26 * 60),
    (HANS, 11, 3 * 24 * 60),
    (HANT, 16, 95),
    (ENGLISH, 21, 5 * 24 * 60),
    (HANS, 6, 4),
    (HANS, 13, 9),
    (HANS, 23, 17),
]
# Those who answer again: language, how far the trait has moved in standard deviations,
# language this time.
AGAIN = [
    *(
        (HANS, gain, HANS)
        for gain in (3.2, 2.6, 2.0, 1.5, 1.2, 0.8, 0.5, 0.2, 0.0, -0.4, -1.2)
    ),
    (HANT, 1.0, HANT),
    (HANT, 0.0, HANT),
    (ENGLISH, 0.6, HANS),
]
KEPT_ANSWERS = 0.4
# The other class: one group with figures, and two that are too small for any.
DONE_ANONYMOUSLY = {HANS: 18, HANT: 3, ENGLISH: 2}

# Points of a row. Chosen so that Cronbach's α of the 25 rows comes out near .85 and the
# scores lie around 70.
MIDDLE = 3.5
TRAIT = 0.47
LEAN = 0.25
CHANCE = 0.95
HARDNESS = 0.5

NAMES = {
    HANS: (
        "林王陈李张刘黄周吴徐孙",
        [
            "晓",
            "雨桐",
            "子涵",
            "思远",
            "佳怡",
            "明",
            "欣然",
            "浩",
            "静",
            "文博",
            "可",
            "宁",
            "乐",
        ],
    ),
    HANT: ("鄭謝許賴蘇", ["雅婷", "冠宇", "怡君", "志豪", "曉雯", "詠晴", "家榮"]),
    ENGLISH: (
        ("Alex ", "Sam ", "Robin ", "Kim ", "Jo "),
        ("Sample", "Example", "Placeholder"),
    ),
}


@dataclass(frozen=True)
class Manner:
    """How somebody answers: least and most seconds a page, rows at one place from the
    sixth on, and in what else.
    """

    seconds: tuple[int, int] = (25, 70)
    rows_at_one_place: int = 0
    as_oneself: bool = True
    ends_in: str = ""


# Each is taken by one person, the first of that language.
NOTED = [
    (HANS, Manner(seconds=(4, 8))),
    (HANS, Manner(seconds=(3, 7))),
    (HANS, Manner(rows_at_one_place=14)),
    (HANS, Manner(as_oneself=False)),
    (HANT, Manner(ends_in=ENGLISH)),
]


@dataclass(frozen=True)
class Person:
    """`state` is how far they come; `leans` is what is theirs in each domain beside the
    trait.
    """

    number: int
    name: str
    language: str
    state: str
    trait: float
    leans: Mapping[str, float]

    @property
    def line(self) -> Line:
        return Line(self.number, self.name, f"D-{self.number:03}")

    @property
    def is_listed(self) -> bool:
        """By the trainer; the others come by the code."""
        return self.state == LISTED or self.number % 2 == 0


@transaction.atomic
def fill(*, now: datetime, owner) -> Cohort:
    """The class with names, made together with the anonymous one unless there is one
    already.
    """
    return made_up() or _filled(now, owner)


def made_up() -> Cohort | None:
    named = Cohort.objects.filter(
        is_synthetic=True, names_asked=True, purpose=Purpose.COURSE
    )
    return named.order_by("pk").first()


@transaction.atomic
def remove(*, now: datetime) -> int:
    """Erases everybody of every made-up cohort, then the cohorts; returns how many
    people that were.
    """
    people = list(
        Participant.objects.select_for_update()
        .filter(cohort__is_synthetic=True)
        .order_by("pk")
    )
    for person in people:
        erasure.erase(participant=person, now=now)
    Decision.objects.filter(cohort__is_synthetic=True).delete()
    Cohort.objects.filter(is_synthetic=True).delete()
    return len(people)


def _filled(now: datetime, owner) -> Cohort:
    """The class with names last: lists begin with the newest."""
    _fill_anonymous(
        Classroom(_cohort(ANONYMOUS, now, owner, names_asked=False), now, seed=2)
    )
    named = _cohort(NAMED, now, owner, names_asked=True)
    _fill_named(Classroom(named, now, seed=5))
    return named


def _cohort(title: str, now: datetime, owner, *, names_asked: bool) -> Cohort:
    facts = {
        "questionnaire": Questionnaire.objects.current(),
        "opens_at": now - SPAN,
        "is_synthetic": True,
    }
    cohort = Cohort.objects.create(title=title, names_asked=names_asked, **facts)
    CohortStaff.objects.create(cohort=cohort, user=owner, role=CohortStaff.Role.OWNER)
    return cohort


# --- who comes ----------------------------------------------------------------------------------------
def _states(
    numbers: Mapping[str, int], state: str = SUBMITTED
) -> list[tuple[str, str]]:
    return [
        (language, state) for language, number in numbers.items() for _ in range(number)
    ]


def people_of(states: Sequence[tuple[str, str]], random: Random) -> list[Person]:
    names = {language: _names(language) for language in NAMES}
    shuffled = random.sample(states, len(states))
    return [
        _person(number, next(names[language]), language, state, random)
        for number, (language, state) in enumerate(shuffled, 1)
    ]


def _names(language: str) -> Iterator[str]:
    """Surnames and given names take turns; no pair comes twice soon, for their numbers
    have no common divisor.
    """
    return ("".join(pair) for pair in zip(*map(cycle, NAMES[language])))


def _person(
    number: int, name: str, language: str, state: str, random: Random
) -> Person:
    leans = {domain: random.gauss(0, 1) for domain in DOMAINS}
    return Person(
        number, f"Demo {number:02} {name}", language, state, random.gauss(0, 1), leans
    )


# --- what they do -------------------------------------------------------------------------------------
def _fill_anonymous(room: "Classroom") -> None:
    for person in people_of(_states(DONE_ANONYMOUSLY), room.random):
        room.submit(
            room.start(person, room.days_ago(1, 13)),
            person.language,
            room.points(person),
            Manner(),
        )


def _fill_named(room: "Classroom") -> None:
    stopping = [(language, STARTED) for language, _, _ in STOPPED]
    people = people_of(
        [*_states(DONE), *stopping, *_states(NEVER, LISTED)], room.random
    )
    listed = [person.line for person in people if person.is_listed]
    participants.list_learners(cohort=room.cohort, lines=listed, now=room.now - SPAN)
    _let_repeat(
        room,
        _let_submit(room, [person for person in people if person.state == SUBMITTED]),
    )
    _let_stop(room, [person for person in people if person.state == STARTED])


def _let_submit(
    room: "Classroom", people: Sequence[Person]
) -> list[tuple[Person, Attempt]]:
    manners = Queues(NOTED)
    done = []
    for person in people:
        (manner,) = manners.next_for(person) or (Manner(),)
        draft = room.start(person, room.days_ago(4, 13))
        done.append(
            (person, room.submit(draft, person.language, room.points(person), manner))
        )
    return done


def _let_repeat(room: "Classroom", done: Sequence[tuple[Person, Attempt]]) -> None:
    """The last ones: those whose first attempt is noted for something came first."""
    again = Queues(AGAIN)
    for person, first in reversed(done):
        if planned := again.next_for(person):
            gain, language = planned
            draft = attempts.repeat(
                participant=first.participant, after=1, now=room.days_ago(1, 3)
            )
            room.submit(
                draft, language, room.points_again(person, first, gain), Manner()
            )


def _let_stop(room: "Classroom", people: Sequence[Person]) -> None:
    places = Queues(STOPPED)
    for person in people:
        row, minutes = places.next_for(person)
        draft = room.start(person, room.now - timedelta(minutes=minutes))
        room.answer(draft, person.language, room.points(person)[: row - 1], Manner())


class Queues:
    """Lines of a table, handed out one by one to people of the language they begin
    with.
    """

    def __init__(self, table: Sequence[tuple]) -> None:
        self.table = list(table)

    def next_for(self, person: Person) -> tuple | None:
        """The rest of the line; None when there is none any more."""
        found = next((line for line in self.table if line[0] == person.language), None)
        if found:
            self.table.remove(found)
        return found and found[1:]


class Classroom:
    """Lets made-up people of one cohort come in and answer."""

    def __init__(self, cohort: Cohort, now: datetime, seed: int) -> None:
        self.cohort = cohort
        self.now = now
        self.key = key_of(cohort.questionnaire)
        self.random = Random(seed)  # noqa: S311
        hardness = Random(1)  # noqa: S311
        self.hardness = [hardness.gauss(0, HARDNESS) for _ in self.key.rows]

    def days_ago(self, least: int, most: int) -> datetime:
        return self.now - timedelta(
            days=self.random.randint(least, most), minutes=self.random.randint(10, 300)
        )

    def points(self, person: Person, gain: float = 0.0) -> list[int]:
        return [self._points(person, row, gain) for row in range(len(self.key.rows))]

    def points_again(self, person: Person, first: Attempt, gain: float) -> list[int]:
        """Some rows as before, the others anew with the trait moved."""
        before = scoring.points([int(digit) for digit in first.answers], self.key)
        anew = self.points(person, gain)
        return [
            old if self.random.random() < KEPT_ANSWERS else new
            for old, new in zip(before, anew)
        ]

    def _points(self, person: Person, row: int, gain: float) -> int:
        lean = person.leans[self.key.rows[row].domain]
        wish = MIDDLE - self.hardness[row] + TRAIT * (person.trait + gain) + LEAN * lean
        return max(
            1, min(self.key.positions, round(wish + self.random.gauss(0, CHANCE)))
        )

    def start(self, person: Person, at: datetime) -> Attempt:
        listed = self.cohort.participants.filter(list_key=person.line.key).first()
        if listed:
            return participants.start_listed(participant=listed, now=at)
        nonce = f"demo-{self.cohort.code}-{person.number}"
        form = self.cohort.questionnaire
        return participants.start(
            nonce=nonce,
            questionnaire=form,
            cohort=self.cohort,
            now=at,
            name=person.name,
        )

    def submit(
        self, draft: Attempt, language: str, points: Sequence[int], manner: Manner
    ) -> Attempt:
        at = self.answer(draft, language, points, manner)
        return attempts.submit(
            attempt=draft, as_oneself=manner.as_oneself, language=language, now=at
        )

    def answer(
        self, draft: Attempt, language: str, points: Sequence[int], manner: Manner
    ) -> datetime:
        """A page after another, each saved when it is done; returns when the last one
        was.
        """
        positions = self._positions(points, manner)
        at = draft.started_at
        for page in Journey("0" * len(positions)).page_numbers:
            served_at = at
            at = at + timedelta(seconds=self.random.randint(*manner.seconds))
            self._save_page(
                draft, positions, PageVisit(page, served_at.timestamp()), language, at
            )
        if manner.ends_in:
            changes = {len(positions): positions[-1]}
            attempts.save(
                attempt=draft, changes=changes, language=manner.ends_in, now=at
            )
        return at

    def _positions(self, points: Sequence[int], manner: Manner) -> list[int]:
        sides = [row.high_side for row in self.key.rows]
        found = [
            scoring.points_of(worth, side, self.key.positions)
            for worth, side in zip(points, sides)
        ]
        most = manner.rows_at_one_place
        return found[:5] + found[5:6] * most + found[5 + most :] if most else found

    def _save_page(
        self,
        draft: Attempt,
        positions: Sequence[int],
        visit: PageVisit,
        language: str,
        at: datetime,
    ) -> None:
        rows = Journey("0" * len(positions)).numbers_on(visit.page)
        changes = {row: positions[row - 1] for row in rows}
        attempts.save(
            attempt=draft, changes=changes, language=language, now=at, visit=visit
        )
