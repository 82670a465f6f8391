"""A small journey object: which rows stand on a page, how far along, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement import answers

PAGE_SIZE = 5


@dataclass(frozen=True)
class Journey:
    """Pages and rows count from 1. `answers` is the attempt's string."""

    answers: str

    @property
    def rows(self) -> int:
        return len(self.answers)

    @property
    def pages(self) -> int:
        return -(-self.rows // PAGE_SIZE)

    @property
    def page_numbers(self) -> Sequence[int]:
        return range(1, self.pages + 1)

    @property
    def answered(self) -> int:
        return self.rows - len(self.missing)

    @property
    def missing(self) -> list[int]:
        return answers.missing(self.answers)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def page(self) -> int:
        """Where to go on: the page of the first row without an answer, or the last
        page.
        """
        return page_of(self.missing[0]) if self.missing else self.pages

    def numbers_on(self, page: int) -> Sequence[int]:
        return range((page - 1) * PAGE_SIZE + 1, min(page * PAGE_SIZE, self.rows) + 1)

    def missing_on(self, page: int) -> list[int]:
        return [number for number in self.numbers_on(page) if number in self.missing]

    def shown_on(self, page: int) -> str:
        """The answers of the page's rows as served, a digit each."""
        return "".join(self.answers[number - 1] for number in self.numbers_on(page))


def page_of(number: int) -> int:
    return (number - 1) // PAGE_SIZE + 1
