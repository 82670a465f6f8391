import re
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.files import workbook_rows
from assessments.files.list_rows import (
    LONGEST_NUMBER,
    MOST_BYTES,
    MOST_COLUMNS,
    Unreadable,
)
from assessments.files.workbook_rows import is_workbook
from tests.files.refusals import refusal_of
from tests.files.workbooks import (
    SHEET,
    file_of,
    make_workbook,
    repacked,
    with_more_in_the_sheet,
    with_number_format,
)

RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(data):
    """Return (place, cells) of each row, without the empty cells that fill it up."""
    rows = []
    for place, cells in workbook_rows.rows_of_workbook(data):
        while cells and not cells[-1]:
            cells.pop()
        rows.append((place, cells))
    return rows


def cells_of_first_row(data):
    return read(data)[0][1]


# --- which files are workbooks --------------------------------------------------------
def test_workbook_is_known_by_its_content():
    assert is_workbook("list.csv", make_workbook(["张三"]))


@pytest.mark.parametrize("name", ["list.xls", "LIST.XLSX"])
def test_workbook_is_known_by_its_name(name):
    assert is_workbook(name, b"<html><table>")


def test_text_that_begins_like_an_archive_is_no_workbook():
    assert not is_workbook("list.txt", b"PK Lee,1")


# --- rows -----------------------------------------------------------------------------
def test_filled_rows_are_read_with_their_places():
    data = make_workbook(["学号", "姓名"], ["007", "张三"], [], ["008", "Ann"])

    assert read(data) == [
        (1, ["学号", "姓名"]),
        (2, ["007", "张三"]),
        (4, ["008", "Ann"]),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1042, "1042"),
        (1042.0, "1042"),
        (10.5, "10.5"),
        (202310010001, "202310010001"),
        (0, "0"),
        (None, ""),
    ],
)
def test_cell_is_read_as_it_is_shown(value, text):
    assert cells_of_first_row(make_workbook([value, "x"])) == [text, "x"]


@pytest.mark.parametrize(
    ("number_format", "text"),
    [("000", "007"), ("0" * 200, "7".zfill(LONGEST_NUMBER)), ("0.00", "7")],
)
def test_zeros_that_a_format_puts_in_front_are_kept(number_format, text):
    book = Workbook()
    book.active.append([7])
    book.active["A1"].number_format = number_format

    assert cells_of_first_row(file_of(book)) == [text]


def test_shared_strings_are_read():
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(2, 0, ["张三", "007"])

    assert read(file.getvalue()) == [(3, ["张三", "007"])]


def test_first_visible_sheet_is_read():
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet().append(["张三"])
    book.create_sheet().append(["later"])

    assert read(file_of(book)) == [(1, ["张三"])]


def test_workbook_without_a_visible_sheet_is_refused():
    hidden = repacked(
        make_workbook(["张三"]),
        "xl/workbook.xml",
        lambda xml: xml.replace(b'state="visible"', b'state="hidden"'),
    )

    assert refusal_of(read, hidden) == "workbook"


def test_dimensions_that_lie_hide_no_cell():
    data = make_workbook(["张三", "001"], ["李四", "002"])

    liar = repacked(
        data, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"')
    )

    assert read(liar) == [(1, ["张三", "001"]), (2, ["李四", "002"])]


def test_formula_counts_as_the_value_it_had():
    def with_value(xml):
        xml = xml.replace(b"<v></v>", b"<v>2</v>")
        return xml.replace(b"<v />", b"<v>2</v>")

    data = repacked(make_workbook(["张三", "=1+1"]), SHEET, with_value)

    assert cells_of_first_row(data) == ["张三", "2"]


@pytest.mark.slow
def test_far_away_row_is_read_too():
    book = Workbook()
    book.active["A1"] = "张三"
    book.active["A1048576"] = "李四"

    assert read(file_of(book)) == [(1, ["张三"]), (1048576, ["李四"])]


@pytest.mark.slow
def test_row_beyond_any_sheet_ends_the_reading():
    data = make_workbook(["张三"], ["李四"])

    endless = repacked(
        data, SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"')
    )

    assert read(endless) == [(1, ["张三"])]


def test_far_away_column_is_not_looked_at():
    book = Workbook()
    book.active.append(["张三"])
    book.active.cell(1, MOST_COLUMNS + 1, "姓名")

    assert cells_of_first_row(file_of(book)) == ["张三"]


# --- what would fill the memory -------------------------------------------------------
def test_bigger_workbook_is_refused():
    assert refusal_of(read, b"PK\x03\x04" + bytes(MOST_BYTES)) == "bytes"


def test_workbook_that_unpacks_to_much_is_refused():
    blanks = b" " * workbook_rows.MOST_UNPACKED
    bomb = repacked(make_workbook(["张三"]), SHEET, lambda xml: xml + blanks)

    assert len(bomb) < 100_000
    assert refusal_of(read, bomb) == "unpacked"


def test_workbook_of_countless_cells_is_refused():
    cells = b"<row>" + b"<c/>" * workbook_rows.MOST_TAGS + b"</row>"

    bomb = with_more_in_the_sheet(make_workbook(["张三"]), cells)

    assert refusal_of(read, bomb) == "unpacked"


@pytest.mark.parametrize(
    ("format_code", "refusal"),
    [
        ("0" * 256, "workbook"),
        ("&quot;" * 256, "workbook"),
        ("[" * 17, "workbook"),
        ("&#91;" * 17, "workbook"),
        ("[" * 400_000, "workbook"),
        ("[" * 2_000_000, "unpacked"),
    ],
    ids=["long", "long-escaped", "brackets", "brackets-escaped", "endless", "larger"],
)
def test_format_that_no_sheet_needs_is_refused(format_code, refusal):
    assert refusal_of(read, with_number_format(format_code)) == refusal


def test_format_of_the_length_that_excel_allows_is_read():
    accounting = "_ [$¥-804]* #,##0.00_ ;[Red]_ [$¥-804]* -#,##0.00_ ;&quot;年&quot;"

    data = with_number_format(accounting.ljust(255, "0"))

    assert cells_of_first_row(data) == ["张三", "7"]


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/Styles.XML", "other/styles.xml"])
def test_styles_beyond_measure_are_refused_whatever_their_case(name):
    xml = b"<a/>".ljust(workbook_rows.MOST_STYLES + 1)

    with pytest.raises(Unreadable):
        workbook_rows._check_part(name, xml)


def test_sheet_may_be_larger_than_styles():
    xml = b"<a/>".ljust(workbook_rows.MOST_STYLES + 1)

    workbook_rows._check_part("xl/worksheets/sheet1.xml", xml)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_stand_for_countless_cells_are_refused(encoding):
    cells = "<row><c/></row>" * 9
    start = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "{cells}">]>'
    xml = f"{start}<a>{'&e;' * 500_000}</a>".encode(encoding)

    data = repacked(make_workbook(["张三"]), SHEET, lambda _: xml)

    assert refusal_of(read, data) == "workbook"


@pytest.mark.parametrize("mark", ["'", '"'])
def test_namespace_that_fills_the_memory_is_refused(mark):
    xml = f"<a xmlns={mark}{'x' * 1_000_000}{mark}>{'<b/>' * 400_000}</a>".encode()

    data = repacked(make_workbook(["张三"]), SHEET, lambda _: xml)

    assert refusal_of(read, data) == "workbook"


@pytest.mark.slow
def test_sheet_that_is_named_countless_times_is_read_once():
    name = b'<sheet name="a" sheetId="2" state="hidden" r:id="rId1" xmlns:r="%s"/>'
    names = name % RELATIONS * 20_000 + b"</sheets>"
    data = with_more_in_the_sheet(make_workbook(["张三"]), b"<row><c/></row>" * 50_000)
    data = repacked(data, SHEET, lambda xml: re.sub(b"<dimension[^>]*>", b"", xml))

    data = repacked(
        data, "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", names)
    )

    assert read(data) == [(1, ["张三"])]


def test_packing_whose_size_cannot_be_limited_is_refused():
    data = repacked(make_workbook(["张三"]), SHEET, bytes, packing=ZIP_BZIP2)

    assert refusal_of(read, data) == "workbook"


# --- what is no workbook --------------------------------------------------------------
def test_old_workbook_is_refused():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

    assert refusal_of(read, data) == "workbook"


def test_archive_of_something_else_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "张三")

    assert refusal_of(read, file.getvalue()) == "workbook"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_workbook_is_refused(share):
    data = make_workbook(["张三", "001"])

    assert refusal_of(read, data[: int(len(data) * share)]) == "workbook"


@pytest.mark.parametrize(
    "path", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_damaged_part_of_a_workbook_is_refused(path):
    damaged = repacked(make_workbook(["张三"]), path, lambda xml: xml[: len(xml) // 2])

    assert refusal_of(read, damaged) == "workbook"


@given(st.binary(max_size=300))
@pytest.mark.parametrize("start", workbook_rows.STARTS)
def test_junk_that_begins_like_a_workbook_is_refused(start, junk):
    assert refusal_of(read, start + junk) == "workbook"
