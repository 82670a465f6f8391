"""Lists of people as others have them, pasted or as a file: text or bytes in, rows of
cells out, and what they mean.

Each `from_…` takes a function that makes lines of the rows, and gives what that gives.
"""

import csv
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from html import unescape
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
from openpyxl.styles.stylesheet import apply_stylesheet  # type: ignore[import-untyped]
from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # type: ignore[import-untyped]

from assessments.files.invisible_characters import without_copied_marks

MOST_BYTES = 2_000_000
MOST_LINES = 5_000
LONGEST_NAME = 80
LONGEST_NUMBER = 40
# What is looked at of a cell. Composing makes one character of four at most, so what is
# cut off is too long anyway.
LONGEST_CELL = 4 * (LONGEST_NAME + 1)

# What a workbook may hold once unpacked: 2 MB can be packed from gigabytes, or from
# millions of empty cells.
MOST_UNPACKED = 20_000_000
MOST_TAGS = 600_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 30
# openpyxl searches the format of every style for brackets, in time that grows with the
# square of those left open.
MOST_STYLES = 1_000_000
LONGEST_FORMAT = 255
MOST_FORMAT_BRACKETS = 16
# The parser puts a tag's namespace, however long, in front of the name of each tag.
LONG_NAMESPACE = re.compile(rb"\"[^\"]{300}|'[^']{300}")
FORMAT_CODE = re.compile(rb"""formatCode\s*=\s*("[^"]*"|'[^']*')""")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
# The second is how old and password-protected workbooks begin.
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

# If two of them cut equally well, the one that a name is less likely to hold: “Smith,
# John;007”.
SEPARATORS = ("\t", ";", ",")
WIDE = {"；": ";", "，": ","}
# What could be taken for the end of a cell.
SEPARATING = frozenset((*SEPARATORS, *WIDE, '"'))
QUOTED_OR_WIDE = re.compile(r'"[^"\n]*"|[；，]')
QUOTED = re.compile(r'"[^"\n]*"')

# An opening bracket inside ends the search, which would otherwise begin anew at each of
# thousands.
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
MOST_TITLES = 3

LOST_CHARACTER = "\ufffd"
MOST_JUNK = 0.01

# GB 2312 whose characters all happen to be good two-byte UTF-8, as “莫” is “Ī”. European
# names in UTF-8 have such bytes beside plain letters.
CHINESE_LIKE_UTF8 = re.compile(
    rb"(?:[\0-\x7f]|(?<![A-Za-z])(?:[\xc2-\xdf][\xa1-\xbf])++(?![A-Za-z]))*+"
)

Row = tuple[int, Sequence[str]]
Cells = Sequence[str]
T = TypeVar("T")
Reading = Callable[[Iterable[Row]], list[T]]


class Unreadable(ValueError):
    """`code`: `empty`, `bytes`, `lines`, `encoding`, `workbook`, or `unpacked` (a
    workbook that holds too much).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def from_file(filename: str, data: bytes, read: Reading[T]) -> list[T]:
    is_workbook = data.startswith(WORKBOOK_STARTS) or filename.lower().endswith(
        WORKBOOKS
    )
    return (
        from_workbook(data, read)
        if data and is_workbook
        else from_text(decode(data), read)
    )


def from_text(text: str, read: Reading[T]) -> list[T]:
    """A line each, the parts separated by tab, comma or semicolon; quoted as in CSV
    where the quotes are sound.
    """
    if len(text) > MOST_BYTES:
        raise Unreadable("bytes")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    text = _narrowed(text, separator)
    try:
        return read(_quoted(text, separator))
    except csv.Error:
        return read(_plain(text, separator))


def from_workbook(data: bytes, read: Reading[T]) -> list[T]:
    """The first visible sheet of an XLSX file."""
    if len(data) > MOST_BYTES:
        raise Unreadable("bytes")
    try:
        _check_unpacked(data)
        return read(_sheet(data))
    except Unreadable:
        raise
    except (
        Exception
    ) as stumble:  # a broken file shows in whatever openpyxl happens to stumble over
        raise Unreadable("workbook") from stumble


def decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable("bytes")
    if data.startswith(b"%PDF"):
        raise Unreadable("encoding")
    for encoding in _encodings(data):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding).removeprefix("\ufeff")
            if not _is_junk(text):
                return text
    raise Unreadable("encoding")


# --- from rows to lines ---------------------------------------------------------------------------------
def lines_of(
    rows: Iterable[Row],
    layout: Callable[[Sequence[Cells]], tuple[int, Callable[[int, Cells], T | None]]],
    opened_at: int = MOST_TITLES + 1,
) -> list[T]:
    """`layout` sees the first filled rows, and says how many come before the first line
    and what makes a line of one.

    A row of which it makes None is nobody: forms come with their rows numbered.
    """
    with_text = (row for row in rows if filled(row[1]))
    head = list(islice(with_text, opened_at))
    start, line_of = layout([cells for _, cells in head])
    lines = (line_of(place, cells) for place, cells in chain(head[start:], with_text))
    found = list(islice((line for line in lines if line is not None), MOST_LINES + 1))
    if not found:
        raise Unreadable("empty")
    if len(found) > MOST_LINES:
        raise Unreadable("lines")
    return found


def header_of(
    head: Sequence[Cells], columns: Callable[[Sequence[str]], T | None]
) -> tuple[int, T] | None:
    """How many rows come before the first line, and what `columns` makes of the
    header's words; None without a header.

    Above the header, a sheet may have titles, which fill one cell.
    """
    for index, cells in enumerate(head[: MOST_TITLES + 1]):
        found = columns([word(cell) for cell in cells[:MOST_COLUMNS]])
        if found is not None and (index == 0 or filled(cells) > 1):
            return index + 1, found
        if filled(cells) > 1:
            break
    return None


def first(known: Iterable[str], words: Sequence[str]) -> int | None:
    """The column whose word stands first in `known`."""
    return next((words.index(each) for each in known if each in words), None)


def word(cell: str) -> str:
    plain = BRACKETED.sub("", unicodedata.normalize("NFKC", tidy(cell))).casefold()
    return "".join(character for character in plain if character.isalnum())


def filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def cell_of(cells: Sequence[str], column: int | None) -> str:
    return "" if column is None or column >= len(cells) else tidy(cells[column])


def tidy(text: str) -> str:
    """Cut before it is composed, which takes the square of the time for marks in the
    wrong order.
    """
    plain = " ".join(without_copied_marks(text).split())
    return unicodedata.normalize("NFC", plain[:LONGEST_CELL])[:LONGEST_CELL]


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def as_text(rows: Iterable[Cells]) -> str:
    """What could have been pasted instead of a file. Its first row is a heading, for a
    name may look like one.
    """
    return "\n".join("\t".join(map(_as_cell, cells)) for cells in rows)


def _as_cell(text: str) -> str:
    return (
        '"{}"'.format(text.replace('"', '""'))
        if SEPARATING.intersection(text)
        else text
    )


def is_unprintable(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs") or character == LOST_CHARACTER
    )


# --- from text and bytes to rows --------------------------------------------------------------------------
def _separator(text: str) -> str:
    """The one that cuts most lines into two filled parts, then the one that most lines
    have at all.
    """
    lines = [
        line
        for line in QUOTED.sub("quoted", _narrowed(text, *SEPARATORS)).split("\n")
        if line.strip()
    ]

    def fit(separator: str) -> tuple[int, int]:
        parts = [line.split(separator) for line in lines if separator in line]
        return sum(filled(cells) > 1 for cells in parts), len(parts)

    return max(SEPARATORS, key=fit)


def _narrowed(text: str, *separators: str) -> str:
    """Their full-width forms made narrow, but for those in quotes. Typed by hand, a
    list has both forms.
    """
    wide = {form: narrow for form, narrow in WIDE.items() if narrow in separators}
    return QUOTED_OR_WIDE.sub(lambda found: wide.get(found[0], found[0]), text)


def _quoted(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(
        StringIO(text), delimiter=separator, skipinitialspace=True, strict=True
    )
    place = 1
    for cells in reader:
        yield place, cells
        place = reader.line_num + 1


def _plain(text: str, separator: str) -> Iterator[Row]:
    for place, line in enumerate(text.split("\n"), 1):
        yield place, line.split(separator)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if not data.isascii() and CHINESE_LIKE_UTF8.fullmatch(data):
        return ("gb18030", "cp950")
    return ("utf-8", "gb18030", "cp950")


def _is_junk(text: str) -> bool:
    """Nearly any bytes are good GB 18030; a stray control character is for `check` to
    tell.

    Big5, as Excel writes it in Taiwan, read as GB 18030 shows in characters for private
    use.
    """
    categories = [
        unicodedata.category(character)
        for character in text
        if character not in "\t\n\r"
    ]
    return (
        "\0" in text
        or "Co" in categories
        or categories.count("Cc") > MOST_JUNK * len(text) + 1
    )


def _check_unpacked(data: bytes) -> None:
    """Sizes are what the archive says, and reading stops there – for the two packings
    that XLSX may use.
    """
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
            raise Unreadable("workbook")
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable("unpacked")
        if sum(_tags(part.filename, archive.read(part)) for part in parts) > MOST_TAGS:
            raise Unreadable("unpacked")


def _tags(filename: str, xml: bytes) -> int:
    """How many there are, after a look at what hides more of them. UTF-16 reads as
    ASCII without its zeros.
    """
    plain = xml.replace(b"\0", b"")
    if (
        b"<!DOCTYPE" in plain
    ):  # its entities are short names for much; no office program writes one
        raise Unreadable("workbook")
    if any(b"xmlns" in tag and LONG_NAMESPACE.search(tag) for tag in plain.split(b"<")):
        raise Unreadable("workbook")
    if filename.lower().endswith("styles.xml"):
        _check_styles(plain)
    return xml.count(b"<")


def _check_styles(xml: bytes) -> None:
    if len(xml) > MOST_STYLES:
        raise Unreadable("unpacked")
    codes = (
        unescape(found[1][1:-1].decode(errors="replace"))
        for found in FORMAT_CODE.finditer(xml)
    )
    if any(
        len(code) > LONGEST_FORMAT or code.count("[") > MOST_FORMAT_BRACKETS
        for code in codes
    ):
        raise Unreadable("workbook")


def _sheet(data: bytes) -> Iterator[Row]:
    reader = ExcelReader(
        BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    with closing(reader.archive):
        # Limits of our own, for openpyxl would believe the sheet's dimensions, and some
        # programs write wrong ones.
        rows = _first_visible(reader).iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        for place, cells in enumerate(rows, 1):
            if any(cell.value is not None for cell in cells):
                yield place, [_shown(cell) for cell in cells]


def _first_visible(reader: Any) -> Any:
    """`load_workbook` would go through every sheet for its size, and a workbook can
    name one sheet a thousand times.
    """
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = (
        (sheet, part)
        for sheet, part in reader.parser.find_sheets()
        if part.target in reader.valid_files
    )
    visible = (
        each
        for each in sheets
        if each[0].state == "visible" and "chartsheet" not in each[1].Type
    )
    sheet, part = next(visible)
    return ReadOnlyWorksheet(reader.wb, sheet.name, part.target, reader.shared_strings)


def _shown(cell: Any) -> str:
    """As the sheet shows it, where that matters: 1042.0 is 1042, and 7 in the format
    000 is 007.
    """
    value = cell.value
    if value is None:
        return ""
    if not isinstance(value, int | float):
        return str(value)
    text = str(int(value)) if float(value).is_integer() else str(value)
    zeros = len(cell.number_format) if set(cell.number_format) == {"0"} else 0
    return text.zfill(min(zeros, LONGEST_NUMBER))
