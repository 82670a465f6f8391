"""Lists of applicants as HR has them, pasted or as a file: text or bytes in, lines and
their problems out.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from assessments.files import people_lists
from assessments.files.people_lists import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_COLUMNS,
    Cells,
    Row,
    cell_of,
    filled,
    first,
    folded,
    header_of,
    is_unprintable,
    lines_of,
    word,
)

LONGEST_EMAIL = 254
LONGEST_LOCAL = 64
# So many rows tell what a column without a known heading holds.
LOOKED_AT = 50

# Headers without case, spaces and punctuation; of two columns, the one whose word
# stands first here is taken.
NAMES = (
    *(
        "姓名",
        "申请人姓名",
        "申請人姓名",
        "候选人姓名",
        "候選人姓名",
        "应聘者姓名",
        "應徵者姓名",
        "名字",
    ),
    *("fullname", "name", "applicantname", "candidatename", "applicant", "candidate"),
    *("申请人", "申請人", "候选人", "候選人", "应聘者", "應徵者", "求职者", "求職者"),
)
GIVEN_NAMES = ("firstname", "givenname", "givennames", "forename", "名")
FAMILY_NAMES = ("lastname", "surname", "familyname", "姓", "姓氏")
EMAILS = (
    *(
        "email",
        "emailaddress",
        "mail",
        "mailaddress",
        "电子邮箱",
        "電子郵箱",
        "电子邮件",
        "電子郵件",
        "電子信箱",
    ),
    *(
        "邮箱",
        "郵箱",
        "信箱",
        "邮箱地址",
        "郵箱地址",
        "电子邮箱地址",
        "电子邮件地址",
        "電子郵件地址",
        "邮件地址",
    ),
    *("郵件地址", "邮件", "郵件", "电邮", "電郵"),
)
LANGUAGE_HEADERS = (
    *(
        "语言",
        "語言",
        "语种",
        "語種",
        "首选语言",
        "首選語言",
        "作答语言",
        "作答語言",
        "语言偏好",
        "語言偏好",
    ),
    *("language", "preferredlanguage", "languagecode", "lang", "locale"),
)
NUMBERS = (
    *(
        "externalid",
        "externalno",
        "externalnumber",
        "外部编号",
        "外部編號",
        "外部id",
        "申请编号",
        "申請編號",
    ),
    *(
        "候选人编号",
        "候選人編號",
        "应聘编号",
        "應徵編號",
        "申请号",
        "申請號",
        "applicantid",
        "applicantno",
    ),
    *(
        "applicantnumber",
        "applicationid",
        "applicationno",
        "applicationnumber",
        "candidateid",
        "candidateno",
    ),
    *(
        "candidatenumber",
        "referencenumber",
        "referenceno",
        "reference",
        "refno",
        "ref",
        "编号",
        "編號",
    ),
    *("id", "number", "no"),
)

# How people write a language, without case and punctuation.
SIMPLIFIED = "zh-hans"
TRADITIONAL = "zh-hant"
ENGLISH = "en"
CHINESE = "zh"
WRITTEN = {
    SIMPLIFIED: "zhhans zhcn zhsg zhhanscn zhhanssg 简体 簡體 简体中文 簡體中文 简中 簡中 中文简体 中文簡體 简体字 "
    "simplified simplifiedchinese chinesesimplified",
    TRADITIONAL: "zhhant zhtw zhhk zhmo zhhanttw zhhanthk 繁体 繁體 繁体中文 繁體中文 繁中 中文繁体 中文繁體 正體 "
    "正體中文 正体 正体中文 繁體字 traditional traditionalchinese chinesetraditional",
    ENGLISH: "en eng engb enus english 英语 英語 英文",
    CHINESE: "zh chi zho chinese mandarin 中文 汉语 漢語 华语 華語 普通话 普通話 国语 國語",
}
LANGUAGES = {
    written: code for code, words in WRITTEN.items() for written in words.split()
}

# “Ann Lee <ann@example.org>”, as mail programs write it.
SHOWN_WITH_NAME = re.compile(r"([^<>]*)<([^<>]+)>[\s;,]*")
LOCAL = re.compile(
    r"[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*"
)
LABEL = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?")
# The first character of the writings that put the family name first, without a space.
FIRST_HAN = "\u2e80"


@dataclass(frozen=True)
class Line:
    """`place` is the line or the sheet's row, from 1, as the person sees it; `language`
    as it was written.
    """

    place: int
    name: str
    email: str
    language: str = ""
    number: str = ""


@dataclass(frozen=True)
class Checked:
    """`language` is a code, empty if there is none to be had; `problem` is a code, see
    `check`.
    """

    line: Line
    language: str
    problem: str | None


@dataclass(frozen=True)
class Columns:
    """Family and given name may stand apart: then in the order that they are read in
    without Chinese.
    """

    names: tuple[int, ...] = ()
    email: int | None = None
    language: int | None = None
    number: int | None = None

    @property
    def taken(self) -> set[int | None]:
        return {*self.names, self.email, self.language, self.number}


def from_file(filename: str, data: bytes) -> list[Line]:
    return people_lists.from_file(filename, data, _lines)


def from_text(text: str) -> list[Line]:
    return people_lists.from_text(text, _lines)


# --- problems -----------------------------------------------------------------------------------------
def check(
    lines: Sequence[Line], *, offered: Collection[str], default: str
) -> list[Checked]:
    """Each line, in order, with its language and the code of what is wrong with it, if
    anything is.

    Of itself: `no-name`, `no-email`, `control`, `long-name`, `bad-email`,
    `long-number`, `unknown-language`, `not-offered`. Among the others: `same-email`
    (one address, several names) on all of them, `repeated` on the later.
    """
    languages = {
        line: language_of(line.language, offered) if line.language else default
        for line in lines
    }
    own = {
        line: _own_problem(line) or _language_problem(languages[line], offered)
        for line in lines
    }
    clashes = _clashes([line for line in lines if not own[line]])
    return [
        Checked(line, languages[line], own[line] or clashes.get(line)) for line in lines
    ]


def language_of(written: str, offered: Collection[str]) -> str:
    """Its code, or nothing. “Chinese” alone is the one that is offered, the simplified
    if both are.
    """
    code = LANGUAGES.get(_letters(written)) or LANGUAGES.get(word(written), "")
    if code != CHINESE:
        return code
    return (
        TRADITIONAL
        if TRADITIONAL in offered and SIMPLIFIED not in offered
        else SIMPLIFIED
    )


def is_address(text: str) -> bool:
    """Whether mail can be sent there, as far as its writing tells."""
    local, _, domain = text.rpartition("@")
    is_short = len(text) <= LONGEST_EMAIL and len(local) <= LONGEST_LOCAL
    return is_short and LOCAL.fullmatch(local) is not None and _is_domain(domain)


def _is_domain(text: str) -> bool:
    """Each part is looked at as it travels: in letters of other writings, an encoded
    one.
    """
    *rest, last = parts = text.split(".")
    is_top = len(last) > 1 and (last.startswith("xn--") or not _has_digit(last))
    return bool(rest) and is_top and all(map(_is_label, parts))


def _is_label(part: str) -> bool:
    if part.startswith("-") or part.endswith("-"):
        return False
    try:
        return LABEL.fullmatch(part.encode("idna").decode()) is not None
    except UnicodeError:
        return False


def _own_problem(line: Line) -> str | None:
    if not line.name:
        return "no-name"
    if not line.email:
        return "no-email"
    if any(map(is_unprintable, line.name + line.email + line.language + line.number)):
        return "control"
    if len(line.name) > LONGEST_NAME:
        return "long-name"
    if not is_address(line.email):
        return "bad-email"
    return "long-number" if len(line.number) > LONGEST_NUMBER else None


def _language_problem(code: str, offered: Collection[str]) -> str | None:
    if not code:
        return "unknown-language"
    return None if code in offered else "not-offered"


def _clashes(lines: Iterable[Line]) -> dict[Line, str]:
    same: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        same[line.email.casefold()].append(line)
    return {line: problem for group in same.values() for line, problem in _clash(group)}


def _clash(group: Sequence[Line]) -> list[tuple[Line, str]]:
    """Of lines with one address."""
    if len({folded(line.name) for line in group}) > 1:
        return [(line, "same-email") for line in group]
    return [(line, "repeated") for line in group[1:]]


# --- from rows to lines -------------------------------------------------------------------------------
def _lines(rows: Iterable[Row]) -> list[Line]:
    return lines_of(rows, _layout, LOOKED_AT)


def _layout(head: Sequence[Cells]) -> tuple[int, Callable[[int, Cells], Line | None]]:
    start, told = header_of(head, _told) or (0, None)
    columns = _completed(told, head[start:]) if told else _guessed(head)
    return start, lambda place, cells: _line(place, cells, columns)


def _line(place: int, cells: Cells, columns: Columns) -> Line | None:
    shown, email = _addressed(cell_of(cells, columns.email))
    name = _joined([cell_of(cells, column) for column in columns.names]) or shown
    if not name and not email:
        return None
    return Line(
        place,
        name,
        email,
        cell_of(cells, columns.language),
        cell_of(cells, columns.number),
    )


def _addressed(cell: str) -> tuple[str, str]:
    """The name beside an address, if there is one, and the address; typed in Chinese
    its signs are meant narrow.
    """
    plain = unicodedata.normalize("NFKC", cell).replace("。", ".")
    if found := SHOWN_WITH_NAME.fullmatch(plain):
        return found[1].strip().strip("\"'").strip(), found[2].strip()
    return "", plain.strip().strip("<>;,").removeprefix("mailto:")


def _joined(parts: Sequence[str]) -> str:
    """Of a given and a family name, in this order, or of a whole one."""
    if len(parts) > 1 and max("".join(parts), default="") >= FIRST_HAN:
        return "".join(reversed(parts))
    return " ".join(part for part in parts if part)


# --- what the columns hold ----------------------------------------------------------------------------
def _told(words: Sequence[str]) -> Columns | None:
    """By a header's words; None if they tell neither name nor address."""
    whole = first(NAMES, words)
    email = first(EMAILS, words)
    parts = [
        column
        for column in (first(GIVEN_NAMES, words), first(FAMILY_NAMES, words))
        if column is not None
    ]
    names = tuple(parts) if whole is None else (whole,)
    if not names and email is None:
        return None
    return Columns(names, email, first(LANGUAGE_HEADERS, words), first(NUMBERS, words))


def _completed(told: Columns, body: Sequence[Cells]) -> Columns:
    """With what the header left untold, where the cells tell it."""
    rest = [column for column in _places(body) if column not in told.taken]
    email = told.email if told.email is not None else _first_mostly(rest, body, _has_at)
    names = told.names or tuple(
        _name_in([column for column in rest if column != email], body)
    )
    return Columns(names, email, told.language, told.number)


def _guessed(head: Sequence[Cells]) -> Columns:
    """Without a header: name, address, language, number, but an address is one wherever
    it stands.
    """
    found = _first_mostly(_places(head), head, _has_at)
    email = 1 if found is None else found
    names = _name_in([column for column in _places(head) if column != email], head)
    later = [
        column
        for column in _places(head)
        if column != email and names and column > names[0]
    ]
    language = _first_mostly(later, head, _is_language)
    if language is None:
        language = next(
            (column for column in later[:1] if not _mostly(column, head, _has_digit)),
            None,
        )
    return Columns(
        tuple(names),
        email,
        language,
        next((column for column in later if column != language), None),
    )


def _places(rows: Sequence[Cells]) -> range:
    return range(min(MOST_COLUMNS, max(map(len, rows), default=0)))


def _name_in(columns: Sequence[int], rows: Sequence[Cells]) -> list[int]:
    """The first with text that is neither numbers nor languages; at most one."""
    with_text = [
        column for column in columns if filled(cell_of(cells, column) for cells in rows)
    ]
    wordy = [column for column in with_text if not _mostly(column, rows, _is_no_name)]
    return (wordy or with_text)[:1]


def _first_mostly(
    columns: Iterable[int], rows: Sequence[Cells], fits: Callable[[str], bool]
) -> int | None:
    return next((column for column in columns if _mostly(column, rows, fits)), None)


def _mostly(column: int, rows: Sequence[Cells], fits: Callable[[str], bool]) -> bool:
    """Whether more than half of what stands in a column is of this kind."""
    cells = [cell for cell in (cell_of(cells, column) for cells in rows) if cell]
    return 2 * sum(map(fits, cells)) > len(cells)


def _has_at(cell: str) -> bool:
    return "@" in unicodedata.normalize("NFKC", cell)


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_no_name(cell: str) -> bool:
    """“A-17” or “English”; somebody may well be called “Applicant 17”."""
    return _is_language(cell) or (
        _has_digit(cell) and cell.isascii() and " " not in cell
    )


def _is_language(cell: str) -> bool:
    return _letters(cell) in LANGUAGES or word(cell) in LANGUAGES


def _letters(text: str) -> str:
    """As `word`, but with what stands in brackets: “中文（简体）”."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
