"""Made-up people: who they are, how far they come, and how they answer.

A seeded `Random` makes them, so that they are the same at every run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Generic, Protocol, TypeVar

from assessments.files.learner_lists import Line
from assessments.models import DOMAINS, Participant

HANS = "zh-hans"
HANT = "zh-hant"
ENGLISH = "en"

LISTED = Participant.State.LISTED
STARTED = Participant.State.STARTED
SUBMITTED = Participant.State.SUBMITTED


@dataclass(frozen=True)
class Part:
    """What somebody is going to do: in which language, and how far they come."""

    language: str
    state: str


@dataclass(frozen=True)
class Manner:
    """How somebody answers.

    `seconds`: least and most on a page. `rows_at_one_place`: so many rows from the
    sixth on are answered at one place. `last_language`: the last row is answered again
    in this language.
    """

    seconds: tuple[int, int] = (25, 70)
    rows_at_one_place: int = 0
    as_oneself: bool = True
    last_language: str = ""


USUAL_MANNER = Manner()


@dataclass(frozen=True)
class NotedManner:
    """A manner that response quality takes note of."""

    language: str
    manner: Manner


@dataclass(frozen=True)
class Stop:
    """Somebody stops before this row; they started so many minutes ago."""

    language: str
    row: int
    minutes_ago: int


@dataclass(frozen=True)
class Repeat:
    """Somebody answers again, in `next_language`.

    `gain`: how far the trait has moved, in standard deviations.
    """

    language: str
    gain: float
    next_language: str


# --- the class with names -------------------------------------------------------------
NAMED_CLASS = [
    *[Part(HANS, SUBMITTED)] * 34,
    *[Part(HANT, SUBMITTED)] * 8,
    *[Part(ENGLISH, SUBMITTED)] * 4,
    # One for each of `STOPS`.
    *[Part(HANS, STARTED)] * 3,
    Part(HANT, STARTED),
    Part(ENGLISH, STARTED),
    *[Part(HANS, STARTED)] * 3,
    *[Part(HANS, LISTED)] * 4,
    Part(HANT, LISTED),
    Part(ENGLISH, LISTED),
]
HOUR = 60
DAY = 24 * HOUR
# After half an hour without an answer they count as stuck.
STOPS = [
    Stop(HANS, row=4, minutes_ago=50),
    Stop(HANS, row=8, minutes_ago=26 * HOUR),
    Stop(HANS, row=11, minutes_ago=3 * DAY),
    Stop(HANT, row=16, minutes_ago=95),
    Stop(ENGLISH, row=21, minutes_ago=5 * DAY),
    Stop(HANS, row=6, minutes_ago=4),
    Stop(HANS, row=13, minutes_ago=9),
    Stop(HANS, row=23, minutes_ago=17),
]
NOTED_MANNERS = [
    NotedManner(HANS, Manner(seconds=(4, 8))),
    NotedManner(HANS, Manner(seconds=(3, 7))),
    NotedManner(HANS, Manner(rows_at_one_place=14)),
    NotedManner(HANS, Manner(as_oneself=False)),
    NotedManner(HANT, Manner(last_language=ENGLISH)),
]
REPEATS = [
    Repeat(HANS, 3.2, HANS),
    Repeat(HANS, 2.6, HANS),
    Repeat(HANS, 2.0, HANS),
    Repeat(HANS, 1.5, HANS),
    Repeat(HANS, 1.2, HANS),
    Repeat(HANS, 0.8, HANS),
    Repeat(HANS, 0.5, HANS),
    Repeat(HANS, 0.2, HANS),
    Repeat(HANS, 0.0, HANS),
    Repeat(HANS, -0.4, HANS),
    Repeat(HANS, -1.2, HANS),
    Repeat(HANT, 1.0, HANT),
    Repeat(HANT, 0.0, HANT),
    Repeat(ENGLISH, 0.6, HANS),
]

# --- the anonymous class --------------------------------------------------------------
# One group with figures, and two that are too small for any.
ANONYMOUS_CLASS = [
    *[Part(HANS, SUBMITTED)] * 18,
    *[Part(HANT, SUBMITTED)] * 3,
    *[Part(ENGLISH, SUBMITTED)] * 2,
]

# --- the round ------------------------------------------------------------------------
ROUND = [
    *[Part(HANS, SUBMITTED)] * 7,
    *[Part(HANT, SUBMITTED)] * 3,
    *[Part(ENGLISH, SUBMITTED)] * 4,
    Part(HANS, STARTED),
    Part(HANT, STARTED),
    Part(HANS, LISTED),
    Part(ENGLISH, LISTED),
]

# --- names ----------------------------------------------------------------------------
# Language → beginnings and ends. Their numbers have no common divisor, so that no pair
# comes twice soon.
NAMES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
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
class Person:
    """`state` is how far they come.

    `trait` is what they bring to every row, `leans` to the rows of each domain.
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
        """Whether the trainer lists them; the others join by the code."""
        return self.state == LISTED or self.number % 2 == 0


def make_people(parts: Sequence[Part], random: Random) -> list[Person]:
    names = {language: _names(language) for language in NAMES}
    shuffled = random.sample(parts, len(parts))
    people = []
    for number, part in enumerate(shuffled, 1):
        leans = {domain: random.gauss(0, 1) for domain in DOMAINS}
        person = Person(
            number=number,
            name=f"Demo {number:02} {next(names[part.language])}",
            language=part.language,
            state=part.state,
            trait=random.gauss(0, 1),
            leans=leans,
        )
        people.append(person)
    return people


def _names(language: str) -> Iterator[str]:
    beginnings, ends = NAMES[language]
    for beginning, end in zip(cycle(beginnings), cycle(ends)):
        yield beginning + end


class HasLanguage(Protocol):
    @property
    def language(self) -> str: ...


T = TypeVar("T", bound=HasLanguage)


class Handout(Generic[T]):
    """Entries of a table, handed out one by one to people of their language."""

    def __init__(self, table: Sequence[T]) -> None:
        self._left = list(table)

    def next_for(self, person: Person) -> T | None:
        for entry in self._left:
            if entry.language == person.language:
                self._left.remove(entry)
                return entry
        return None
