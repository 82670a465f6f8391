import re
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.files import learner_lists, people_lists
from assessments.files.learner_lists import Line
from assessments.files.people_lists import Unreadable

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗莫芦吕欧阳司诸葛張劉陳楊趙黃吳孫馬羅"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅鑫宇轩梓涵璐琳偉靜麗強軍傑濤華蘭"
CHINESE = st.builds(
    str.__add__, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2)
)
ENGLISH = st.sampled_from(
    ["Ann Lee", "Bob", "Mary O'Neil", "Smith, John", "José García", "Zoë"]
)
NUMBERS = st.text("0123456789ABC-", max_size=12)


def workbook(*rows, book=None):
    book = book or Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def from_workbook(data):
    return learner_lists.from_file("list.xlsx", data)


def repacked(data, path, content, packing=ZIP_DEFLATED):
    """The workbook with another content of one of its parts."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w", packing) as new:
        for name in old.namelist():
            new.writestr(
                name, content(old.read(name)) if name == path else old.read(name)
            )
    return packed.getvalue()


def code(read, *values):
    with pytest.raises(Unreadable) as refusal:
        read(*values)
    return refusal.value.code


# Encodings


@given(
    st.lists(st.tuples(CHINESE | ENGLISH, NUMBERS), max_size=9),
    CHINESE,
    st.sampled_from([",", ";", "\t", "，"]),
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_decoding_gives_the_text_back(encoding, learners, chinese, separator):
    text = "\r\n".join(
        separator.join(learner) for learner in [*learners, (chinese, "1")]
    )

    assert people_lists.decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["联通", "莫,1\n", "猫", "Ann,1\n莫芦,2"])
def test_chinese_that_looks_like_utf_8_is_told_from_it(text):
    assert people_lists.decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "text", ["José,1", "Zoë", "Ångström", "Иван Петров", "阿依·古丽"]
)
def test_names_of_other_languages_in_utf_8_are_read(text):
    assert people_lists.decode(text.encode()) == text


def test_byte_order_mark_of_gb18030_is_dropped():
    assert people_lists.decode("\ufeff张三".encode("gb18030")) == "张三"


@pytest.mark.parametrize(
    "data",
    [
        b"Ann\x00,1",
        "张三,1".encode("utf-16-le"),
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xff\xff",
        b"\x01\x02\x03\x04",
    ],
)
def test_bytes_that_are_no_text_are_refused(data):
    assert code(people_lists.decode, data) == "encoding"


def test_stray_control_character_is_left_to_the_check():
    assert people_lists.decode(b"Ann\x07,1") == "Ann\x07,1"


def test_bigger_file_is_refused():
    assert code(people_lists.decode, b"a" * (people_lists.MOST_BYTES + 1)) == "bytes"


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_excel_is_read(encoding):
    data = '姓名;学号\r\n张三;"007"\r\n'.encode(encoding)

    assert learner_lists.from_file("list.csv", data) == [Line(2, "张三", "007")]


def test_workbook_is_known_by_its_content():
    assert learner_lists.from_file("list.csv", workbook(["张三", "007"])) == [
        Line(1, "张三", "007")
    ]


def test_text_that_begins_like_an_archive_is_text():
    assert learner_lists.from_file("list.txt", b"PK Lee,1") == [Line(1, "PK Lee", "1")]


@pytest.mark.parametrize("name", ["list.xls", "LIST.XLSX"])
def test_text_called_a_workbook_is_refused(name):
    assert code(learner_lists.from_file, name, b"<html><table>") == "workbook"


def test_old_workbook_is_refused():
    assert (
        code(
            learner_lists.from_file,
            "list",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        )
        == "workbook"
    )


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_empty_file_is_empty(name):
    assert code(learner_lists.from_file, name, b"") == "empty"


# Workbooks


def test_rows_of_a_workbook_are_read_with_their_places():
    data = workbook(
        ["学号", "姓名"], ["007", "张三"], [], [None, " "], ["008", "Ann  Lee"]
    )

    assert from_workbook(data) == [Line(2, "张三", "007"), Line(5, "Ann Lee", "008")]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1042, "1042"),
        (1042.0, "1042"),
        (10.5, "10.5"),
        (202310010001, "202310010001"),
        (0, "0"),
    ],
)
def test_number_cell_is_read_as_it_is_shown(value, number):
    assert from_workbook(workbook(["张三", value])) == [Line(1, "张三", number)]


def test_zeros_that_a_format_puts_in_front_are_kept():
    book = Workbook()
    book.active.append(["张三", 7])
    book.active["B1"].number_format = "000"

    assert from_workbook(workbook(book=book)) == [Line(1, "张三", "007")]


def test_shared_strings_are_read():
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(2, 0, ["张三", "007"])

    assert from_workbook(file.getvalue()) == [Line(3, "张三", "007")]


def test_first_visible_sheet_is_read():
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet().append(["张三"])
    book.create_sheet().append(["later"])
    file = BytesIO()
    book.save(file)

    assert from_workbook(file.getvalue()) == [Line(1, "张三", "")]


def test_dimensions_that_lie_hide_no_row():
    data = workbook(["张三", "001"], ["李四", "002"])
    liar = repacked(
        data, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"')
    )

    assert from_workbook(liar) == [Line(1, "张三", "001"), Line(2, "李四", "002")]


def test_formula_counts_as_the_value_it_had():
    data = workbook(["张三", "=1+1"])
    shown = repacked(
        data,
        SHEET,
        lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
    )

    assert from_workbook(shown) == [Line(1, "张三", "2")]


def test_far_away_row_is_read_too():
    book = Workbook()
    book.active["A1"], book.active["A1048576"] = "张三", "李四"

    assert from_workbook(workbook(book=book)) == [
        Line(1, "张三", ""),
        Line(1048576, "李四", ""),
    ]


def test_far_away_column_is_not_looked_at():
    book = Workbook()
    book.active.append(["张三"])
    book.active.cell(1, people_lists.MOST_COLUMNS + 1, "姓名")

    assert from_workbook(workbook(book=book)) == [Line(1, "张三", "")]


def test_workbook_without_a_learner_is_empty():
    assert code(from_workbook, workbook(["姓名", "学号"])) == "empty"


def test_workbook_with_more_lines_is_refused():
    rows = (["张三", number] for number in range(people_lists.MOST_LINES + 1))

    assert code(from_workbook, workbook(*rows)) == "lines"


def test_bigger_workbook_is_refused():
    assert (
        code(from_workbook, b"PK\x03\x04" + bytes(people_lists.MOST_BYTES)) == "bytes"
    )


def test_workbook_that_unpacks_to_much_is_refused():
    bomb = repacked(
        workbook(["张三"]), SHEET, lambda xml: xml + b" " * people_lists.MOST_UNPACKED
    )

    assert len(bomb) < 100_000
    assert code(from_workbook, bomb) == "unpacked"


def test_workbook_of_countless_cells_is_refused():
    cells = b"<row>" + b"<c/>" * people_lists.MOST_TAGS + b"</row></sheetData>"
    bomb = repacked(
        workbook(["张三"]), SHEET, lambda xml: xml.replace(b"</sheetData>", cells)
    )

    assert code(from_workbook, bomb) == "unpacked"


def formatted(code):
    """A workbook with a style of this number format."""
    formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts><fonts '.encode()
    style = b'<xf numFmtId="164"/></cellXfs>'
    return repacked(
        workbook(["张三", 7]),
        "xl/styles.xml",
        lambda xml: (
            xml.replace(b'<numFmts count="0" />', b"")
            .replace(b"<fonts ", formats)
            .replace(b"</cellXfs>", style)
        ),
    )


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
    assert code(from_workbook, formatted(format_code)) == refusal


def test_format_of_the_length_that_excel_allows_is_read():
    accounting = "_ [$¥-804]* #,##0.00_ ;[Red]_ [$¥-804]* -#,##0.00_ ;&quot;年&quot;"

    assert from_workbook(formatted(accounting.ljust(255, "0"))) == [
        Line(1, "张三", "7")
    ]


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/Styles.XML", "other/styles.xml"])
def test_styles_beyond_measure_are_refused_whatever_their_case(name):
    xml = b"<a/>".ljust(people_lists.MOST_STYLES + 1)
    with pytest.raises(Unreadable):
        people_lists._tags(name, xml)

    assert people_lists._tags("xl/worksheets/sheet1.xml", xml) == 1


def test_zeros_of_a_format_are_no_more_than_a_number_may_have():
    book = Workbook()
    book.active.append(["张三", 7])
    book.active["B1"].number_format = "0" * 200

    assert from_workbook(workbook(book=book)) == [Line(1, "张三", "7".zfill(40))]


@pytest.mark.parametrize("text", ["(" * 6_000_000, "a" + "\u0301\u0323" * 3_000_000])
def test_endless_cell_is_cut_before_it_is_searched(text):
    cell = (
        f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'.encode()
    )
    data = repacked(
        workbook(["张三"]), SHEET, lambda xml: xml.replace(b"</sheetData>", cell)
    )
    name = from_workbook(data)[1].name

    assert people_lists.LONGEST_NAME < len(name) <= people_lists.LONGEST_CELL


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_stand_for_countless_cells_are_refused(encoding):
    start = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "'
        + "<row><c/></row>" * 9
        + '">]>'
    )
    xml = f"{start}<a>{'&e;' * 500_000}</a>".encode(encoding)

    assert (
        code(from_workbook, repacked(workbook(["张三"]), SHEET, lambda _: xml))
        == "workbook"
    )


@pytest.mark.parametrize("mark", ["'", '"'])
def test_namespace_that_fills_the_memory_is_refused(mark):
    xml = f"<a xmlns={mark}{'x' * 1_000_000}{mark}>{'<b/>' * 400_000}</a>".encode()

    assert (
        code(from_workbook, repacked(workbook(["张三"]), SHEET, lambda _: xml))
        == "workbook"
    )


def test_sheet_that_is_named_countless_times_is_read_once():
    names = (
        b'<sheet name="a" sheetId="2" state="hidden" r:id="rId1" xmlns:r="%s"/>'
        % RELATIONS
        * 20_000
        + b"</sheets>"
    )
    cells = b"<row><c/></row>" * 50_000 + b"</sheetData>"
    data = repacked(
        workbook(["张三"]),
        SHEET,
        lambda xml: re.sub(b"<dimension[^>]*>", b"", xml).replace(
            b"</sheetData>", cells
        ),
    )
    many = repacked(
        data, "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", names)
    )

    assert from_workbook(many) == [Line(1, "张三", "")]


def test_row_beyond_any_sheet_ends_the_reading():
    data = workbook(["张三"], ["李四"])
    endless = repacked(
        data, SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"')
    )

    assert from_workbook(endless) == [Line(1, "张三", "")]


def test_packing_whose_size_cannot_be_limited_is_refused():
    data = repacked(workbook(["张三"]), SHEET, bytes, packing=ZIP_BZIP2)

    assert code(from_workbook, data) == "workbook"


def test_archive_of_something_else_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "张三")

    assert code(learner_lists.from_file, "list.xlsx", file.getvalue()) == "workbook"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_workbook_is_refused(share):
    data = workbook(["张三", "001"])

    assert code(from_workbook, data[: int(len(data) * share)]) == "workbook"


@pytest.mark.parametrize(
    "path", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_damaged_part_of_a_workbook_is_refused(path):
    damaged = repacked(workbook(["张三"]), path, lambda xml: xml[: len(xml) // 2])

    assert code(from_workbook, damaged) == "workbook"


@given(st.binary(max_size=300))
@pytest.mark.parametrize("start", people_lists.WORKBOOK_STARTS)
def test_junk_that_begins_like_a_workbook_is_refused(start, junk):
    assert code(learner_lists.from_file, "list", start + junk) == "workbook"


def test_big5_as_excel_writes_it_in_taiwan_is_read():
    assert (
        people_lists.decode("王雅婷,001\n林志豪,002\n".encode("cp950"))
        == "王雅婷,001\n林志豪,002\n"
    )
