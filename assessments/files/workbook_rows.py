"""Reads the rows of a list that is an XLSX file, and refuses one that would fill the
memory: 2 MB can be packed from gigabytes, or from millions of empty cells.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
from openpyxl.styles.stylesheet import apply_stylesheet  # type: ignore[import-untyped]

from assessments.files.list_rows import (
    LONGEST_NUMBER,
    MOST_BYTES,
    MOST_COLUMNS,
    Row,
    Unreadable,
)

NAME_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
# The second is how old and password-protected workbooks begin.
STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

MOST_UNPACKED = 20_000_000
MOST_TAGS = 600_000
MOST_ROWS = 1_048_576
# openpyxl searches the format of every style for brackets, in time that grows with the
# square of those left open.
MOST_STYLES = 1_000_000
LONGEST_FORMAT = 255
MOST_FORMAT_BRACKETS = 16
FORMAT_CODE = re.compile(rb"""formatCode\s*=\s*("[^"]*"|'[^']*')""")
# The parser puts a tag's namespace, however long, in front of the name of each tag.
LONG_NAMESPACE = re.compile(rb"\"[^\"]{300}|'[^']{300}")


def is_workbook(filename: str, data: bytes) -> bool:
    return data.startswith(STARTS) or filename.lower().endswith(NAME_ENDINGS)


def rows_of_workbook(data: bytes) -> Iterator[Row]:
    """Yield the filled rows of the first visible sheet."""
    if len(data) > MOST_BYTES:
        raise Unreadable("bytes")
    try:
        _check_unpacked(data)
        yield from _rows_of_first_visible_sheet(data)
    except Unreadable:
        raise
    except Exception as error:
        # A broken file shows in whatever openpyxl happens to stumble over.
        raise Unreadable("workbook") from error


# --- limits ---------------------------------------------------------------------------
def _check_unpacked(data: bytes) -> None:
    """Refuse a workbook that holds too much.

    Sizes are what the archive says, and reading stops there – for the two packings that
    XLSX may use.
    """
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        for part in parts:
            if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise Unreadable("workbook")
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable("unpacked")

        tags = 0
        for part in parts:
            xml = archive.read(part)
            _check_part(part.filename, xml)
            tags += xml.count(b"<")
        if tags > MOST_TAGS:
            raise Unreadable("unpacked")


def _check_part(filename: str, xml: bytes) -> None:
    """Refuse what hides more tags than it shows."""
    # So UTF-16 reads as ASCII.
    plain = xml.replace(b"\0", b"")
    # Its entities are short names for much; no office program writes one.
    if b"<!DOCTYPE" in plain:
        raise Unreadable("workbook")
    for tag in plain.split(b"<"):
        if b"xmlns" in tag and LONG_NAMESPACE.search(tag):
            raise Unreadable("workbook")
    if filename.lower().endswith("styles.xml"):
        _check_styles(plain)


def _check_styles(xml: bytes) -> None:
    if len(xml) > MOST_STYLES:
        raise Unreadable("unpacked")
    for match in FORMAT_CODE.finditer(xml):
        in_quotes = match[1][1:-1].decode(errors="replace")
        code = unescape(in_quotes)
        if len(code) > LONGEST_FORMAT or code.count("[") > MOST_FORMAT_BRACKETS:
            raise Unreadable("workbook")


# --- rows -----------------------------------------------------------------------------
def _rows_of_first_visible_sheet(data: bytes) -> Iterator[Row]:
    reader = ExcelReader(
        BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    with closing(reader.archive):
        worksheet = _first_visible_worksheet(reader)
        # Limits of our own, for openpyxl would believe the sheet's dimensions, and some
        # programs write wrong ones.
        rows = worksheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        for place, cells in enumerate(rows, 1):
            if any(cell.value is not None for cell in cells):
                yield Row(place, [_shown(cell) for cell in cells])


def _first_visible_worksheet(reader: Any) -> Any:
    """Let openpyxl read this one sheet only.

    `load_workbook` would go through every sheet for its size, and a workbook can name
    one sheet a thousand times.
    """
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)

    for sheet, part in reader.parser.find_sheets():
        is_there = part.target in reader.valid_files
        is_worksheet = "chartsheet" not in part.Type
        if is_there and is_worksheet and sheet.state == "visible":
            reader.parser.sheets = [sheet]
            break
    else:
        raise Unreadable("workbook")

    reader.read_worksheets()
    [worksheet] = reader.wb.worksheets
    return worksheet


def _shown(cell: Any) -> str:
    """Return the cell as the sheet shows it, where that matters: 1042.0 is 1042, and 7
    in the format 000 is 007.
    """
    value = cell.value
    if value is None:
        return ""
    if not isinstance(value, int | float):
        return str(value)

    text = str(value)
    if float(value).is_integer():
        text = str(int(value))
    digits = 0
    if set(cell.number_format) == {"0"}:
        digits = min(len(cell.number_format), LONGEST_NUMBER)
    return text.zfill(digits)
