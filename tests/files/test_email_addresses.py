import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from assessments.files.email_addresses import is_address, parse_address


@pytest.mark.parametrize(
    "cell",
    [
        "Ann Lee <ann@example.org>",
        '"Ann Lee" <ann@example.org>',
        "Ann Lee <ann@example.org>;",
    ],
)
def test_address_as_a_mail_program_writes_it_gives_the_name(cell):
    assert parse_address(cell) == ("Ann Lee", "ann@example.org")


@pytest.mark.parametrize(
    "cell",
    [
        "mailto:ann@example.org",
        "<ann@example.org>",
        "ａｎｎ＠example．org",
        "ann@example。org",
        " ann@example.org ",
    ],
)
def test_address_is_tidied(cell):
    assert parse_address(cell) == ("", "ann@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.org",
        "a.b+c@sub.example.co",
        "o'neil@example.org",
        "ann@例子.公司",
        "ann@xn--fsqu00a.xn--55qx5d",
    ],
)
def test_address_to_which_mail_can_be_sent(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ann@",
        "@example.org",
        "ann@localhost",
        "ann@example",
        "ann@@example.org",
        "a b@example.org",
        "ann@example..org",
        ".ann@example.org",
        "ann.@example.org",
        "ann@-example.org",
        "ann@example.o",
        "ann@10.0.0.1",
        "王芳@example.org",
        "ann@example.org\nBcc: bob@example.org",
        "ann@example.org,bob@example.org",
        "a@" + "b" * 260 + ".org",
        "a" * 65 + "@example.org",
        "ann@" + "b" * 64 + ".org",
    ],
)
def test_text_that_is_no_address(text):
    assert not is_address(text)


@given(st.text("aZ0.-_+@!'\"\\ <>\n例", max_size=24) | st.emails())
def test_what_is_taken_for_an_address_is_one_for_django(text):
    if not is_address(text):
        return

    try:
        validate_email(text)
    except ValidationError:
        pytest.fail(repr(text))
