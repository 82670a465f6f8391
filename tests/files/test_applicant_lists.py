from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.files import applicant_lists
from assessments.files.applicant_lists import Line
from assessments.files.people_lists import Unreadable

EVERY = ("zh-hans", "zh-hant", "en")
ANN = ("Ann Lee", "ann@example.org", "en", "A-17")


def read(text):
    lines = applicant_lists.from_text(text)
    return [(line.name, line.email, line.language, line.number) for line in lines]


def line(place=1, name="Ann", email="ann@example.org", language="", number=""):
    return Line(place, name, email, language, number)


def checked(*lines, offered=EVERY, default="en"):
    return applicant_lists.check(lines, offered=offered, default=default)


def problems(*lines, **how):
    return [each.problem for each in checked(*lines, **how)]


# Without a header


@pytest.mark.parametrize("separator", ["\t", ",", ";", "，", "；"])
def test_columns_without_a_header_stand_in_order(separator):
    assert read(separator.join(ANN)) == [ANN]


def test_name_and_address_are_enough():
    assert read("王芳,wang@example.org") == [("王芳", "wang@example.org", "", "")]


def test_address_is_found_wherever_it_stands():
    assert read("ann@example.org\tAnn Lee\tA-17\nbob@example.org\tBob\tA-18")[1] == (
        "Bob",
        "bob@example.org",
        "",
        "A-18",
    )


def test_language_is_known_by_its_words():
    assert read("Ann,ann@example.org,A-17,English\nBob,bob@example.org,A-18,")[0] == (
        "Ann",
        *ANN[1:2],
        "English",
        "A-17",
    )


def test_third_column_with_digits_is_the_number():
    assert read("Ann,ann@example.org,2026-001") == [
        ("Ann", "ann@example.org", "", "2026-001")
    ]


def test_third_column_without_digits_is_the_language_even_if_unknown():
    assert read("Ann,ann@example.org,Klingon") == [
        ("Ann", "ann@example.org", "Klingon", "")
    ]


def test_empty_language_keeps_its_place():
    assert read("Ann,ann@example.org,,A-17") == [("Ann", "ann@example.org", "", "A-17")]


def test_running_number_in_front_is_no_name():
    assert read("1,Ann,ann@example.org\n2,Bob,bob@example.org")[1] == (
        "Bob",
        "bob@example.org",
        "",
        "",
    )


def test_name_may_have_a_digit():
    assert (
        read("Applicant 1,one@example.org,en,A-17\nApplicant 2,two@example.org,,")[1][0]
        == "Applicant 2"
    )


def test_number_in_front_of_the_name_is_no_name():
    assert read("A-17,王芳,wang@example.org,简体")[0][:3] == (
        "王芳",
        "wang@example.org",
        "简体",
    )


def test_line_without_an_address_is_kept_to_be_complained_about():
    assert read("Ann,ann.example.org") == [("Ann", "ann.example.org", "", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee <ann@example.org>",
        '"Ann Lee" <ann@example.org>',
        "Ann Lee <ann@example.org>;",
    ],
)
def test_address_as_a_mail_program_writes_it_gives_the_name(text):
    assert read(text) == [("Ann Lee", "ann@example.org", "", "")]


@pytest.mark.parametrize(
    "written",
    [
        "mailto:ann@example.org",
        "<ann@example.org>",
        "ａｎｎ＠example．org",
        " ann@example.org ",
    ],
)
def test_address_is_tidied(written):
    assert read(f"Ann,{written}") == [("Ann", "ann@example.org", "", "")]


# With a header


@pytest.mark.parametrize(
    "header",
    [
        "External ID,Name,E-mail,Language",
        "Candidate no.,FULL NAME,E-Mail Address,Preferred language",
        "外部编号,姓名,邮箱,语言",
        "候选人编号,申请人姓名,电子邮箱（必填）,语种",
        "申請編號,候選人姓名,電子郵件,語言",
    ],
)
def test_header_tells_the_columns(header):
    assert read(f"{header}\nA-17,Ann Lee,ann@example.org,en") == [ANN]


def test_other_columns_are_left_out():
    text = "No.;Phone;Name;Source;E-mail\n1;555;Ann;board;ann@example.org"

    assert read(text) == [("Ann", "ann@example.org", "", "1")]


def test_address_without_a_known_heading_is_found():
    assert read("Name,Correo,City\nAnn,ann@example.org,Leeds") == [
        ("Ann", "ann@example.org", "", "")
    ]


def test_name_without_a_known_heading_is_found():
    assert read("Nombre,E-mail\nAnn,ann@example.org") == [
        ("Ann", "ann@example.org", "", "")
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Last name,First name,Email\nLee,Ann,ann@example.org", "Ann Lee"),
        ("姓,名,邮箱\n王,芳,ann@example.org", "王芳"),
        ("First name,Surname,Email\nAnn,,ann@example.org", "Ann"),
    ],
)
def test_name_in_two_columns_is_joined(text, name):
    assert read(text)[0][0] == name


def test_title_above_the_header_is_skipped():
    assert read("客服岗位申请人\n\n邮箱,姓名\nann@example.org,王芳") == [
        ("王芳", "ann@example.org", "", "")
    ]


def test_numbered_row_without_anybody_is_skipped():
    assert len(read("编号,姓名,邮箱\n1,王芳,ann@example.org\n2,,")) == 1


def test_place_is_that_of_the_text():
    assert applicant_lists.from_text("姓名,邮箱\n\n王芳,ann@example.org")[0].place == 3


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_each_encoding(encoding):
    data = "姓名,邮箱,语言\r\n王芳,wang@example.org,简体\r\n".encode(encoding)

    assert applicant_lists.from_file("list.csv", data) == [
        Line(2, "王芳", "wang@example.org", "简体")
    ]


def test_workbook_is_read():
    book = Workbook()
    file = BytesIO()
    for row in (["Name", "E-mail", "ID"], ["Ann", "ann@example.org", 17.0]):
        book.active.append(row)
    book.save(file)

    assert applicant_lists.from_file("list.xlsx", file.getvalue()) == [
        Line(2, "Ann", "ann@example.org", "", "17")
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("姓名,邮箱", "empty"), ("a,a@b.co\n" * 5001, "lines")]
)
def test_list_that_cannot_be_taken_is_refused(text, code):
    with pytest.raises(Unreadable) as refusal:
        applicant_lists.from_text(text)

    assert refusal.value.code == code


@given(st.text("aA1@<>,;\t\n\"'姓名邮箱.中 ", max_size=80))
def test_any_text_gives_lines_or_a_refusal(text):
    try:
        lines = applicant_lists.from_text(text)
    except Unreadable:
        return

    assert all(line.name or line.email for line in lines)
    assert len(checked(*lines)) == len(lines)


# Languages


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            (word, "zh-hans")
            for word in (
                "zh-hans",
                "zh_CN",
                "ZH-Hans-CN",
                "简体",
                "简体中文",
                "中文（简体）",
                "中文",
            )
        ),
        *(
            (word, "zh-hant")
            for word in (
                "zh-hant",
                "zh-TW",
                "繁體",
                "繁体中文",
                "正體中文",
                "Chinese (Traditional)",
            )
        ),
        *(
            (word, "en")
            for word in ("en", "EN-gb", "English", "English (UK)", "英语", "英語")
        ),
        ("Klingon", ""),
    ],
)
def test_language_is_known_however_it_is_written(written, code):
    assert applicant_lists.language_of(written, EVERY) == code


def test_chinese_alone_is_the_one_that_is_offered():
    assert applicant_lists.language_of("中文", ["zh-hant", "en"]) == "zh-hant"


def test_line_without_a_language_gets_the_default():
    assert [
        each.language
        for each in checked(
            line(), line(2, email="b@example.org", language="英语"), default="zh-hans"
        )
    ] == [
        "zh-hans",
        "en",
    ]


# Problems


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"name": ""}, "no-name"),
        ({"email": ""}, "no-email"),
        ({"name": "An\x07n"}, "control"),
        ({"email": "ann\x00@example.org"}, "control"),
        ({"number": "1\ufffd"}, "control"),
        ({"name": "a" * 80}, None),
        ({"name": "a" * 81}, "long-name"),
        ({"number": "1" * 41}, "long-number"),
        ({"language": "Klingon"}, "unknown-language"),
        ({"email": "a" * 65 + "@example.org"}, "bad-email"),
    ],
)
def test_line_has_a_problem_of_its_own(changes, problem):
    assert problems(line(**changes)) == [problem]


def test_language_that_the_round_does_not_offer_is_a_problem():
    assert problems(line(language="繁體"), offered=["en"]) == ["not-offered"]


def test_default_that_is_offered_no_longer_is_a_problem():
    assert problems(line(), offered=["zh-hans"], default="en") == ["not-offered"]


def test_address_of_two_names_is_a_problem_of_both():
    found = problems(
        line(),
        line(2, name="Bob", email="ANN@example.org"),
        line(3, email="c@example.org"),
    )

    assert found == ["same-email", "same-email", None]


def test_same_applicant_again_is_a_problem_of_the_later_line():
    assert problems(line(), line(2, name="ANN", language="en")) == [None, "repeated"]


def test_line_with_a_problem_of_its_own_makes_none_for_others():
    assert problems(line(name=""), line(2)) == ["no-name", None]


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "a.b+c@sub.example.co",
        "o'neil@example.org",
        "ann@例子.公司",
        "ann@xn--fsqu00a.xn--55qx5d",
    ],
)
def test_address_to_which_mail_can_be_sent(address):
    assert applicant_lists.is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ann",
            "ann@",
            "@example.org",
            "ann@localhost",
            "ann@example",
            "ann@@example.org",
            "a b@example.org",
        ),
        *(
            "ann@example..org",
            ".ann@example.org",
            "ann.@example.org",
            "ann@-example.org",
            "ann@example.o",
            "ann@10.0.0.1",
        ),
        *(
            "王芳@example.org",
            "ann@example.org\nBcc: bob@example.org",
            "ann@example.org,bob@example.org",
            "a@" + "b" * 260 + ".org",
        ),
    ],
)
def test_what_is_no_address(address):
    assert not applicant_lists.is_address(address)


@given(st.text("aZ0.-_+@!'\"\\ <>\n例", max_size=24) | st.emails())
def test_what_is_taken_for_an_address_is_one_for_django(text):
    if applicant_lists.is_address(text):
        try:
            validate_email(text)
        except ValidationError:
            pytest.fail(repr(text))
