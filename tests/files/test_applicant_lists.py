import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.files import applicant_lists
from assessments.files.applicant_lists import Line, check
from assessments.files.list_rows import MOST_LINES, Unreadable
from tests.files.refusals import refusal_of
from tests.files.workbooks import make_workbook

EVERY_LANGUAGE = ("zh-hans", "zh-hant", "en")
ANN = ("Ann Lee", "ann@example.org", "en", "A-17")


def read(text):
    """Return (name, email, language, number) of each line."""
    lines = applicant_lists.from_text(text)
    return [(line.name, line.email, line.language, line.number) for line in lines]


def make_line(place=1, name="Ann", email="ann@example.org", language="", number=""):
    return Line(place, name, email, language, number)


def problems_of(*lines, offered=EVERY_LANGUAGE, default="en"):
    checked_lines = check(lines, offered=offered, default=default)
    return [checked.problem for checked in checked_lines]


# --- columns without a header ---------------------------------------------------------
@pytest.mark.parametrize("separator", ["\t", ",", ";", "，", "；"])
def test_columns_without_a_header_stand_in_order(separator):
    assert read(separator.join(ANN)) == [ANN]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王芳,wang@example.org", ("王芳", "wang@example.org", "", "")),
        ("Ann,ann@example.org,2026-001", ("Ann", "ann@example.org", "", "2026-001")),
        ("Ann,ann@example.org,Klingon", ("Ann", "ann@example.org", "Klingon", "")),
        ("Ann,ann@example.org,,A-17", ("Ann", "ann@example.org", "", "A-17")),
        ("Ann,ann.example.org", ("Ann", "ann.example.org", "", "")),
        ("A-17,王芳,a@example.org,简体", ("王芳", "a@example.org", "简体", "")),
    ],
    ids=[
        "name-and-address",
        "digits-are-the-number",
        "third-without-digits-is-the-language",
        "empty-language-keeps-its-place",
        "bad-address-is-kept-to-be-complained-about",
        "number-in-front-is-no-name",
    ],
)
def test_columns_are_guessed_by_what_they_hold(text, expected):
    assert read(text) == [expected]


def test_address_is_found_wherever_it_stands():
    text = "ann@example.org\tAnn Lee\tA-17\nbob@example.org\tBob\tA-18"

    assert read(text) == [
        ("Ann Lee", "ann@example.org", "", "A-17"),
        ("Bob", "bob@example.org", "", "A-18"),
    ]


def test_language_is_known_by_its_words():
    text = "Ann,ann@example.org,A-17,English\nBob,bob@example.org,A-18,"

    assert read(text)[0] == ("Ann", "ann@example.org", "English", "A-17")


def test_running_number_in_front_is_no_name():
    text = "1,Ann,ann@example.org\n2,Bob,bob@example.org"

    assert read(text)[1] == ("Bob", "bob@example.org", "", "")


def test_name_may_have_a_digit():
    text = "Applicant 1,one@example.org,en,A-17\nApplicant 2,two@example.org,,"

    assert read(text)[1] == ("Applicant 2", "two@example.org", "", "")


def test_name_beside_the_address_is_taken():
    assert read("Ann Lee <ann@example.org>") == [("Ann Lee", "ann@example.org", "", "")]


def test_address_is_tidied():
    text = "Ann,mailto:ann@example.org"

    assert read(text) == [("Ann", "ann@example.org", "", "")]


# --- columns with a header ------------------------------------------------------------
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


@pytest.mark.parametrize(
    "text",
    [
        "Name,Correo,City\nAnn,ann@example.org,Leeds",
        "Nombre,E-mail\nAnn,ann@example.org",
    ],
)
def test_column_without_a_known_heading_is_found(text):
    assert read(text) == [("Ann", "ann@example.org", "", "")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Last name,First name,Email\nLee,Ann,ann@example.org", "Ann Lee"),
        ("姓,名,邮箱\n王,芳,ann@example.org", "王芳"),
        ("First name,Surname,Email\nAnn,,ann@example.org", "Ann"),
    ],
)
def test_name_in_two_columns_is_joined(text, name):
    assert read(text) == [(name, "ann@example.org", "", "")]


def test_title_above_the_header_is_skipped():
    text = "客服岗位申请人\n\n邮箱,姓名\nann@example.org,王芳"

    assert read(text) == [("王芳", "ann@example.org", "", "")]


def test_numbered_row_without_anybody_is_skipped():
    assert len(read("编号,姓名,邮箱\n1,王芳,ann@example.org\n2,,")) == 1


def test_place_is_that_of_the_text():
    [line] = applicant_lists.from_text("姓名,邮箱\n\n王芳,ann@example.org")

    assert line.place == 3


# --- files ----------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_each_encoding(encoding):
    data = "姓名,邮箱,语言\r\n王芳,wang@example.org,简体\r\n".encode(encoding)

    lines = applicant_lists.from_file("list.csv", data)

    assert lines == [Line(2, "王芳", "wang@example.org", "简体")]


def test_workbook_is_read():
    data = make_workbook(["Name", "E-mail", "ID"], ["Ann", "ann@example.org", 17.0])

    lines = applicant_lists.from_file("list.xlsx", data)

    assert lines == [Line(2, "Ann", "ann@example.org", "", "17")]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("姓名,邮箱", "empty"), ("a,a@b.co\n" * (MOST_LINES + 1), "lines")],
)
def test_list_that_cannot_be_taken_is_refused(text, refusal):
    assert refusal_of(applicant_lists.from_text, text) == refusal


@given(st.text("aA1@<>,;\t\n\"'姓名邮箱.中 ", max_size=80))
def test_any_text_gives_lines_or_a_refusal(text):
    try:
        lines = applicant_lists.from_text(text)
    except Unreadable:
        return

    assert all(line.name or line.email for line in lines)
    assert len(problems_of(*lines)) == len(lines)


# --- checks ---------------------------------------------------------------------------
def test_line_without_a_language_gets_the_default():
    lines = [make_line(), make_line(2, email="b@example.org", language="英语")]

    checked_lines = check(lines, offered=EVERY_LANGUAGE, default="zh-hans")

    assert [checked.language for checked in checked_lines] == ["zh-hans", "en"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (make_line(), None),
        (make_line(name=""), "no-name"),
        (make_line(email=""), "no-email"),
        (make_line(name="An\x07n"), "control"),
        (make_line(email="ann\x00@example.org"), "control"),
        (make_line(number="1\ufffd"), "control"),
        (make_line(name="a" * 80), None),
        (make_line(name="a" * 81), "long-name"),
        (make_line(number="1" * 41), "long-number"),
        (make_line(language="Klingon"), "unknown-language"),
        (make_line(email="a" * 65 + "@example.org"), "bad-email"),
    ],
)
def test_line_alone_may_have_a_problem(line, problem):
    assert problems_of(line) == [problem]


def test_language_that_the_round_does_not_offer_is_a_problem():
    assert problems_of(make_line(language="繁體"), offered=["en"]) == ["not-offered"]


def test_default_that_is_offered_no_longer_is_a_problem():
    problems = problems_of(make_line(), offered=["zh-hans"], default="en")

    assert problems == ["not-offered"]


def test_address_of_two_names_is_a_problem_of_both():
    ann = make_line()
    bob = make_line(2, name="Bob", email="ANN@example.org")
    cy = make_line(3, email="c@example.org")

    assert problems_of(ann, bob, cy) == ["same-email", "same-email", None]


def test_same_applicant_again_is_a_problem_of_the_later_line():
    ann = make_line()
    ann_again = make_line(2, name="ANN", language="en")

    assert problems_of(ann, ann_again) == [None, "repeated"]


def test_line_with_a_problem_alone_makes_none_for_others():
    assert problems_of(make_line(name=""), make_line(2)) == ["no-name", None]
