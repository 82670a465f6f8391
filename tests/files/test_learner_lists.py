import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.files import learner_lists, people_lists
from assessments.files.learner_lists import Line
from assessments.files.people_lists import Unreadable


def pairs(text):
    return [(line.name, line.number) for line in learner_lists.from_text(text)]


def code(read, *values):
    with pytest.raises(Unreadable) as refusal:
        read(*values)
    return refusal.value.code


def problems(*learners, listed=()):
    lines = [Line(place, *learner) for place, learner in enumerate(learners, 1)]
    return [checked.problem for checked in learner_lists.check(lines, listed)]


def read_problems(text):
    return [
        checked.problem
        for checked in learner_lists.check(learner_lists.from_text(text), [])
    ]


# Text: separators and quotes


@pytest.mark.parametrize("separator", ["\t", ",", ";", "，", "；"])
def test_each_separator_parts_name_and_number(separator):
    assert pairs(f"张三{separator}001\n李四{separator}002") == [
        ("张三", "001"),
        ("李四", "002"),
    ]


def test_name_alone_has_no_number():
    assert pairs("张三\nAnn Lee") == [("张三", ""), ("Ann Lee", "")]


def test_wide_and_narrow_commas_may_be_mixed():
    assert pairs("张三，001\n李四,002") == [("张三", "001"), ("李四", "002")]


def test_comma_in_a_name_copied_from_a_spreadsheet_stays():
    assert pairs("Smith, John\t001\nDoe, Jane\t002") == [
        ("Smith, John", "001"),
        ("Doe, Jane", "002"),
    ]


def test_comma_in_a_name_of_a_semicolon_list_stays():
    assert pairs("Smith, John;001\nLee;002") == [("Smith, John", "001"), ("Lee", "002")]


def test_tab_that_an_export_put_behind_the_number_is_no_separator():
    assert pairs("张三,001\t\n李四,002\t") == [("张三", "001"), ("李四", "002")]


def test_empty_second_column_is_cut_off():
    assert pairs("张三,\n李四,") == [("张三", ""), ("李四", "")]


def test_quoted_separator_belongs_to_the_name():
    assert pairs('"Smith; ""Jo"" John",001') == [('Smith; "Jo" John', "001")]


def test_quoted_wide_separator_stays_wide():
    assert pairs('"张三，组长",001\n李四，002') == [
        ("张三，组长", "001"),
        ("李四", "002"),
    ]


def test_quote_after_a_space_still_quotes():
    assert pairs('"张三", "001"') == [("张三", "001")]


@pytest.mark.parametrize("text", ['"张三,001\n李四,002', '"张"三,001\n李四,002'])
def test_unsound_quote_swallows_no_line(text):
    assert pairs(text)[1] == ("李四", "002")


def test_more_columns_are_ignored():
    assert pairs("张三,001,A组,x") == [("张三", "001")]


# Text: lines and places


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_are_skipped_but_counted(end):
    lines = learner_lists.from_text(end.join(["", "张三", " ,", "李四", ""]))

    assert [(line.place, line.name) for line in lines] == [(2, "张三"), (4, "李四")]


def test_place_counts_the_lines_inside_quotes():
    lines = learner_lists.from_text('"张\n三",001\n李四,002')

    assert lines == [Line(1, "张 三", "001"), Line(3, "李四", "002")]


def test_number_without_a_name_is_kept_to_be_complained_about():
    assert pairs("张三,001\n,002") == [("张三", "001"), ("", "002")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "姓名,学号", ",,\n,,"])
def test_text_without_a_learner_is_empty(text):
    assert code(learner_lists.from_text, text) == "empty"


def test_most_lines_are_read():
    assert (
        len(learner_lists.from_text("a\n" * people_lists.MOST_LINES))
        == people_lists.MOST_LINES
    )


def test_more_lines_are_refused():
    assert (
        code(learner_lists.from_text, "a\n" * (people_lists.MOST_LINES + 1)) == "lines"
    )


def test_blank_lines_do_not_count_towards_the_most():
    assert pairs("\n" * (2 * people_lists.MOST_LINES) + "张三") == [("张三", "")]


def test_longer_text_is_refused():
    assert code(learner_lists.from_text, "a" * (people_lists.MOST_BYTES + 1)) == "bytes"


def test_field_beyond_what_csv_reads_is_kept_to_be_complained_about():
    assert read_problems("a" * 200_000 + "\nb," + "1" * 200_000) == [
        "long-name",
        "long-number",
    ]


# Text: what would take minutes if the work grew with its square


@pytest.mark.parametrize(
    "opened", ["(", "[", "【", "（", "([【", "a\u0301\u0323", "\ufdfa"]
)
def test_long_cell_of_a_header_is_cut_before_it_is_searched(opened):
    assert read_problems(opened * (people_lists.MOST_BYTES // len(opened))) == [
        "long-name"
    ]


@pytest.mark.parametrize("place", ["{},1", "Ann,{}", "Name\nAnn\n{}"])
def test_marks_in_the_wrong_order_are_cut_before_they_are_composed(place):
    text = place.format("a" + "\u0301\u0323" * 900_000)

    assert read_problems(text)[-1] in ("long-name", "long-number")


def test_bracket_left_open_thousands_of_times_is_searched_once():
    assert people_lists.BRACKETED.sub("", "([【" * 600_000) == "([【" * 600_000


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
def test_whole_text_of_separators_or_quotes_is_refused(piece, refusal):
    text = piece * (people_lists.MOST_BYTES // len(piece))

    assert code(learner_lists.from_text, text) == refusal


@pytest.mark.parametrize(
    ("name", "blanks"), [("Ann Lee", " " * 500), ("Ann Lee", "\u3000\u200b" * 500)]
)
def test_blanks_that_fill_up_a_cell_are_not_what_is_cut(name, blanks):
    assert pairs(f"{blanks}{name.replace(' ', blanks)},{blanks}7") == [("Ann Lee", "7")]


def test_longest_name_written_in_the_most_pieces_is_whole():
    assert pairs("\u03b1\u0313\u0300\u0345" * people_lists.LONGEST_NAME) == [
        ("\u1f82" * 80, "")
    ]
    assert read_problems("\u03b1\u0313\u0300\u0345" * 81) == ["long-name"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [("\u0958" * 80, "long-name"), ("a," + "\u0958" * 40, "long-number")],
)
def test_what_composing_lengthens_is_measured_afterwards(text, problem):
    assert read_problems(text) == [problem]


# Text: tidying


@pytest.mark.parametrize(
    "name", ["  Ann   Lee ", "Ann\u3000Lee", "\ufeffAnn\xa0Lee", "Ann\u200b Lee\u202c"]
)
def test_white_space_and_unseen_marks_are_tidied(name):
    assert pairs(f"{name},1") == [("Ann Lee", "1")]


def test_name_is_composed():
    assert pairs("Jose\u0301,1") == [("José", "1")]


def test_number_is_kept_as_text():
    assert pairs("张三,007") == [("张三", "007")]


# Headers


@pytest.mark.parametrize(
    "header", ["Name,Number", "FULL NAME,Student ID", "learner,No.", "Name,student_no"]
)
@pytest.mark.parametrize("order", [1, -1])
def test_english_header_tells_the_columns(header, order):
    text = "\n".join(
        ",".join(line.split(",")[::order]) for line in (header, "Ann Lee,007")
    )

    assert pairs(text) == [("Ann Lee", "007")]


@pytest.mark.parametrize(
    "header",
    [
        "姓名,学号",
        "名字,编号",
        "姓 名,学号（必填）",
        "姓名,学号((必填))",
        "*姓名：,学员【8位】编号",
    ],
)
def test_simplified_header_tells_the_columns(header):
    name, number = header.split(",")

    assert pairs(f"{number},{name}\n001,张三") == [("张三", "001")]


@pytest.mark.parametrize("header", ["姓名,學號", "名字,編號", "學員,工號"])
def test_traditional_header_tells_the_columns(header):
    name, number = header.split(",")

    assert pairs(f"{number},{name}\n001,張三") == [("張三", "001")]


def test_columns_are_found_among_others():
    assert pairs("序号;班级;学号;姓名\n1;A组;001;张三\n2;A组") == [("张三", "001")]


def test_student_number_is_preferred_to_a_running_one():
    assert pairs("No.,Name,Student ID\n1,Ann,S7") == [("Ann", "S7")]


def test_header_without_a_number_leaves_it_out():
    assert pairs("姓名,班级\n张三,A组") == [("张三", "")]


def test_header_without_a_name_leaves_the_other_column_to_it():
    assert pairs("学号,wer\n001,张三") == [("张三", "001")]


def test_title_above_the_header_is_skipped():
    assert pairs("客服班学员名单\n\n学号\t姓名\n001\t张三") == [("张三", "001")]


def test_learners_above_a_header_word_are_kept():
    assert pairs("张三,001\n姓名,学号") == [("张三", "001"), ("姓名", "学号")]


def test_names_above_a_single_header_word_are_kept():
    assert pairs("张三\nName") == [("张三", ""), ("Name", "")]


def test_numbered_row_without_a_learner_is_skipped():
    assert pairs("序号,姓名\n1,张三\n2,\n3,") == [("张三", "")]


@given(st.text(max_size=80))
def test_any_text_gives_lines_or_a_refusal(text):
    try:
        lines = learner_lists.from_text(text)
    except Unreadable:
        return

    assert all(line.name or line.number for line in lines)


# Keys


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
    assert (
        len(Line(1, "ß" * people_lists.LONGEST_NAME, "").key)
        == learner_lists.LONGEST_KEY
    )


def test_key_of_a_number_that_folding_lengthens_stays_short():
    assert (
        len(Line(1, "", "ﬃ" * people_lists.LONGEST_NUMBER).key)
        == learner_lists.LONGEST_KEY
    )


# Checks


def test_sound_lines_have_no_problem():
    assert problems(("张三", ""), ("李四", "001"), ("张三", "002")) == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("learner", "problem"),
    [
        (("", "001"), "no-name"),
        (("a" * 80, "1" * 40), None),
        (("a" * 81, ""), "long-name"),
        (("a", "1" * 41), "long-number"),
        (("An\x07n", ""), "control"),
        (("Ann", "1\x7f"), "control"),
        (("张\ufffd", ""), "control"),
        (("\ud800", ""), "control"),
    ],
)
def test_line_has_a_problem_of_its_own(learner, problem):
    assert problems(learner) == [problem]


def test_name_twice_without_a_number_is_a_problem_of_both():
    assert problems(("Ann", ""), ("Bob", ""), ("ANN", "")) == [
        "same-name",
        None,
        "same-name",
    ]


def test_number_of_two_names_is_a_problem_of_both():
    assert problems(("Ann", "s1"), ("Bob", "S1"), ("Cy", "2")) == [
        "same-number",
        "same-number",
        None,
    ]


def test_same_line_again_is_a_problem_of_the_later_ones():
    assert problems(("Ann", "1"), ("Ann", "1"), ("ann", "1")) == [
        None,
        "repeated",
        "repeated",
    ]


def test_number_of_two_names_matters_more_than_a_repeated_line():
    assert problems(("Ann", "1"), ("Ann", "1"), ("Bob", "1")) == ["same-number"] * 3


def test_line_with_a_problem_of_its_own_makes_none_for_others():
    assert problems(("", "1"), ("Ann", "1")) == ["no-name", None]


@pytest.mark.parametrize("key", ["w:ann", "n:7"])
def test_learner_on_the_list_is_listed(key):
    lines = [Line(1, "Ann", ""), Line(2, "Bob", "7"), Line(3, "Cy", "")]
    listed = [
        checked.line.key
        for checked in learner_lists.check(lines, [key])
        if checked.is_listed
    ]

    assert listed == [key]


def test_being_listed_is_no_problem():
    assert problems(("Ann", ""), listed=["w:ann"]) == [None]


def test_checked_lines_keep_their_order():
    lines = [Line(place, name, "") for place, name in enumerate("cabba", 1)]

    assert [checked.line for checked in learner_lists.check(lines, [])] == lines
