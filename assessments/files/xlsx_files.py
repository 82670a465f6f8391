"""Writes Excel workbooks of any length in little memory."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

# Text stays text, whatever it looks like; each line goes to disk as it is written.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def workbook(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> IO[bytes]:
    """Return a nameless temporary file, gone once closed.

    `sheets`: each sheet's title, and its lines from the header on.
    """
    file = TemporaryFile()  # noqa: SIM115
    with TemporaryDirectory() as folder:
        options = OPTIONS | {"tmpdir": folder}
        with Workbook(file, options) as book:
            for title, lines in sheets:
                sheet = book.add_worksheet(title)
                sheet.freeze_panes(1, 0)
                for number, line in enumerate(lines):
                    sheet.write_row(number, 0, line)
    file.seek(0)
    return file
