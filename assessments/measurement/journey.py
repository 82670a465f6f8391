"""Tell where somebody is in the test: rows of a page, how far along, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.measurement import answers

PAGE_SIZE = 5


@dataclass(frozen=True)
class Journey:
    """Pages and rows count from 1. `answers` is the attempt's string."""

    answers: str

    @property
    def row_count(self) -> int:
        return len(self.answers)

    @property
    def page_count(self) -> int:
        full_pages, rest = divmod(self.row_count, PAGE_SIZE)
        return full_pages + bool(rest)

    @property
    def page_numbers(self) -> Sequence[int]:
        return range(1, self.page_count + 1)

    @property
    def missing_rows(self) -> list[int]:
        return answers.missing_rows(self.answers)

    @property
    def answered_count(self) -> int:
        return self.row_count - len(self.missing_rows)

    @property
    def is_complete(self) -> bool:
        return not self.missing_rows

    @property
    def next_page(self) -> int:
        """Return the page of the first row without an answer, or the last page."""
        if self.is_complete:
            return self.page_count
        return page_of_row(self.missing_rows[0])

    def rows_on(self, page: int) -> range:
        first = (page - 1) * PAGE_SIZE + 1
        last = min(page * PAGE_SIZE, self.row_count)
        return range(first, last + 1)

    def missing_rows_on(self, page: int) -> list[int]:
        rows = self.rows_on(page)
        return [row for row in self.missing_rows if row in rows]

    def answers_on(self, page: int) -> str:
        """Return the answers of the page's rows, a digit each."""
        rows = self.rows_on(page)
        return self.answers[rows.start - 1 : rows.stop - 1]


def page_of_row(row: int) -> int:
    return (row - 1) // PAGE_SIZE + 1
