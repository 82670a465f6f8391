"""Lists of learners as trainers have them: text or bytes in, lines and their problems
out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from assessments.files import people_lists
from assessments.files.people_lists import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    Cells,
    Row,
    cell_of,
    first,
    folded,
    header_of,
    is_unprintable,
    lines_of,
)

LONGEST_KEY = 90

# Headers without case, spaces and punctuation; of two columns, the one whose word
# stands first here is taken.
NAMES = (
    *(
        "姓名",
        "学员姓名",
        "學員姓名",
        "学生姓名",
        "學生姓名",
        "员工姓名",
        "員工姓名",
        "名字",
    ),
    *(
        "fullname",
        "name",
        "learnername",
        "studentname",
        "learner",
        "student",
        "学员",
        "學員",
        "学生",
        "學生",
    ),
)
NUMBERS = (
    *(
        "学号",
        "學號",
        "学员编号",
        "學員編號",
        "学员号",
        "學員號",
        "学生编号",
        "學生編號",
        "工号",
        "工號",
    ),
    *(
        "员工编号",
        "員工編號",
        "studentid",
        "studentno",
        "studentnumber",
        "learnerid",
        "learnerno",
        "learnernumber",
    ),
    *(
        "employeeid",
        "employeeno",
        "employeenumber",
        "idnumber",
        "编号",
        "編號",
        "id",
        "number",
        "no",
        "号码",
        "號碼",
    ),
)


@dataclass(frozen=True)
class Line:
    """`place` is the line or the sheet's row, from 1, as the person sees it. The number
    may be empty.
    """

    place: int
    name: str
    number: str

    @property
    def key(self) -> str:
        """What makes a learner the same one again: the number, or the name of one who
        has none.
        """
        return (
            f"n:{folded(self.number)}" if self.number else f"w:{folded(self.name)}"
        )[:LONGEST_KEY]


@dataclass(frozen=True)
class Checked:
    """`problem` is a code, see `check`; one who `is_listed` already will not be added
    again.
    """

    line: Line
    problem: str | None
    is_listed: bool


def from_file(filename: str, data: bytes) -> list[Line]:
    return people_lists.from_file(filename, data, _lines)


def from_text(text: str) -> list[Line]:
    return people_lists.from_text(text, _lines)


def check(lines: Sequence[Line], listed_keys: Collection[str]) -> list[Checked]:
    """Each line, in order, with the code of what is wrong with it, if anything is.

    Of itself: `no-name`, `control`, `long-name`, `long-number`. Among the others:
    `same-number` (one number, several names) and `same-name` (a name several times
    without a number) on all of them, `repeated` on the later ones.
    """
    listed = frozenset(listed_keys)
    problems = _clashes([line for line in lines if not _own_problem(line)])
    return [
        Checked(line, _own_problem(line) or problems.get(line), line.key in listed)
        for line in lines
    ]


def _own_problem(line: Line) -> str | None:
    if not line.name:
        return "no-name"
    if any(map(is_unprintable, line.name + line.number)):
        return "control"
    if len(line.name) > LONGEST_NAME:
        return "long-name"
    return "long-number" if len(line.number) > LONGEST_NUMBER else None


def _clashes(lines: Iterable[Line]) -> dict[Line, str]:
    same: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        same[line.key].append(line)
    return {
        line: problem
        for group in same.values()
        if len(group) > 1
        for line, problem in _clash(group)
    }


def _clash(group: Sequence[Line]) -> list[tuple[Line, str]]:
    """Of lines with one key."""
    if not group[0].number:
        return [(line, "same-name") for line in group]
    if len({folded(line.name) for line in group}) > 1:
        return [(line, "same-number") for line in group]
    return [(line, "repeated") for line in group[1:]]


def _lines(rows: Iterable[Row]) -> list[Line]:
    return lines_of(rows, _layout)


def _layout(head: Sequence[Cells]) -> tuple[int, Callable[[int, Cells], Line | None]]:
    start, (name, number) = header_of(head, _columns) or (0, (0, 1))

    def line(place: int, cells: Cells) -> Line | None:
        found = Line(place, cell_of(cells, name), cell_of(cells, number))
        return found if found.name or found.number else None

    return start, line


def _columns(words: Sequence[str]) -> tuple[int, int | None] | None:
    name = first(NAMES, words)
    number = first(NUMBERS, words)
    if name is None and number is None:
        return None
    return (int(number == 0) if name is None else name), number
