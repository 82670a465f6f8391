"""Lists of applicants as HR has them, read into lines, and their problems."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from assessments.files.email_addresses import is_address, parse_address
from assessments.files.language_names import is_language, language_of
from assessments.files.list_rows import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_COLUMNS,
    Cells,
)
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

# So many rows tell what a column without a known heading holds.
LOOKED_AT = 50
# The first character of the writings that put the family name first, without a space.
FIRST_HAN = "\u2e80"

# As `bare_word` gives them. Of two columns, the one whose heading stands first here
# is taken.
NAME_HEADINGS = headings("""
    姓名
    申请人姓名 申請人姓名 候选人姓名 候選人姓名 应聘者姓名 應徵者姓名
    名字
    fullname name applicantname candidatename applicant candidate
    申请人 申請人 候选人 候選人 应聘者 應徵者 求职者 求職者
""")
GIVEN_NAME_HEADINGS = headings("""
    firstname givenname givennames forename
    名
""")
FAMILY_NAME_HEADINGS = headings("""
    lastname surname familyname
    姓 姓氏
""")
EMAIL_HEADINGS = headings("""
    email emailaddress mail mailaddress
    电子邮箱 電子郵箱 电子邮件 電子郵件 電子信箱
    邮箱 郵箱 信箱
    邮箱地址 郵箱地址 电子邮箱地址 电子邮件地址 電子郵件地址 邮件地址 郵件地址
    邮件 郵件 电邮 電郵
""")
LANGUAGE_HEADINGS = headings("""
    语言 語言 语种 語種
    首选语言 首選語言 作答语言 作答語言 语言偏好 語言偏好
    language preferredlanguage languagecode lang locale
""")
NUMBER_HEADINGS = headings("""
    externalid externalno externalnumber
    外部编号 外部編號 外部id
    申请编号 申請編號 候选人编号 候選人編號 应聘编号 應徵編號 申请号 申請號
    applicantid applicantno applicantnumber
    applicationid applicationno applicationnumber
    candidateid candidateno candidatenumber
    referencenumber referenceno reference refno ref
    编号 編號
    id number no
""")


# The filled cells of each column, in the columns' order.
CellsByColumn = dict[int, list[str]]


@dataclass(frozen=True)
class Line:
    """`place` is the row, from 1, as the person sees it; `language` as written."""

    place: int
    name: str
    email: str
    language: str = ""
    number: str = ""


@dataclass(frozen=True)
class Checked:
    """`language` is a code, empty if unknown; `problem` is a code, see `check`."""

    line: Line
    language: str
    problem: str | None


@dataclass(frozen=True)
class Columns:
    """`names`: one column, or those of the given and the family name."""

    names: tuple[int, ...] = ()
    email: int | None = None
    language: int | None = None
    number: int | None = None


def from_file(filename: str, data: bytes) -> list[Line]:
    rows = rows_of_file(filename, data)
    return read_lines(rows, _layout_of, looked_at=LOOKED_AT)


def from_text(text: str) -> list[Line]:
    return read_lines(rows_of_text(text), _layout_of, looked_at=LOOKED_AT)


# --- problems -------------------------------------------------------------------------
def check(
    lines: Sequence[Line], *, offered: Collection[str], default: str
) -> list[Checked]:
    """Return each line, in order, with its language and its problem's code, if any.

    Of a line itself: `no-name`, `no-email`, `control`, `long-name`, `bad-email`,
    `long-number`, `unknown-language`, `not-offered`. Among the others: `same-email`
    (one address, several names) on all of them, `repeated` on the later.
    """
    languages = {}
    own_problems = {}
    for line in lines:
        language = default
        if line.language:
            language = language_of(line.language, offered)
        languages[line] = language
        own_problems[line] = _own_problem(line) or _language_problem(language, offered)

    clashes = _clashes([line for line in lines if not own_problems[line]])

    checked = []
    for line in lines:
        problem = own_problems[line] or clashes.get(line)
        checked.append(Checked(line, languages[line], problem))
    return checked


def _own_problem(line: Line) -> str | None:
    if not line.name:
        return "no-name"
    if not line.email:
        return "no-email"
    if has_unprintable(line.name + line.email + line.language + line.number):
        return "control"
    if len(line.name) > LONGEST_NAME:
        return "long-name"
    if not is_address(line.email):
        return "bad-email"
    if len(line.number) > LONGEST_NUMBER:
        return "long-number"
    return None


def _language_problem(code: str, offered: Collection[str]) -> str | None:
    if not code:
        return "unknown-language"
    if code not in offered:
        return "not-offered"
    return None


def _clashes(lines: Iterable[Line]) -> dict[Line, str]:
    problems: dict[Line, str] = {}
    for same_address in grouped(lines, lambda line: line.email.casefold()):
        names = {folded(line.name) for line in same_address}
        if len(names) > 1:
            problems |= dict.fromkeys(same_address, "same-email")
        else:
            problems |= dict.fromkeys(same_address[1:], "repeated")
    return problems


# --- lines ----------------------------------------------------------------------------
def _layout_of(head: Sequence[Cells]) -> Layout[Line]:
    header = find_header(head, _columns_of_header)
    if header:
        header_row_count = header.row_count
        columns = _complete(header.columns, head[header_row_count:])
    else:
        header_row_count = 0
        columns = _guess_columns(head)
    return Layout(header_row_count, lambda place, cells: _line(place, cells, columns))


def _line(place: int, cells: Cells, columns: Columns) -> Line | None:
    name_beside_address, email = parse_address(cell_of(cells, columns.email))
    name = _joined([cell_of(cells, column) for column in columns.names])
    name = name or name_beside_address
    if not name and not email:
        return None
    return Line(
        place=place,
        name=name,
        email=email,
        language=cell_of(cells, columns.language),
        number=cell_of(cells, columns.number),
    )


def _joined(parts: Sequence[str]) -> str:
    """Join a given and a family name, or return a whole one."""
    has_han = any(character >= FIRST_HAN for character in "".join(parts))
    if len(parts) > 1 and has_han:
        return "".join(reversed(parts))
    return " ".join(part for part in parts if part)


# --- what the columns hold ------------------------------------------------------------
def _columns_of_header(words: Sequence[str]) -> Columns | None:
    """Return the header's columns; None if it has neither a name nor an address."""
    whole_name = first_column(NAME_HEADINGS, words)
    given_name = first_column(GIVEN_NAME_HEADINGS, words)
    family_name = first_column(FAMILY_NAME_HEADINGS, words)
    email = first_column(EMAIL_HEADINGS, words)

    name_columns = [whole_name]
    if whole_name is None:
        name_columns = [given_name, family_name]
    names = tuple(column for column in name_columns if column is not None)
    if not names and email is None:
        return None
    return Columns(
        names=names,
        email=email,
        language=first_column(LANGUAGE_HEADINGS, words),
        number=first_column(NUMBER_HEADINGS, words),
    )


def _complete(columns: Columns, body: Sequence[Cells]) -> Columns:
    """Add columns of name and address that only their cells tell."""
    taken = {*columns.names, columns.email, columns.language, columns.number}
    untold = _without(_cells_by_column(body), taken)

    email = columns.email
    if email is None:
        email = _first_column_of(untold, _has_at)
    names = columns.names
    if not names:
        names = _name_column(_without(untold, {email}))
    return Columns(names, email, columns.language, columns.number)


def _guess_columns(head: Sequence[Cells]) -> Columns:
    """Guess: name, address, language, number, but the address wherever it stands."""
    cells_by_column = _cells_by_column(head)
    email = _first_column_of(cells_by_column, _has_at)
    if email is None:
        email = 1
    names = _name_column(_without(cells_by_column, {email}))
    if not names:
        return Columns(email=email)

    up_to_name = range(names[0] + 1)
    later = _without(cells_by_column, {email, *up_to_name})
    language = _first_column_of(later, is_language)
    if language is None and later:
        first_later = min(later)
        if not _is_mostly(later[first_later], _has_digit):
            language = first_later
    number = min(_without(later, {language}), default=None)
    return Columns(names, email, language, number)


def _cells_by_column(rows: Sequence[Cells]) -> CellsByColumn:
    longest = max((len(cells) for cells in rows), default=0)
    cells_by_column = {}
    for column in range(min(MOST_COLUMNS, longest)):
        cells = [cell_of(row, column) for row in rows]
        cells_by_column[column] = [cell for cell in cells if cell]
    return cells_by_column


def _without(
    cells_by_column: CellsByColumn, taken: Collection[int | None]
) -> CellsByColumn:
    remaining = cells_by_column.copy()
    for column in cells_by_column.keys() & taken:
        del remaining[column]
    return remaining


def _name_column(cells_by_column: CellsByColumn) -> tuple[int, ...]:
    """Return the first column with text; better one without numbers and languages."""
    with_text = [column for column, cells in cells_by_column.items() if cells]
    for column in with_text:
        if not _is_mostly(cells_by_column[column], _is_no_name):
            return (column,)
    return tuple(with_text[:1])


def _first_column_of(
    cells_by_column: CellsByColumn, is_of_kind: Callable[[str], bool]
) -> int | None:
    for column, cells in cells_by_column.items():
        if _is_mostly(cells, is_of_kind):
            return column
    return None


def _is_mostly(cells: Sequence[str], is_of_kind: Callable[[str], bool]) -> bool:
    """Whether more than half of the cells are of this kind."""
    matching = [cell for cell in cells if is_of_kind(cell)]
    return 2 * len(matching) > len(cells)


def _has_at(cell: str) -> bool:
    return "@" in unicodedata.normalize("NFKC", cell)


def _has_digit(cell: str) -> bool:
    return any(mark.isdigit() for mark in cell)


def _is_no_name(cell: str) -> bool:
    """“A-17” or “English”; a person may well be called “Applicant 17”."""
    is_number = _has_digit(cell) and cell.isascii() and " " not in cell
    return is_number or is_language(cell)
