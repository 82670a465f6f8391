import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.files import learner_lists
from assessments.files.learner_lists import LONGEST_KEY, Line, check
from assessments.files.list_rows import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_BYTES,
    MOST_LINES,
    Unreadable,
)
from assessments.files.typed_text import LONGEST_TEXT
from tests.files.refusals import refusal_of
from tests.files.workbooks import make_workbook, with_more_in_the_sheet


def names_and_numbers(text):
    return [(line.name, line.number) for line in learner_lists.from_text(text)]


def problems_of(lines):
    return [checked.problem for checked in check(lines, listed_keys=[])]


def problems_in_text(text):
    return problems_of(learner_lists.from_text(text))


def make_lines(*names_and_numbers):
    lines = []
    for place, (name, number) in enumerate(names_and_numbers, 1):
        lines.append(Line(place, name, number))
    return lines


# --- files ----------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_excel_is_read(encoding):
    data = '姓名;学号\r\n张三;"007"\r\n'.encode(encoding)

    assert learner_lists.from_file("list.csv", data) == [Line(2, "张三", "007")]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_workbook_is_read_whatever_its_name(name):
    data = make_workbook(
        ["学号", "姓名"], ["007", "张三"], [], [None, " "], ["008", "Ann  Lee"]
    )

    assert learner_lists.from_file(name, data) == [
        Line(2, "张三", "007"),
        Line(5, "Ann Lee", "008"),
    ]


def test_text_that_begins_like_an_archive_is_text():
    assert learner_lists.from_file("list.txt", b"PK Lee,1") == [Line(1, "PK Lee", "1")]


@pytest.mark.parametrize("name", ["list.xls", "LIST.XLSX"])
def test_text_called_a_workbook_is_refused(name):
    refusal = refusal_of(learner_lists.from_file, name, b"<html><table>")

    assert refusal == "workbook"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_empty_file_is_empty(name):
    assert refusal_of(learner_lists.from_file, name, b"") == "empty"


def test_workbook_without_a_learner_is_empty():
    data = make_workbook(["姓名", "学号"])

    assert refusal_of(learner_lists.from_file, "list.xlsx", data) == "empty"


def test_workbook_with_more_lines_is_refused():
    data = make_workbook(*[["张三", number] for number in range(MOST_LINES + 1)])

    assert refusal_of(learner_lists.from_file, "list.xlsx", data) == "lines"


@pytest.mark.parametrize("text", ["(" * 6_000_000, "a" + "\u0301\u0323" * 3_000_000])
def test_endless_cell_of_a_workbook_is_cut_before_it_is_searched(text):
    cell = f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'.encode()
    data = with_more_in_the_sheet(make_workbook(["张三"]), cell)

    lines = learner_lists.from_file("list.xlsx", data)

    assert LONGEST_NAME < len(lines[1].name) <= LONGEST_TEXT


# --- lines ----------------------------------------------------------------------------
def test_name_alone_has_no_number():
    assert names_and_numbers("张三\nAnn Lee") == [("张三", ""), ("Ann Lee", "")]


def test_empty_second_column_is_cut_off():
    assert names_and_numbers("张三,\n李四,") == [("张三", ""), ("李四", "")]


def test_tab_behind_a_number_is_cut_off():
    assert names_and_numbers("张三,001\t\n李四,002\t") == [
        ("张三", "001"),
        ("李四", "002"),
    ]


def test_more_columns_are_ignored():
    assert names_and_numbers("张三,001,A组,x") == [("张三", "001")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_are_skipped_but_counted(end):
    text = end.join(["", "张三", " ,", "李四", ""])

    assert learner_lists.from_text(text) == [Line(2, "张三", ""), Line(4, "李四", "")]


def test_name_with_a_line_break_is_made_one_line():
    lines = learner_lists.from_text('"张\n三",001\n李四,002')

    assert lines == [Line(1, "张 三", "001"), Line(3, "李四", "002")]


def test_number_without_a_name_is_kept_to_be_complained_about():
    assert names_and_numbers("张三,001\n,002") == [("张三", "001"), ("", "002")]


def test_name_is_tidied():
    assert names_and_numbers(" Jose\u0301\u200b  Lee ,1") == [("José Lee", "1")]


def test_number_is_kept_as_text():
    assert names_and_numbers("张三,007") == [("张三", "007")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "姓名,学号", ",,\n,,"])
def test_text_without_a_learner_is_empty(text):
    assert refusal_of(learner_lists.from_text, text) == "empty"


def test_most_lines_are_read():
    assert len(learner_lists.from_text("a\n" * MOST_LINES)) == MOST_LINES


def test_more_lines_are_refused():
    text = "a\n" * (MOST_LINES + 1)

    assert refusal_of(learner_lists.from_text, text) == "lines"


def test_blank_lines_do_not_count_towards_the_most():
    text = "\n" * (2 * MOST_LINES) + "张三"

    assert names_and_numbers(text) == [("张三", "")]


@given(st.text(max_size=80))
def test_any_text_gives_lines_or_a_refusal(text):
    try:
        lines = learner_lists.from_text(text)
    except Unreadable:
        return

    assert all(line.name or line.number for line in lines)


# --- what would take minutes if the work grew with its square -------------------------
def test_field_beyond_what_csv_reads_is_kept_to_be_complained_about():
    text = "a" * 200_000 + "\nb," + "1" * 200_000

    assert problems_in_text(text) == ["long-name", "long-number"]


@pytest.mark.parametrize(
    "opened", ["(", "[", "【", "（", "([【", "a\u0301\u0323", "\ufdfa"]
)
def test_long_cell_of_a_header_is_cut_before_it_is_searched(opened):
    text = opened * (MOST_BYTES // len(opened))

    assert problems_in_text(text) == ["long-name"]


@pytest.mark.parametrize("place", ["{},1", "Ann,{}", "Name\nAnn\n{}"])
def test_marks_in_the_wrong_order_are_cut_before_they_are_composed(place):
    text = place.format("a" + "\u0301\u0323" * 900_000)

    assert problems_in_text(text)[-1] in ("long-name", "long-number")


@pytest.mark.parametrize(
    ("piece", "refusal"),
    [
        (",", "empty"),
        ("，", "empty"),
        (" \n", "empty"),
        ("\u200b", "empty"),
        ('",\n', "lines"),
        ('"a,\n', "lines"),
    ],
)
@pytest.mark.slow
def test_whole_text_of_separators_or_quotes_is_refused(piece, refusal):
    text = piece * (MOST_BYTES // len(piece))

    assert refusal_of(learner_lists.from_text, text) == refusal


@pytest.mark.parametrize("blanks", [" " * 500, "\u3000\u200b" * 500])
def test_blanks_that_fill_up_a_cell_are_not_what_is_cut(blanks):
    text = f"{blanks}Ann{blanks}Lee,{blanks}7"

    assert names_and_numbers(text) == [("Ann Lee", "7")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\u03b1\u0313\u0300\u0345" * LONGEST_NAME, None),
        ("\u03b1\u0313\u0300\u0345" * (LONGEST_NAME + 1), "long-name"),
        ("\u0958" * LONGEST_NAME, "long-name"),
        ("a," + "\u0958" * LONGEST_NUMBER, "long-number"),
    ],
    ids=["shortened", "shortened-longer", "lengthened-name", "lengthened-number"],
)
def test_length_is_measured_after_composing(text, problem):
    assert problems_in_text(text) == [problem]


# --- headers --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Name", "Number"),
        ("FULL NAME", "Student ID"),
        ("learner", "No."),
        ("Name", "student_no"),
        ("姓名", "学号"),
        ("名字", "编号"),
        ("姓 名", "学号（必填）"),
        ("姓名", "学号((必填))"),
        ("*姓名：", "学员【8位】编号"),
        ("姓名", "學號"),
        ("名字", "編號"),
        ("學員", "工號"),
    ],
)
def test_header_tells_the_columns(name, number):
    assert names_and_numbers(f"{name},{number}\nAnn,007") == [("Ann", "007")]
    assert names_and_numbers(f"{number},{name}\n007,Ann") == [("Ann", "007")]


def test_columns_are_found_among_others():
    text = "序号;班级;学号;姓名\n1;A组;001;张三\n2;A组"

    assert names_and_numbers(text) == [("张三", "001")]


def test_student_number_is_preferred_to_a_running_one():
    assert names_and_numbers("No.,Name,Student ID\n1,Ann,S7") == [("Ann", "S7")]


def test_header_without_a_number_leaves_it_out():
    assert names_and_numbers("姓名,班级\n张三,A组") == [("张三", "")]


def test_header_without_a_name_leaves_the_other_column_to_it():
    assert names_and_numbers("学号,wer\n001,张三") == [("张三", "001")]


def test_title_above_the_header_is_skipped():
    text = "客服班学员名单\n\n学号\t姓名\n001\t张三"

    assert names_and_numbers(text) == [("张三", "001")]


def test_learners_above_a_header_word_are_kept():
    assert names_and_numbers("张三,001\n姓名,学号") == [
        ("张三", "001"),
        ("姓名", "学号"),
    ]


def test_names_above_a_single_header_word_are_kept():
    assert names_and_numbers("张三\nName") == [("张三", ""), ("Name", "")]


def test_numbered_row_without_a_learner_is_skipped():
    assert names_and_numbers("序号,姓名\n1,张三\n2,\n3,") == [("张三", "")]


# --- keys -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "number", "key"),
    [
        ("Ann Lee", "", "w:ann lee"),
        ("Ann", "S007", "n:s007"),
        ("张三", "", "w:张三"),
        ("Ann", "007", "n:007"),
    ],
)
def test_key_is_the_number_or_else_the_name(name, number, key):
    assert Line(1, name, number).key == key


def test_key_of_a_name_that_folding_lengthens_stays_short():
    line = Line(1, name="ß" * LONGEST_NAME, number="")

    assert len(line.key) == LONGEST_KEY


def test_key_of_a_number_that_folding_lengthens_stays_short():
    line = Line(1, name="", number="ﬃ" * LONGEST_NUMBER)

    assert len(line.key) == LONGEST_KEY


# --- checks ---------------------------------------------------------------------------
def test_sound_lines_have_no_problem():
    lines = make_lines(("张三", ""), ("李四", "001"), ("张三", "002"))

    assert problems_of(lines) == [None, None, None]


@pytest.mark.parametrize(
    ("name", "number", "problem"),
    [
        ("", "001", "no-name"),
        ("a" * 80, "1" * 40, None),
        ("a" * 81, "", "long-name"),
        ("a", "1" * 41, "long-number"),
        ("An\x07n", "", "control"),
        ("Ann", "1\x7f", "control"),
        ("张\ufffd", "", "control"),
        ("\ud800", "", "control"),
    ],
)
def test_line_alone_may_have_a_problem(name, number, problem):
    assert problems_of([Line(1, name, number)]) == [problem]


def test_name_twice_without_a_number_is_a_problem_of_both():
    lines = make_lines(("Ann", ""), ("Bob", ""), ("ANN", ""))

    assert problems_of(lines) == ["same-name", None, "same-name"]


def test_number_of_two_names_is_a_problem_of_both():
    lines = make_lines(("Ann", "s1"), ("Bob", "S1"), ("Cy", "2"))

    assert problems_of(lines) == ["same-number", "same-number", None]


def test_same_line_again_is_a_problem_of_the_later_ones():
    lines = make_lines(("Ann", "1"), ("Ann", "1"), ("ann", "1"))

    assert problems_of(lines) == [None, "repeated", "repeated"]


def test_number_of_two_names_matters_more_than_a_repeated_line():
    lines = make_lines(("Ann", "1"), ("Ann", "1"), ("Bob", "1"))

    assert problems_of(lines) == ["same-number", "same-number", "same-number"]


def test_line_with_a_problem_alone_makes_none_for_others():
    lines = make_lines(("", "1"), ("Ann", "1"))

    assert problems_of(lines) == ["no-name", None]


@pytest.mark.parametrize("key", ["w:ann", "n:7"])
def test_learner_on_the_list_is_listed(key):
    lines = make_lines(("Ann", ""), ("Bob", "7"), ("Cy", ""))

    checked_lines = check(lines, listed_keys=[key])

    listed = [checked.line.key for checked in checked_lines if checked.is_listed]
    assert listed == [key]


def test_being_listed_is_no_problem():
    [checked] = check([Line(1, "Ann", "")], listed_keys=["w:ann"])

    assert checked.problem is None


def test_checked_lines_keep_their_order():
    lines = make_lines(("c", ""), ("a", ""), ("b", ""), ("b", ""), ("a", ""))

    assert [checked.line for checked in check(lines, listed_keys=[])] == lines
