"""Reads the rows of a list that is text: pasted, or a CSV file in any usual encoding."""

import csv
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO

from assessments.files.list_rows import MOST_BYTES, Cells, Row, Unreadable, count_filled

# If two of them cut equally well, the one that a name is less likely to hold: “Smith,
# John;007”.
SEPARATORS = ("\t", ";", ",")
WIDE = {"；": ";", "，": ","}
# What could be taken for the end of a cell.
SEPARATING = frozenset((*SEPARATORS, *WIDE, '"'))
QUOTED_OR_WIDE = re.compile(r'"[^"\n]*"|[；，]')
QUOTED = re.compile(r'"[^"\n]*"')

MOST_JUNK = 0.01
# GB 2312 whose characters all happen to be good two-byte UTF-8, as “莫” is “Ī”. European
# names in UTF-8 have such bytes beside plain letters.
CHINESE_LIKE_UTF8 = re.compile(
    rb"(?:[\0-\x7f]|(?<![A-Za-z])(?:[\xc2-\xdf][\xa1-\xbf])++(?![A-Za-z]))*+"
)


# --- rows -----------------------------------------------------------------------------
def rows_of_text(text: str) -> Iterator[Row]:
    """Part each line by tab, comma or semicolon, with quotes as in CSV if sound."""
    if len(text) > MOST_BYTES:
        raise Unreadable("bytes")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator_of(text)
    text = _with_narrow_separators(text, [separator])
    if _has_sound_quotes(text, separator):
        return _quoted_rows(text, separator)
    return _plain_rows(text, separator)


def _separator_of(text: str) -> str:
    """Choose the one that cuts most lines into filled parts, or stands in most."""
    narrow = _with_narrow_separators(text, SEPARATORS)
    lines = QUOTED.sub("quoted", narrow).split("\n")

    def fit(separator: str) -> tuple[int, int]:
        lines_cut_in_two = 0
        lines_with_it = 0
        for line in lines:
            if separator in line and line.strip():
                lines_with_it += 1
                lines_cut_in_two += count_filled(line.split(separator)) > 1
        return lines_cut_in_two, lines_with_it

    return max(SEPARATORS, key=fit)


def _with_narrow_separators(text: str, separators: Sequence[str]) -> str:
    """Make full-width forms of the separators narrow, but for those in quotes.

    Typed by hand, a list has both forms.
    """
    narrow = {}
    for wide_form, narrow_form in WIDE.items():
        if narrow_form in separators:
            narrow[wide_form] = narrow_form
    return QUOTED_OR_WIDE.sub(lambda match: narrow.get(match[0], match[0]), text)


def _has_sound_quotes(text: str, separator: str) -> bool:
    try:
        for _ in _quoted_rows(text, separator):
            pass
    except csv.Error:
        return False
    return True


def _quoted_rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(
        StringIO(text), delimiter=separator, skipinitialspace=True, strict=True
    )
    place = 1
    for cells in reader:
        yield Row(place, cells)
        place = reader.line_num + 1


def _plain_rows(text: str, separator: str) -> Iterator[Row]:
    for place, line in enumerate(text.split("\n"), 1):
        yield Row(place, line.split(separator))


def as_text(rows: Sequence[Cells]) -> str:
    """Return what could have been pasted instead of a file.

    Its first row is to be a heading, for a name may look like one.
    """
    lines = []
    for cells in rows:
        lines.append("\t".join(_quoted_if_needed(cell) for cell in cells))
    return "\n".join(lines)


def _quoted_if_needed(cell: str) -> str:
    if SEPARATING.isdisjoint(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


# --- bytes ----------------------------------------------------------------------------
def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16, GB 18030 or Big5."""
    if len(data) > MOST_BYTES:
        raise Unreadable("bytes")
    if data.startswith(b"%PDF"):
        raise Unreadable("encoding")
    for encoding in _encodings_to_try(data):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding).removeprefix("\ufeff")
            if not _is_junk(text):
                return text
    raise Unreadable("encoding")


def _encodings_to_try(data: bytes) -> tuple[str, ...]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if not data.isascii() and CHINESE_LIKE_UTF8.fullmatch(data):
        return ("gb18030", "cp950")
    return ("utf-8", "gb18030", "cp950")


def _is_junk(text: str) -> bool:
    """Whether this was decoded from something else; nearly any bytes are good GB 18030.

    Big5, as Excel writes it in Taiwan, read as GB 18030 shows in characters for private
    use. A stray control character is left to the check of the line.
    """
    if "\0" in text:
        return True
    characters = (mark for mark in text if mark not in "\t\n\r")
    categories = Counter(map(unicodedata.category, characters))
    return categories["Co"] > 0 or categories["Cc"] > MOST_JUNK * len(text) + 1
