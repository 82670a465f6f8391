import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.files.list_rows import MOST_BYTES
from assessments.files.text_rows import as_text, decode, rows_of_text
from tests.files.refusals import refusal_of

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗莫芦吕欧阳司诸葛張劉陳楊趙黃吳孫馬羅"
)
GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅鑫宇轩梓涵璐琳偉靜麗強軍傑濤華蘭"
CHINESE = st.builds(
    str.__add__, st.sampled_from(SURNAMES), st.text(GIVEN_NAMES, min_size=1, max_size=2)
)
ENGLISH = st.sampled_from(
    ["Ann Lee", "Bob", "Mary O'Neil", "Smith, John", "José García", "Zoë"]
)
NUMBERS = st.text("0123456789ABC-", max_size=12)


def cells_of(text):
    return [list(row.cells) for row in rows_of_text(text)]


# --- bytes ----------------------------------------------------------------------------
@given(
    st.lists(st.tuples(CHINESE | ENGLISH, NUMBERS), max_size=9),
    CHINESE,
    st.sampled_from([",", ";", "\t", "，"]),
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_decoding_gives_the_text_back(encoding, learners, chinese, separator):
    lines = [separator.join(learner) for learner in [*learners, (chinese, "1")]]
    text = "\r\n".join(lines)

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["联通", "莫,1\n", "猫", "Ann,1\n莫芦,2"])
def test_chinese_that_looks_like_utf_8_is_told_from_it(text):
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "text", ["José,1", "Zoë", "Ångström", "Иван Петров", "阿依·古丽"]
)
def test_names_of_other_languages_in_utf_8_are_read(text):
    assert decode(text.encode()) == text


def test_byte_order_mark_of_gb18030_is_dropped():
    assert decode("\ufeff张三".encode("gb18030")) == "张三"


def test_big5_as_excel_writes_it_in_taiwan_is_read():
    text = "王雅婷,001\n林志豪,002\n"

    assert decode(text.encode("cp950")) == text


@pytest.mark.parametrize(
    "data",
    [
        b"Ann\x00,1",
        "张三,1".encode("utf-16-le"),
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xff\xff",
        b"\x01\x02\x03\x04",
        b"%PDF-1.7",
    ],
)
def test_bytes_that_are_no_text_are_refused(data):
    assert refusal_of(decode, data) == "encoding"


def test_stray_control_character_is_left_to_the_check():
    assert decode(b"Ann\x07,1") == "Ann\x07,1"


def test_bigger_file_is_refused():
    assert refusal_of(decode, b"a" * (MOST_BYTES + 1)) == "bytes"


# --- separators and quotes ------------------------------------------------------------
@pytest.mark.parametrize("separator", ["\t", ",", ";", "，", "；"])
def test_each_separator_parts_name_and_number(separator):
    text = f"张三{separator}001\n李四{separator}002"

    assert cells_of(text) == [["张三", "001"], ["李四", "002"]]


def test_wide_and_narrow_commas_may_be_mixed():
    assert cells_of("张三，001\n李四,002") == [["张三", "001"], ["李四", "002"]]


def test_comma_in_a_name_copied_from_a_spreadsheet_stays():
    text = "Smith, John\t001\nDoe, Jane\t002"

    assert cells_of(text) == [["Smith, John", "001"], ["Doe, Jane", "002"]]


def test_comma_in_a_name_of_a_semicolon_list_stays():
    assert cells_of("Smith, John;001\nLee;002") == [
        ["Smith, John", "001"],
        ["Lee", "002"],
    ]


def test_tab_that_an_export_put_behind_the_number_is_no_separator():
    assert cells_of("张三,001\t\n李四,002\t") == [["张三", "001\t"], ["李四", "002\t"]]


def test_quoted_separator_belongs_to_the_name():
    assert cells_of('"Smith; ""Jo"" John",001') == [['Smith; "Jo" John', "001"]]


def test_quoted_wide_separator_stays_wide():
    assert cells_of('"张三，组长",001\n李四，002') == [
        ["张三，组长", "001"],
        ["李四", "002"],
    ]


def test_quote_after_a_space_still_quotes():
    assert cells_of('"张三", "001"') == [["张三", "001"]]


@pytest.mark.parametrize("text", ['"张三,001\n李四,002', '"张"三,001\n李四,002'])
def test_unsound_quote_swallows_no_line(text):
    assert cells_of(text)[1] == ["李四", "002"]


def test_unsound_quote_is_read_as_it_stands():
    assert cells_of('"张"三,001')[0] == ['"张"三', "001"]


def test_longer_text_is_refused():
    assert refusal_of(rows_of_text, "a" * (MOST_BYTES + 1)) == "bytes"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_place_counts_blank_lines(end):
    rows = rows_of_text(end.join(["", "张三", "李四"]))

    assert [row.place for row in rows if row.cells and row.cells[0]] == [2, 3]


def test_place_counts_the_lines_inside_quotes():
    rows = rows_of_text('"张\n三",001\n李四,002')

    assert [row.place for row in rows] == [1, 3]


# --- back to text ---------------------------------------------------------------------
CELLS = st.text("aB1 ,;\t\"，；张'").map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_text_of_rows_is_read_as_the_same_rows(rows):
    rows_with_heading = [("name", "number"), *rows]

    cells = cells_of(as_text(rows_with_heading))

    assert [tuple(row) for row in cells] == rows_with_heading
