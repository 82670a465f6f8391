"""Lists of learners as trainers have them, read into lines, and their problems."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assessments.files.list_rows import LONGEST_NAME, LONGEST_NUMBER, Cells
from assessments.files.people_lists import (
    Layout,
    cell_of,
    find_header,
    first_column,
    grouped,
    headings,
    read_lines,
    rows_of_file,
)
from assessments.files.text_rows import rows_of_text
from assessments.files.typed_text import folded, has_unprintable

LONGEST_KEY = 90

# As `bare_word` gives them. Of two columns, the one whose heading stands first here
# is taken.
NAME_HEADINGS = headings("""
    姓名
    学员姓名 學員姓名 学生姓名 學生姓名 员工姓名 員工姓名
    名字
    fullname name learnername studentname learner student
    学员 學員 学生 學生
""")
NUMBER_HEADINGS = headings("""
    学号 學號
    学员编号 學員編號 学员号 學員號 学生编号 學生編號
    工号 工號 员工编号 員工編號
    studentid studentno studentnumber
    learnerid learnerno learnernumber
    employeeid employeeno employeenumber
    idnumber
    编号 編號
    id number no
    号码 號碼
""")


@dataclass(frozen=True)
class Line:
    """`place` is the row, from 1, as the person sees it. The number may be empty."""

    place: int
    name: str
    number: str

    @property
    def key(self) -> str:
        """What makes a learner the same one again: the number, or else the name."""
        if self.number:
            return f"n:{folded(self.number)}"[:LONGEST_KEY]
        return f"w:{folded(self.name)}"[:LONGEST_KEY]


@dataclass(frozen=True)
class Checked:
    """`problem` is a code, see `check`; who `is_listed` already is not added again."""

    line: Line
    problem: str | None
    is_listed: bool


@dataclass(frozen=True)
class Columns:
    name: int
    number: int | None


def from_file(filename: str, data: bytes) -> list[Line]:
    return read_lines(rows_of_file(filename, data), _layout_of)


def from_text(text: str) -> list[Line]:
    return read_lines(rows_of_text(text), _layout_of)


# --- problems -------------------------------------------------------------------------
def check(lines: Sequence[Line], listed_keys: Collection[str]) -> list[Checked]:
    """Return each line, in order, with the code of its problem if it has one.

    Of a line itself: `no-name`, `control`, `long-name`, `long-number`. Among the
    others: `same-number` (one number, several names) and `same-name` (a name several
    times without a number) on all of them, `repeated` on the later ones.
    """
    listed = frozenset(listed_keys)
    sound_lines = [line for line in lines if not _own_problem(line)]
    clashes = _clashes(sound_lines)

    checked = []
    for line in lines:
        problem = _own_problem(line) or clashes.get(line)
        checked.append(Checked(line, problem, line.key in listed))
    return checked


def _own_problem(line: Line) -> str | None:
    if not line.name:
        return "no-name"
    if has_unprintable(line.name + line.number):
        return "control"
    if len(line.name) > LONGEST_NAME:
        return "long-name"
    if len(line.number) > LONGEST_NUMBER:
        return "long-number"
    return None


def _clashes(lines: Iterable[Line]) -> dict[Line, str]:
    problems: dict[Line, str] = {}
    for same_key in grouped(lines, lambda line: line.key):
        names = {folded(line.name) for line in same_key}
        if len(same_key) == 1:
            continue
        if not same_key[0].number:
            problems |= dict.fromkeys(same_key, "same-name")
        elif len(names) > 1:
            problems |= dict.fromkeys(same_key, "same-number")
        else:
            problems |= dict.fromkeys(same_key[1:], "repeated")
    return problems


# --- columns --------------------------------------------------------------------------
def _layout_of(head: Sequence[Cells]) -> Layout[Line]:
    columns = Columns(name=0, number=1)
    header_row_count = 0
    header = find_header(head, _columns_of)
    if header:
        columns = header.columns
        header_row_count = header.row_count

    def line_of(place: int, cells: Cells) -> Line | None:
        name = cell_of(cells, columns.name)
        number = cell_of(cells, columns.number)
        if not name and not number:
            return None
        return Line(place, name, number)

    return Layout(header_row_count, line_of)


def _columns_of(words: Sequence[str]) -> Columns | None:
    """Return the columns that a header names; None if it names neither."""
    name = first_column(NAME_HEADINGS, words)
    number = first_column(NUMBER_HEADINGS, words)
    if name is None and number is None:
        return None
    if name is None:
        # Beside a number, the name stands in the first other column.
        name = 1 if number == 0 else 0
    return Columns(name, number)
